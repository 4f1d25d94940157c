"""What any Memories promises: batch and cursor together, once; merged, ended, bounded, found."""

import asyncio
from collections.abc import Sequence
from operator import attrgetter
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from agents.forgetting import HOUR_MS, compact
from agents.keywords import keywords
from agents.memories import ANYBODY, Memory, is_about, unit
from agents.retrieval import Cue, Weights, candidates, cue, retrieve
from game.commands import AddAgent, CancelGame
from game.ids import Actor, GameId, mint
from persistence.ports import Cursor, StorageUnavailable
from tests.agents.evening import personas
from tests.contracts.conftest import TwinWorld, World
from tests.tables import NOW, Table, guests, write

GOAT, GHOST = "goat", "ghost"


def memory(number: int, **changes: Any) -> Memory:
    content = changes.pop("content", f"thing number{number} happened")
    parts: dict[str, Any] = {
        "id": mint(NOW + number, "memory", number),
        "agent": GOAT,
        "content": content,
        "at": NOW + number * 60_000,
        "accessed": NOW + number * 60_000,
        "importance": 1.0 + number % 7,
        "words": keywords(content),
    }
    return Memory(**{**parts, **changes})


async def opened(world: World) -> tuple[GameId, list[Actor]]:
    people = await guests(world.accounts, 2)
    table = Table(people[0])
    await write(await world.journal(), table, table.open())
    await world.agents.load(personas())
    return table.game, list(people)


async def save(
    world: World, game: GameId, after: int, seq: int, batch: Sequence[Memory], agent: str = GOAT
) -> bool:
    cursor = Cursor(game=game, after=after, seq=seq)
    return (await world.memories.save(agent, cursor, batch)).is_written


async def everything(world: World, agent: str = GOAT) -> list[Memory]:
    found = await world.memories.recall(agent, Cue(), limit=10_000)
    return sorted(found, key=lambda each: each.at)


async def test_new_memories_are_announced_and_merged_ones_are_not(world: World) -> None:
    game, _ = await opened(world)
    feed, heard = await world.feed(), asyncio.Queue[tuple[str, str]]()
    feed.on_memory = lambda agent, kind: heard.put_nowait((agent, kind))
    await feed.start(lambda _game, _seq: None, _nothing)
    same = memory(3, content="thing number1 happened")
    batch = [memory(1), memory(2), memory(4, kind="reflection"), same]
    assert await save(world, game, 0, 1, batch)
    assert await save(world, game, 1, 2, [memory(5, content="number1 thing happened")])
    assert not await save(world, game, 1, 3, [memory(6)])
    assert await save(world, game, 0, 1, [memory(7, agent=GHOST)], GHOST)
    async with asyncio.timeout(10):
        found = [await heard.get() for _ in range(3)]
    assert sorted(found) == [(GHOST, "observation"), (GOAT, "observation"), (GOAT, "reflection")]
    assert heard.empty()


async def _nothing() -> None:
    pass


async def test_a_memory_comes_back_as_it_was_kept(world: World) -> None:
    game, (ada, _) = await opened(world)
    whole = memory(
        1,
        content="Ada said: “bees \N{HONEYBEE}”",
        emotion=-0.5,
        tags=("chat",),
        agents=(GHOST,),
        players=(ada,),
        place="Friday",
        game=game,
        source=(f"{game}/3",),
        subject=f"score:{game}",
        embedding=unit((3, 4)),
        model="small",
    )
    plain = memory(2)
    assert await save(world, game, 0, 3, [whole, plain])
    (first, second) = await everything(world)
    assert (first.id, first.content, first.players) == (whole.id, whole.content, (ada,))
    assert second == plain
    for field in (
        "tags",
        "agents",
        "place",
        "game",
        "source",
        "subject",
        "emotion",
        "embedding",
        "model",
    ):
        assert getattr(first, field) == getattr(whole, field), field


