"""What any Talks and Bonds promise: lines, ties and memories together, once; gone with a person."""

import pytest
from msgspec.structs import replace

from agents.exchange import Exchange, Overheard
from agents.relationships import Stir, Tie, caused
from game.ids import Actor, GameId, mint
from persistence.ports import Cursor
from persistence.ports.talks import Scene
from tests.agents.evening import personas
from tests.contracts.conftest import World
from tests.contracts.test_memories import everything, memory, opened
from tests.tables import NOW, Table, guests, write

GOAT, GHOST = "goat", "ghost"
NOBODY = Actor("00000000-0000-7000-8000-000000000000")


def stir(number: int, toward: str, cause: str = "gift", *, is_person: bool = True) -> Stir:
    felt, _ = caused(cause, GOAT, toward, NOW + number, f"note {number}")  # type: ignore[arg-type]
    return Stir(id=mint(NOW, "stir", number, toward), change=felt, is_person=is_person)


def line(number: int, **changes: object) -> Exchange:
    made = Exchange(
        id=mint(NOW + number, "line", number), at=NOW + number * 1_000, cause=f"c{number}",
        said=f"line {number}", answered=f"answer {number}", tone="warm", intent="statement",
        marks=("a", "b"), topic="bee",
    )  # fmt: skip
    return replace(made, **changes)


async def people(world: World, count: int = 2) -> list[Actor]:
    found = await guests(world.accounts, count)
    await world.agents.load(personas())
    return found


async def test_a_line_is_kept_with_what_it_did(world: World) -> None:
    ada, bob = await people(world)
    assert await world.talks.scene(GOAT, ada, 0, 10) == Scene(
        mood=0, energy=80, activity="", place="church"
    )
    about = memory(1, players=(ada,))
    kept = await world.talks.keep(GOAT, ada, line(1), stir(1, ada), about, 0)
    assert kept is not None
    assert (kept.tie, kept.change) == (Tie("acquaintance", 8, 53, 1, NOW + 1), stir(1, ada).change)
    plain = await world.talks.keep(GOAT, ada, line(2, ended=True), None, None, 0)
    assert plain is not None
    assert (plain.tie, plain.change) == (kept.tie, None)
    scene = await world.talks.scene(GOAT, ada, NOW, 10)
    assert scene.lines == (kept, plain)
    assert (scene.tie, scene.changes) == (kept.tie, (kept.change,))
    assert (await world.talks.scene(GOAT, ada, NOW + 2, 1)).changes == ()
    assert (await world.talks.scene(GOAT, ada, 0, 1)).lines == (plain,)
    assert (await world.talks.scene(GOAT, bob, 0, 10)).lines == ()
    assert [each.id for each in await everything(world)] == [about.id]
    assert await world.bonds.toward(ada) == {GOAT: kept.tie}
    assert await world.bonds.of(GOAT) == {ada: kept.tie}
    assert await world.bonds.of(GOAT, [bob, ada, Actor("no id")]) == {ada: kept.tie}
    assert await world.bonds.of(GOAT, [bob]) == await world.bonds.of(GOAT, []) == {}
    assert await world.bonds.causes(GOAT, ada, 5) == [kept.change]
    assert await world.bonds.causes(GOAT, ada, 0) == []


async def test_a_command_that_comes_again_is_kept_once(world: World) -> None:
    ada, bob = await people(world)
    first = await world.talks.keep(GOAT, ada, line(1), stir(1, ada), memory(1), NOW)
    other = line(2, cause="c1", answered="something else")
    assert await world.talks.keep(GOAT, ada, other, stir(2, ada), memory(2), NOW) == first
    assert len(await everything(world)) == 1
    assert len(await world.bonds.causes(GOAT, ada, 9)) == 1
    # Somebody else's, and one of long ago, are others.
    assert await world.talks.keep(GOAT, bob, other, None, None, NOW) != first
    late = await world.talks.keep(GOAT, ada, line(9, cause="c1"), None, None, NOW + 5_000)
    assert late is not None
    assert late.answered == "answer 9"


