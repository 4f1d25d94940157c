"""Games that change nodes: after a death, at a drain, and where one bears too much."""

import asyncio
import logging
from collections.abc import Sequence

import pytest

from game import decide
from game.ids import GameId
from persistence.fakes import Weather
from server.cluster.letters import Take
from server.cluster.membership import GRACE_BEATS
from server.cluster.owners import Holding
from server.room_task import RoomTask
from server.shadow import Shadow
from server.supervision_task import DEATHS_MAX
from tests.server.cluster.exchange import Nodes
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import BEAT_MS, Databases, TwinNode, outlive
from tests.server.visiting import FakeVisitor


@pytest.fixture
async def nodes(new_node: NewNode, databases: Databases) -> Nodes:
    found = Nodes(databases)
    await found.start(new_node, "one", "two", "three")
    return found


def served(nodes: Nodes) -> list[int]:
    """How many games each plays."""
    return [len(node.directory.rooms) for node in nodes.all]


async def test_the_games_of_a_dead_node_are_spread_and_played_on(
    nodes: Nodes, clock: FakeClock
) -> None:
    one, two, three = nodes.all
    ada, bob = FakeVisitor("ada"), FakeVisitor("bob")
    games = [await one.playing(ada, bob) for _ in range(40)]
    await outlive(clock, two, three)
    await until(lambda: sum(served(nodes)[1:]) == 40)
    assert min(served(nodes)[1:]) > 5
    await until(lambda: all("RoomMoved" in nodes.databases.kinds(game) for game in games))
    kinds = [nodes.databases.kinds(game) for game in games]
    # Time was lost, and is given back before anybody may be too late.
    assert all(each[-3:-1] == ["GamePaused", "GameResumed"] for each in kinds)


async def test_a_frozen_node_that_wakes_up_writes_nothing_and_shows_what_others_play(
    nodes: Nodes, clock: FakeClock
) -> None:
    one, two, three = nodes.all
    ada = FakeVisitor("ada")
    game = await one.playing(ada, FakeVisitor("bob"))
    nodes.databases.store.hold_hints = True
    await outlive(clock, two, three)
    await until(lambda: nodes.databases.kinds(game)[-1] == "RoomMoved")
    before = len(nodes.databases.entries(game))
    # It believes that the game is its own: this is decided, and finds its number taken.
    said = await one.ask(ada, "response.submit", game=game, round=1, text="me", id="r")
    assert said["error"]["code"] == "unavailable"
    assert len(nodes.databases.entries(game)) == before
    await until(lambda: isinstance(one.directory.here(GameId(game)), Shadow))
    await one.cluster.moves.beat()
    assert one.membership.node not in nodes.databases.memory.buried, "it lives again"
    assert (await one.ask(ada, "response.submit", game=game, round=1, text="me", id="r"))["ok"]
    assert ada.closed is None
    assert sorted(set(ada.seqs)) == list(range(ada.seqs[0], ada.seqs[-1] + 1))


@pytest.mark.parametrize("weather", ["before", "after"])
async def test_whose_write_was_in_doubt_while_an_heir_wrote_writes_no_more(
    nodes: Nodes, clock: FakeClock, weather: Weather
) -> None:
    """Method: the answer to a write is late, and in the meantime another node plays the game."""
    one, two, three = nodes.all
    ada = FakeVisitor("ada")
    game = await one.table(ada)
    store = nodes.databases.store
    store.hold_hints = True
    one.journal.reads.is_shut = True
    store.forecast = lambda _game, _seq: weather
    await one.send(ada, "chat.send", game=game, text="hi", id="c")
    await until(lambda: one.journal.reads.waiting)
    store.forecast = lambda _game, _seq: "fair"
    await outlive(clock, two, three)
    await until(lambda: nodes.databases.kinds(game)[-1] == "RoomMoved")
    one.journal.reads.is_shut = False
    await until(lambda: isinstance(one.directory.here(GameId(game)), Shadow))
    kinds = nodes.databases.kinds(game)
    assert kinds[-1] == "RoomMoved"
    assert kinds.count("ChatSent") == (weather == "after")
    assert ada.answers("c")[0]["ok"] == (weather == "after")


