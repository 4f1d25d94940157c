"""Everything at the door of a node and nothing behind it: people, sessions, keys, connections."""

from typing import Any

from persistence import fakes
from persistence.ports import Accounts, Login, People, Sessions
from persistence.ports import Keys as StoredKeys
from server import wire
from server.accounts.doorkeeper import Doorkeeper
from server.accounts.keys import Keys
from server.accounts.passwords_task import Passwords
from server.accounts.reception import House, Reception
from server.accounts.revocations import Revocations
from server.clock import Clock
from server.slowdown import Slowdown
from server.visitor import Visitor
from tests.server.fake_clock import FakeClock
from tests.server.plain_passwords import PlainPasswords
from tests.server.visiting import FakeCrowd, FakeVisitor, Said

HOME = "192.0.2.1"


class Tables:
    """The ports about people, of the twins or of the real ones."""

    def __init__(
        self, accounts: Accounts, people: People, sessions: Sessions, keys: StoredKeys
    ) -> None:
        self.accounts, self.people, self.sessions, self.keys = accounts, people, sessions, keys


def twins(store: fakes.Store) -> Tables:
    """The twins of one store."""
    return Tables(
        fakes.TwinAccounts(store),
        fakes.TwinPeople(store),
        fakes.TwinSessions(store),
        fakes.TwinKeys(store),
    )


class Porch:
    """One node's door; `come` says hello, `ask` is a command of somebody inside."""

    def __init__(
        self, tables: Tables, clock: Clock | None = None, *, hashes: Passwords | None = None
    ) -> None:
        self.tables, self.clock = tables, clock or FakeClock()
        self.passwords = hashes or PlainPasswords()
        self.crowd, self.slowdown = FakeCrowd(), Slowdown()
        self.departed: list[Visitor] = []
        self.reception = Reception(
            tables.accounts,
            tables.sessions,
            tables.keys,
            Doorkeeper(tables.accounts, self.passwords, self.slowdown, self.clock),
            self.crowd,
            self.departed.append,
            self.clock,
            House("1.2.3", "one"),
        )
        self.keys = Keys(tables.keys, tables.sessions, self.crowd, self.clock)
        self.revocations = Revocations(tables.sessions, self.clock)

    async def hello(self, address: str | None = HOME, **auth: str) -> Any:
        """What a hello leads to."""
        said = parsed("hello", id="h", client="test/1", auth=auth)
        assert isinstance(said, wire.Hello)
        return await self.reception.hello(said, address)

    async def come(
        self, address: str | None = HOME, **auth: str
    ) -> tuple[FakeVisitor, wire.HelloReply]:
        """A connection of somebody who is let in."""
        signed = await self.hello(address, **auth)
        assert isinstance(signed, tuple), signed
        login, reply = signed
        return self.let_in(login, address), reply

    def let_in(self, login: Login, address: str | None = HOME) -> FakeVisitor:
        """A connection that goes on as this person."""
        visitor = FakeVisitor("", login=login, address=address)
        self.crowd.people.append(visitor)
        return visitor

    async def guest(self, name: str = "Guest") -> tuple[FakeVisitor, str]:
        """A new guest and their token."""
        visitor, reply = await self.come(kind="guest", name=name)
        return visitor, reply.token

    async def member(self, name: str, password: str = "") -> tuple[FakeVisitor, str]:
        """Somebody with an account, by default with the password "<name> is here"."""
        visitor, _ = await self.guest()
        said = await self.register(visitor, name, password)
        assert said["ok"], said
        return visitor, str(said["token"])

    async def register(self, visitor: FakeVisitor, name: str, password: str = "") -> Said:
        """Ask to become an account."""
        secret = password or f"{name} is here"
        return await self.ask(visitor, "auth.register", username=name, password=secret)

    async def ask(self, visitor: FakeVisitor, op: str, **fields: Any) -> Said:
        """Say this, and the answer."""
        command_id = fields.pop("id", None) or visitor.new_id()
        command = parsed(op, id=command_id, **fields)
        before = len(visitor.answers(command_id))
        if isinstance(command, wire.CreateKey | wire.ListKeys | wire.RevokeKey):
            await self.keys.serve(visitor, command)
        else:
            assert isinstance(command, wire.Register | wire.SignIn | wire.Refresh | wire.SignOut)
            await self.reception.serve(visitor, command)
        answers = visitor.answers(command_id)
        assert len(answers) == before + 1, answers
        return answers[-1]

    async def opens(self, token: str) -> bool:
        """Whether this token signs somebody in."""
        return isinstance(await self.hello(kind="token", token=token), tuple)


def parsed(op: str, **fields: Any) -> wire.FromClient:
    """A command as the codec reads it."""
    codec = wire.CODECS[wire.JSON]
    return codec.decode(codec.encode({"op": op, **fields}), binary=False)
