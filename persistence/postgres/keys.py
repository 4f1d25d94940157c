"""API keys. Must not know a key, only its SHA-256."""

from datetime import timedelta
from typing import Literal

import asyncpg

from game.ids import Actor, mint
from persistence.ports import FOREVER_MS, Barred, Login, NewKey, StoredKey
from persistence.postgres.journal import is_uuid
from persistence.postgres.pool import Pool
from persistence.postgres.projections import moment
from persistence.postgres.sessions import LOCK, person

# Glued into the statements below, which is why they need their noqa.
_SHOWN = """
id, user_id, name, scopes, rate_limit, is_active,
    (extract(epoch from created_at) * 1000)::bigint as created_ms,
    (extract(epoch from last_used_at) * 1000)::bigint as used_ms,
    (extract(epoch from expires_at) * 1000)::bigint as expires_ms"""
# A use is noted once a minute at most, like a visit.
USE_EVERY = timedelta(minutes=1)
AGAIN = f"""
update api_keys set key_hash = $3
where user_id = $1 and cause = $2 and is_active and last_used_at is null and name = $4
returning {_SHOWN}"""  # noqa: S608
USED = "select 1 from api_keys where user_id = $1 and cause = $2"
LIVE = """
select count(*) from api_keys
where user_id = $1 and is_active and (expires_at is null or expires_at > $2)"""
NEW_KEY = f"""
insert into api_keys (id, user_id, name, key_hash, scopes, rate_limit, created_at, expires_at,
    cause)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning {_SHOWN}"""  # noqa: S608
BY_KEY = """
with used as (
    update api_keys set last_used_at = $2
    where key_hash = $1 and is_active and (expires_at is null or expires_at > $2)
        and (last_used_at is null or last_used_at <= $2 - $3::interval)
        and exists (select 1 from users where users.id = user_id and status = 'active')
)
select api_keys.id as key, scopes, rate_limit, users.id, display_name, role, is_guest, status,
    (extract(epoch from expires_at) * 1000)::bigint as expires_ms
from api_keys join users on users.id = api_keys.user_id
where key_hash = $1 and is_active and (expires_at is null or expires_at > $2)"""
OF = f"""
select {_SHOWN} from api_keys where user_id = $1 order by created_at, id limit 100"""  # noqa: S608
REVOKE = f"""
update api_keys set is_active = false
where (id = $1 or key_hash = $2) and (user_id = $3 or $3::uuid is null and is_active)
returning {_SHOWN}"""  # noqa: S608


class PostgresKeys:
    """The Keys port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def create(
        self, user: Actor, key: NewKey, active_max: int, now_ms: int
    ) -> StoredKey | Literal["full", "used"]:
        """Keep a key; the same cause again gives it a new secret. See the port."""
        now = moment(now_ms)
        async with self._pool.transaction() as connection:
            await connection.fetchrow(LOCK, user)
            row = await connection.fetchrow(AGAIN, user, key.cause, key.key_hash, key.name)
            if row is not None:
                return _stored(row)
            if await connection.fetchval(USED, user, key.cause) is not None:
                return "used"
            if await connection.fetchval(LIVE, user, now) >= active_max:
                return "full"
            row = await connection.fetchrow(
                NEW_KEY,
                mint(now_ms, "key", key.key_hash.hex()),
                user,
                key.name,
                key.key_hash,
                list(key.scopes),
                key.rate_limit,
                now,
                None if key.expires_at is None else moment(key.expires_at),
                key.cause,
            )
        assert row is not None, "an insert returns its row"
        return _stored(row)

    async def by_key(self, key_hash: bytes, now_ms: int) -> Login | Barred | None:
        """Who this key lets in; None if unknown, revoked or expired. Notes the use."""
        async with self._pool.use() as connection:
            row = await connection.fetchrow(BY_KEY, key_hash, moment(now_ms), USE_EVERY)
        if row is None:
            return None
        if row["status"] != "active":
            return Barred("status", Actor(str(row["id"])), str(row["key"]))
        expires_ms = FOREVER_MS if row["expires_ms"] is None else row["expires_ms"]
        is_admin = row["role"] == "admin"
        scopes = tuple(each for each in row["scopes"] if each != "admin" or is_admin)
        return Login(person(row), str(row["key"]), expires_ms, scopes, row["rate_limit"])

    async def of(self, user: Actor) -> list[StoredKey]:
        """All keys of a person, revoked ones too, oldest first; at most 100."""
        async with self._pool.use() as connection:
            return [_stored(row) for row in await connection.fetch(OF, user)]

    async def revoke(
        self, key: str, key_hash: bytes | None = None, user: Actor | None = None
    ) -> StoredKey | None:
        """End a key, by its id or its hash: any live one, or one of this person's; see the port."""
        id = key if is_uuid(key) else None
        async with self._pool.use() as connection:
            row = await connection.fetchrow(REVOKE, id, key_hash, user)
        return None if row is None else _stored(row)


def _stored(row: asyncpg.Record) -> StoredKey:
    return StoredKey(
        str(row["id"]),
        Actor(str(row["user_id"])),
        row["name"],
        tuple(row["scopes"]),
        row["rate_limit"],
        row["is_active"],
        row["created_ms"],
        row["used_ms"],
        row["expires_ms"],
    )
