"""Who holds what: claims of what nobody living holds, and silence that is not an answer."""

from game.ids import GameId
from persistence import fakes
from server.cluster.membership import Membership
from server.cluster.owners import UNKNOWN, Holding, Owners
from tests.server.fake_clock import FakeClock

ONE, TWO, THREE = (GameId(f"g{n}") for n in range(3))


class World:
    """Nodes that share one Redis."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.memory = fakes.Memory(self.clock.now_ms)

    async def node(self, name: str) -> Owners:
        membership = Membership(fakes.TwinMembers(self.memory), name, "x", "1")
        await membership.join()
        return Owners(fakes.TwinLeases(self.memory), membership)


async def test_what_is_free_is_taken_and_what_a_living_node_holds_is_not() -> None:
    world = World()
    a, b = await world.node("a"), await world.node("b")
    assert await a.settle([ONE]) == {ONE: Holding("a#x", None)}
    assert await b.settle([ONE, TWO]) == {ONE: Holding("a#x", None), TWO: Holding("b#x", None)}
    # Neither had seen the other when it joined first: it looks before it takes.
    assert await a.settle([TWO]) == {TWO: Holding("b#x", None)}


async def test_what_the_dead_held_is_taken_and_they_are_named() -> None:
    world = World()
    a, b = await world.node("a"), await world.node("b")
    await a.settle([ONE])
    assert await b.orphans([ONE]) == []
    await a.membership.leave()
    await b.membership.beat()
    assert await b.orphans([ONE, TWO]) == [ONE, TWO]
    assert await b.settle([ONE]) == {ONE: Holding("b#x", "a#x")}
    assert await b.orphans([ONE]) == [ONE], "its own, which it may not have opened yet"
    assert await b.inherited([ONE]) == []


async def test_only_one_of_many_inherits_each_game() -> None:
    world = World()
    nodes = [await world.node(name) for name in ("a", "b", "c")]
    for node in nodes:
        await node.membership.beat()
    games = [GameId(f"game-{n}") for n in range(60)]
    inherited = [await node.inherited(games) for node in nodes]
    assert sorted(game for each in inherited for game in each) == sorted(games)
    assert all(inherited)


async def test_a_game_is_passed_on_only_by_who_holds_it() -> None:
    world = World()
    a, b = await world.node("a"), await world.node("b")
    await a.settle([ONE])
    assert await a.pass_on(ONE, b.node)
    assert (await a.settle([ONE]))[ONE].holder == b.node
    assert not await a.pass_on(ONE, "c#x")
    assert (await a.keep([ONE, TWO])) == {ONE: b.node, TWO: a.node}
    await a.release([ONE, TWO])
    assert world.memory.leases == {ONE: b.node}


async def test_while_redis_is_away_who_has_company_claims_nothing() -> None:
    world = World()
    a, b = await world.node("a"), await world.node("b")
    world.memory.away = True
    # It has never seen another: alone, it plays whatever there is.
    assert (await a.settle([ONE]))[ONE].holder == a.node
    assert await a.inherited([ONE]) == [ONE]
    assert (await b.settle([ONE]))[ONE].holder == UNKNOWN
    assert await b.orphans([ONE]) == []
    # What is played here goes on.
    assert await b.keep([THREE]) == {THREE: b.node}
    assert not await b.pass_on(THREE, a.node)
