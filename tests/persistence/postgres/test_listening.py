"""The check at start: quick where hints arrive. Where they don't: tests/starts/test_poolers.py."""

import asyncio

import pytest

from persistence.ports import StorageUnavailable
from persistence.postgres import listening
from persistence.postgres.listening import check_listening
from persistence.postgres.pool import Pool, create_pool
from tests.half_open import wire_to

pytestmark = pytest.mark.services


async def test_where_hints_arrive_it_takes_no_time(pool: Pool) -> None:
    """Method: half of what it would wait in vain is far more than it needs."""
    async with asyncio.timeout(listening.HEARD_WITHIN_S / 2):
        await check_listening(pool)


async def test_a_slow_server_is_not_taken_for_a_pooler(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: no time at all to wait, so only the answer to the last question brings it."""
    monkeypatch.setattr(listening, "HEARD_WITHIN_S", 0.0)
    await check_listening(pool)


async def test_a_database_that_went_away_is_no_pooler(database_url: str) -> None:
    async with wire_to(database_url) as wire:
        pool = await create_pool(wire.url)
    with pytest.raises(StorageUnavailable) as raised:
        await check_listening(pool)
    assert "pooler" not in str(raised.value)
    await pool.close()
