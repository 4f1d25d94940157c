"""Counting on the real thing: two nodes at once, recounts of everything, joins that lie."""

import asyncio
from random import Random

import asyncpg
import pytest

from game.ids import Actor
from game.outcomes import Outcome
from game.periods import board
from persistence.ledger import Ledger
from persistence.ports import StorageUnavailable
from persistence.postgres import honours
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.boards import PostgresBoards
from persistence.postgres.books import PostgresBooks
from persistence.postgres.honours import PostgresHonours
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.pool import Pool, create_pool
from server import recount
from tests import naive_honours as naive
from tests.honours import Evening
from tests.persistence.test_counting import agrees
from tests.tables import NOW, guests, write

# The leaderboard view of the seed's kind: one join for what is won, one for what is voted. Every
# game's row stands there once per vote, so every sum is multiplied; `limit` by a dense number
# of rows, and an inner join, drop people.
SEED_VIEW = """
select user_id, count(*) as games, sum(score) as total_score, row_number() over (
    order by sum(score) desc) as rank
from game_players
join player_responses on player_responses.player_id = game_players.id
join votes on votes.response_id = player_responses.id
where not is_ai
group by user_id"""


async def evenings(pool: Pool, count: int, size: int = 5) -> list[Evening]:
    """So many finished games of the same few people, journaled."""
    people, draw = await guests(PostgresAccounts(pool), size), Random("evenings")
    journal = PostgresJournal(pool)
    await journal.start()
    played = []
    for number in range(1, count + 1):
        who = draw.sample(people, draw.randint(2, size))
        at_ms = NOW + draw.randint(0, 100) * 86_400_000
        evening = Evening(who, number, agents=number % 2, leaves=False, at_ms=at_ms)
        await write(journal, evening.table, evening.play())
        played.append(evening)
    await journal.stop()
    return played


async def until_somebody_waits(pool: Pool) -> None:
    """Return once a statement waits for a lock."""
    waiting = "select count(*) from pg_locks where not granted"
    async with asyncio.timeout(10), pool.use() as connection:
        while not await connection.fetchval(waiting):  # noqa: ASYNC110 - a condition
            await asyncio.sleep(0)


async def counted(pool: Pool, played: list[Evening]) -> dict[int, naive.Game]:
    """Count them one after the other."""
    port = PostgresHonours(pool)
    await port.start()
    return {(await port.count(each.outcome())).number: naive.Game(each.entries) for each in played}


async def test_two_nodes_that_count_the_same_few_people_at_once_lose_nothing(
    pool: Pool, database_url: str
) -> None:
    """Method: 40 games, each asked for on both nodes at once; then two recounts, one naive."""
    played = await evenings(pool, 40)
    other = await create_pool(database_url)
    nodes = [PostgresHonours(pool), PostgresHonours(other)]
    await nodes[0].start()
    asked = [(node, each) for each in played for node in nodes]
    Random("order").shuffle(asked)
    told = await asyncio.gather(*(node.count(each.outcome()) for node, each in asked))
    await other.close()
    numbers = {each.table.game: said.number for (_, each), said in zip(asked, told, strict=True)}
    assert len(set(numbers.values())) == 40
    ledger, games = Ledger(), dict[int, naive.Game]()
    for evening in sorted(played, key=lambda each: numbers[each.table.game]):
        number = numbers[evening.table.game]
        ledger.count(evening.outcome(), number)
        games[number] = naive.Game(evening.entries)
    assert await PostgresBooks(pool).tables() == ledger.tables()
    agrees(ledger, games)


