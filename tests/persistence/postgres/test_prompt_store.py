"""The prompt store on the real database: counted once, found by index, nothing read in vain."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import pytest

from game.commands import Prompt
from game.ids import Actor
from persistence.ports import StoredPrompt, Wanted
from persistence.ports.prompts import packs
from persistence.postgres import prompts
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.pool import Pool, create_pool
from persistence.postgres.prompts import PostgresPrompts
from tests.services import Services, filled
from tests.tables import PROMPTS, Table, guests, write

pytestmark = pytest.mark.services

ID = "00000000-0000-7000-8000-000000000001"
# 10,000 games of four out of 200 people, five rounds each, and prompts of many languages.
FILL = """
insert into users (id, username, display_name)
    select md5('u' || n)::uuid, 'u' || n, 'x' from generate_series(1, 200) n;
insert into prompts (id, pack, text, category, difficulty, language)
    select md5('p' || n)::uuid, 'house', 'prompt ' || n, 'c' || n % 12, 'easy',
        case when n <= 600 then 'en' else chr(97 + n % 26) || 'x' end
    from generate_series(1, 12000) n;
insert into prompts (pack, text, category, difficulty, language, by, review, is_active, proposed_at)
    select 'community', 'proposal ' || n, 'c', 'easy', 'en', md5('u' || 1 + n % 200)::uuid,
        (array['accepted', 'refused', 'refused', 'refused', 'proposed'])[1 + n % 5],
        n % 5 = 0, now() - n * interval '1 minute'
    from generate_series(1, 4000) n;
insert into prompt_views (user_id, prompt_id, times, last_seen)
    select md5('u' || 1 + (game * 7 + seat * 31) % 200)::uuid,
        md5('p' || 1 + (game * 13 + round * 101) % 600)::uuid, 1,
        now() - game * interval '1 minute'
    from generate_series(1, 10000) game, generate_series(1, 4) seat, generate_series(1, 5) round
    on conflict (user_id, prompt_id) do nothing;
insert into prompt_ratings (user_id, prompt_id, liked, at)
    select user_id, prompt_id, true, now() from prompt_views;