async def test_changes_come_about_once_and_only_toward_those_who_are_there(world: World) -> None:
    ada, _ = await people(world)
    batch = [
        stir(1, ada), stir(2, GHOST, "quarrel", is_person=False),
        stir(3, "nobody", is_person=False),
        stir(4, ada, "praised"), stir(1, ada),
    ]  # fmt: skip
    for _ in range(2):
        await world.bonds.stir(GOAT, batch)
        await world.bonds.stir("nobody", batch)
        await world.bonds.stir(GOAT, [])
        ties = (await world.bonds.toward(ada))[GOAT], (await world.agents.ties())[GOAT][GHOST]
        assert [each.frequency for each in ties] == [2, 1]
        assert [each.cause for each in await world.bonds.causes(GOAT, ada, 9)] == [
            "praised", "gift"
        ]  # fmt: skip
        (change,) = await world.agents.changes(GOAT, GHOST, 9)
        assert change.cause == "quarrel"


async def test_a_game_moves_ties_with_its_memories_or_not_at_all(world: World) -> None:
    game, (ada, _) = await opened(world)
    cursor = Cursor(game=game, after=0, seq=3)
    for _ in range(2):
        await world.memories.save(GOAT, cursor, [memory(1)], [stir(1, ada)])
    behind = Cursor(game=game, after=1, seq=4)
    assert not (await world.memories.save(GOAT, behind, [memory(2)], [stir(2, ada)])).is_written
    assert (await world.bonds.of(GOAT))[ada].affection == 8
    assert len(await everything(world)) == 1


async def test_what_agents_say_to_each_other_is_kept_once(world: World) -> None:
    await people(world)
    said = [
        Overheard(id=mint(NOW, n), at=NOW + n, speaker=one, hearer=other, said=f"s{n}",
                  answered="a" * (n % 2), tone="cool", place="inn", marks=("m",))
        for n, (one, other) in enumerate([(GOAT, GHOST), (GHOST, GOAT), (GOAT, "mayor")])
    ]  # fmt: skip
    for _ in range(2):
        await world.talks.overheard(said)
    assert await world.talks.heard(GHOST, GOAT, 9) == said[:2]
    assert await world.talks.heard(GOAT, GHOST, 1) == said[1:2]
    assert await world.talks.heard(GOAT, "baker", 9) == []


async def test_who_is_erased_takes_words_ties_and_causes_along(world: World) -> None:
    ada, bob = await people(world)
    for who in (ada, bob):
        await world.talks.keep(GOAT, who, line(1), stir(1, who), memory(1, players=(who,)), 0)
    await world.records.erase(ada, NOW + 1)
    assert await world.bonds.toward(ada) == {}
    assert list(await world.bonds.of(GOAT)) == [bob]
    assert await world.bonds.causes(GOAT, ada, 9) == []
    assert (await world.talks.scene(GOAT, ada, 0, 9)).lines == ()
    assert [each.players for each in await everything(world)] == [(bob,)]
    # And nothing of them comes back.
    assert await world.talks.keep(GOAT, ada, line(2), stir(2, ada), memory(2), 0) is None
    await world.bonds.stir(GOAT, [stir(3, ada)])
    assert await world.bonds.toward(ada) == {}


@pytest.mark.parametrize("odd", ["nonsense", ""])
async def test_who_is_nobody_has_nothing(world: World, odd: str) -> None:
    await people(world)
    assert (await world.talks.scene(GOAT, Actor(odd), 0, 9)).lines == ()
    assert await world.bonds.toward(Actor(odd)) == {}
    assert await world.bonds.causes(GOAT, Actor(odd), 9) == []
    assert await world.talks.scene("nobody", NOBODY, 0, 9) == Scene()
    assert await world.talks.keep("nobody", NOBODY, line(1), None, None, 0) is None


async def test_which_games_anybody_may_watch(world: World) -> None:
    ada, _ = await guests(world.accounts, 2)
    journal, tables = await world.journal(), [Table(ada, number) for number in (1, 2)]
    for table, visibility in zip(tables, ("public", "private"), strict=True):
        await write(journal, table, table.open(visibility=visibility))
    one, other = (table.game for table in tables)
    unknown = GameId(mint(NOW, "no game"))
    assert await world.talks.public([other, one, unknown]) == [one]
    assert await world.talks.public([]) == []
