"""What any Agents promises: an upsert that forgets nothing grown, and changes written once."""

from msgspec.structs import replace

from agents.persona import Persona
from agents.relationships import Change, Tie
from agents.routine import WEEK, Bond, day_of
from game.ids import mint
from persistence.ports import Loaded, Moved
from tests.agents.evening import personas
from tests.contracts.conftest import World
from tests.tables import NOW

BAKER, BEEKEEPER, GHOST = personas()[:3]
# Only what is between these three is kept.
TRIO = (BAKER, BEEKEEPER, GHOST)


def moved(number: int, of: str, toward: str, tie: Tie, **changes: object) -> Moved:
    change = Change(
        of=of, toward=toward, cause="chat", affection=3, trust=2, at_ms=NOW + number * 1_000, by=of
    )
    return Moved(mint(NOW, "moved", of, toward, number), replace(change, **changes), tie)


async def test_what_is_loaded_is_there(world: World) -> None:
    assert await world.agents.all() == []
    assert await world.agents.load(TRIO[::-1]) == Loaded(3, 0, 0)
    kept = await world.agents.all()
    assert [(each.id, each.name, each.location) for each in kept] == [
        (each.slug, each.name, each.home) for each in TRIO
    ]
    assert [each.primary_goal for each in kept] == [each.primary_goal for each in TRIO]
    for each in TRIO:
        expected = tuple(day_of(each.schedule, kind) for kind in WEEK)
        assert await world.agents.week(each.slug) == expected
    assert await world.agents.week("nobody") == ((),) * 7
    assert await world.agents.ties() == {
        "baker": {"beekeeper": Tie("friend", 35, 55)},
        "beekeeper": {"baker": Tie("friend", 40, 65)},
    }


async def test_loading_again_changes_only_what_is_new(world: World) -> None:
    await world.agents.load(TRIO)
    assert await world.agents.load(TRIO) == Loaded(0, 0, 3)
    await world.agents.move([moved(1, "baker", "beekeeper", Tie("rival", -40, 5, 7, NOW + 1_000))])
    other_name = replace(BAKER, name="Odette", home="pond")
    later = replace(GHOST.schedule.rest[-1], activity="one more chapter")
    rest = (*GHOST.schedule.rest[:-1], later)
    other_day = replace(GHOST, schedule=replace(GHOST.schedule, rest=rest))
    changed: tuple[Persona, ...] = (other_name, BEEKEEPER, other_day, personas()[3])
    assert await world.agents.load(changed) == Loaded(1, 2, 1)
    (baker, *_) = await world.agents.all()
    # The name is the file's affair, where one is now is not.
    assert (baker.name, baker.location) == ("Odette", BAKER.home)
    assert (await world.agents.week("ghost"))[6][-1] == later
    ties = await world.agents.ties()
    assert ties["baker"]["beekeeper"] == Tie("rival", -40, 5, 7, NOW + 1_000)
    # The goat has come, and its bonds to those who were there before with it.
    assert ties["goat"] == {"ghost": Tie("rival", -20, 30)}
    assert ties["ghost"] == {"goat": Tie("acquaintance", -25, 15)}
    only_one = replace(BEEKEEPER, relationships=(Bond("mayor", "friend", 1, 1),))
    await world.agents.load([only_one])
    assert list((await world.agents.ties())["beekeeper"]) == ["baker"]
    assert len(await world.agents.all()) == 4


async def test_changes_are_written_once_with_the_tie_after_them(world: World) -> None:
    await world.agents.load(TRIO)
    first = moved(1, "baker", "ghost", Tie("acquaintance", 3, 52, 1, NOW + 1_000))
    second = moved(
        2, "baker", "ghost", Tie("acquaintance", 5, 53, 1, NOW + 1_000),
        cause="gossip", by="", source="beekeeper", note="said over the fence \N{DUCK}",
    )  # fmt: skip
    back = moved(2, "ghost", "baker", Tie("acquaintance", -9, 40, 1, NOW + 2_000), affection=-12)
    await world.agents.move([])
    await world.agents.move([first, second, back])
    ties = await world.agents.ties()
    assert (ties["baker"]["ghost"], ties["ghost"]["baker"]) == (second.tie, back.tie)
    # A batch that comes again, cut otherwise, neither doubles nor takes back.
    await world.agents.move([first])
    assert await world.agents.ties() == ties
    await world.agents.move([second, back])
    assert await world.agents.ties() == ties
    changes = await world.agents.changes("baker", "ghost", 10)
    assert changes == [second.change, first.change]
    assert await world.agents.changes("ghost", "baker", 10) == [back.change]
    assert await world.agents.changes("baker", "ghost", 1) == [second.change]
    assert await world.agents.changes("baker", "ghost", -1) == []
    assert await world.agents.changes("baker", "nobody", 10) == []
