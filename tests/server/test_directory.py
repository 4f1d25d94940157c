"""Opening from snapshot and journal, one room per game whoever asks, codes, sweeping, closing."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from game import decide
from game.commands import OpenGame
from game.ids import Actor, GameId
from game.rules import Settings
from game.state import Phase
from persistence.ports import Kept, StorageUnavailable
from server.outcomes import Gone, Said
from server.place import Place
from server.reading import ENTRIES_READ
from server.room import Answer, Post
from server.supervision_task import DEATHS_MAX
from server.wire import Close
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import PROMPTS, Databases, TwinNode
from tests.server.visiting import FakeVisitor


async def crash(node: TwinNode) -> None:
    """The node is gone from one moment to the next."""
    for running in list(node.directory._supervision._serving.values()):
        running.cancel()
    await settle()
    await node.feed.stop()
    await node.cluster.membership.leave()


async def test_a_restart_serves_what_is_live(
    new_node: NewNode, databases: Databases, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one = new_node()
    live, over = await one.playing(ada, bob), await one.table(ada)
    await one.ask(ada, "game.cancel", game=over)
    before = one.state(live)
    await one.stop()
    two = new_node()
    await two.start()
    assert [room.game for room in two.directory.rooms] == [live]
    assert two.state(live) == replace(before, seq=before.seq + 1)  # it has moved
    # What is over is opened when somebody asks.
    place = await two.directory.find(GameId(over))
    assert place is not None
    assert place.state.phase is Phase.CANCELLED


async def test_a_retry_after_a_restart_gets_the_answer_it_had(
    new_node: NewNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one = new_node()
    game = await one.playing(ada, bob)
    fields = {"game": game, "round": 1, "text": "quip", "id": "c/7:x"}
    first = await one.ask(ada, "response.submit", **fields)
    await crash(one)
    two = new_node()
    await two.start()
    assert await two.ask(ada, "response.submit", **fields) == first


@pytest.mark.parametrize("snapshot", ["fresh", "old", "lost", "ahead", "away"])
async def test_a_game_opens_the_same_whatever_became_of_its_snapshot(
    new_node: NewNode, databases: Databases, ada: FakeVisitor, bob: FakeVisitor, snapshot: str
) -> None:
    one = new_node()
    game = GameId(await one.table(ada, bob))
    old = Kept(one.state(game), one.room(game).room.at_ms)
    for n in range(20):
        await one.ask(ada, "chat.send", game=game, text=f"line {n}")
    state = one.state(game)
    await crash(one)
    databases.memory.kept.clear()
    match snapshot:
        case "fresh":
            databases.memory.kept[game] = Kept(state, old.at_ms)
        case "old":
            databases.memory.kept[game] = old
        case "ahead":
            databases.memory.kept[game] = Kept(replace(state, seq=99, name="never"), old.at_ms)
        case "away":
            databases.memory.away = True
    two = new_node()
    await two.start()
    await until(lambda: two.room(game).room.seq == 24)
    assert two.state(game) == replace(state, seq=24)  # it has moved
    assert (await two.ask(bob, "game.resume", game=game, seq=20))["events"][0]["seq"] == 21


async def test_with_a_snapshot_only_the_last_entries_are_read(
    new_node: NewNode, databases: Databases, ada: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = new_node()
    game = GameId(await one.table(ada))
    for n in range(ENTRIES_READ + 20):
        await one.ask(ada, "chat.send", game=game, text=f"line {n}")
    databases.memory.kept[game] = Kept(one.state(game), 0)
    await crash(one)
    two = new_node()
    asked: list[int] = []
    real = two.journal.read

    async def read(game: GameId, after: int, limit: int = 10_000) -> Any:
        asked.append(after)
        return await real(game, after, limit)

    monkeypatch.setattr(two.journal, "read", read)
    await two.start()
    assert asked == [22]
    room = two.room(game)
    assert room.audience.recent.since(room.room.seq - 50, room.room.seq) is not None
    assert room.audience.recent.since(21, room.room.seq) is None


async def test_the_rest_of_a_command_tells_nobody_its_outcome(
    new_node: NewNode, databases: Databases, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    """Method: the entries that are read begin with the second event of the last answer."""
    one = new_node()
    game = GameId(await one.playing(ada, bob))
    await one.ask(ada, "response.submit", game=game, round=1, text="a", id="a")
    last = await one.ask(bob, "response.submit", game=game, round=1, text="b", id="b")
    for n in range(ENTRIES_READ - 1):
        await one.ask(ada, "chat.send", game=game, text=f"line {n}")
    assert databases.kinds(game)[last["seq"]] == "VotingStarted"
    databases.memory.kept[game] = Kept(one.state(game), 0)
    await crash(one)
    two = new_node()
    await two.start()
    said = await two.ask(bob, "response.submit", game=game, round=1, text="b", id="b")
    assert said["error"]["code"] == "response.duplicate"
    assert (await two.ask(ada, "chat.send", game=game, text="on"))["ok"]


async def test_lost_time_is_given_back_after_a_restart(
    new_node: NewNode, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one = new_node()
    game = await one.playing(ada, bob, time_limit_seconds=30)
    deadline = one.state(game).deadline_ms
    assert deadline is not None
    await clock.advance(12_000)
    await one.cluster.moves.pulse()
    await crash(one)
    clock.jump(50_000)
    two = new_node()
    await two.start()
    await until(lambda: two.state(game).deadline_ms != deadline)
    # It was last known to live when it said so; the round had 18 s to go.
    assert two.state(game).deadline_ms == deadline + 50_000
    assert two.databases.kinds(game)[-3:] == ["GamePaused", "GameResumed", "RoomMoved"]


async def test_a_room_that_died_and_came_back_at_once_gives_nothing_away(
    new_node: NewNode,
    clock: FakeClock,
    ada: FakeVisitor,
    bob: FakeVisitor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Method: 20 s after the last event, in which everybody could have answered."""
    node = new_node()
    game = await node.playing(ada, bob, time_limit_seconds=30)
    room, deadline = node.room(game), node.state(game).deadline_ms
    await clock.advance(20_000)
    with monkeypatch.context() as patched:
        patched.setattr(decide.chat, "send_chat", lambda *_: 1 / 0)
        await node.ask(ada, "chat.send", game=game, text="boom")
    await until(lambda: node.directory.here(GameId(game)) not in (None, room))
    await settle()
    assert node.state(game).deadline_ms == deadline


