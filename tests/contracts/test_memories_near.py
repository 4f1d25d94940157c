"""Meanings that come later, what was recalled, and the nearest of many memories by an index."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from agents.memories import Memory, unit
from agents.retrieval import Cue, Weights, candidates, cue, retrieve
from game.ids import mint
from persistence.ports import Changes, Cursor
from persistence.postgres import memories_near as near
from persistence.postgres.memories import PostgresMemories
from tests.contracts.conftest import RealWorld, World
from tests.contracts.test_memories import GHOST, GOAT, everything, memory, opened, save
from tests.tables import NOW

NAMES = "select indexname from pg_indexes where indexname like 'agent_memories_near_%'"
MODEL = "it's a 'model'"
EAST, NORTH = unit((1, 0)), unit((0, 1))


@pytest.fixture(autouse=True)
async def no_index_left(world: World) -> AsyncIterator[None]:
    """The tables are emptied between tests, not made anew."""
    yield
    if isinstance(world, RealWorld):
        async with world.pool.use() as connection:
            for row in await connection.fetch(NAMES):
                await connection.execute(f"drop index {row['indexname']}")


async def test_memories_without_a_meaning_get_theirs_later(world: World) -> None:
    game, _ = await opened(world)
    known = memory(3, embedding=EAST, model="small")
    assert await save(world, game, 0, 1, [memory(1), memory(2), known])
    assert await save(world, game, 0, 1, [memory(4, agent=GHOST)], agent=GHOST)
    first = await world.memories.unmeant(None, 2)
    assert [each.id for each in first] == [memory(1).id, memory(2).id]
    assert [each.id for each in await world.memories.unmeant(first[-1].id, 9)] == [memory(4).id]
    late = [replace(each, embedding=NORTH, model="small", content="no") for each in [*first, known]]
    await world.memories.mean([*late, memory(9, embedding=NORTH, model="small")])
    found = await everything(world)
    # Only the meaning is written, and only where there was none.
    assert [each.embedding for each in found] == [NORTH, NORTH, EAST]
    assert not any(each.content == "no" for each in found)
    assert [each.id for each in await world.memories.unmeant(None, 9)] == [memory(4).id]
    await world.memories.index("small", 2)


async def test_what_was_recalled_since_is_known_the_last_first(world: World) -> None:
    game, _ = await opened(world)
    assert await save(world, game, 0, 1, [memory(number) for number in range(1, 5)])
    later = NOW + 10**9
    assert await world.memories.recalled(GOAT, NOW) == []
    for number in (2, 1, 3):
        await world.memories.touch(GOAT, [memory(number).id], later + number * 1_000)
    told = [memory(3).content, memory(2).content, memory(1).content]
    assert await world.memories.recalled(GOAT, later) == told
    assert await world.memories.recalled(GOAT, later, 1) == told[:1]
    assert await world.memories.recalled(GOAT, later + 2_000) == told[:2]
    assert await world.memories.recalled(GHOST, NOW) == []


async def test_the_indexes_of_a_model_are_made_once(world: World) -> None:
    if not isinstance(world, RealWorld):
        return
    await opened(world)
    for _ in range(2):
        await world.memories.index(MODEL, 3)
    async with world.pool.use() as connection:
        made = {row["indexname"] for row in await connection.fetch(NAMES)}
        parts = await connection.fetch("select memory_part from agents")
    # For agents that are there, and no others.
    assert made == {near.index_name(MODEL, 3, row["memory_part"]) for row in parts} != set()


def drawn(dice: random.Random) -> bytes:
    found = unit([dice.gauss(0, 1) for _ in range(16)])
    assert found is not None
    return found


async def test_of_many_the_nearest_are_found_by_an_index(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: two agents in one index; the plan is looked at, and the answer compared with RAM."""
    if not isinstance(world, RealWorld):
        return
    assert isinstance(world.memories, PostgresMemories)
    game, (ada, _) = await opened(world)
    async with world.pool.use() as connection:
        await connection.execute("update agents set memory_part = 7")
    await world.memories.index(MODEL, 16)
    dice = random.Random(4)
    many: list[Memory] = [
        memory(n, embedding=drawn(dice), model=MODEL, players=(ada,)) for n in range(1, 301)
    ]
    assert await save(world, game, 0, 1, many)
    # What is another's must not be found.
    other = [replace(each, id=mint(NOW, "other", each.id), agent=GHOST) for each in many]
    assert await save(world, game, 0, 1, other, agent=GHOST)
    for _ in range(10):
        asked = Cue(embedding=drawn(dice), model=MODEL)
        exact = retrieve(candidates(many, asked, 20), asked, Weights(), NOW)
        monkeypatch.setattr(near, "EXACT_MAX", 100)
        by_index = await world.memories.recall(GOAT, asked, None, 20)
        found = retrieve(by_index, asked, Weights(), NOW)
        assert [each.memory.id for each in found[:10]] == [each.memory.id for each in exact[:10]]
        assert all(each.agent == GOAT for each in by_index)
        monkeypatch.setattr(near, "EXACT_MAX", 10_000)
        compared = await world.memories.recall(GOAT, asked, None, 20)
        assert {each.id for each in compared} >= {each.memory.id for each in exact[:20]}
    monkeypatch.setattr(near, "EXACT_MAX", 100)
    async with world.pool.transaction() as connection:
        assert await near.part_of(connection, GOAT, asked) == 7
        assert await near.part_of(connection, GOAT, cue("bees")) is None
        assert await near.part_of(connection, "nobody", asked) is None
        # As the driver sends it, time and again: never with a plan that forgets the index.
        text = near.as_text(asked.embedding)
        for _ in range(8):
            assert len(await near.nearest(connection, GOAT, 7, asked, 20)) == 20
            await connection.execute(near.SETTINGS)
            plan = await connection.fetch(
                "explain " + near.nearest_of(16), GOAT, MODEL, 7, text, 20
            )
            assert any(near.index_name(MODEL, 16, 7) in row[0] for row in plan)
        await connection.execute(near.SETTLED)
    monkeypatch.setattr(near, "EXACT_MAX", 300)
    async with world.pool.use() as connection:
        assert await near.part_of(connection, GOAT, asked) is None