async def test_who_was_given_up_for_dead_looks_for_all_its_games_anew(
    nodes: Nodes, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    one, two, three = nodes.all
    game = await one.table(FakeVisitor("ada"))
    await outlive(clock, two, three)
    await until(lambda: sum(served(nodes)[1:]) == 1)
    nodes.databases.store.hold_hints = True
    with caplog.at_level(logging.WARNING):
        await one.cluster.moves.beat()
        await until(lambda: isinstance(one.directory.here(GameId(game)), Shadow))
    assert "given up for dead" in caplog.text


async def test_a_drain_hands_everything_over_at_once(nodes: Nodes, clock: FakeClock) -> None:
    one = nodes.all[0]
    ada, bob = FakeVisitor("ada"), FakeVisitor("bob")
    games = [await one.playing(ada, bob) for _ in range(9)]
    over = await one.table(ada)
    await one.ask(ada, "game.cancel", game=over)
    assert await one.cluster.hand_over()
    await until(lambda: sum(served(nodes)[1:]) == 9)
    assert [room.game for room in one.directory.rooms] == [over]
    # Nobody lost time, so nothing is given back.
    await until(lambda: all(nodes.databases.kinds(game)[-1] == "RoomMoved" for game in games))
    assert not any("GamePaused" in nodes.databases.kinds(game) for game in games)
    # Whoever is still here plays on by letter, until they go.
    said = await one.ask(ada, "response.submit", game=games[0], round=1, text="me")
    assert said["ok"]


async def test_alone_nothing_can_be_handed_over(new_node: NewNode, databases: Databases) -> None:
    nodes = Nodes(databases)
    await nodes.start(new_node, "one")
    await nodes.all[0].table(FakeVisitor("ada"))
    assert not await nodes.all[0].cluster.hand_over()
    assert served(nodes) == [1]


async def test_a_game_that_cannot_be_passed_on_stays(
    nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: Redis goes away between the end of the room and the change of its lease."""
    one = nodes.all[0]
    ada = FakeVisitor("ada")
    game = await one.table(ada)
    real = one.directory.owners.pass_on

    async def pass_on(game: GameId, heir: str) -> bool:
        nodes.databases.memory.away = True
        passed = await real(game, heir)
        nodes.databases.memory.away = False
        return passed

    monkeypatch.setattr(one.directory.owners, "pass_on", pass_on)
    assert not await one.cluster.moves.hand_over(one.room(game), nodes.all[1].membership.node)
    await until(lambda: isinstance(one.directory.here(GameId(game)), RoomTask))
    assert (await one.ask(ada, "chat.send", game=game, text="on"))["ok"]
    assert ada.closed is None


async def test_who_drains_passes_on_what_it_is_handed(nodes: Nodes) -> None:
    one, two, three = nodes.all
    game = GameId(await one.table(FakeVisitor("ada")))
    two.membership.is_open = False
    assert await one.cluster.moves.hand_over(one.room(game), two.membership.node)
    await until(lambda: three.directory.rooms or one.directory.rooms)
    assert two.directory.rooms == []
    assert len([each for each in nodes.sent(Take) if each.game == game]) == 2


async def test_a_lost_take_is_made_up_for(nodes: Nodes) -> None:
    one, two, _ = nodes.all
    game = GameId(await one.table(FakeVisitor("ada")))
    nodes.lost = (Take,)
    assert await one.cluster.moves.hand_over(one.room(game), two.membership.node)
    await settle()
    assert two.directory.rooms == []
    await two.cluster.moves.adopt(everything=True)
    assert [room.game for room in two.directory.rooms] == [game]


@pytest.mark.parametrize("is_going", [False, True], ids=["who stays", "who goes"])
async def test_a_game_whose_heir_has_gone_is_played_by_somebody_else(
    nodes: Nodes, is_going: bool
) -> None:
    """Method: the heir's post closes before it is told of the game."""
    one, two, three = nodes.all
    game = GameId(await one.table(FakeVisitor("ada")))
    await two.cluster.mail.close()
    one.membership.is_open = not is_going
    assert await one.cluster.moves.hand_over(one.room(game), two.membership.node)
    await two.membership.leave()
    expected = three if is_going else one
    await until(lambda: [room.game for room in expected.directory.rooms] == [game])
    await until(lambda: nodes.databases.kinds(game)[-1] == "RoomMoved")
    assert nodes.databases.memory.leases[game] == expected.membership.node


async def test_what_redis_forgot_is_said_again(nodes: Nodes) -> None:
    one, two, _ = nodes.all
    game = GameId(await one.table(FakeVisitor("ada")))
    nodes.databases.memory.flush()
    await one.cluster.moves.beat()
    await until(lambda: nodes.databases.memory.leases == {game: one.membership.node})
    # Somebody else was quicker than that beat.
    nodes.databases.memory.flush()
    await two.cluster.moves.beat()
    assert (await two.ask(FakeVisitor("bob"), "game.join", game=game))["ok"]
    await one.cluster.moves.beat()
    await until(lambda: isinstance(one.directory.here(game), Shadow))


async def test_a_node_without_a_database_falls_silent_while_others_can_play(
    nodes: Nodes, clock: FakeClock
) -> None:
    one, two, three = nodes.all
    for node in nodes.all:
        node.cluster.moves.is_disabled = lambda: True
        node.membership.is_open = False
    await outlive(clock, *nodes.all)
    assert len(nodes.databases.memory.members) == 3, "without anybody better they all go on"
    two.membership.is_open = True
    two.cluster.moves.is_disabled = three.cluster.moves.is_disabled = lambda: False
    await outlive(clock, *nodes.all)
    assert one.membership.node in nodes.databases.memory.buried


async def test_two_nodes_of_one_name_are_said_aloud(
    new_node: NewNode, databases: Databases, caplog: pytest.LogCaptureFixture
) -> None:
    nodes = Nodes(databases)
    await nodes.start(new_node, "same", "same")
    with caplog.at_level(logging.ERROR):
        await nodes.all[0].cluster.moves.beat()
        await nodes.all[1].cluster.moves.beat()
    assert "two nodes are called same" in caplog.text


async def test_a_game_that_was_rewritten_is_shown_anew_at_every_node(nodes: Nodes) -> None:
    one, two, _ = nodes.all
    ada, bob = FakeVisitor("ada"), FakeVisitor("bob")
    game = await one.table(ada)
    await one.ask(ada, "game.cancel", game=game)
    await two.ask(bob, "game.join", game=game, role="spectator")
    assert two.directory.here(GameId(game)) is not None
    one.cluster.reopen(GameId(game))
    await until(lambda: two.directory.here(GameId(game)) is None)
    assert one.directory.here(GameId(game)) is None
    assert bob.closed is not None


async def test_who_starts_while_redis_is_away_takes_nothing_from_others(
    new_node: NewNode, databases: Databases
) -> None:
    nodes, ada = Nodes(databases), FakeVisitor("ada")
    await nodes.start(new_node, "one")
    game = GameId(await nodes.all[0].table(ada))
    databases.memory.away = True
    await nodes.start(new_node, "two")
    two = nodes.all[1]
    assert two.directory.rooms == []
    assert two.cluster.is_cut_off, "and it says so"
    assert (await two.ask(FakeVisitor("bob"), "game.join", game=game))["error"]["retry_after_ms"]
    assert "RoomMoved" not in databases.kinds(game)
    databases.memory.away = False
    for node in nodes.all:
        await node.cluster.moves.beat()
    await two.cluster.moves.adopt(everything=True)
    assert served(nodes) == [1, 0]
    assert not two.cluster.is_cut_off


async def test_alone_it_plays_though_redis_is_away_from_the_start(
    new_node: NewNode, databases: Databases
) -> None:
    nodes = Nodes(databases)
    await nodes.start(new_node, "one")
    await nodes.all[0].table(FakeVisitor("ada"))
    await nodes.all[0].stop()
    databases.memory.away = True
    await nodes.start(new_node, "two")
    assert served(nodes) == [0, 1]
    assert not nodes.all[1].cluster.is_cut_off


async def test_when_redis_forgets_everyone_every_game_stays_where_it_is(
    nodes: Nodes, clock: FakeClock
) -> None:
    ada = FakeVisitor("ada")
    games = [await nodes.all[0].table(ada) for _ in range(6)]
    for node in nodes.all:
        await node.cluster.moves.beat()
    nodes.databases.memory.flush()
    # The one that plays nothing is the first to notice.
    for _ in range(2 * GRACE_BEATS):
        clock.jump(BEAT_MS)
        for node in reversed(nodes.all):
            await node.cluster.moves.beat()
    await settle()
    assert served(nodes) == [6, 0, 0]
    assert not any("RoomMoved" in nodes.databases.kinds(game) for game in games)
    # Who does not come back within the grace is gone.
    nodes.databases.memory.flush()
    for _ in range(GRACE_BEATS + 6):
        clock.jump(BEAT_MS)
        for node in nodes.all[1:]:
            await node.cluster.moves.beat()
    await until(lambda: sum(served(nodes)[1:]) == 6)


async def test_a_game_that_keeps_dying_is_left_until_somebody_asks(
    nodes: Nodes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, two, _ = nodes.all
    ada = FakeVisitor("ada")
    game = GameId(await one.table(ada))
    runs: list[int] = []

    def broken(*_: object) -> None:
        runs.append(len(runs))
        raise ZeroDivisionError

    with monkeypatch.context() as patched, caplog.at_level(logging.CRITICAL):
        patched.setattr(decide.moving, "move_room", broken)
        one.room(game).overtake()
        await until(lambda: one.directory.is_given_up(game))
        assert len(runs) == DEATHS_MAX
        for _ in range(3):
            await one.cluster.moves.adopt(everything=True)
            await two.cluster.moves.adopt(everything=True)
            await settle()
        assert len(runs) == DEATHS_MAX
    assert (await one.ask(FakeVisitor("ada"), "game.resume", game=game, seq=0))["ok"]


async def crash(node: TwinNode) -> None:
    """The node is gone from one moment to the next."""
    for running in list(node.directory._supervision._serving.values()):
        running.cancel()
    await settle()
    await node.feed.stop()
    await node.cluster.membership.leave()


async def test_many_games_are_asked_for_at_once_and_none_twice(
    new_node: NewNode, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: one of them is being opened for a visitor already, who alone learns of its last run.

    Asked for a second time, it would have been played by nobody before, and time be lost.
    """
    one = new_node()
    games = [GameId(await one.table(FakeVisitor(f"v{n}"))) for n in range(3)]
    await crash(one)
    two = new_node()
    asked: list[list[GameId]] = []
    settle_for_real = two.directory.owners.settle

    async def noted(wanted: Sequence[GameId]) -> dict[GameId, Holding]:
        asked.append(list(wanted))
        return await settle_for_real(wanted)

    monkeypatch.setattr(two.directory.owners, "settle", noted)
    two.journal.reads.is_shut = True
    asking = asyncio.create_task(two.directory.find(games[1]))
    await until(lambda: two.journal.reads.waiting == 1)
    starting = asyncio.create_task(two.start())
    await until(lambda: two.journal.reads.waiting == 3)
    two.journal.reads.is_shut = False
    await starting
    assert await asking is two.directory.here(games[1])
    assert [sorted(each) for each in asked] == [[games[1]], sorted((games[0], games[2]))]
    assert len(two.directory.rooms) == 3
