"""Lobbies in which nobody is any more end by themselves; all others stay."""

import pytest

from game.events import GameCancelled
from game.state import OVER
from server.caretaker import Caretaker
from server.cluster.ties import GATHER_MS
from server.limits import EMPTY_LOBBY_MS_MAX
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor

LOOKS = 10


async def pass_time(keeper: Caretaker, clock: FakeClock, ms: int = EMPTY_LOBBY_MS_MAX) -> None:
    """Look, and look again in the course of so many milliseconds."""
    await keeper.look()
    for _ in range(LOOKS):
        await clock.advance(ms // LOOKS)
        await keeper.look()


@pytest.fixture
def keeper(node: TwinNode, clock: FakeClock) -> Caretaker:
    return Caretaker(node.directory, clock)


async def test_a_lobby_that_everybody_left_ends_after_ten_minutes(
    node: TwinNode, keeper: Caretaker, clock: FakeClock, databases: Databases
) -> None:
    ada, bob = FakeVisitor("ada"), FakeVisitor("bob")
    game = await node.table(ada, bob)
    node.desk.depart(ada)
    await pass_time(keeper, clock)
    assert node.state(game).phase not in OVER, "bob still waits there"
    node.desk.depart(bob)
    await pass_time(keeper, clock, EMPTY_LOBBY_MS_MAX - LOOKS)
    assert node.state(game).phase not in OVER
    await clock.advance(LOOKS)
    await keeper.look()
    await until(lambda: node.state(game).phase in OVER)
    assert databases.entries(game)[-1].event == GameCancelled("idle")


async def test_whoever_looks_in_makes_the_wait_begin_anew(
    node: TwinNode, keeper: Caretaker, clock: FakeClock
) -> None:
    ada = FakeVisitor("ada")
    game = await node.table(ada)
    node.desk.depart(ada)
    await pass_time(keeper, clock, EMPTY_LOBBY_MS_MAX // 2)
    cyd = FakeVisitor("cyd")
    assert (await node.ask(cyd, "game.join", game=game, role="spectator"))["ok"]
    await keeper.look()
    node.desk.depart(cyd)
    await pass_time(keeper, clock, EMPTY_LOBBY_MS_MAX // 2)
    assert node.state(game).phase not in OVER


async def test_a_game_that_is_played_waits_for_its_players(
    node: TwinNode, keeper: Caretaker, clock: FakeClock, databases: Databases
) -> None:
    people = FakeVisitor("ada"), FakeVisitor("bob")
    game = await node.playing(*people)
    for each in people:
        node.desk.depart(each)
    await pass_time(keeper, clock)
    assert GameCancelled("idle") not in [entry.event for entry in databases.entries(game)]


async def test_after_a_restart_the_wait_begins_anew_and_ends_too(
    new_node: NewNode, databases: Databases, clock: FakeClock
) -> None:
    first = new_node("one")
    game = await first.table(FakeVisitor("ada"))
    clock.jump(EMPTY_LOBBY_MS_MAX)
    await first.stop()
    second = new_node("one")
    await second.start()
    keeper = Caretaker(second.directory, clock)
    await pass_time(keeper, clock, EMPTY_LOBBY_MS_MAX - LOOKS)
    assert second.state(game).phase not in OVER
    await clock.advance(LOOKS)
    await keeper.look()
    await until(lambda: second.state(game).phase in OVER)


async def test_a_lobby_with_people_on_another_node_is_not_empty(
    new_node: NewNode, clock: FakeClock
) -> None:
    one, two = new_node("one"), new_node("two")
    await one.start()
    await two.start()
    ada, bob = FakeVisitor("ada"), FakeVisitor("bob")
    game = await one.table(ada)
    assert (await two.ask(bob, "game.join", game=game, role="spectator"))["ok"]
    await clock.advance(GATHER_MS)
    one.desk.depart(ada)
    keeper = Caretaker(one.directory, clock)
    await pass_time(keeper, clock)
    await settle()
    assert one.state(game).phase not in OVER, "bob still waits there"
    two.desk.depart(bob)
    await clock.advance(GATHER_MS)
    await pass_time(keeper, clock)
    await keeper.look()
    await until(lambda: one.state(game).phase in OVER)
