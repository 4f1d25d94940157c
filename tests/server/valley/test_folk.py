"""Who walks in the valley: the newest word of each person counts, whatever node it comes from."""

from agents.world.happenings import Enter, Go, Leave
from agents.world.tick import tick
from game.ids import Actor
from server.valley.folk import Folk, Walker, inputs
from tests.agents.world.valley import begun, entry, somebody

ADA, BOB = Actor("ada"), Actor("bob")
ANN = somebody("ann", "inn", entry("00:00", "24:00", "inn"))


def walker(user: Actor = ADA, to: str | None = None, asked_ms: int = 0) -> Walker:
    return Walker(user, user.title(), "station", to, asked_ms)


def test_the_newest_word_counts_and_the_dead_are_forgotten() -> None:
    folk = Folk()
    folk.told("one", [walker(to="inn", asked_ms=5)])
    folk.told("two", [walker(to="mill", asked_ms=7), walker(BOB)])
    assert folk.walkers(9) == {ADA: walker(to="mill", asked_ms=7), BOB: walker(BOB)}
    folk.told("one", [walker(to="pond", asked_ms=9)])
    assert folk.walkers(9)[ADA].to == "pond"
    folk.forget(["one"])
    assert list(folk.walkers(9)) == [ADA]
    folk.told("one", [])
    assert folk.walkers(9) == {}


def test_there_is_room_for_so_many() -> None:
    folk = Folk()
    folk.told("one", [walker()])
    folk.told("two", [walker(BOB), walker(to="inn", asked_ms=3)])
    assert folk.walkers(1) == {ADA: walker(to="inn", asked_ms=3)}


def test_said_again_it_leads_to_nothing_more() -> None:
    around, world = begun(ANN)
    wish = {ADA: walker(to="crossroads")}
    assert inputs(world, wish) == [Enter(ADA, "station"), Go(ADA, "crossroads")]
    world, _ = tick(around, world, inputs(world, wish))
    assert inputs(world, wish) == []
    for _ in range(200):
        world, _ = tick(around, world, inputs(world, wish))
    assert world.bodies[ADA].place == "crossroads"
    assert inputs(world, wish) == []
    assert inputs(world, {ADA: walker(to="inn")}) == [Go(ADA, "inn")]
    assert inputs(world, {ADA: walker()}) == []
    assert inputs(world, {}) == [Leave(ADA)]
    _, world = begun(ANN)
    assert inputs(world, {ADA: walker(to="station")}) == [Enter(ADA, "station")]