analyze;
"""
GROUP = [f"u{n}" for n in range(1, 13)]


@pytest.fixture(scope="module")
def filled_url(services: Services) -> Iterator[str]:
    """A database with all of these rows, in which nobody changes anything."""
    with filled(services, FILL) as url:
        yield url


@pytest.fixture
async def full(filled_url: str) -> AsyncIterator[Pool]:
    pool = await create_pool(filled_url)
    yield pool
    await pool.close()


async def group(pool: Pool) -> list[Actor]:
    async with pool.use() as connection:
        rows = await connection.fetch("select id from users where username = any($1)", GROUP)
    return [Actor(str(row["id"])) for row in rows]


@pytest.mark.parametrize(
    ("statement", "values", "index"),
    [
        (
            prompts.CANDIDATES,
            (("house", "community"), "en", (), None, [ID], 24, "salt"),
            "prompts_text_key|prompts_said",
        ),
        (prompts.COUNTS, ([ID],), "prompt_ratings_prompt_id"),
        (prompts.AGAIN, (ID, "c"), "prompts_cause_key"),
        (prompts.KNOWN, ("en", "x"), "prompts_said"),
        (prompts.WAITING, (ID,), "prompts_cause_key"),
        (prompts.PROPOSED, (20,), "prompts_proposed"),
        (
            prompts.LOCK,
            ([ID], ["house"], ["community"], ["en"], ["x"], [True], [None]),
            "prompts_text_key",
        ),
    ],
    ids=["candidates", "counts", "again", "known", "waiting", "proposed", "lock"],
)
async def test_no_query_reads_a_table_that_grows(
    full: Pool, statement: str, values: tuple[Any, ...], index: str
) -> None:
    async with full.use() as connection:
        plan = await connection.fetchval(f"explain (format json) {statement}", *values)
    used = re.findall(r'"Index Name": "(\w+)"', plan)
    assert any(re.fullmatch(index, each) for each in used), json.dumps(json.loads(plan), indent=1)
    assert '"Seq Scan"' not in plan, plan


def rows_read(plan: dict[str, Any]) -> Counter[str]:
    """How many rows of each table this part of a plan took up, also those it then left out."""
    read: Counter[str] = Counter()
    if table := plan.get("Relation Name"):
        each = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        read[table] += round(
            (each + plan.get("Rows Removed by Index Recheck", 0)) * plan["Actual Loops"]
        )
    for part in plan.get("Plans", ()):
        read += rows_read(part)
    return read


async def test_the_candidates_of_twelve_read_no_row_of_others_after_10_000_games(
    full: Pool,
) -> None:
    """Method: have the database count the rows that it takes up; a time would say less."""
    people = await group(full)
    assert len(people) == 12
    asked = (packs("house"), "en", (), None, people, 24, "salt")
    async with full.use() as connection:
        explained = await connection.fetchval(
            f"explain (analyze, format json) {prompts.CANDIDATES}", *asked
        )
        theirs = await connection.fetchval(
            "select count(*) from prompt_views where user_id = any($1)", people
        )
        fitting = await connection.fetchval(
            "select count(*) from prompts where pack = any($1) and language = 'en'", packs("house")
        )
        everyones = await connection.fetchval("select count(*) from prompt_views")
    read = rows_read(json.loads(explained)[0]["Plan"])
    assert read["prompt_views"] == theirs < everyones / 10
    assert 24 <= read["prompts"] <= fitting
    found = await PostgresPrompts(full).candidates(Wanted("house", "en"), people, 24, "salt")
    assert len(found) == 24


async def test_a_round_counts_its_prompt_and_its_people_once(pool: Pool) -> None:
    """Method: several games in one commit, a machine among the people, and a reread."""
    store, journal = PostgresPrompts(pool), PostgresJournal(pool)
    await journal.start()
    await store.load([StoredPrompt("house", "en", prompt) for prompt in PROMPTS])
    await store.load([StoredPrompt("house", "en", prompt) for prompt in PROMPTS])
    people = await guests(PostgresAccounts(pool), 3)
    tables = [Table(people[0], number) for number in range(1, 4)]
    for table in tables:
        await write(journal, table, [*table.open(agents=1), *table.join(*people)])
    starts = [table.start() for table in tables]
    await asyncio.gather(
        *(write(journal, table, start) for table, start in zip(tables, starts, strict=True))
    )
    await write(journal, tables[0], tables[0].tick())
    await journal.stop()

    assert tables[0].round == 2
    played = [*(table.after.deck[0].text for table in tables), tables[0].after.deck[1].text]
    async with pool.use() as connection:
        used = await connection.fetch("select text, times_used from prompts where times_used > 0")
        views = await connection.fetch(
            "select user_id::text, text, times from prompt_views join prompts on id = prompt_id"
        )
    assert {row["text"]: row["times_used"] for row in used} == {
        text: played.count(text) for text in played
    }
    assert {(row["user_id"], row["text"]): row["times"] for row in views} == {
        (person, text): played.count(text) for person in people for text in played
    }


async def test_two_nodes_that_count_the_same_prompts_lose_nothing(pool: Pool) -> None:
    """Method: both write the same two prompts again and again, each in its own order, at once."""
    store = PostgresPrompts(pool)
    await store.load([StoredPrompt("house", "en", prompt) for prompt in PROMPTS])
    people = await guests(PostgresAccounts(pool), 2)
    journals = [PostgresJournal(pool), PostgresJournal(pool)]
    tables = [Table(people[0], number) for number in range(1, 41)]
    for number, table in enumerate(tables):
        if number < 2:
            await journals[number].start()
        await write(journals[number % 2], table, [*table.open(), *table.join(*people)])
    starts = [table.start() for table in tables]
    await asyncio.gather(
        *(
            write(journals[number % 2], table, start)
            for number, (table, start) in enumerate(zip(tables, starts, strict=True))
        )
    )
    for journal in journals:
        await journal.stop()
    async with pool.use() as connection:
        assert await connection.fetchval("select sum(times_used) from prompts") == 40
        assert await connection.fetchval("select sum(times) from prompt_views") == 80


async def test_a_text_in_two_packs_is_counted_in_the_one_that_was_asked_for(pool: Pool) -> None:
    store, journal = PostgresPrompts(pool), PostgresJournal(pool)
    await journal.start()
    await store.load(
        [StoredPrompt(pack, "en", prompt) for pack in ("other", "house") for prompt in PROMPTS]
    )
    (person,) = await guests(PostgresAccounts(pool), 1)
    async with pool.use() as connection:
        await connection.execute(
            "insert into prompts (pack, text, category, difficulty, language, by, review)"
            " select 'community', text, 'c', 'easy', 'en', $1, 'accepted' from prompts"
            " where pack = 'other'",
            person,
        )
    table = Table(person)
    await write(journal, table, [*table.open(agents=1), *table.join(person), *table.start()])
    await journal.stop()
    async with pool.use() as connection:
        packs = await connection.fetch("select pack from prompts where times_used > 0")
    assert [row["pack"] for row in packs] == ["house"]


async def test_the_table_refuses_what_waits_and_is_played(pool: Pool) -> None:
    async with pool.use() as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(
                "insert into prompts (pack, text, category, difficulty, language, review)"
                " values ('community', 'x', 'c', 'easy', 'en', 'proposed')"
            )


async def test_an_author_who_is_gone_takes_no_prompt_along(pool: Pool) -> None:
    """Their ratings and what they have met go with them."""
    store = PostgresPrompts(pool)
    await store.load([StoredPrompt("house", "en", Prompt("a", "office", "easy"))])
    async with pool.use() as connection:
        user = await connection.fetchval(
            "insert into users (username, display_name) values ('x', 'x') returning id"
        )
        await connection.execute(
            "insert into prompt_views select $1, id, 1, now() from prompts", user
        )
        await connection.execute(
            "insert into prompt_ratings select $1, id, true, now() from prompts", user
        )
        await connection.execute(
            "insert into prompts (pack, text, category, difficulty, language, by, review, cause)"
            " values ('community', 'x', 'c', 'easy', 'en', $1, 'accepted', 'c1')",
            user,
        )
        await connection.execute("delete from users")
        assert await connection.fetchval("select count(*) from prompts where by is null") == 2
        assert await connection.fetchval("select count(*) from prompt_views") == 0
        assert await connection.fetchval("select count(*) from prompt_ratings") == 0
    await store.load([])
    found = await store.candidates(Wanted("community", "en"), (), 9)
    assert [each.prompt.text for each in found] == ["x"]
