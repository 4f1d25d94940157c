"""The record of what operators do."""

import ipaddress
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final, Literal

import msgspec

from game.ids import mint
from persistence.ports.audit import Audited, Deed, Outcome, Page, Values
from persistence.postgres.pool import Link, Pool
from persistence.postgres.projections import moment

ROWS_MAX: Final = 500
LOCK_KEY: Final = 4_738_211_907
ADD: Final = """
insert into audit_log (id, at, actor, ip_address, action, target, old_values, new_values, outcome)
values ($1, $2, $3, $4::text::inet, $5, $6, $7::text::jsonb, $8::text::jsonb, $9)"""
NEWEST: Final = """
select id, (extract(epoch from at) * 1000)::bigint as at_ms, actor, host(ip_address) as address,
    action, target, old_values::text as old, new_values::text as new, outcome
from audit_log order by at desc, id desc limit $1"""
TARGET_LENGTH_MAX: Final = 512


class _Page:
    """The row of the change under way."""

    def __init__(self) -> None:
        self.written: tuple[str, Values | None, Values | None] | None = None

    def write(self, target: str, old: Values | None, new: Values | None) -> None:
        """What is changed, from what to what."""
        self.written = (target, old, new)


class PostgresAudit:
    """The Audit port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def changing(self, deed: Deed) -> AbstractAsyncContextManager[Page]:
        """One transaction for a change of tables and its row."""
        return self._changing(deed)

    @asynccontextmanager
    async def _changing(self, deed: Deed) -> AsyncIterator[Page]:
        page = _Page()
        async with self._pool.together() as connection:
            await connection.execute("select pg_advisory_xact_lock($1)", LOCK_KEY)
            yield page
            if page.written is not None:
                await self._add(connection, deed, *page.written, "done")

    async def begin(self, deed: Deed, target: str, old: Values | None, new: Values | None) -> str:
        """A row for what is about to be tried elsewhere."""
        async with self._pool.use() as connection:
            return await self._add(connection, deed, target, old, new, "begun")

    async def settle(self, id: str, outcome: Literal["done", "refused"]) -> None:
        """What became of it."""
        async with self._pool.use() as connection:
            await connection.execute("update audit_log set outcome = $2 where id = $1", id, outcome)

    async def newest(self, limit: int) -> list[Audited]:
        """The last rows, newest first."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(NEWEST, min(limit, ROWS_MAX))
        return [
            Audited(
                id=str(row["id"]),
                at=row["at_ms"],
                actor=row["actor"],
                address=row["address"],
                action=row["action"],
                target=row["target"],
                old=_decoded(row["old"]),
                new=_decoded(row["new"]),
                outcome=row["outcome"],
            )
            for row in rows
        ]

    async def _add(
        self,
        connection: Link,
        deed: Deed,
        target: str,
        old: Values | None,
        new: Values | None,
        outcome: Outcome,
    ) -> str:
        drawn = await connection.fetchval("select gen_random_uuid()::text")
        id = mint(deed.at_ms, "audit", drawn)
        await connection.execute(
            ADD,
            id,
            moment(deed.at_ms),
            deed.actor,
            _address(deed.address),
            deed.action,
            target[:TARGET_LENGTH_MAX],
            _encoded(old),
            _encoded(new),
            outcome,
        )
        return id


def _address(ip: str | None) -> str | None:
    """An address as the database takes it; None for a socket that has none."""
    try:
        return str(ipaddress.ip_address((ip or "").partition("%")[0]))
    except ValueError:
        return None


def _encoded(values: Values | None) -> str | None:
    return None if values is None else msgspec.json.encode(values).decode()


def _decoded(values: str | None) -> dict[str, Any] | None:
    return None if values is None else msgspec.json.decode(values)
