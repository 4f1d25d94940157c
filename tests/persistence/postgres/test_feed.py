"""The feed's own ways: payloads that can't be read, and a server that is away for a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from game.ids import GameId
from persistence.ports import StorageUnavailable
from persistence.postgres.feed import KEEP_ALIVE_S, PostgresFeed, read_hints
from persistence.postgres.pool import Pool, create_pool
from tests.half_open import wire_to


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
    async with asyncio.timeout(10):
        assert await heard.get() == ("g", 5)
    await feed.stop()


@pytest.mark.services
async def test_a_deaf_connection_is_thrown_away_before_anything_else_would_notice(
    database_url: str,
) -> None:
    """Method: half-open, so nothing comes and nothing ends; sooner than the keep-alive asks."""
    async with wire_to(database_url) as wire:
        pool, gaps = await create_pool(wire.url), asyncio.Semaphore(0)
        heard: asyncio.Queue[tuple[GameId, int]] = asyncio.Queue()
        feed = PostgresFeed(pool, look_s=0.05)

        async def catch_up() -> None:
            gaps.release()

        await feed.start(lambda game, seq: heard.put_nowait((game, seq)), catch_up)
        for number in (1, 2):
            wire.deafen()
            assert wire.deafened
            async with asyncio.timeout(KEEP_ALIVE_S - 1):
                await gaps.acquire()
            async with pool.use() as connection:
                await connection.execute("select pg_notify('game_events', $1)", f"g {number}")
            async with asyncio.timeout(10):
                assert await heard.get() == ("g", number)
        await feed.stop()
        await pool.close()


@pytest.mark.services
async def test_a_feed_that_hears_is_left_in_peace(pool: Pool) -> None:
    """Method: many looks, a stop in the middle of one, and no gap."""
    gaps: list[None] = []

    async def catch_up() -> None:
        gaps.append(None)

    feed, looked = PostgresFeed(pool, look_s=0.01), asyncio.Semaphore(0)
    async with listening(pool, looked):
        await feed.start(lambda _game, _seq: None, catch_up)
        async with asyncio.timeout(10):
            for _ in range(20):
                await looked.acquire()
        assert not feed.deaf
        await feed.stop()
    assert gaps == []


@asynccontextmanager
async def listening(pool: Pool, looked: asyncio.Semaphore) -> AsyncIterator[None]:
    """Counts what is said on the channel."""
    witness = await pool.solo()
    await witness.add_listener("game_events", lambda *_: looked.release())
    yield
    await witness.close()


async def cut(pool: Pool) -> None:
    async with pool.use() as connection:
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and query ilike 'listen%'"
        )
