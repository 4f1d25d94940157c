"""The pool: what counts as lost, what stays our own bug, and that connections grow old."""

import asyncio
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from persistence.ports import StorageUnavailable
from persistence.postgres.pool import Pool, PoolSettings, create_pool, lost

LOST: tuple[Exception, ...] = (
    ConnectionRefusedError(),
    TimeoutError(),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.ConnectionDoesNotExistError("closed in the middle"),
    asyncpg.AdminShutdownError("terminating"),
    asyncpg.CannotConnectNowError("starting up"),
    asyncpg.TooManyConnectionsError("too many"),
    asyncpg.DiskFullError("full"),
    asyncpg.DeadlockDetectedError("deadlock"),
    asyncpg.ReadOnlySQLTransactionError("a replica"),
    asyncpg.QueryCanceledError("too slow"),
)
OURS: tuple[Exception, ...] = (
    asyncpg.UniqueViolationError("double"),
    asyncpg.CheckViolationError("out of range"),
    asyncpg.UndefinedColumnError("no such column"),
    asyncpg.DataError("no uuid"),
    asyncpg.exceptions.ClientConfigurationError("no such file"),
    ValueError("bug"),
)


@pytest.mark.parametrize("error", LOST, ids=lambda error: type(error).__name__)
def test_an_outage_is_unavailable_and_keeps_its_cause(error: Exception) -> None:
    with pytest.raises(StorageUnavailable) as caught, lost():
        raise error
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("error", OURS, ids=lambda error: type(error).__name__)
def test_a_bug_stays_what_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, lost():
        raise error
    assert caught.value is error


async def test_no_server_is_unavailable() -> None:
    with pytest.raises(StorageUnavailable):
        await create_pool("postgresql://postgres@/genius?host=/nowhere")


@pytest.mark.services
async def test_no_such_database_is_unavailable_and_named(database_url: str) -> None:
    absent = urlunsplit(urlsplit(database_url)._replace(path="/absent"))
    with pytest.raises(StorageUnavailable, match="absent"):
        await create_pool(absent)


@pytest.mark.services
async def test_a_pool_that_is_empty_does_not_make_wait_for_ever(database_url: str) -> None:
    pool = await create_pool(database_url, PoolSettings(size=1, acquire_timeout_s=0.2))
    async with pool.use():
        with pytest.raises(StorageUnavailable):
            async with pool.use():
                pass
    async with pool.use() as connection:
        assert await connection.fetchval("select 1") == 1
    await pool.close()


@pytest.mark.services
async def test_how_much_of_it_is_used_is_known(database_url: str) -> None:
    pool = await create_pool(database_url, PoolSettings(size=1))
    assert pool.use_now() == (1, 1, 0, 0)
    async with pool.use():
        waiting = asyncio.create_task(_use(pool))
        await asyncio.sleep(0)  # so far that it waits
        assert pool.use_now() == (1, 0, 1, 1)
    await waiting
    assert pool.use_now() == (1, 1, 0, 0)
    await pool.close()


async def _use(pool: Pool) -> None:
    async with pool.use():
        pass


@pytest.mark.services
@pytest.mark.parametrize("option", ["sslmode=perhaps", "no_such_setting=1"])
async def test_an_address_that_cannot_be_one_is_unavailable(database_url: str, option: str) -> None:
    with pytest.raises(StorageUnavailable):
        await create_pool(f"{database_url}&{option}")


@pytest.mark.services
async def test_a_slow_statement_is_given_up(database_url: str) -> None:
    pool = await create_pool(database_url, PoolSettings(command_timeout_s=0.2))
    with pytest.raises(StorageUnavailable):
        async with pool.use() as connection:
            await connection.execute("select pg_sleep(30)")
    await pool.close()


@pytest.mark.services
async def test_connections_are_replaced_when_their_life_is_over(database_url: str) -> None:
    async def backend(pool: Pool) -> Any:
        async with pool.use() as connection:
            return await connection.fetchval("select pg_backend_pid()")

    pool = await create_pool(database_url, PoolSettings(size=1, lifetime_s=3_600))
    assert await backend(pool) == await backend(pool)
    await pool.close()
    pool = await create_pool(database_url, PoolSettings(size=1, lifetime_s=0))
    assert await backend(pool) != await backend(pool)
    await pool.close()


@pytest.mark.services
async def test_a_transaction_is_whole_or_nothing(pool: Pool) -> None:
    async def break_off() -> None:
        async with pool.transaction() as connection:
            await connection.execute("insert into users (username, display_name) values ('a', 'a')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_off()
    async with pool.use() as connection:
        assert await connection.fetchval("select count(*) from users") == 0


@pytest.mark.services
async def test_closing_does_not_wait_for_ever_for_what_is_in_use(database_url: str) -> None:
    pool = await create_pool(database_url, PoolSettings(acquire_timeout_s=0.2))
    used = pool.use()
    await used.__aenter__()
    async with asyncio.timeout(5):
        await pool.close()
    await used.__aexit__(None, None, None)


@pytest.mark.services
async def test_one_question_is_one_question(pool: Pool) -> None:
    """Nothing is put back afterwards, but for a transaction that somebody forgot."""
    asked: list[str] = []

    def note(query: asyncpg.connection.LoggedQuery) -> None:
        asked.append(query.query)

    async with pool.use() as connection:
        connection.add_query_logger(note)
        await connection.execute("select 1")
    assert asked == ["select 1"]
    async with pool.use() as connection:
        await connection.execute("begin; create table forgotten ()")
    async with pool.use() as connection:
        assert await connection.fetchval("select to_regclass('forgotten')") is None
