"""Honours in a room: counted at the last reveal, told once, and never in the way of the podium."""

import asyncio
import logging
from typing import Any

import pytest
from msgspec import UNSET

from game.honours import HONOURS_MS, all_played
from game.ids import GameId
from game.outcomes import Outcome
from game.state import Phase
from persistence.ports import Counted, StorageUnavailable
from server import honours_task
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor

ROUNDS = 5


@pytest.fixture
def people() -> tuple[FakeVisitor, FakeVisitor]:
    return FakeVisitor("ada"), FakeVisitor("bob")


People = tuple[FakeVisitor, FakeVisitor]


async def last_reveal(node: TwinNode, people: People, reveal_seconds: int = 5) -> str:
    """A game whose last round has just been revealed."""
    settings = {"reveal_seconds": reveal_seconds}
    game = await node.playing(*people, total_rounds=ROUNDS, settings=settings)
    for number in range(1, ROUNDS + 1):
        for person in people:
            await node.ask(person, "response.submit", game=game, round=number, text="a duck")
        await node.clock.advance(30_000)
        if number < ROUNDS:
            await node.clock.advance(reveal_seconds * 1_000)
    return game


def podium(person: FakeVisitor) -> dict[str, Any]:
    return next(said for said in person.heard if said.get("ev") == "game.completed")


def broken(node: TwinNode, monkeypatch: pytest.MonkeyPatch, error: Exception) -> list[str]:
    """Counting fails from now on; gives the games that were asked for."""
    asked: list[str] = []

    async def count(outcome: Outcome) -> Counted:
        asked.append(outcome.game)
        raise error

    monkeypatch.setattr(node.honours, "count", count)
    return asked


async def test_a_game_is_counted_at_its_last_reveal_and_the_podium_tells(
    node: TwinNode, databases: Databases, people: People
) -> None:
    game = await last_reveal(node, people)
    state = node.state(game)
    assert state.phase is Phase.REVEAL
    assert state.honours is not UNSET
    assert list(databases.store.ledger.games) == [game]
    await node.clock.advance(5_000)
    told = podium(people[0])["achievements"]
    players = {str(state.players[person.actor]) for person in people}
    assert {each["player"] for each in told if each["code"] == "first_game"} == players
    assert told[0].keys() == {"player", "code", "name", "points"}
    # Before the podium nobody was shown more than a number.
    assert "honours.recorded" not in people[0].kinds
    assert databases.kinds(game)[-2:] == ["HonoursRecorded", "GameCompleted"]


