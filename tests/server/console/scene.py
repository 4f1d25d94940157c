"""A node of twins with a console, operators of every kind, and something of all they can act on."""

import asyncio
from typing import Any

from agents.calibration import Calibration, advanced
from game.commands import Prompt
from game.ids import Actor, GameId, mint
from game.mutual import Signal
from persistence import fakes
from persistence.fakes.people import new_session
from persistence.fakes.rows import KeyRow, UserRow
from persistence.ports import Audited, Login, Member, Proposal, Report, VersionLine, Visit
from server import wire
from server.accounts.ban_list import BanList
from server.cluster.orders import Order
from server.console import Console, Means, Node
from server.console.orders import WideCrowd
from server.console_task import Floor
from server.favourites import Favourites
from tests.server.fake_clock import NOW
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor, Said

DAY_MS = 86_400_000


def id_of(*parts: object) -> str:
    """An id for tests."""
    return mint(NOW - 1_000, *parts)


class FakeLog:
    """The Log port."""

    def __init__(self) -> None:
        self.now = "info"

    def level(self) -> str:
        """The least that is logged now."""
        return self.now

    def set_level(self, level: str) -> None:
        """From now on."""
        self.now = level


class FakeCluster:
    """The Cluster port: this node `one`, and `two` beside it; `ordered` went out to others."""

    def __init__(self) -> None:
        here = Member(node="one#1", name="one", version="1.2.3", rooms=3, connections=7)
        self.living: list[Member] = [here, Member("two#1", "two", "1.2.3", rooms=1)]
        self.ordered: list[Order] = []
        self.drained: list[str] = []
        self.is_heard, self.moved = True, 0

    async def members(self) -> list[Member]:
        """Who lives, this one first."""
        return self.living

    async def drain(self, name: str) -> bool:
        """Tell it."""
        self.drained.append(name)
        return self.is_heard

    async def rebalance(self) -> int:
        """One room goes."""
        self.moved += 1
        return 1

    def everyone(self, order: Order) -> None:
        """To the others."""
        self.ordered.append(order)


