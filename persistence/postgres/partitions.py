"""Makes the monthly partitions ahead, so that the default one stays empty."""

from persistence.postgres.pool import Link, Pool
from persistence.postgres.projections import moment

TABLES = (("conversation_logs", "timestamp"), ("signals", "timestamp"))
MONTHS_AHEAD = 2
LOCK_KEY = 4_738_211_907


async def ensure_partitions(pool: Pool, now_ms: int) -> list[str]:
    """Make the partitions of this month and the next two; the names of the new ones.

    Call it at start and once a day. Lines that fell into the default partition move along.
    """
    now = moment(now_ms)
    made: list[str] = []
    async with pool.transaction() as connection:
        await connection.execute("select pg_advisory_xact_lock($1)", LOCK_KEY)
        for table, column in TABLES:
            for ahead in range(MONTHS_AHEAD + 1):
                first, after = (
                    _month(now.year, now.month + ahead),
                    _month(now.year, now.month + ahead + 1),
                )
                name = f"{table}_{first[:4]}_{first[5:7]}"
                if await connection.fetchval("select to_regclass($1)", name) is None:
                    await _make(connection, table, column, name, first, after)
                    made.append(name)
    return made


def _month(year: int, month: int) -> str:
    """The first day of a month, in UTC; months above 12 lie in the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return f"{year:04}-{month:02}-01 00:00:00+00"


async def _make(
    connection: Link, table: str, column: str, name: str, first: str, after: str
) -> None:
    """Attach a month. Every word here is ours or a number, so it may be part of the statement."""
    await connection.execute(
        f"create table {name} (like {table} including defaults including constraints)"
    )
    # A month that lines already fell out of could not be attached beside them.
    await connection.execute(
        f"with moved as (delete from {table}_default"  # noqa: S608
        f" where {column} >= '{first}' and {column} < '{after}' returning *)"
        f" insert into {name} select * from moved"
    )
    await connection.execute(
        f"alter table {table} attach partition {name} for values from ('{first}') to ('{after}')"
    )
