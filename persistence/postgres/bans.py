"""The list of the kept out."""

import ipaddress
from typing import Final

import asyncpg

from game.ids import Actor
from persistence.ports.bans import Ban
from persistence.postgres.pool import Pool
from persistence.postgres.projections import moment

SHOWN: Final = """id, user_id, ip_address::text as address, reason, by,
    (extract(epoch from created_at) * 1000)::bigint as created_ms,
    (extract(epoch from expires_at) * 1000)::bigint as expires_ms"""
ADD: Final = """
insert into bans (id, user_id, ip_address, reason, by, created_at, expires_at)
values ($1, $2, $3::text::inet, $4, $5, $6, $7) on conflict (id) do nothing"""
REMOVE: Final = f"delete from bans where id::text = $1 returning {SHOWN}"  # noqa: S608
LASTING: Final = f"""
select {SHOWN} from bans where expires_at is null or expires_at > $1
order by created_at desc, id desc limit $2"""  # noqa: S608 - constants only


class PostgresBans:
    """The Bans port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, ban: Ban) -> None:
        """Keep it; the same id twice is one ban."""
        expires = None if ban.expires_at is None else moment(ban.expires_at)
        async with self._pool.use() as connection:
            await connection.execute(
                ADD,
                ban.id,
                ban.user,
                ban.address,
                ban.reason,
                ban.by,
                moment(ban.created_at),
                expires,
            )

    async def remove(self, id: str) -> Ban | None:
        """Let them in again."""
        async with self._pool.use() as connection:
            row = await connection.fetchrow(REMOVE, id)
        return None if row is None else _ban(row)

    async def lasting(self, now_ms: int, limit: int) -> list[Ban]:
        """Those that hold now, newest first."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(LASTING, moment(now_ms), limit)
        return [_ban(row) for row in rows]


def _ban(row: asyncpg.Record) -> Ban:
    address = row["address"]
    return Ban(
        id=str(row["id"]),
        user=None if row["user_id"] is None else Actor(str(row["user_id"])),
        # The database writes a single address as a network of one.
        address=None if address is None else _plain(address),
        reason=row["reason"],
        by=None if row["by"] is None else Actor(str(row["by"])),
        created_at=row["created_ms"],
        expires_at=row["expires_ms"],
    )


def _plain(address: str) -> str:
    network = ipaddress.ip_network(address, strict=False)
    return str(network.network_address) if network.num_addresses == 1 else str(network)
