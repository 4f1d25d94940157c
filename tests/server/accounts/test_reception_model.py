"""Signing in and out in any order, against a plain model: no token works that should not, and
none fails that should. AUTH_SEQUENCES says how many sequences; `make auth` plays 2,000."""

import asyncio
import itertools
import os
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as play

from game.ids import Actor
from persistence import fakes
from persistence.ports import Login, Status
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.keys import PostgresKeys
from persistence.postgres.people import PostgresPeople
from persistence.postgres.pool import create_pool
from persistence.postgres.sessions import PostgresSessions
from server.accounts.keys import ACTIVE_MAX
from server.accounts.reception import DAY_MS, digest
from tests.server.door_model import Inside, Key, Model, Person, Token
from tests.server.fake_clock import FakeClock
from tests.server.porch import Porch, Tables, twins
from tests.services import Services, fresh_database

SEQUENCES = int(os.environ.get("AUTH_SEQUENCES", "200"))
REAL_SEQUENCES = max(10, SEQUENCES // 50)
STEPS = 30
# Each sequence has names of its own: with the real tables, all of them are played in one.
_sequences = itertools.count(1)

which = st.integers(0, 10**6)
names = st.sampled_from(["ada", "bob", "eve"])
passwords = st.sampled_from(["first secret", "second secret"])


class Door(RuleBasedStateMachine):
    """Everybody at one door; after every step, whoever should be in is in, and nobody else."""

    run: ClassVar[Callable[[Coroutine[Any, Any, Any]], Any]] = staticmethod(fakes.run)
    tables: ClassVar[Callable[[], Tables]] = staticmethod(lambda: twins(fakes.Store()))

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()
        self.porch = Porch(self.tables(), self.clock)
        self.model = Model()
        self.number = next(_sequences)
        self.addresses = itertools.count(1)

    # ------------------------------------------------------------ what happens

    @initialize()
    def there_are_an_account_with_a_key_and_its_second_connection(self) -> None:
        """So that most sequences reach what matters."""
        self.a_guest_comes()
        self.somebody_registers(n=0, name="ada", password="first secret")
        self.somebody_makes_a_key(n=0, days=1)
        self.somebody_comes_by_any_token_there_ever_was(n=1)

    @rule()
    def a_guest_comes(self) -> None:
        self._greet(self._new_person, kind="guest", name="Guest")

    @precondition(lambda self: self.model.inside)
    @rule(n=which, name=names, password=passwords)
    def somebody_registers(self, n: int, name: str, password: str) -> None:
        who, model, now = self._one_inside(n), self.model, self.clock.now_ms()
        known = model.named(name)
        said = self._ask(who, "auth.register", username=self._spelt(name), password=password)
        if known is who.owner:
            expected = self._expected(known, password, wrong="conflict")
        elif known is not None:
            expected = "name.taken"
        elif who.owner.name:
            expected = "conflict"
        elif not model.stands(who, now):
            expected = "unauthorized"
        else:
            expected = "forbidden" if who.owner.suspended else "ok"
        assert _code(said) == expected
        if expected == "ok" and known is None:
            model.end_all(who.owner)
            who.is_open = True
            who.owner.name, who.owner.password = name, password
        if expected == "ok":
            who.by = model.begin(said["token"], who.owner, now)

    @precondition(lambda self: self.model.inside)
    @rule(n=which, name=names, password=passwords)
    def somebody_signs_in(self, n: int, name: str, password: str) -> None:
        who, known = self._one_inside(n), self.model.named(name)
        said = self._ask(who, "auth.login", username=self._spelt(name), password=password)
        expected = self._expected(known, password)
        assert _code(said) == expected
        if expected == "ok":
            assert known is not None
            who.owner, who.by = known, self.model.begin(said["token"], known, self.clock.now_ms())

    @rule(name=names, password=passwords)
    def somebody_comes_by_password(self, name: str, password: str) -> None:
        known = self.model.named(name)
        expected = self._expected(known, password)
        auth = {"username": self._spelt(name), "password": password}
        self._greet(lambda _: known, expected, kind="password", **auth)

    @precondition(lambda self: self.model.tokens)
    @rule(n=which)
    def somebody_comes_by_any_token_there_ever_was(self, n: int) -> None:
        model, now = self.model, self.clock.now_ms()
        token = model.tokens[n % len(model.tokens)]
        stolen = token.ended and now < token.expires
        barred = not token.ended and now < token.expires and token.owner.suspended
        expected = "ok" if token.opens(now) else "forbidden" if barred else "unauthorized"
        self._greet(lambda _: token.owner, expected, by=token, kind="token", token=token.secret)
        if stolen:
            model.end_session(token.session)

    @precondition(lambda self: self.model.inside)
    @rule(n=which, again=st.booleans())
    def somebody_refreshes(self, n: int, again: bool) -> None:
        who, now = self._one_inside(n), self.clock.now_ms()
        command_id = who.visitor.new_id()
        said = self._ask(who, "auth.refresh", id=command_id)
        if isinstance(who.by, Key):
            assert _code(said) == "forbidden"
            return
        if not who.by.opens(now):
            assert _code(said) == "conflict"
            return
        assert _code(said) == "ok"
        who.by = self.model.renew(who.by, said["token"], now)
        if again:
            assert self._ask(who, "auth.refresh", id=command_id) == said

    @precondition(lambda self: self.model.inside)
    @rule(n=which, everywhere=st.booleans())
    def somebody_signs_out(self, n: int, everywhere: bool) -> None:
        who = self._one_inside(n)
        said = self._ask(who, "auth.logout", everywhere=everywhere)
        if isinstance(who.by, Key):
            assert _code(said) == "forbidden"
            return
        assert _code(said) == "ok"
        if everywhere:
            self.model.end_all(who.owner)
        else:
            self.model.end_session(who.session)
        who.is_open = False

    @precondition(lambda self: self.model.inside)
    @rule(n=which, days=st.sampled_from([None, 1, 20]))
    def somebody_makes_a_key(self, n: int, days: int | None) -> None:
        who, now = self._one_inside(n), self.clock.now_ms()
        expires = None if days is None else now + days * DAY_MS
        # The id is the person's: on another connection it would be the same command again.
        fields = {"id": f"key {next(self.addresses)}", "scopes": ["play"], "expires_at": expires}
        said = self._ask(who, "key.create", name="bot", **fields)
        if not who.owner.name or isinstance(who.by, Key):
            expected = "forbidden"
        elif not self.model.stands(who, now):
            expected = "unauthorized"
        elif who.owner.suspended:
            expected = "forbidden"
        else:
            mine = [each for each in self.model.keys if each.owner is who.owner]
            is_full = len([each for each in mine if each.stands(now)]) >= ACTIVE_MAX
            expected = "conflict" if is_full else "ok"
        assert _code(said) == expected
        if expected == "ok":
            number = next(self.model.numbers)
            key = Key(said["key"], said["details"]["id"], who.owner, number, expires)
            self.model.keys.append(key)

    @precondition(lambda self: self.model.keys)
    @rule(n=which)
    def a_program_comes_by_any_key(self, n: int) -> None:
        key, now = self.model.keys[n % len(self.model.keys)], self.clock.now_ms()
        expected = "unauthorized" if not key.stands(now) else "ok"
        expected = "forbidden" if key.stands(now) and key.owner.suspended else expected
        self._greet(lambda _: key.owner, expected, by=key, kind="key", key=key.secret)

    @precondition(lambda self: self.model.keys and self.model.inside)
    @rule(n=which, m=which, by_id=st.booleans())
    def somebody_revokes_a_key(self, n: int, m: int, by_id: bool) -> None:
        who, key = self._one_inside(n), self.model.keys[m % len(self.model.keys)]
        said = self._ask(who, "key.revoke", key=key.id if by_id else key.secret)
        if not who.owner.name or isinstance(who.by, Key):
            assert _code(said) == "forbidden"
        elif key.owner is not who.owner:
            assert _code(said) == "not_found"
        else:
            assert _code(said) == "ok"
            key.revoked = True
            self.model.hang_up([each for each in self.model.inside if each.by is key])

    @precondition(lambda self: self.model.people)
    @rule(n=which)
    def an_admin_changes_their_mind(self, n: int) -> None:
        person = self.model.people[n % len(self.model.people)]
        person.suspended = not person.suspended
        status: Status = "suspended" if person.suspended else "active"
        change = self.porch.tables.people.set_status
        assert self.run(change(Actor(person.id), status, self.clock.now_ms())) is not None

    @rule(days=st.sampled_from([0.01, 1, 9, 15, 31]))
    def time_goes_by(self, days: float) -> None:
        self.clock.jump(int(days * DAY_MS))

    @rule()
    def the_expired_are_purged(self) -> None:
        self.run(self.porch.tables.sessions.purge(self.clock.now_ms(), 1_000))

    @rule()
    def the_connected_are_looked_at(self) -> None:
        now = self.clock.now_ms()
        self.run(self.porch.revocations.sweep(self.porch.crowd))
        self.model.hang_up(
            [
                each
                for each in self.model.inside
                if each.owner.suspended or not self.model.stands(each, now)
            ]
        )

    # ------------------------------------------------------------ what must hold

    @invariant()
    def exactly_those_inside_are_connected(self) -> None:
        for each in self.model.inside:
            assert (each.visitor.closed is None) is each.is_open, each
            assert each.visitor.actor == each.owner.id or not each.is_open
        self.model.inside = [each for each in self.model.inside if each.is_open]
        self.porch.crowd.people = [each.visitor for each in self.model.inside]

    @invariant()
    def what_should_open_opens(self) -> None:
        now = self.clock.now_ms()
        for token in [each for each in self.model.tokens if each.opens(now)][-3:]:
            self._opens_for(token.owner, self.porch.tables.accounts.by_token, token.secret)

    def teardown(self) -> None:
        """First all that should open, then all that should not: those end what is left."""
        now, tables = self.clock.now_ms(), self.porch.tables
        for token in [each for each in self.model.tokens if each.opens(now)]:
            self._opens_for(token.owner, tables.accounts.by_token, token.secret)
        for key in self.model.keys:
            login = self.run(tables.keys.by_key(digest(key.secret), now))
            assert isinstance(login, Login) is key.opens(now), key
        for token in [each for each in self.model.tokens if not each.opens(now)]:
            login = self.run(tables.accounts.by_token(digest(token.secret), now))
            assert not isinstance(login, Login), token

    # ------------------------------------------------------------ by which means

    def _opens_for(self, owner: Person, by: Callable[[bytes, int], Any], secret: str) -> None:
        login = self.run(by(digest(secret), self.clock.now_ms()))
        assert isinstance(login, Login), (owner, login)
        assert login.person.id == owner.id
        assert login.person.is_guest is not bool(owner.name)

    def _expected(self, known: Person | None, password: str, wrong: str = "unauthorized") -> str:
        if known is None or known.password != password:
            return wrong
        return "forbidden" if known.suspended else "ok"

    def _greet(
        self,
        owner_of: Callable[[str], Person | None],
        expected: str = "ok",
        by: Token | Key | None = None,
        **auth: str,
    ) -> None:
        signed = self.run(self.porch.hello(self._address(), **auth))
        if not isinstance(signed, tuple):
            assert signed.error.code == expected
            return
        assert expected == "ok"
        login, reply = signed
        owner = owner_of(login.person.id)
        assert owner is not None
        assert login.person.id == owner.id
        by = by or self.model.begin(reply.token, owner, self.clock.now_ms())
        visitor = self.porch.let_in(login)
        self.model.inside.append(Inside(visitor, owner, by))

    def _new_person(self, id: str) -> Person:
        self.model.people.append(Person(id))
        return self.model.people[-1]

    def _one_inside(self, n: int) -> Inside:
        return self.model.inside[n % len(self.model.inside)]

    def _ask(self, who: Inside, op: str, **fields: Any) -> Any:
        who.visitor.address = self._address()
        return self.run(self.porch.ask(who.visitor, op, **fields))

    def _address(self) -> str:
        """Always another one: how guessing is slowed down is not this test's business."""
        return str(f"10.{next(self.addresses)}.0.1")

    def _spelt(self, name: str) -> str:
        return f"{name}{self.number}"


def _code(said: Any) -> str:
    return "ok" if said["ok"] else str(said["error"]["code"])


def _settings(sequences: int) -> settings:
    return settings(
        max_examples=sequences,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize="AUTH_SEQUENCES" not in os.environ,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.timeout(600)
def test_the_door_keeps_to_the_model() -> None:
    play(Door, settings=_settings(SEQUENCES))


@pytest.mark.services
@pytest.mark.timeout(600)
def test_the_real_tables_keep_to_the_model(services: Services) -> None:
    """Method: fewer sequences, all of them on one database."""
    with asyncio.Runner() as runner:
        database = fresh_database(services)
        url = runner.run(database.__aenter__())
        pool = runner.run(_pool(url))
        real = Tables(
            PostgresAccounts(pool), PostgresPeople(pool), PostgresSessions(pool), PostgresKeys(pool)
        )

        class RealDoor(Door):
            run = staticmethod(runner.run)
            tables = staticmethod(lambda: real)

        try:
            play(RealDoor, settings=_settings(REAL_SEQUENCES))
        finally:
            runner.run(pool.close())
            runner.run(database.__aexit__(None, None, None))


async def _pool(url: str) -> Any:
    return await create_pool(url)