async def test_agents_are_dealt_out_to_the_indexes_evenly(world: World) -> None:
    if not isinstance(world, RealWorld):
        return
    new = "insert into agents (id, name, constitution, background, primary_goal, current_location)"
    async with world.pool.use() as connection:
        await connection.execute(
            f"{new} select 'a' || n, 'a' || n, '', '', '', 'x' from generate_series(1, 256) n"
        )
        rows = await connection.fetch("select count(*) from agents group by memory_part")
        assert [row["count"] for row in rows] == [2] * near.PARTS
    game, _ = await opened(world)
    assert await save(world, game, 0, 1, [memory(1)])
    async with world.pool.use() as connection:
        parts = await connection.fetch(
            "select part, memory_part from agent_memories join agents on agents.id = agent_id"
        )
    assert [row["part"] for row in parts] == [row["memory_part"] for row in parts] != []


async def test_whoever_keeps_them_in_ram_is_told_what_changed(world: World) -> None:
    game, (ada, _) = await opened(world)
    assert await save(world, game, 0, 1, [memory(1), memory(2), memory(3, players=(ada,))])
    whole = await world.memories.changes(GOAT, 0, 9)
    assert ({each.id for each in whole.memories}, whole.held) == (
        {memory(number).id for number in (1, 2, 3)},
        3,
    )
    assert await world.memories.changes(GOAT, whole.version, 9) == Changes([], whole.version, 3)
    some = await world.memories.changes(GOAT, 0, 2)
    rest = await world.memories.changes(GOAT, some.version, 2)
    assert [*some.memories, *rest.memories] == list(whole.memories)
    # Whatever is done to one, it is seen; what is gone is missing in the count.
    await world.memories.touch(GOAT, [memory(1).id], NOW + 10**9)
    touched = await world.memories.changes(GOAT, whole.version, 9)
    assert [each.id for each in touched.memories] == [memory(1).id]
    await world.memories.mean([replace(memory(2), embedding=EAST, model="small")])
    meant = await world.memories.changes(GOAT, touched.version, 9)
    assert [each.embedding for each in meant.memories] == [EAST]
    await world.records.erase(ada, NOW)
    erased = await world.memories.changes(GOAT, meant.version, 9)
    assert (len(erased.memories), erased.held) == (0, 2)
    assert (await world.memories.changes(GHOST, 0, 9)).held == 0


async def test_the_bound_holds_while_much_is_saved(world: World) -> None:
    """Method: batches come from two sides, each asks to forget whenever there are too many; what
    is known to be worth most must never be gone."""
    game, _ = await opened(world)
    bound, kept = 200, [memory(n, importance=9.9, kind="reflection") for n in range(1, 11)]
    assert await save(world, game, 0, 1, kept)

    async def side(first: int) -> None:
        for number in range(first, first + 400, 20):
            batch = [memory(n, game=game, importance=n % 9) for n in range(number, number + 20)]
            seq = (await world.memories.cursors(game))[GOAT]
            cursor = Cursor(game=game, after=seq, seq=seq + 1)
            while not (await world.memories.save(GOAT, cursor, batch)).is_written:
                seq = (await world.memories.cursors(game))[GOAT]
                cursor = Cursor(game=game, after=seq, seq=seq + 1)
            if await world.memories.count(GOAT) > bound:
                assert await world.memories.compact(GOAT, NOW, bound) <= bound

    await asyncio.gather(side(100), side(1_000))
    held = await everything(world)
    # At most one batch more than the bound may be on its way.
    assert 0.5 * bound < len(held) <= bound + 20
    assert {each.id for each in held} >= {each.id for each in kept}
    assert (await world.memories.cursors(game))[GOAT] == 41