async def test_a_bug_in_counting_is_logged_and_the_podium_comes_on_time(
    node: TwinNode,
    databases: Databases,
    people: People,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = broken(node, monkeypatch, ZeroDivisionError("nobody can count that"))
    with caplog.at_level(logging.CRITICAL):
        game = await last_reveal(node, people)
        await node.clock.advance(5_000)
    assert node.state(game).phase is Phase.COMPLETED
    assert podium(people[0])["achievements"] == []
    assert asked == [game]


async def test_while_the_database_is_away_the_podium_waits_a_little_and_comes_without(
    node: TwinNode, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: only counting fails; the journal goes on."""
    with monkeypatch.context() as patch:
        asked = broken(node, patch, StorageUnavailable("away"))
        game = await last_reveal(node, people)
        await node.clock.advance(5_000 + HONOURS_MS - 1)
        assert node.state(game).phase is Phase.REVEAL
        assert len(asked) > 3
        await node.clock.advance(1)
        assert node.state(game).phase is Phase.COMPLETED
        assert podium(people[0])["achievements"] == []
    # Back again: counted late, and everybody is told.
    await node.clock.advance(8_000)
    await until(lambda: "honours.recorded" in people[0].kinds)
    late = next(said for said in people[1].heard if said.get("ev") == "honours.recorded")
    assert late["is_late"]
    assert "first_game" in [each["code"] for each in late["achievements"]]


async def test_what_takes_too_long_is_left_to_the_sweep(
    node: TwinNode, databases: Databases, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeping = asyncio.create_task(node.scribe.run())
    with monkeypatch.context() as patch:
        patch.setattr(honours_task, "PAUSES_MS", (50,))
        asked = broken(node, patch, StorageUnavailable("away"))
        game = await last_reveal(node, people)
        await node.clock.advance(4_999)
        assert asked == [game, game]
        assert databases.store.ledger.games == {}
    await node.clock.advance(3_000)
    await until(lambda: GameId(game) in databases.store.ledger.games)
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)


async def test_a_room_reopened_at_its_last_reveal_is_counted_then(
    node: TwinNode, new_node: NewNode, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        broken(node, patch, StorageUnavailable("away"))
        game = await last_reveal(node, people, reveal_seconds=60)
        await node.stop()
    two = new_node("two")
    await two.start()
    await until(lambda: two.state(game).honours is not UNSET)
    assert all_played(two.state(game))


async def test_a_game_over_without_its_honours_is_told_when_somebody_opens_it(
    node: TwinNode, new_node: NewNode, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        broken(node, patch, StorageUnavailable("away"))
        game = await last_reveal(node, people)
        await node.clock.advance(5_000 + HONOURS_MS)
        assert node.state(game).phase is Phase.COMPLETED
        await node.stop()
    two = new_node("two")
    await two.start()
    await two.ask(FakeVisitor("ada"), "game.join", game=game)
    await until(lambda: two.state(game).honours is not UNSET)
    # Told once: it is not asked for again.
    before = two.databases.kinds(game)
    await two.stop()
    three = new_node("three")
    await three.start()
    await three.ask(FakeVisitor("ada"), "game.join", game=game)
    await settle()
    assert three.databases.kinds(game) == before


async def test_a_cancelled_game_is_not_counted(
    node: TwinNode, databases: Databases, people: People
) -> None:
    game = await node.playing(*people)
    await node.ask(people[0], "game.cancel", game=game)
    await settle()
    assert databases.store.ledger.games == {}
    assert "HonoursRecorded" not in databases.kinds(game)


async def test_the_sweep_counts_what_earlier_runs_left_in_order_of_its_end(
    node: TwinNode,
    new_node: NewNode,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    games = []
    with monkeypatch.context() as patch:
        patch.setattr(honours_task, "PAUSES_MS", ())
        broken(node, patch, StorageUnavailable("away"))
        for number in range(3):
            people = (FakeVisitor(f"ada {number}"), FakeVisitor(f"bob {number}"))
            games.append(await last_reveal(node, people))
            await node.clock.advance(5_000 + HONOURS_MS)
        await node.stop()
    # The second has lost its founding: it can't be folded, and holds up no other.
    del databases.store.entries[GameId(games[1])][0]
    known = type(node.honours).uncounted

    async def uncounted(port: Any) -> list[GameId]:
        if GameId(games[1]) in databases.store.entries:
            entries = databases.store.entries.pop(GameId(games[1]))
            found = await known(port)
            databases.store.entries[GameId(games[1])] = entries
            return [found[0], GameId(games[1]), found[1]]
        return await known(port)

    two = new_node("two")
    monkeypatch.setattr(type(two.honours), "uncounted", uncounted)
    caplog.set_level(logging.CRITICAL)
    sweeping = asyncio.create_task(two.scribe.run())
    await until(lambda: len(databases.store.ledger.games) == 2)
    assert list(databases.store.ledger.games) == [games[0], games[2]]
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)


async def test_the_sweep_waits_for_the_database(
    node: TwinNode, databases: Databases, monkeypatch: pytest.MonkeyPatch, clock: FakeClock
) -> None:
    monkeypatch.setattr(honours_task, "RETRY_S", 0.0)
    databases.store.away = True
    sweeping = asyncio.create_task(node.scribe.run())
    await settle(40)
    assert not sweeping.done()
    databases.store.away = False
    await settle(40)
    assert not sweeping.done()
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)


async def test_whoever_looks_at_votes_is_told_who_played(node: TwinNode, people: People) -> None:
    told: list[list[str]] = []
    node.scribe.counted = lambda users: told.append(list(users))
    await last_reveal(node, people)
    assert told == [["ada", "bob"]]