async def test_a_count_that_breaks_off_leaves_nothing(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (evening,) = await evenings(pool, 1)
    port = PostgresHonours(pool)
    await port.start()
    before = await PostgresBooks(pool).tables()

    async def broken(*_: object) -> None:
        raise asyncpg.ConnectionDoesNotExistError("lost")

    with monkeypatch.context() as patch:
        patch.setattr(honours, "_write", broken)
        with pytest.raises(StorageUnavailable):
            await port.count(evening.outcome())
    assert await PostgresBooks(pool).tables() == before
    assert (await port.count(evening.outcome())).unlocked


async def test_check_is_clean_until_somebody_meddles(pool: Pool) -> None:
    await counted(pool, await evenings(pool, 6))
    books, journal = PostgresBooks(pool), PostgresJournal(pool)
    said: list[str] = []
    assert await recount.check(books, journal, said.append) == 0
    assert said == ["6 games recounted, 0 differences"]
    async with pool.use() as connection:
        await connection.execute(
            "update leaderboard set total_wins = total_wins + 1, total_games_played ="
            " total_games_played + 1 where scope = 'week'"
        )
        await connection.execute("delete from co_players")
        await connection.execute("update game_stats set humor_sum = 5, number = number + 1000")
        await connection.execute("update careers set win_streak = win_streak + 1")
    assert await recount.check(books, journal, said.append) == 1
    for words in ("total_wins is", "co_players", "humor_sum is 5.0", "win_streak is"):
        assert [line for line in said if words in line], words
    assert await recount.rebuild(books, journal, said.append) == 0
    assert await recount.check(books, journal, said.append) == 0


async def test_rebuilt_from_nothing_all_is_as_it_was(pool: Pool) -> None:
    await counted(pool, await evenings(pool, 8))
    books, journal, port = PostgresBooks(pool), PostgresJournal(pool), PostgresHonours(pool)
    user = Actor((await books.tables())["careers"].popitem()[0][0])
    await port.grant(user, NOW)
    before = await books.tables()
    await recount.rebuild(books, journal, lambda _: None)
    assert await books.tables() == before
    async with pool.use() as connection:
        for table in ("leaderboard", "careers", "co_players"):
            await connection.execute(f"delete from {table}")
    await recount.rebuild(books, journal, lambda _: None)
    assert await books.tables() == before


async def test_a_count_waits_for_a_rebuild(pool: Pool) -> None:
    """Method: while a rebuild computes, somebody counts; both games are there afterwards."""
    first, second = await evenings(pool, 2)
    await counted(pool, [first])
    books, port = PostgresBooks(pool), PostgresHonours(pool)
    begun, ready = asyncio.Event(), asyncio.Event()

    async def made() -> Ledger:
        begun.set()
        await ready.wait()
        ledger = Ledger()
        ledger.count(first.outcome(), 3)
        return ledger

    rebuilding = asyncio.create_task(books.replace(made))
    await begun.wait()
    counting = asyncio.create_task(port.count(second.outcome()))
    await until_somebody_waits(pool)
    assert not counting.done()
    ready.set()
    await rebuilding
    assert (await counting).number == 4
    ledger = Ledger()
    ledger.count(first.outcome(), 3)
    ledger.count(second.outcome(), 4)
    assert await books.tables() == ledger.tables()


async def test_who_was_erased_is_left_out_of_boards_and_recounts(pool: Pool) -> None:
    played = await evenings(pool, 4)
    await counted(pool, played)
    user, ended_ms = played[0].people[0], played[0].outcome().ended_ms
    async with pool.use() as connection:
        await connection.execute("update users set status = 'deleted' where id = $1", user)
        for table in ("leaderboard", "player_achievements"):
            await connection.execute(f"delete from {table} where user_id = $1", user)
    books, journal, boards = PostgresBooks(pool), PostgresJournal(pool), PostgresBoards(pool)
    assert await recount.check(books, journal, lambda _: None) == 0
    page = await boards.page(board("week", ended_ms), None, 100)
    assert user not in [line.user for line in page]
    assert [line.rank for line in page][:1] == [1]
    await recount.rebuild(books, journal, lambda _: None)
    assert await recount.check(books, journal, lambda _: None) == 0


async def test_joins_multiply_sums_and_drop_people_and_ours_do_neither(pool: Pool) -> None:
    """Method: the same games by a view of the seed's kind, by our board, and by hand."""
    played = await evenings(pool, 12, size=4)
    games = await counted(pool, played)
    truth = {
        Actor(key[0]): (row[0], row[2])
        for key, row in naive.boards(list(games.values())).items()
        if key[1] == "all"
    }
    async with pool.use() as connection:
        rows = await connection.fetch(SEED_VIEW)
    seed = {Actor(str(row["user_id"])): (row["games"], row["total_score"]) for row in rows}
    assert all(seed[user][1] > truth[user][1] for user in seed), "no sum was multiplied"
    page = await PostgresBoards(pool).page(board("all", 0), None, 100)
    assert {line.user: (line.line.games, line.line.score) for line in page} == truth


async def test_ties_that_a_row_number_breaks_share_their_rank_with_us(pool: Pool) -> None:
    """Method: two with equal points, one without any vote: whom an inner join never finds."""
    ada, bob, cyd = await guests(PostgresAccounts(pool), 3)
    journal, evening = PostgresJournal(pool), Evening([ada, bob, cyd], 1)
    await journal.start()
    table = evening.table
    entries = [*table.open(), *table.join(ada, bob, cyd), *table.start()]
    while table.round < 5 or table.after.phase != "reveal":
        match table.after.phase:
            case "answering":
                entries += [*table.answer(ada, bob, cyd)]
            case "voting":
                entries += [*table.vote(bob), *table.vote(ada), *table.tick()]
            case _:
                entries += table.tick()
    await write(journal, table, entries)
    await journal.stop()
    evening.entries = entries
    outcome: Outcome = evening.outcome()
    port = PostgresHonours(pool)
    await port.start()
    await port.count(outcome)
    async with pool.use() as connection:
        rows = await connection.fetch(SEED_VIEW)
    ranks = {Actor(str(row["user_id"])): row["rank"] for row in rows}
    assert sorted(ranks.values()) == [1, 2]
    assert cyd not in ranks
    page = await PostgresBoards(pool).page(board("all", 0), None, 10)
    assert [(line.rank, line.user) for line in page] == [
        *sorted([(1, ada), (1, bob)], key=lambda each: each[1]),
        (3, cyd),
    ]