async def test_a_batch_is_written_once_whoever_brings_it_again(world: World) -> None:
    game, _ = await opened(world)
    assert await world.memories.cursors(game) == {}
    assert await save(world, game, 0, 3, [memory(1)])
    assert not await save(world, game, 0, 3, [memory(1)])
    assert not await save(world, game, 0, 5, [memory(1), memory(2)])
    assert not await save(world, game, 4, 5, [memory(2)])
    assert await world.memories.cursors(game) == {GOAT: 3}
    assert await save(world, game, 3, 5, [memory(2)])
    assert await save(world, game, 0, 2, [], agent=GHOST)
    assert await world.memories.cursors(game) == {GOAT: 5, GHOST: 2}
    assert [each.id for each in await everything(world)] == [memory(1).id, memory(2).id]


async def test_what_says_the_same_becomes_one(world: World) -> None:
    game, _ = await opened(world)
    again = memory(2, content="Number1 thing, happened!", importance=9.0)
    assert await save(world, game, 0, 1, [memory(1), again])
    assert await save(world, game, 1, 2, [memory(3, content="thing number1 happened")])
    (kept,) = await everything(world)
    assert (kept.id, kept.times, kept.importance) == (memory(1).id, 3, 9.0)
    assert kept.at == memory(3).at


async def test_a_new_fact_ends_the_one_before_and_keeps_it(world: World) -> None:
    game, _ = await opened(world)
    leads = [memory(n, content=f"player{n} leads", subject="score") for n in (1, 2, 3)]
    assert await save(world, game, 0, 1, leads[:1])
    assert await save(world, game, 1, 2, leads[1:])
    assert [each.until for each in await everything(world)] == [leads[1].at, leads[2].at, None]


async def test_memories_about_a_person_are_found_apart(world: World) -> None:
    game, (ada, bob) = await opened(world)
    batch = [memory(1, players=(ada,)), memory(2, players=(ada, bob)), memory(3)]
    assert await save(world, game, 0, 3, batch)
    about = await world.memories.recall(GOAT, Cue(), about=(ada,))
    assert sorted(each.id for each in about) == [memory(1).id, memory(2).id]
    counts = [await world.memories.count(GOAT, who) for who in (None, (ada,), (bob,))]
    assert counts == [3, 2, 1]
    assert await world.memories.count(GHOST) == 0
    assert await world.memories.count("nobody") == 0
    assert await world.memories.recall(GOAT, Cue(), about=("no id",)) == []
    assert await world.memories.count(GOAT, ("no id",)) == 0


async def test_each_of_a_table_comes_to_mind_by_themselves(world: World) -> None:
    """Method: of each of three, and of nobody, what they would be asked for alone."""
    game, (ada, bob) = await opened(world)
    batch = [
        memory(n, players=((ada,), (ada, bob))[n % 2], agents=(GHOST,) if n > 5 else ())
        for n in range(1, 41)
    ]
    assert await save(world, game, 0, 1, batch)
    whom = (bob, GHOST, "nobody", ada)
    found = await world.memories.recall_each(GOAT, whom, 3)
    assert list(found) == list(whom)
    for each in whom:
        wanted = await world.memories.recall(GOAT, Cue(), (each,), 3)
        assert sorted(one.id for one in found[each]) == sorted(one.id for one in wanted)
    assert {len(found[each]) for each in (ada, bob, GHOST)} == {6}, "three and three"
    assert await world.memories.recall_each(GHOST, whom, 3) == {each: [] for each in whom}


async def test_what_anybody_may_hear_has_no_game_and_nobody_in_it(world: World) -> None:
    game, (ada, _) = await opened(world)
    open_ = [memory(n, content=f"the pond froze on day{n}") for n in (1, 2)]
    hidden = [memory(3, players=(ada,)), memory(4, game=game)]
    assert await save(world, game, 0, 1, [*open_, *hidden])
    found = await world.memories.recall(GOAT, cue("day1"), ANYBODY, 9)
    assert sorted(each.id for each in found) == sorted(each.id for each in open_)
    assert await world.memories.recall(GHOST, cue("day1"), ANYBODY, 9) == []


