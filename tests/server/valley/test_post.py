"""The valley on several nodes: one ticks, the others show it, hand people on, and take it over."""

from agents.relationships import Stir, Tie, caused
from agents.world.happenings import Caused
from game.ids import mint
from persistence import fakes
from server.valley.valley_task import LEASE
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock
from tests.server.stage import Databases, TwinNode
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


def affection(node: TwinNode) -> int:
    """What the goat feels about the mayor where the valley lives."""
    return world(node).ties["goat"].get("mayor", Tie()).affection


async def vote(databases: Databases, number: int) -> int:
    """A game at whichever node: the goat liked the mayor's answer; by how much it moves."""
    change, _ = caused("vote_best", "goat", "mayor", clock_ms := databases.clock.now_ms())
    stir = Stir(id=mint(clock_ms, "stir", number), change=change, is_person=False)
    before = (await fakes.TwinAgents(databases.store).ties())["goat"].get("mayor", Tie())
    await fakes.TwinBonds(databases.store).stir("goat", [stir])
    after = (await fakes.TwinAgents(databases.store).ties())["goat"]["mayor"]
    return after.affection - before.affection


async def test_what_is_felt_in_games_of_any_node_reaches_the_valley_and_is_never_lost(
    new_node: NewNode, databases: Databases, clock: FakeClock
) -> None:
    """Method: the valley holds an older feeling and writes it; its node dies before it has taken
    the newer one in, or before that is written; and it goes on at the other node."""
    one, two = new_node("one"), new_node("two")
    store = databases.store
    await beats(clock, 5, one)
    await beats(clock, 60, one, two)
    begun = affection(one)
    felt = await vote(databases, 1)
    assert felt > 0
    await beats(clock, 60, one, two)
    assert affection(one) == store.agents.ties["goat"]["mayor"].affection == begun + felt
    assert store.valley.unlived == one.valley.life._brought == {}
    # The valley writes that tie for a reason of its own, and has not heard of the next vote.
    own = Caused("goat", "mayor", "insult")
    one.valley.life.give(own)
    await beats(clock, 1, one, two)
    hurt = affection(one) - begun - felt
    assert hurt < 0
    again = await vote(databases, 2)
    await beats(clock, 21, one, two)
    assert store.agents.ties["goat"]["mayor"].affection == begun + felt + hurt + again
    # The node dies at once; the other takes it up with all that was felt, and takes it in once.
    late = await vote(databases, 3)
    await beats(clock, 100, two)
    assert two.valley.life.is_here
    assert affection(two) == begun + felt + hurt + again + late
    assert store.agents.ties["goat"]["mayor"].affection == affection(two)
    assert store.valley.unlived == {}
    # Nothing is kept of what is written.
    assert two.valley.life._brought == {}