class Scene:
    """Boss and deputy run the server; ada and bob play a game; gus is a guest."""

    def __init__(self) -> None:
        self.databases = Databases()
        self.store = self.databases.store
        self.node = TwinNode(self.databases)
        self.clock, self.crowd, self.log = self.node.clock, self.node.crowd, FakeLog()
        self.drained, self.cluster = 0, FakeCluster()
        store = self.store
        people, prompts = fakes.TwinPeople(store), fakes.TwinPrompts(store)
        bans = fakes.TwinBans(store)
        self.means = Means(
            clock=self.clock,
            node=Node(
                name="one",
                version="1.2.3",
                started_ms=NOW - 61_000,
                config={"port": 8765, "redis_timeout_s": 1.0, "database_url": "postgres://h/d"},
                facts=self._facts,
                drain=self._drain,
            ),
            log=self.log,
            door=self.node.reception,
            crowd=WideCrowd(self.crowd, self.cluster),
            cluster=self.cluster,
            rooms=Floor(self.node.directory),
            people=people,
            sessions=fakes.TwinSessions(store),
            keys=fakes.TwinKeys(store),
            audit=fakes.TwinAudit(store),
            bans=bans,
            ban_list=BanList(bans),
            prompts=prompts,
            reports=fakes.TwinReports(store),
            signals=fakes.TwinSignals(store),
            favourites=Favourites(fakes.TwinBallots(store), asyncio.to_thread),
            calibrations=fakes.TwinCalibrations(store),
            whys=self.node.desk.offices.whys,
            judged=self.node.bench.record,
            watchers={},
        )
        self.console = Console(self.means)
        self.boss = self.person("boss", role="admin", address="203.0.113.9")
        self.deputy = self.person("deputy", role="admin")
        self.ada, self.bob = self.person("ada"), self.person("bob")
        self.gus = self.person("gus", is_guest=True)
        self.game = GameId("")
        self.names: dict[str, str] = {}

    async def _facts(self) -> dict[str, Any]:
        return {"redis": True}

    def _drain(self) -> None:
        self.drained += 1

    def person(
        self, name: str, *, role: Any = "user", is_guest: bool = False, address: str = "192.0.2.1"
    ) -> FakeVisitor:
        """Somebody who is signed in and connected."""
        user = Actor(id_of("user", name))
        row = UserRow(
            id=user,
            username=name,
            username_key=name,
            display_name=name.title(),
            role=role,
            is_guest=is_guest,
            created_at=NOW - DAY_MS,
        )
        self.store.users[user] = row
        login = new_session(self.store, row, self.visit(name))
        return self.connected(name, login, address)

    def visit(self, token: str, at_ms: int = NOW) -> Visit:
        """A signing in."""
        return Visit(token.encode().ljust(32), at_ms, DAY_MS, "192.0.2.1", "test/1")

    def connected(self, name: str, login: Login, address: str = "192.0.2.1") -> FakeVisitor:
        """A connection of somebody."""
        visitor = FakeVisitor(login.person.id, name, login=login, address=address)
        self.crowd.people.append(visitor)
        return visitor

    def with_key(self, owner: FakeVisitor, *scopes: str) -> FakeVisitor:
        """The same person, come by an API key."""
        row = KeyRow(
            id=id_of("key", owner.name, *scopes),
            user=owner.actor,
            key_hash=b"k" * 32,
            name="script",
            scopes=scopes,
            rate_limit=60,
            created_at=NOW,
        )
        self.store.keys[row.id] = row
        login = Login(owner.login.person, row.id, NOW + DAY_MS, scopes, 60)
        return self.connected(f"{owner.name}'s key", login)

    async def furnish(self) -> None:
        """A game of ada and bob, a proposal, a report, a key of bob's, a ban, a judge's version."""
        await self.node.start()
        self.game = GameId(await self.node.playing(self.ada, self.bob))
        seats = self.node.state(self.game).players
        proposal = Proposal(self.ada.actor, "en", Prompt("Why?", "office", "easy"), "c1", NOW)
        prompt = await self.means.prompts.propose(proposal)
        report = Report(
            id=id_of("report"),
            game=self.game,
            message=id_of("message"),
            text="rude words",
            author=self.bob.actor,
            reporter=self.ada.actor,
            reason="rude",
            created_at=NOW,
        )
        await self.means.reports.add(report)
        pair = (self.ada.actor, self.bob.actor)
        signal = Signal(kind="mutual", people=pair, won=3e5, rounds=40, games=8)
        await self.means.signals.keep(signal, NOW)
        (raised,) = await self.means.signals.page("open", 1)
        key = self.with_key(self.bob, "play")
        self.names = {
            "GAME": self.game,
            "CODE": self.node.state(self.game).code,
            "BOB": seats[self.bob.actor],
            "PROMPT": str(prompt),
            "REPORT": report.id,
            "SIGNAL": raised.id,
            "KEY": key.login.session,
            "SESSION": self.bob.login.session,
            "NOTHING": id_of("nothing"),
        }
        said = await self.say(self.boss, "bans add 198.51.100.0/24")
        self.names["BAN"] = said["result"]["ban"]
        leant = advanced(Calibration(), 1, {})
        line = VersionLine(version=1, votes=0, reverted_to=None, created_at=NOW - DAY_MS)
        self.store.versions.append((leant, line))
        self.store.audit.clear()

    async def say(self, visitor: FakeVisitor, line: str) -> Said:
        """Have a line carried out; {NAMES} in it are those of what there is."""
        for name, value in self.names.items():
            line = line.replace("{" + name + "}", value)
        return await self.ask(visitor, wire.Execute(id=visitor.new_id(), line=line))

    async def ask(self, visitor: FakeVisitor, command: wire.FromConsole) -> Said:
        """The answer to a command."""
        assert not self.console.at_once(visitor, command)
        await self.console.serve(visitor, command)
        (said,) = visitor.answers(command.id or "")
        return said

    @property
    def rows(self) -> list[Audited]:
        """The record."""
        return self.store.audit