async def test_who_was_erased_is_not_remembered_again(world: World) -> None:
    game, (ada, bob) = await opened(world)
    assert await save(world, game, 0, 1, [memory(1, players=(ada,)), memory(2, players=(bob,))])
    await world.records.erase(ada, NOW)
    assert [each.id for each in await everything(world)] == [memory(2).id]
    assert await save(world, game, 1, 2, [memory(3, players=(bob, ada)), memory(4)])
    assert await save(world, game, 2, 3, [memory(5, players=(ada,))])
    assert [each.id for each in await everything(world)] == [memory(2).id, memory(4).id]
    assert await world.memories.cursors(game) == {GOAT: 3}


async def test_a_touched_memory_is_fresh(world: World) -> None:
    game, _ = await opened(world)
    assert await save(world, game, 0, 1, [memory(1), memory(2)])
    later = NOW + 10**9
    await world.memories.touch(GOAT, [memory(1).id, mint(NOW, "unknown")], later)
    await world.memories.touch(GOAT, [memory(1).id], NOW)
    (first, second) = await everything(world)
    assert (first.accessed, first.accesses) == (later, 2)
    assert second == memory(2)


async def test_the_bound_holds(world: World) -> None:
    game, _ = await opened(world)
    batch = [memory(n, game=game, importance=n % 10) for n in range(1, 31)]
    assert await save(world, game, 0, 1, batch)
    assert await world.memories.compact(GOAT, NOW, 30) == 30
    assert await world.memories.compact(GOAT, NOW, 20) == 19
    left = await everything(world)
    assert len(left) == 19
    (summary,) = [each for each in left if "summary" in each.tags]
    assert summary.times == 12
    assert all(each.importance >= 4 for each in left if each is not summary)
    assert await world.memories.compact(GOAT, NOW, 20) == 19


async def test_whatever_makes_a_memory_worth_keeping_counts(world: World) -> None:
    """Method: random memories, of which those go that `agents.forgetting` lets go."""
    game, _ = await opened(world)
    rng, by_id = Random(7), attrgetter("id")
    batch = [
        memory(
            n,
            game=game,
            importance=rng.choice((0.0, 4.5, rng.uniform(0, 10))),
            emotion=rng.choice((0.0, rng.uniform(-1, 1))),
            accessed=NOW + (1 - rng.randrange(400)) * HOUR_MS,
            accesses=rng.randrange(14),
            kind=rng.choice(("observation", "reflection")),
        )
        for n in range(80)
    ]
    assert await save(world, game, 0, 1, batch)
    wanted = compact(batch, NOW, 50)
    assert len(wanted.forgotten) == 35
    assert len(wanted.summaries) == 1
    assert await world.memories.compact(GOAT, NOW, 50) == 46
    kept = [each for each in batch if each.id not in wanted.forgotten]
    left = await everything(world)
    assert sorted(left, key=by_id) == sorted((*kept, *wanted.summaries), key=by_id)


async def test_who_knows_what_was_written_since_need_not_count(world: World) -> None:
    """Method: saves by two agents, new and merged memories, against what is there."""
    game, _ = await opened(world)
    held = written = 0
    for agent, after, seq, n in (
        (GOAT, 0, 1, 3),
        (GHOST, 0, 2, 20),
        (GOAT, 1, 3, 6),
        (GOAT, 3, 4, 9),
    ):
        fresh = [memory(each, agent=agent) for each in range(n, n + 4)]
        saved = await world.memories.save(agent, Cursor(game=game, after=after, seq=seq), fresh)
        assert saved.is_written
        if agent == GOAT:
            held, before = await world.memories.count(GOAT), held
            assert held - before <= saved.written - written <= 4
            written = saved.written
    assert held == 10, "two are the same as before"
    late = await world.memories.save(GOAT, Cursor(game=game, after=1, seq=9), [memory(50)])
    assert not late.is_written
    unknown = mint(NOW, "game", 77)
    begun = Cursor(game=GameId(unknown), after=3, seq=4)
    assert not (await world.memories.save(GOAT, begun, [memory(51)])).is_written
    assert await world.memories.count(GOAT) == held


