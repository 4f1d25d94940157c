"""What any Valley promises: one writer, all of a checkpoint or nothing, and each of them once."""

import pytest
from msgspec.structs import replace

from agents.memories import Memory
from agents.relationships import Change, Stir, Tie
from agents.retrieval import Cue
from agents.schedule import Task
from agents.world.body import Body, Talk
from game.ids import Actor, mint
from persistence.ports import (
    Checkpoint,
    Life,
    Moved,
    OwnershipLost,
    StoredCharacter,
)
from tests.agents.evening import personas
from tests.contracts.conftest import World
from tests.contracts.visits import guest
from tests.tables import NOW

NOBODY = Actor("01a20405-67fd-7e56-a299-f6c1f73b2a5f")
TIE = Tie("friend", 41, 56, 3, 90_000)
BODY = Body(
    id="baker", x=59_000, y=47_000, place="square", route=("inn", "workshop"), gone=12, mood=-1_500,
    energy=77_700, kind="work", activity="selling rolls", firm=4, task="post", talked_ms=5,
    agenda=(Task(name="post", kind="errand", left=2, deadline=99, is_begun=True),),
    talk=Talk("goat", 120_000, "quarrel"), next_ms=60_000, step_until=7,
)  # fmt: skip
LIFE = Life(BODY, (("goat", TIE), ("beekeeper", Tie())))


def memory(number: int, agent: str = "baker", **changes: object) -> Memory:
    plain = Memory(
        id=mint(NOW, "seen", agent, number), agent=agent, content=f"I saw thing {number}.",
        at=NOW + number, accessed=NOW + number, importance=2.0, words=("thing", f"n{number}"),
    )  # fmt: skip
    return replace(plain, **changes)


def moved(number: int, affection: int) -> Moved:
    change = Change(
        of="baker", toward="goat", cause="chat", affection=3, trust=2, at_ms=NOW + number, by="goat"
    )
    return Moved(mint(NOW, "felt", number), change, Tie("friend", affection, 56, 3, NOW))


def checkpoint(after: int, tick: int, **changes: object) -> Checkpoint:
    plain = Checkpoint(after=after, tick=tick, now_ms=tick * 3_000, at_ms=NOW + tick, lives={})
    return replace(plain, **changes)


@pytest.fixture
async def run(world: World) -> str:
    """The run that has the valley, with everybody enrolled."""
    await world.agents.load(personas())
    born = await world.valley.begin("one", "heartwood", NOW)
    assert (born.seed, born.tick, born.now_ms, born.born_ms, born.lives) == (
        "heartwood", 0, 0, NOW, {},
    )  # fmt: skip
    return "one"


async def test_what_was_kept_is_found_again(world: World, run: str) -> None:
    goat = Life(Body(id="goat", x=1, y=2, place="hill"))
    lives = {"baker": LIFE, "goat": goat, "nobody": goat}
    assert await world.valley.keep(run, checkpoint(0, 20, lives=lives)) == {}
    found = await world.valley.begin("two", "another seed", NOW + 5)
    assert (found.seed, found.tick, found.now_ms, found.born_ms) == ("heartwood", 20, 60_000, NOW)
    assert found.lives == {"baker": LIFE, "goat": goat}
    later = Life(replace(BODY, mood=3, talk=None), ())
    await world.valley.keep("two", checkpoint(20, 21, lives={"baker": later}))
    assert (await world.valley.begin("three", "x", NOW)).lives == {"baker": later, "goat": goat}
    assert await world.valley.life("baker") == later
    assert await world.valley.life("mayor") is None


async def test_how_one_is_stands_beside_who_one_is(world: World, run: str) -> None:
    await world.valley.keep(run, checkpoint(0, 1, lives={"baker": LIFE}))
    (baker,) = [each for each in await world.agents.all() if each.id == "baker"]
    assert (baker.location, baker.activity) == ("square", "selling rolls")
    assert (baker.energy, baker.mood) == (77, -1)


async def test_only_the_newest_run_may_write(world: World, run: str) -> None:
    await world.valley.keep(run, checkpoint(0, 10))
    await world.valley.begin("two", "x", NOW)
    with pytest.raises(OwnershipLost):
        await world.valley.keep(run, checkpoint(10, 20, lives={"baker": LIFE}))
    assert (await world.valley.begin("three", "x", NOW)).lives == {}


async def test_a_checkpoint_goes_on_where_the_last_one_ended(world: World, run: str) -> None:
    await world.valley.keep(run, checkpoint(0, 10))
    for after in (0, 9, 11):
        with pytest.raises(OwnershipLost):
            await world.valley.keep(run, checkpoint(after, 30, memories={"baker": [memory(1)]}))
    assert await world.memories.count("baker") == 0


