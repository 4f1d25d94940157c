"""The valley on nodes of twins: one of them ticks, all show it, and a crash loses nothing told."""

import asyncio
import random
from typing import Any

import pytest

from agents.world.body import World, state_hash
from agents.world.clock import MINUTE_MS
from persistence import fakes
from persistence.fakes import Store
from persistence.ports import StoredValley
from server.meters import Meters
from server.valley.life import UNWRITTEN_MAX, Plan
from server.valley.valley_task import KEEP_MS
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, settle
from tests.server.stage import BEAT_MS, Databases, TwinNode
from tests.server.visiting import FakeVisitor, Said

TICK_MS = 100
# A game minute with every tick.
FAST = Plan(pace=600)
NOON = 12 * 60 * MINUTE_MS


async def beats(clock: FakeClock, count: int, *nodes: TwinNode) -> None:
    """So many tenths of a second of these nodes, and of no others."""
    for node in nodes:
        await node.join()
    for n in range(count):
        await clock.advance(TICK_MS)
        for node in nodes:
            if n * TICK_MS % BEAT_MS == 0:
                await node.cluster.moves.beat()
            await node.valley.beat()
            await settle()


def world(node: TwinNode) -> World:
    found = node.valley.life.world
    assert found is not None
    return found


def ticks(visitor: FakeVisitor) -> list[Said]:
    return visitor.signals("world.tick")


def latest(visitor: FakeVisitor, id: str) -> dict[str, Any] | None:
    """Somebody as this visitor sees them by all that was said so far."""
    found: dict[str, dict[str, Any]] = {}
    for said in ticks(visitor):
        if said["full"]:
            found = {}
        found.update((each["id"], each) for each in said["agents"])
        for gone in said["gone"]:
            found.pop(gone, None)
    return found.get(id)


def kept(store: Store) -> tuple[Any, ...]:
    """All that lasts, without the moments at which it was written."""
    memories = {
        agent: sorted((each.content, each.times, each.importance) for each in held.values())
        for agent, held in store.memories.items()
    }
    ties = {
        of: {to: (tie.type, tie.affection, tie.trust, tie.frequency) for to, tie in felt.items()}
        for of, felt in store.agents.ties.items()
    }
    return memories, ties, sorted(store.agents.changes)


def since(databases: Databases, now_ms: int) -> None:
    """A valley that begins at this time of its first day."""
    databases.store.valley.stands = StoredValley(
        seed="heartwood", tick=1, now_ms=now_ms, born_ms=0, lives={}
    )


def tick(databases: Databases) -> int:
    """As it is written."""
    stands = databases.store.valley.stands
    return stands.tick if stands is not None else 0


