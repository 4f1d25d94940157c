"""The feed's own ways: payloads that can't be read, and a server that is away for a while."""

import asyncio

import pytest

from game.ids import GameId
from persistence.ports import StorageUnavailable
from persistence.postgres.feed import PostgresFeed, read_hints
from persistence.postgres.pool import Pool


def test_hints_are_read_and_nonsense_is_passed_over() -> None:
    assert read_hints("a 1;b 22") == [("a", 1), ("b", 22)]
    assert read_hints("") == []
    assert read_hints(";a;a x; 3;b 4;c -1;d ²") == [("b", 4)]


async def nothing() -> None:
    """Nothing to catch up."""


@pytest.mark.services
async def test_a_catching_up_that_fails_is_tried_again(pool: Pool) -> None:
    feed, tried = PostgresFeed(pool), asyncio.Semaphore(0)
    failures = [StorageUnavailable("still away")] * 2

    async def catch_up() -> None:
        tried.release()
        if failures:
            raise failures.pop()

    await feed.start(lambda _game, _seq: None, catch_up)
    await cut(pool)
    async with asyncio.timeout(20):
        for _ in range(3):
            await tried.acquire()
    await feed.stop()
    assert failures == []


@pytest.mark.services
async def test_foreign_payloads_do_no_harm(pool: Pool) -> None:
    heard: asyncio.Queue[tuple[GameId, int]] = asyncio.Queue()
    feed = PostgresFeed(pool)
    await feed.start(lambda game, seq: heard.put_nowait((game, seq)), nothing)
    async with pool.use() as connection:
        await connection.execute("select pg_notify('game_events', 'nonsense')")
        await connection.execute("select pg_notify('game_events', 'g 5')")
    assert await asyncio.wait_for(heard.get(), 10) == ("g", 5)
    await feed.stop()


async def cut(pool: Pool) -> None:
    async with pool.use() as connection:
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and query ilike 'listen%'"
        )
