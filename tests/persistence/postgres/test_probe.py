"""A question of its own: quick where the database is there, and bounded where it is not."""

import asyncio

import pytest

from persistence.postgres.pool import Pool, create_pool
from persistence.postgres.probe import Probe

pytestmark = pytest.mark.services


async def test_it_answers_though_the_pool_is_busy_and_several_ask(database_url: str) -> None:
    pool = await create_pool(database_url)
    probe = Probe(pool)
    async with asyncio.timeout(5):
        held = [await pool._inner.acquire() for _ in range(pool._settings.size)]
        assert await asyncio.gather(*(probe.answers() for _ in range(5))) == [True] * 5
        for each in held:
            await pool._inner.release(each)
    probe.close()
    probe.close()
    await pool.close()


async def test_a_lost_connection_is_made_again(pool: Pool) -> None:
    probe = Probe(pool)
    assert await probe.answers()
    async with pool.use() as connection:
        ended = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1"
        await connection.execute(ended, "genius probe")
    said = [await probe.answers() for _ in range(3)]
    assert said[-1]
    probe.close()


async def test_a_database_that_can_only_be_read_is_no_database(pool: Pool) -> None:
    probe = Probe(pool)
    assert await probe.answers()
    assert probe._link is not None
    await probe._link.execute("set default_transaction_read_only = on")
    assert not await probe.answers()
    probe.close()
