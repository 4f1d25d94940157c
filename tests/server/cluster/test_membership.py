"""Who lives and who inherits: the same for everyone, and spread evenly."""

from collections import Counter

from msgspec.structs import replace

from game.ids import GameId
from persistence import fakes
from server.cluster.membership import GRACE_BEATS, Membership, name_of, order
from tests.server.fake_clock import FakeClock

GAMES = [GameId(f"game-{n}") for n in range(600)]


class World:
    """Nodes that share one Redis."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.memory = fakes.Memory(self.clock.now_ms)
        self.members = fakes.TwinMembers(self.memory)

    async def node(self, name: str, version: str = "1.0") -> Membership:
        found = Membership(self.members, name, "x", version)
        await found.beat()
        return found


async def test_all_agree_on_the_heir_and_the_games_are_spread() -> None:
    world = World()
    nodes = [await world.node(name) for name in ("a", "b", "c")]
    for node in nodes:
        await node.beat()
    heirs = [[node.heir(game) for game in GAMES] for node in nodes]
    assert heirs[0] == heirs[1] == heirs[2]
    assert min(Counter(heirs[0]).values()) > len(GAMES) / 3 * 0.75
    # Who loses one node keeps all games but those of that node where they are.
    await nodes[2].leave()
    await nodes[0].beat()
    for game, before in zip(GAMES, heirs[0], strict=True):
        assert nodes[0].heir(game) == before or before == nodes[2].node


async def test_the_newest_program_inherits_and_closed_nodes_nothing() -> None:
    world = World()
    old, new = await world.node("old", "1.9.0"), await world.node("new", "1.10.0")
    await old.beat()
    assert {old.heir(game) for game in GAMES} == {new.node}
    new.is_open = False
    await new.beat()
    await old.beat()
    assert {old.heir(game) for game in GAMES} == {old.node}
    assert {old.heir(game, without_me=True) for game in GAMES} == {None}


async def test_who_is_silent_lapses_and_is_buried_by_another() -> None:
    world = World()
    one, two = await world.node("one"), await world.node("two")
    for _ in range(3):
        world.clock.jump(fakes.LAPSE_MS // 3)
        beat = await two.beat()
    assert beat is not None
    assert beat.lapsed == (one.node,)
    assert two.lives(one.node), "until it is buried"
    assert await two.bury(one.node)
    assert not two.lives(one.node)
    woken = await one.beat()
    assert woken is not None
    assert woken.is_buried
    again = await one.beat(rejoin=True)
    assert again is not None
    assert not again.is_buried
    await two.beat()
    assert two.lives(one.node)
    assert not await two.bury(one.node), "it lives"


async def test_without_redis_nothing_is_known_and_nobody_dies() -> None:
    world = World()
    one, two = await world.node("one"), await world.node("two")
    await one.beat()
    world.memory.away = True
    assert await one.beat() is None
    assert not one.is_known
    assert not await one.bury(two.node)
    assert one.lives(two.node)
    world.memory.away = False
    assert await one.beat() is not None
    assert one.is_known


async def test_what_a_node_bears_is_told_with_its_beat() -> None:
    world = World()
    one, two = await world.node("one"), await world.node("two")
    one.load = lambda: (7, 30)
    await one.beat()
    await two.look()
    assert two.others == (replace(one.me, rooms=7, connections=30),)
    assert two.others[0].name == name_of(one.node) == "one"


def test_versions_compare_as_numbers() -> None:
    assert order("1.10.0") > order("1.9.9")
    assert order("2.0.0rc1") >= order("2.0")


async def test_who_was_forgotten_with_everybody_takes_nobody_for_dead_before_their_term() -> None:
    world = World()
    one, two, three = [await world.node(name) for name in ("one", "two", "three")]
    for node in (one, two, three):
        await node.beat()
    world.memory.flush()
    assert (await one.beat()) is not None
    assert one.is_patient
    assert {each.name for each in one.others} == {"three", "two"}
    for _ in range(GRACE_BEATS):
        world.clock.jump(400)
        await one.beat()
        await two.beat()
    assert not one.is_patient
    assert [each.name for each in one.others] == ["two"], "the third has not come again"


async def test_whoever_begins_or_comes_back_from_the_dead_is_not_patient() -> None:
    world = World()
    one = await world.node("one")
    assert not one.is_patient
    await world.members.leave(one.node)
    world.memory.buried[one.node] = None
    await one.beat(rejoin=True)
    assert not one.is_patient
