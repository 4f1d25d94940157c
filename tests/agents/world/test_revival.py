"""A valley taken up again is the one that was written, as far as it still can be."""

from msgspec.structs import replace

from agents.persona import Persona
from agents.relationships import Tie
from agents.routine import Bond, Week
from agents.schedule import Task
from agents.world.body import Body, Setting, Talk, World, state_hash
from agents.world.clock import MINUTE_MS
from agents.world.happenings import Assign, Enter, MoveIn
from agents.world.revival import livable, revived
from agents.world.tick import tick
from tests.agents.evening import personas
from tests.agents.world.valley import MAP, begun, body, entry, pass_time, shipped, somebody

FREE = entry("00:00", "24:00", "inn")
ANN = somebody("ann", "inn", FREE, bonds=(Bond("bea", "friend", 40, 60),))
BEA = somebody(
    "bea", "mill", FREE, bonds=(Bond("ann", "rival", -30, 20), Bond("gone", "family", 1, 1))
)
Lives = dict[str, tuple[Body, tuple[tuple[str, Tie], ...]]]


def written(world: World) -> tuple[Lives, dict[str, dict[str, Tie]]]:
    """What a store would have: bodies and ties, and ties again with other times."""
    agents = [id for id, each in world.bodies.items() if not each.is_steered]
    lives = {id: (world.bodies[id], tuple(world.ties[id].items())) for id in agents}
    feelings = {
        of: {to: replace(tie, frequency=0, last_ms=99) for to, tie in sorted(ties.items())}
        for of, ties in world.ties.items()
    }
    return lives, feelings


def again(around: Setting, people: tuple[Persona, ...], world: World) -> World:
    fresh = World(seed=world.seed, tick=world.tick, now_ms=world.now_ms, bodies={}, ties={})
    return revived(around, people, fresh, *written(world))


def test_it_is_the_same_one_and_goes_on_the_same() -> None:
    """Method: half a day of those who ship, down and up again at some moments; then both go on."""
    around, people = shipped(), personas()
    _, world = begun(*people)
    task = Assign("baker", Task(name="post", kind="errand", left=5, place="inn", priority=9))
    world, _ = pass_time(around, world, 900, task)
    for _ in range(5):
        world, _ = pass_time(around, world, 61)
        up = again(around, people, world)
        assert state_hash(up) == state_hash(world)
        assert [*up.bodies] == [*world.bodies]
        later, before = pass_time(around, world, 200)
        assert pass_time(around, up, 200) == (later, before)
        assert state_hash(later) != state_hash(world)


def test_who_moves_in_lives_as_if_they_had_been_there_when_it_was_taken_up() -> None:
    """Method: the goat comes while all others live; or it is there when they are taken up again."""
    around, people = shipped(), personas()
    _, world = begun(*(each for each in people if each.slug != "goat"))
    world, _ = pass_time(around, world, 900)
    (goat,) = (each for each in people if each.slug == "goat")
    bonds = {bond.to: Tie(bond.type, bond.affection, bond.trust) for bond in goat.relationships}
    ties = tuple(("goat", to, tie) for to, tie in sorted(bonds.items()))
    after, _ = tick(around, world, [MoveIn(("goat",), ties)])
    fresh = World(seed="s", tick=after.tick, now_ms=after.now_ms, bodies={}, ties={})
    lives, feelings = written(after)
    del lives["goat"]
    up = revived(around, people, fresh, lives, feelings | {"goat": bonds})
    assert state_hash(up) == state_hash(after)
    assert pass_time(around, up, 600) == pass_time(around, after, 600)


def test_persons_come_again_by_themselves() -> None:
    around, world = begun(ANN, BEA)
    with_zoe, _ = tick(around, world, [Enter("zoe", "inn")])
    assert "zoe" not in again(around, (ANN, BEA), with_zoe).bodies


def test_whoever_is_new_begins_at_home_and_whoever_is_gone_is_not_there() -> None:
    around, world = begun(ANN, BEA)
    world, _ = pass_time(around, world, 60)
    cat = somebody("cat", "pond", FREE, bonds=(Bond("ann", "friend", 10, 50),))
    wider, _ = begun(ANN, cat)
    lives, feelings = written(world)
    felt = {**feelings, "cat": {"ann": Tie("friend", 10, 50)}}
    fresh = World(seed="s", tick=9, now_ms=world.now_ms, bodies={}, ties={})
    up = revived(wider, (ANN, cat), fresh, lives, felt)
    assert [*up.bodies] == ["ann", "cat"]
    assert (up.tick, up.seed, up.now_ms) == (9, "s", world.now_ms)
    assert up.bodies["cat"].place == "pond"
    assert up.bodies["ann"] == world.bodies["ann"]
    # Toward one who is not there nobody feels anything.
    assert up.ties == {"ann": {}, "cat": {"ann": Tie("friend", 10, 50, 0, world.now_ms)}}


def test_feelings_are_as_the_tables_say_and_their_times_as_the_valley_does() -> None:
    around, world = begun(ANN, BEA)
    lives, feelings = written(world)
    feelings["ann"]["bea"] = Tie("rival", -50, 10, 77, 123)
    fresh = replace(world, now_ms=5 * MINUTE_MS)
    up = revived(around, (ANN, BEA), fresh, lives, feelings)
    before = world.ties["ann"]["bea"]
    assert up.ties["ann"]["bea"] == Tie("rival", -50, 10, before.frequency, before.last_ms)
    del feelings["ann"]
    assert revived(around, (ANN, BEA), fresh, lives, feelings).ties["ann"] == {}


def test_a_talk_with_nobody_is_over() -> None:
    around, world = begun(ANN, BEA)
    talk = Talk("bea", 10 * MINUTE_MS, "chat")
    one_sided = body(world, "ann", talk=talk)
    up = again(around, (ANN, BEA), one_sided)
    assert up.bodies["ann"].talk is None
    mutual = body(one_sided, "bea", talk=replace(talk, other="ann"))
    assert again(around, (ANN, BEA), mutual).bodies["ann"].talk == talk
    alone, _ = begun(ANN)
    lives, feelings = written(mutual)
    assert revived(alone, (ANN,), mutual, lives, feelings).bodies["ann"].talk is None


def test_who_stood_where_nothing_is_any_more_begins_at_home() -> None:
    around, world = begun(ANN, BEA)
    for changes in ({"place": "moon"}, {"route": ("moon",)}, {"place": "pond", "route": ("hill",)}):
        lost = body(world, "ann", **changes)
        assert again(around, (ANN, BEA), lost).bodies["ann"].place == "inn"
    walking = body(world, "ann", route=("square",))
    assert again(around, (ANN, BEA), walking).bodies["ann"] == walking.bodies["ann"]


def test_only_those_can_live_there_whose_places_are_on_the_map() -> None:
    homeless = replace(ANN, slug="dan", home="moon")
    far = entry("00:00", "24:00", "moon")
    idle = replace(BEA, slug="eve", schedule=Week((FREE,), (FREE,), (far,)))
    assert livable(MAP, (ANN, homeless, idle, BEA)) == (ANN, BEA)
