"""The valley on several nodes: one ticks, the others show it, hand people on, and take it over."""

from collections.abc import Sequence

from agents.relationships import Tie
from agents.world.body import World
from agents.world.happenings import Caused, Felt, Happening
from server.valley.valley_task import LEASE
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock
from tests.server.stage import Databases
from tests.server.valley.test_valley_task import FAST, beats, latest, tick, ticks, world
from tests.server.visiting import FakeVisitor


async def test_another_node_shows_it_and_goes_on_when_the_first_is_gone(
    new_node: NewNode, databases: Databases, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one, two = new_node("one", plan=FAST), new_node("two", plan=FAST)
    await beats(clock, 5, one)
    await beats(clock, 60, one, two)
    assert one.valley.life.is_here
    assert not two.valley.life.is_here
    await two.ask(ada, "world.watch", hz=10)
    assert (await two.ask(ada, "world.join"))["ok"]
    assert (await two.ask(ada, "world.move", to="inn"))["ok"]
    await one.ask(bob, "world.watch", hz=5)
    await beats(clock, 30, one, two)
    seen = latest(bob, "ada")
    assert seen is not None
    assert seen["to"] == "inn" or seen["place"] == "inn"
    # Step by step, and not only now and then.
    steps = {each["x"] for said in ticks(ada) for each in said["agents"] if each["id"] == "ada"}
    assert len(steps) >= 5
    for slug, body in world(one).bodies.items():
        mine = latest(ada, slug)
        assert mine is not None
        assert (mine["x"], mine["y"]) == (body.x, body.y)
    # The first node dies without a word: within seconds the other goes on, and Ada still walks.
    written = tick(databases)
    await beats(clock, 40, two)
    assert two.valley.life.is_here
    assert written < world(two).tick
    assert "ada" in world(two).bodies
    assert world(two).bodies["ada"].route or world(two).bodies["ada"].place == "inn"


async def test_a_node_that_goes_hands_it_over_at_once(
    new_node: NewNode, databases: Databases, clock: FakeClock
) -> None:
    one, two = new_node("one", plan=FAST), new_node("two", plan=FAST)
    await beats(clock, 30, one)
    await beats(clock, 30, one, two)
    last = world(one)
    await one.valley.stop()
    assert tick(databases) == last.tick
    assert LEASE not in databases.memory.leases
    await one.valley.beat()
    await beats(clock, 11, two)
    assert two.valley.life.is_here
    assert world(two).tick - last.tick <= 11


async def test_a_new_node_shows_it_at_once(
    new_node: NewNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    one, two = new_node("one"), new_node("two")
    await beats(clock, 53, one)
    await beats(clock, 5, one, two)
    assert (await two.ask(ada, "world.watch"))["ok"]


async def test_a_walker_of_a_dead_node_is_gone(
    new_node: NewNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    one, two = new_node("one", plan=FAST), new_node("two", plan=FAST)
    await beats(clock, 5, one)
    await beats(clock, 60, one, two)
    await two.ask(ada, "world.join")
    await beats(clock, 10, one, two)
    assert "ada" in world(one).bodies
    await beats(clock, 60, one)
    assert "ada" not in world(one).bodies


async def test_what_others_give_goes_into_the_next_tick_wherever_it_is(
    new_node: NewNode, clock: FakeClock
) -> None:
    one, two = new_node("one"), new_node("two")
    await beats(clock, 5, one)
    await beats(clock, 60, one, two)
    told: list[Happening] = []

    def tell(happened: Sequence[Happening], _world: World) -> None:
        told.extend(happened)

    one.valley.followers.append(tell)
    for giver, cause in ((one, "insult"), (two, "gift")):
        before = world(one).ties["goat"].get("mayor", Tie()).affection
        giver.valley.give(Caused("goat", "mayor", cause))  # type: ignore[arg-type]
        await beats(clock, 2, one, two)
        after = world(one).ties["goat"]["mayor"].affection
        assert (after < before) is (cause == "insult")
    assert told == []
    await beats(clock, 40, one, two)
    assert [each.change.cause for each in told if isinstance(each, Felt)][:3:2] == [
        "insult", "gift",
    ]  # fmt: skip
    assert await one.agents.changes("goat", "mayor", 5)
