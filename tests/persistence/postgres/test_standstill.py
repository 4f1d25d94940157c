"""A node that stands still in the middle of its commit holds up nobody for long."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from persistence.ports import NothingWritten, OwnershipLost
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.pool import Pool
from tests.tables import Table, guests, write

pytestmark = pytest.mark.services


@pytest.fixture
async def journal(pool: Pool) -> AsyncIterator[PostgresJournal]:
    journal = PostgresJournal(pool)
    await journal.start()
    yield journal
    await journal.stop()


async def frozen_at(pool: Pool, table: Table) -> asyncpg.Connection:
    """Another node has written this game's next number, and is frozen before its commit."""
    link = await pool.solo("frozen")
    await link.execute("begin")
    await link.execute(
        "insert into game_events (game_id, seq, cause, body, at)"
        " select game_id, seq + 1, 'x', body, at from game_events where game_id = $1"
        " order by seq desc limit 1",
        table.game,
    )
    return link


async def test_the_other_rooms_are_written_and_the_held_one_is_told_so(
    pool: Pool, journal: PostgresJournal
) -> None:
    (host,) = await guests(PostgresAccounts(pool), 1)
    held, free = Table(host, 0), Table(host, 1)
    for table in (held, free):
        await write(journal, table, table.open())
    link = await frozen_at(pool, held)
    lines = held.join(host)
    results = await asyncio.gather(
        write(journal, held, lines),
        write(journal, free, free.join(host)),
        return_exceptions=True,
    )
    assert isinstance(results[0], NothingWritten)
    assert results[1] is None
    assert len(await journal.read(free.game, 0)) > 1
    # Its session is ended before the lease of a silent node has lapsed.
    async with asyncio.timeout(3):
        ended = asyncio.Event()
        link.add_termination_listener(lambda _: ended.set())
        await ended.wait()
    await write(journal, held, lines)
    with pytest.raises(OwnershipLost):
        await write(journal, held, lines)
