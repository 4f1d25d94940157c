"""What any Agents promises: an upsert that forgets nothing grown, and changes written once."""

import asyncio

import pytest
from msgspec.structs import replace

from agents.persona import Persona, PersonaError
from agents.relationships import Change, Tie
from agents.routine import WEEK, Bond, day_of
from game.ids import mint
from persistence.ports import Loaded, Moved, Reason
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


async def test_who_is_missing_is_enrolled_and_the_others_stay(world: World) -> None:
    assert await world.agents.enroll([BAKER, GHOST]) == []
    assert await world.agents.cast() == (BAKER, GHOST)
    own = replace(BAKER, line="My own words.", home="pond")
    await world.agents.load([own])
    # One of them has a name that another one, loaded by somebody, took.
    await world.agents.load([replace(personas()[4], slug="chef", name="Odo", relationships=())])
    namesake = replace(personas()[5], name="Odo")
    said = await world.agents.enroll([BAKER, BEEKEEPER, GHOST, namesake])
    assert said == [f"{namesake.slug}: name 'Odo' is chef's already"]
    cast = {each.slug: each for each in await world.agents.cast()}
    assert list(cast) == ["baker", "beekeeper", "chef", "ghost"]
    assert (cast["baker"], cast["beekeeper"]) == (own, BEEKEEPER)
    # Who has come knows those who were there, and they know them.
    ties = await world.agents.ties()
    assert ties["beekeeper"]["baker"] == Tie("friend", 40, 65)
    assert ties["baker"]["beekeeper"] == Tie("friend", 35, 55)


async def test_no_two_have_one_name(world: World) -> None:
    await world.agents.load(TRIO)
    with pytest.raises(PersonaError, match=f"ghost: name {BAKER.name!r} is baker's already"):
        await world.agents.load([replace(GHOST, name=BAKER.name)])
    with pytest.raises(PersonaError, match="already"):
        await world.agents.load([replace(personas()[5], name="Odo"), replace(GHOST, name="Odo")])
    assert await world.agents.cast() == TRIO
    # They may change places.
    swapped = [replace(BAKER, name=GHOST.name), replace(GHOST, name=BAKER.name)]
    assert await world.agents.load(swapped) == Loaded(0, 2, 0)
    assert [each.name for each in await world.agents.all()][::2] == [GHOST.name, BAKER.name]


async def test_what_one_feels_comes_with_its_last_cause(world: World) -> None:
    await world.agents.load(TRIO)
    assert await world.agents.feels("nobody") == {}
    first = moved(1, "baker", "ghost", Tie("acquaintance", 3, 52, 1, NOW + 1_000))
    second = moved(2, "baker", "ghost", Tie("rival", -40, 52, 2, NOW + 2_000), cause="quarrel")
    await world.agents.move([first, second])
    assert await world.agents.feels("baker") == {
        "beekeeper": Reason(Tie("friend", 35, 55)),
        "ghost": Reason(second.tie, second.change),
    }


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


async def test_loading_is_told_to_every_node(world: World) -> None:
    feed, heard = await world.feed(), asyncio.Event()
    feed.on_cast = heard.set
    await feed.start(lambda _game, _seq: None, nothing)
    try:
        await world.agents.load(personas())
        async with asyncio.timeout(10):
            await heard.wait()
    finally:
        await feed.stop()


async def nothing() -> None:
    """Nothing is caught up with."""