async def test_games_that_are_over_are_behind_until_their_agents_are_done(world: World) -> None:
    people = list(await guests(world.accounts, 2))
    journal = await world.journal()
    tables = [Table(people[0], number, NOW + number) for number in (1, 2, 3)]
    for table in tables:
        await write(journal, table, table.open())
        await write(journal, table, table.join(*people))
        if table is not tables[2]:
            for slug in ("bard", "cynic"):
                added = AddAgent(game=table.game, agent=slug)
                await write(journal, table, table.post(people[0], added))
    # Only those who are enrolled can be waited for.
    await world.agents.load([replace(personas()[0], slug="bard")])
    assert await world.memories.behind(10) == []
    for table in tables:
        cancel = CancelGame(game=table.game)
        await write(journal, table, table.post(people[0], cancel))
    one, two, _ = (table.game for table in tables)
    assert await world.memories.behind(10) == [one, two]
    assert await world.memories.behind(1) == [one]
    await world.memories.save("bard", Cursor(game=one, after=0, seq=5), [])
    assert await world.memories.behind(10) == [one, two]
    await world.memories.save("bard", Cursor(game=one, after=5, seq=6, is_done=True), [])
    assert await world.memories.behind(10) == [two]


async def test_tables_choose_and_order_as_memory_does(world: World) -> None:
    """Method: many memories, equal in places; both ways must come to the same list of scores."""
    game, (ada, bob) = await opened(world)
    words = ("bees", "toaster", "the mayor's hat", "cheese", "a very long night")
    batch = [
        memory(
            n,
            content=f"Ada answered {words[n % 5]} and {words[n % 3]} in round{n}",
            players=((ada,), (ada, bob), ())[n % 3],
            agents=(GHOST,) if n % 7 == 0 else (),
            importance=float(n % 4),
            emotion=(n % 5 - 2) / 2,
            embedding=unit((n * 7 % 11 - 5, n * 5 % 13 - 6, n * 3 % 17 - 8)) if n % 3 else None,
            model="small" if n % 3 else None,
        )
        for n in range(1, 121)
    ]
    assert await save(world, game, 0, 1, batch)
    asked = [
        cue(),
        cue("who said something about toasters?"),
        cue("the mayor's cheese", unit((0.5, 0.25, 0.125)), "small"),
        cue("bees", unit((3, 4)), "other"),
        cue("quote ' and \\ and | & !"),
    ]
    for each in asked:
        for about in (None, (bob,), (bob, ada, GHOST), ANYBODY):
            mine = [one for one in batch if is_about(one, about)]
            hot = retrieve(candidates(mine, each, 10), each, Weights(), NOW + 10**7)
            found = await world.memories.recall(GOAT, each, about, 10)
            cold = retrieve(found, each, Weights(), NOW + 10**7)
            assert [one.memory.id for one in cold] == [one.memory.id for one in hot]
            assert [one.score for one in cold] == pytest.approx([one.score for one in hot])


async def test_a_crash_in_a_save_neither_forgets_nor_doubles(world: World) -> None:
    """Method: the connection is lost before and after the write; then the same is tried again."""
    game, _ = await opened(world)
    if not isinstance(world, TwinWorld):
        return
    for weather in ("before", "after"):
        world.store.memory_weather = lambda: weather  # noqa: B023 - used at once
        after = (await world.memories.cursors(game)).get(GOAT, 0)
        with pytest.raises(StorageUnavailable):
            await save(world, game, after, after + 1, [memory(after + 1)])
    world.store.memory_weather = lambda: "fair"
    assert await world.memories.cursors(game) == {GOAT: 1}
    assert not await save(world, game, 0, 1, [memory(1)])
    assert [each.id for each in await everything(world)] == [memory(1).id]