async def test_whoever_asks_for_a_game_gets_the_one_room(
    new_node: NewNode, ada: FakeVisitor
) -> None:
    """Method: everybody comes back while the node is still reading its games."""
    one = new_node()
    game = GameId(await one.table(ada))
    await crash(one)
    two = new_node()
    two.journal.reads.is_shut = True
    visitors = [FakeVisitor(f"v{n}") for n in range(3)]
    starting = asyncio.create_task(two.start())
    await settle()
    asking = [asyncio.create_task(two.directory.find(game)) for _ in visitors]
    await settle()
    assert two.journal.reads.waiting == 1
    two.journal.reads.is_shut = False
    await starting
    places = [await each for each in asking]
    assert {id(place) for place in places} == {id(two.directory.here(game))}
    assert len(two.directory._supervision._serving) == 1
    assert (await two.ask(ada, "game.ready", game=game))["ok"]


async def test_who_asks_while_a_room_is_reopened_gets_the_same_one(
    new_node: NewNode, ada: FakeVisitor, bob: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = new_node()
    game = await node.table(ada, bob)
    with monkeypatch.context() as patched:
        patched.setattr(decide.chat, "send_chat", lambda *_: 1 / 0)
        node.journal.reads.is_shut = True
        await node.ask(ada, "chat.send", game=game, text="boom")
    await until(lambda: node.journal.reads.waiting)
    asking = asyncio.create_task(node.ask(bob, "game.ready", game=game))
    await settle()
    assert node.journal.reads.waiting == 1
    node.journal.reads.is_shut = False
    assert (await asking)["ok"]
    assert len(node.directory._supervision._serving) == 1
    assert ada.kinds[-1] == "player.ready", "those who watch hear on"


async def test_a_room_that_keeps_dying_is_left_closed(
    new_node: NewNode, ada: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = new_node()
    game = GameId(await node.table(ada))
    with monkeypatch.context() as patched:
        patched.setattr(decide.chat, "send_chat", lambda *_: 1 / 0)
        for _ in range(DEATHS_MAX):
            said = await node.ask(ada, "chat.send", game=game, text="boom")
            assert said["error"]["code"] == "internal"
            assert ada.closed is None or node.directory.here(game) is None
            await settle(30)
    assert ada.closed == (Close.GOING_AWAY, "this game broke; come back to it")
    assert node.directory.here(game) is None
    back = FakeVisitor("ada")
    assert (await node.ask(back, "game.resume", game=game, seq=0))["ok"]


async def test_a_reopening_that_fails_sends_everyone_away(
    new_node: NewNode, databases: Databases, ada: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = new_node()
    game = await node.table(ada)
    with monkeypatch.context() as patched:
        patched.setattr(decide.chat, "send_chat", lambda *_: 1 / 0)
        await node.send(ada, "chat.send", game=game, text="boom")
        databases.store.away = True
        await until(lambda: ada.closed)
    databases.store.away = False
    assert ada.closed == (Close.GOING_AWAY, "come back to this game")
    await settle()
    assert (await node.ask(FakeVisitor("ada"), "game.resume", game=game, seq=0))["ok"]


def founding(game: str, code: str, cause: str) -> Post:
    opened = OpenGame(
        game=GameId(game),
        code=code,
        host=Actor("ada"),
        name="x",
        max_players=4,
        total_rounds=5,
        time_limit_seconds=30,
        mode="classic",
        visibility="public",
        settings=Settings(),
        agents=0,
        seed="s",
        prompts=PROMPTS,
        cast=(),
    )
    return Post(Actor("ada"), opened, cause)


async def test_a_code_or_a_founding_that_is_taken_makes_no_room(
    node: TwinNode, databases: Databases
) -> None:
    said: list[Said] = []

    def told(outcome: Said, _place: Place) -> None:
        said.append(outcome)

    for game, code, cause in (("g1", "AAA", "c1"), ("g2", "AAA", "c2"), ("g3", "BBB", "c1")):
        node.directory.found(GameId(game), founding(game, code, cause), told)
        await settle()
    assert isinstance(said[0], Answer)
    assert [type(each) for each in said[1:]] == [Gone, Gone]
    assert [room.game for room in node.directory.rooms] == ["g1"]
    assert databases.memory.leases == {"g1": node.membership.node}
    assert await node.directory.find(code="aaa") is node.directory.here(GameId("g1"))
    assert await node.directory.find(code="bbb") is None


async def test_what_does_not_exist_is_not_found(node: TwinNode, databases: Databases) -> None:
    assert await node.directory.find(GameId("nothing")) is None
    assert await node.directory.find(code="QQQQQ") is None
    assert await node.directory.find() is None
    assert not databases.memory.leases, "no lease on what isn't there"
    databases.store.away = True
    with pytest.raises(StorageUnavailable):
        await node.directory.find(GameId("nothing"))


async def test_the_sweep_closes_what_nobody_needs(
    new_node: NewNode, databases: Databases, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    node = new_node()
    live, watched, over = [await node.table(ada) for _ in range(3)]
    for game in (watched, over):
        await node.ask(ada, "game.cancel", game=game)
    for game in (live, over):
        node.desk.seating.depart(ada, GameId(game))
    await node.directory.sweep()
    assert {room.game for room in node.directory.rooms} == {live, watched}
    assert set(databases.memory.leases) == {live, watched}
    # It can be had again.
    assert (await node.ask(bob, "game.history", game=over))["ok"]


async def test_closing_ends_every_room_and_leaves_its_lease(
    new_node: NewNode, databases: Databases, ada: FakeVisitor
) -> None:
    node = new_node()
    game = await node.table(ada)
    await node.directory.close()
    assert databases.memory.leases == {game: node.membership.node}
    assert node.directory.rooms == []
    assert await node.directory.find(GameId(game)) is None
    said: list[Said] = []
    node.directory.found(GameId("g"), founding("g", "AAA", "c"), lambda out, _: said.append(out))
    await settle()
    assert isinstance(said[0], Gone)
    assert not node.directory._supervision._serving


async def test_what_was_being_opened_when_the_node_closed_is_not_served(
    new_node: NewNode, databases: Databases, ada: FakeVisitor
) -> None:
    one = new_node()
    game = GameId(await one.table(ada))
    await crash(one)
    two = new_node()
    two.journal.reads.is_shut = True
    asking = asyncio.create_task(two.directory.find(game))
    await until(lambda: two.journal.reads.waiting)
    await two.directory.close()
    two.journal.reads.is_shut = False
    assert await asking is None
    assert not two.directory._supervision._serving
    assert databases.memory.leases == {}


async def test_a_game_that_is_over_is_let_go_by_those_who_play_the_next(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    """Or somebody who plays all night on one connection would keep every game of it open."""
    first = await node.table(ada, bob)
    await node.ask(ada, "game.cancel", game=first)
    second = await node.table(ada)
    await node.directory.sweep()
    assert {room.game for room in node.directory.rooms} == {first, second}
    await node.ask(bob, "game.join", game=second)
    await node.directory.sweep()
    assert {room.game for room in node.directory.rooms} == {second}
    # Whoever comes back finds it as it was, and a game that goes on is heard beside another.
    assert (await node.ask(bob, "game.resume", game=first, seq=0))["game"]["id"] == first
    assert set(bob.games) == {first, second}