async def test_who_joins_walks_there_is_seen_and_is_gone_with_their_connection(
    new_node: NewNode, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    node = new_node(plan=FAST)
    await beats(clock, 2, node)
    assert (await node.ask(bob, "world.watch", hz=10))["map"]["places"]
    said = await node.ask(ada, "world.join", character_name="Ada of the Hill")
    assert said["character"] == {
        **said["character"], "id": "ada", "name": "Ada of the Hill", "is_person": True,
        "place": "station", "to": None,
    }  # fmt: skip
    assert (await node.ask(ada, "world.move", to="inn"))["ok"]
    await beats(clock, 3, node)
    there = latest(bob, "ada")
    assert there is not None
    assert there["to"] == "inn"
    await beats(clock, 900, node)
    there = latest(bob, "ada")
    assert there is not None
    assert (there["place"], there["to"]) == ("inn", None)
    # Whoever came by has seen her, and remembers it.
    held = node.databases.store.memories
    about = [each for memories in held.values() for each in memories.values() if each.players]
    assert {each.players for each in about} == {("ada",)}
    assert all("Ada of the Hill" in each.content for each in about)
    node.desk.depart(ada)
    await beats(clock, 2, node)
    assert latest(bob, "ada") is None
    assert ticks(bob)[-1]["gone"] == ["ada"] or "ada" in [g for t in ticks(bob) for g in t["gone"]]


async def test_what_is_told_is_what_changed(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    await beats(clock, 2, node)
    await node.ask(ada, "world.watch", hz=10)
    await beats(clock, 200, node)
    first, *others = ticks(ada)
    assert (first["full"], len(first["agents"])) == (True, 12)
    assert not any(each["full"] for each in others)
    assert sum(len(each["agents"]) for each in others) < 12 * len(others) / 4
    # At night little happens, and still time is told.
    assert len(others) >= 10
    for slug, body in world(node).bodies.items():
        seen = latest(ada, slug)
        assert seen is not None
        assert (seen["x"], seen["y"], seen["activity"]) == (body.x, body.y, body.activity)
    said = await node.ask(ada, "agent.list")
    shown = {each["id"]: each["now"] for each in said["agents"]}
    assert shown["baker"]["activity"] == world(node).bodies["baker"].activity


async def test_what_an_agent_does_plans_and_feels_is_told(
    new_node: NewNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    since(databases, NOON)
    node = new_node(plan=FAST)
    await beats(clock, 300, node)
    (change, *_) = node.databases.store.agents.changes.values()
    said = await node.ask(ada, "agent.get", agent=change.of)
    assert said["agent"]["now"]["place"] == world(node).bodies[change.of].place
    assert said["schedule"][0]["start"] == "00:00"
    assert said["schedule"][-1]["end"] == "24:00"
    assert said["goals"]
    ties = {each["to"]: each for each in said["ties"]}
    store = node.databases.store.agents
    assert {to: each["affection"] for to, each in ties.items()} == {
        to: tie.affection for to, tie in store.ties[change.of].items()
    }
    assert ties[change.toward]["cause"]


@pytest.mark.parametrize("seed", range(3))
async def test_a_crash_at_any_moment_neither_forgets_nor_doubles(seed: int) -> None:
    """Method: the same day with and without kills, lost writes and unheard answers."""
    dice, stormy, lived = random.Random(seed), Databases(), 0
    since(stormy, NOON)
    weather = ("fair", "fair", "before", "after")
    while lived < 480:
        stormy.store.valley_weather = lambda: dice.choice(weather)
        await beats(stormy.clock, dice.randrange(30, 150), TwinNode(stormy, plan=FAST))
        # The node is gone without a word, and its lease with it.
        stormy.memory.flush()
        lived = tick(stormy)
    calm = Databases()
    since(calm, NOON)
    same = TwinNode(calm, plan=FAST)
    while same.valley.life.world is None or world(same).tick < lived:
        await beats(calm.clock, 1, same)
    await same.valley.stop()
    assert tick(calm) == lived
    assert kept(stormy.store) == kept(calm.store)
    memories, _, changes = kept(calm.store)
    assert sum(map(len, memories.values())) > 20
    assert changes
    # And it goes on as the same one.
    stormy.store.valley_weather = lambda: "fair"
    one, other = TwinNode(stormy, plan=FAST), TwinNode(calm, plan=FAST)
    await beats(stormy.clock, 2, one)
    await beats(calm.clock, 2, other)
    assert state_hash(world(one)) == state_hash(world(other))


async def test_while_nothing_can_be_written_it_stands_still_and_loses_nothing(
    new_node: NewNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    node = new_node(plan=FAST)
    await beats(clock, 50, node)
    written = tick(databases)
    databases.store.away = True
    await beats(clock, UNWRITTEN_MAX + 50, node)
    stood = world(node)
    assert stood.tick - written <= UNWRITTEN_MAX + 25
    await beats(clock, 20, node)
    assert world(node) is stood
    databases.store.away = False
    await beats(clock, 2 * KEEP_MS // TICK_MS, node)
    assert world(node).tick > stood.tick
    assert tick(databases) >= stood.tick


async def test_whoever_is_overtaken_lets_go(
    new_node: NewNode, databases: Databases, clock: FakeClock
) -> None:
    node = new_node(plan=FAST)
    await beats(clock, 30, node)
    await fakes.TwinValley(databases.store).begin("somebody else", "x", 0)
    await beats(clock, 19, node)
    before = kept(databases.store)
    assert not node.valley.life.is_here
    # By the lease it is still this node's: it takes it up where it was written.
    await beats(clock, 10, node)
    assert node.valley.life.is_here
    assert kept(databases.store) == before


class Counted(Meters):
    def __init__(self) -> None:
        self.ticked = self.skipped = 0

    def valley_ticked(self, ms: float) -> None:
        self.ticked += 1

    def valley_skipped(self, ticks: int) -> None:
        self.skipped += ticks


async def test_ticks_that_come_late_are_left_out_and_counted(
    node: TwinNode, clock: FakeClock
) -> None:
    counted = Counted()
    node.valley._meters = counted
    await node.join()
    running = asyncio.create_task(node.valley.run())
    await settle()
    await clock.advance(2_000)
    assert counted.ticked in range(18, 22)
    assert counted.skipped == 0
    before = world(node).tick
    # Something held the loop up for a second.
    clock.jump(1_000)
    await clock.advance(1)
    assert world(node).tick == before + 1
    assert counted.skipped == 9
    await clock.advance(1_000)
    assert world(node).tick in range(before + 10, before + 13)
    running.cancel()


async def test_a_closed_valley_says_so(
    new_node: NewNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    node = new_node(plan=Plan(is_open=False))
    running = asyncio.create_task(node.valley.run())
    await clock.advance(1_000)
    for op, fields in (("join", {}), ("watch", {}), ("move", {"to": "inn"})):
        said = await node.ask(ada, f"world.{op}", **fields)
        assert said["error"]["code"] == "unavailable"
        assert "closed" in said["error"]["message"]
    for op in ("leave", "unwatch"):
        assert (await node.ask(ada, f"world.{op}"))["ok"]
    assert (await node.ask(ada, "agent.get", agent="goat"))["agent"]["now"] is None
    running.cancel()


class Slow:
    """A perf_counter by which everything takes as long as it says."""

    def __init__(self, took_s: float) -> None:
        self.now_s, self.took_s = 0.0, took_s

    def __call__(self) -> float:
        self.now_s += self.took_s
        return self.now_s


async def test_a_valley_that_takes_long_leaves_the_time_to_the_games(
    node: TwinNode, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: by the stopwatch each tick takes 45 ms; then the thread is given a little time."""
    counted, slow = Counted(), Slow(0.045)
    monkeypatch.setattr("server.valley.valley_task.time.perf_counter", slow)
    node.valley._meters = counted
    await node.join()
    running = asyncio.create_task(node.valley.run())
    await settle()
    for _ in range(60):
        await clock.advance(TICK_MS)
        await asyncio.sleep(0.005)
    # One tick in five beats.
    assert counted.ticked in range(9, 14)
    assert counted.skipped >= 3 * counted.ticked
    slow.took_s = 0.0
    before = counted.ticked
    for _ in range(30):
        await clock.advance(TICK_MS)
        await asyncio.sleep(0.005)
    assert counted.ticked - before > 20
    running.cancel()
