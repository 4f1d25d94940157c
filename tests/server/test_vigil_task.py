"""Votes are looked at after each counted game; what is found is kept, and nothing else happens."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence

import pytest
from msgspec.structs import replace

from game.ballots import Ballot
from game.ids import Actor, agent_actor
from persistence import fakes
from persistence.fakes.rows import UserRow
from persistence.ports import Raised, StorageUnavailable
from server import vigil_task
from server.vigil_task import WAITING_MAX, Vigil
from tests.game.parlour import Evening, played
from tests.server.fake_clock import NOW, FakeClock, settle, until

PACT = Evening(group=2, others=6, pool=30, games=5, obeys=1.0)


class Past:
    """A Ballots whose games are made up; away as often as the test says."""

    def __init__(self, evening: Evening) -> None:
        self.ballots, self.group = played(evening, 1)
        self.asked: list[tuple[Actor, ...]] = []
        self.away = 0

    async def of_prompt(self, prompt: str, limit: int = 0) -> list[Ballot]:
        raise NotImplementedError

    async def of_people(self, people: Sequence[Actor], limit: int = 0) -> list[Ballot]:
        self.asked.append(tuple(people))
        if self.away:
            self.away -= 1
            raise StorageUnavailable("away")
        return self.ballots


class Scene:
    """A vigil over made-up games."""

    def __init__(self, evening: Evening) -> None:
        self.past, self.store = Past(evening), fakes.Store()
        everybody = {line.author for each in self.past.ballots for line in each.lines}
        self.store.users = {
            user: UserRow(id=user, username=user, display_name=user) for user in everybody
        }
        self.vigil = Vigil(self.past, fakes.TwinSignals(self.store), FakeClock())
        self.running = asyncio.create_task(self.vigil.run())

    def open(self) -> list[Raised]:
        """What moderators see."""
        return fakes.run(fakes.TwinSignals(self.store).page("open", 10))

    async def stop(self) -> None:
        """End the vigil."""
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene(PACT)
    yield scene
    await scene.stop()


async def test_a_pact_is_reported_once_a_game_of_its_people_is_counted(scene: Scene) -> None:
    await settle()
    assert scene.past.asked == [], "nobody is looked at for no reason"
    scene.vigil.counted(scene.past.group)
    await until(lambda: scene.open() != [])
    (raised,) = scene.open()
    assert raised.people == tuple(sorted(scene.past.group))
    assert (raised.kind, raised.updated_at) == ("mutual", NOW)
    scene.vigil.counted(scene.past.group[::-1])
    await until(lambda: len(scene.past.asked) == 2)
    await settle()
    assert len(scene.open()) == 1, "it is the same one"


async def test_a_group_is_reported_too_and_honest_people_are_not() -> None:
    scene = Scene(Evening(group=4, others=4, pool=20, games=3, obeys=1.0))
    scene.vigil.counted(scene.past.group)
    await until(lambda: scene.open() != [])
    assert [each.kind for each in scene.open()] == ["flock"]
    await scene.stop()
    scene = Scene(replace(PACT, obeys=0.0, friends=2.0))
    scene.vigil.counted(scene.past.group)
    await until(lambda: len(scene.past.asked) == 1)
    scene.vigil.counted(scene.past.group)
    await until(lambda: len(scene.past.asked) == 2)
    assert scene.open() == []
    await scene.stop()


async def test_machines_and_who_played_alone_are_not_looked_at(scene: Scene) -> None:
    scene.vigil.counted([])
    scene.vigil.counted([Actor("ada")])
    scene.vigil.counted([Actor("ada"), agent_actor("bard")])
    scene.vigil.counted([Actor("ada"), agent_actor("bard"), Actor("bob")])
    await until(lambda: scene.past.asked != [])
    await settle()
    assert scene.past.asked == [("ada", "bob")]


async def test_an_outage_delays_a_look_and_loses_none(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(vigil_task, "RETRY_S", 0)
    scene.past.away = 2
    with caplog.at_level(logging.WARNING):
        scene.vigil.counted(scene.past.group)
        await until(lambda: scene.open() != [])
    assert len(scene.past.asked) == 3
    assert "waits for the database" in caplog.text


async def test_what_waits_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Method: in an outage more games are counted than may wait; the oldest go."""
    monkeypatch.setattr(vigil_task, "RETRY_S", 0)
    scene = Scene(replace(PACT, games=1))
    scene.past.away = 1
    for n in range(WAITING_MAX + 10):
        scene.vigil.counted([Actor(f"p{n}"), Actor(f"q{n}")])
    await until(lambda: len(scene.past.asked) >= WAITING_MAX + 1)
    await settle()
    assert scene.past.asked[0] == scene.past.asked[1] == ("p10", "q10")
    assert scene.past.asked[-1] == (f"p{WAITING_MAX + 9}", f"q{WAITING_MAX + 9}")
    assert len(scene.past.asked) == WAITING_MAX + 1
    await scene.stop()


async def test_who_was_erased_meanwhile_is_not_reported(scene: Scene) -> None:
    scene.store.users[scene.past.group[0]].status = "deleted"
    scene.vigil.counted(scene.past.group)
    scene.vigil.counted(scene.past.group)
    await until(lambda: len(scene.past.asked) == 2)
    await settle()
    assert scene.open() == []
