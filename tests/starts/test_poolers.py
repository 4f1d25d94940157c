"""Starts with a pooler in front of PostgreSQL: one kind is refused by name, the other plays on."""

import asyncio
from pathlib import Path

import pytest

from game.ids import GameId
from persistence.postgres.feed import PostgresFeed
from persistence.postgres.listening import check_listening
from persistence.postgres.pool import create_pool
from tests.starts.pooler import pooler
from tests.starts.serving import refused, serves

pytestmark = pytest.mark.services

WITHIN_S = 10.0


@pytest.mark.parametrize("mode", ["transaction", "statement"])
def test_a_pooler_that_shares_connections_is_named(at_hand: dict[str, str], mode: str) -> None:
    """Method: three times, as the later ones meet what the earlier ones left behind in it."""
    with pooler(at_hand["DATABASE_URL"], mode) as url:
        for _ in range(3):
            words = ("a pooler in transaction mode", "DATABASE_URL", "pool in session mode")
            refused({**at_hand, "DATABASE_URL": url}, *words)


def test_a_node_plays_behind_a_pooler_in_session_mode(at_hand: dict[str, str], place: Path) -> None:
    with pooler(at_hand["DATABASE_URL"], "session") as url:
        said = serves({**at_hand, "DATABASE_URL": url}, place / "log")
        assert "Traceback" not in said
        assert asyncio.run(hint_through(url)) == ("g", 7)


async def hint_through(url: str) -> tuple[GameId, int]:
    """The hint that a feed hears, both by this address."""
    pool = await create_pool(url)
    heard: asyncio.Queue[tuple[GameId, int]] = asyncio.Queue()
    feed = PostgresFeed(pool)
    try:
        await check_listening(pool)
        await feed.start(lambda game, seq: heard.put_nowait((game, seq)), nothing)
        async with pool.use() as connection:
            await connection.execute("select pg_notify('game_events', 'g 7')")
        async with asyncio.timeout(WITHIN_S):
            return await heard.get()
    finally:
        await feed.stop()
        await pool.close()


async def nothing() -> None:
    """Nothing to catch up."""