async def test_all_of_it_is_written_once_however_often_it_is_said(world: World, run: str) -> None:
    """Method: a writer that never heard the answer says the same again."""
    same = memory(2, words=("thing", "n1"))
    found = checkpoint(
        0, 10, lives={"baker": LIFE}, moves=[moved(1, 38), moved(2, 41)],
        touched=[("baker", "goat", replace(TIE, last_ms=NOW)), ("baker", "nobody", TIE)],
        memories={"baker": [memory(1), same], "goat": [memory(3, "goat")], "nobody": [memory(4)]},
    )  # fmt: skip
    assert await world.valley.keep(run, found) == {"baker": 1, "goat": 1}
    assert await world.valley.keep(run, found) == {}
    assert (await world.agents.ties())["baker"]["goat"] == Tie("friend", 41, 56, 3, NOW)
    changes = await world.agents.changes("baker", "goat", 10)
    assert [each.at_ms for each in changes] == [NOW + 2, NOW + 1]
    (kept,) = await world.memories.recall("baker", Cue())
    assert kept.times == 2
    # Changes of those who are not there are passed over, and keep nothing else back.
    stranger = replace(moved(3, 1), change=replace(moved(3, 1).change, toward="nobody"))
    next_one = checkpoint(10, 11, moves=[stranger], memories={"baker": [memory(5)]})
    assert await world.valley.keep(run, next_one) == {"baker": 2}


async def felt(world: World, number: int, affection: int, trust: int = 0) -> str:
    """Something the baker came to feel about the goat in a game."""
    change = Change(
        of="baker", toward="goat", cause="vote_best", affection=affection, trust=trust,
        at_ms=NOW + number, by="goat", note="a duck",
    )  # fmt: skip
    id = mint(NOW, "stir", number)
    await world.bonds.stir("baker", [Stir(id=id, change=change, is_person=False)])
    return id


async def test_what_was_felt_elsewhere_comes_until_it_is_lived(world: World, run: str) -> None:
    assert await world.valley.unlived(9) == []
    before = (await world.agents.ties())["baker"].get("goat", Tie())
    ids = [await felt(world, number, 3, 1) for number in (1, 2, 3)]
    found = await world.valley.unlived(9)
    assert [each.id for each in found] == ids
    assert (found[0].change.affection, found[0].change.note) == (3, "a duck")
    assert [each.id for each in await world.valley.unlived(2)] == ids[:2]
    # A tie that the valley writes keeps what it has not taken in; what it has is in it.
    mine = replace(before, affection=10, trust=50, last_ms=NOW)
    touched = [("baker", "goat", mine)]
    await world.valley.keep(run, checkpoint(0, 1, touched=touched, lived=ids[:1]))
    assert [each.id for each in await world.valley.unlived(9)] == ids[1:]
    now = (await world.agents.ties())["baker"]["goat"]
    assert (now.affection, now.trust) == (16, 52)
    edge = replace(mine, affection=-100, trust=100)
    await world.valley.keep(run, checkpoint(1, 2, touched=[("baker", "goat", edge)]))
    now = (await world.agents.ties())["baker"]["goat"]
    assert (now.affection, now.trust) == (-94, 100)
    # Whoever takes the valley up has all of it in the ties.
    begun = await world.valley.begin("two", "x", NOW)
    assert begun.ties["baker"]["goat"] == now
    assert await world.valley.unlived(9) == []
    # What is felt about people is no affair of the valley's.
    ada = (await guest(world, "Ada")).person.id
    change = Change(of="baker", toward=ada, cause="chat", affection=3, trust=0, at_ms=NOW, by=ada)
    await world.bonds.stir("baker", [Stir(id=mint(NOW, "p"), change=change, is_person=True)])
    assert await world.valley.unlived(9) == []


async def test_who_moves_in_brings_all_that_was_felt_until_then(world: World, run: str) -> None:
    all = await world.agents.ties()
    await felt(world, 1, 3)
    of_hen = Change(
        of="goat", toward="baker", cause="vote_best", affection=2, trust=1, at_ms=NOW, by="baker"
    )
    await world.bonds.stir("goat", [Stir(id=mint(NOW, "h"), change=of_hen, is_person=False)])
    other = replace(of_hen, of="mayor", toward="beekeeper", by="beekeeper")
    await world.bonds.stir("mayor", [Stir(id=mint(NOW, "o"), change=other, is_person=False)])
    found = await world.valley.welcome(run, ["goat", "nobody"])
    assert [(of, to) for of, to, _ in found] == sorted(
        (of, to)
        for of, felt in (await world.agents.ties()).items()
        for to in felt
        if "goat" in (of, to)
    )
    by = {(of, to): tie for of, to, tie in found}
    assert by["baker", "goat"].affection == all["baker"].get("goat", Tie()).affection + 3
    # It is lived with that; what others feel still comes.
    assert [each.change.of for each in await world.valley.unlived(9)] == ["mayor"]
    await world.valley.begin("two", "x", NOW)
    await felt(world, 2, 3)
    with pytest.raises(OwnershipLost):
        await world.valley.welcome(run, ["goat"])
    assert len(await world.valley.unlived(9)) == 1


async def test_characters_are_where_their_people_left_them(world: World) -> None:
    ada = (await guest(world, "Ada")).person.id
    assert await world.valley.character(ada) is None
    here = StoredCharacter(ada, "Ada of the Hill", "mill", 40_000, 68_000)
    await world.valley.settle([here, StoredCharacter(NOBODY, "x", "mill", 0, 0)])
    assert await world.valley.character(ada) == here
    there = StoredCharacter(ada, "Ada", "inn", 1, 2)
    await world.valley.settle([there])
    await world.valley.settle([])
    assert await world.valley.character(ada) == there
    assert await world.valley.character(NOBODY) is None
    assert await world.valley.character(Actor("nobody")) is None
    await world.records.erase(ada, NOW)
    assert await world.valley.character(ada) is None
    await world.valley.settle([here])
    assert await world.valley.character(ada) is None
