"""Sessions and their tokens. Must not know tokens, only their SHA-256."""

import ipaddress
from collections.abc import Sequence
from datetime import datetime

import asyncpg

from game.ids import Actor, mint
from persistence.ports import Login, Person, Standing, StoredSession, Visit
from persistence.postgres.journal import is_uuid
from persistence.postgres.pool import Link, Pool
from persistence.postgres.projections import moment

NEW_TOKEN = """
insert into sessions (id, chain, user_id, token_hash, ip_address, user_agent, created_at,
    last_activity, expires_at, rotated_from)
values ($1, $2, $3, $4, $5::text::inet, $6, $7, $7, $8, $9)"""
# Whoever begins, renews or ends sessions of one person does it one after another: a session
# that is renewed while it ends must not live on by its new token.
LOCK = """
select id, display_name, role, is_guest, status from users where id = $1 for no key update"""
SAME = """
select id, chain, (extract(epoch from expires_at) * 1000)::bigint as expires_ms
from sessions where token_hash = $1 and rotated_from = $2 and ended_at is null"""
RETIRE = """
update sessions set ended_at = $3
where id = $1 and user_id = $2 and ended_at is null and expires_at > $3
returning chain, user_agent"""
OWNER = "select user_id from sessions where chain = $1 limit 1"
END = """
update sessions set ended_at = $2 where chain = $1 and ended_at is null
returning expires_at > $2 as live"""
END_ALL = """
update sessions set ended_at = $2 where user_id = $1 and ended_at is null
returning expires_at > $2 as live"""
STANDING = """
select sessions.chain as session, users.id, display_name, role, is_guest, status
from sessions join users on users.id = sessions.user_id
where chain = any($1::uuid[]) and ended_at is null and expires_at > $2
union all
select api_keys.id, users.id, display_name, role, is_guest, status
from api_keys join users on users.id = api_keys.user_id
where api_keys.id = any($1::uuid[]) and is_active and (expires_at is null or expires_at > $2)"""
OF = """
select chain, user_id, host(ip_address) as ip, user_agent,
    (extract(epoch from (select min(created_at) from sessions where chain = live.chain)) * 1000
        )::bigint as created_ms,
    (extract(epoch from last_activity) * 1000)::bigint as active_ms,
    (extract(epoch from expires_at) * 1000)::bigint as expires_ms
from sessions as live where user_id = $1 and ended_at is null and expires_at > $2
order by created_ms, chain limit 100"""
PURGE = """
with over as (
    delete from sessions where id in (
        select id from sessions where expires_at <= $1 order by expires_at limit $2
    ) returning 1
) select count(*) from over"""

AGENT_LENGTH_MAX = 256


class PostgresSessions:
    """The Sessions port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def rotate(self, login: Login, visit: Visit) -> Login | None:
        """Renew: the login's ticket dies and the visit's token lives, in one transaction."""
        if not is_uuid(login.ticket):
            return None
        async with self._pool.transaction() as connection:
            user = await connection.fetchrow(LOCK, login.person.id)
            if user is None or user["status"] != "active":
                return None
            same = await connection.fetchrow(SAME, visit.token_hash, login.ticket)
            if same is not None:
                chain, ticket = str(same["chain"]), str(same["id"])
                return Login(person(user), chain, same["expires_ms"], ticket=ticket)
            now = moment(visit.now_ms)
            old = await connection.fetchrow(RETIRE, login.ticket, login.person.id, now)
            if old is None:
                return None
            agent = visit.agent or old["user_agent"]
            return await add_token(
                connection, person(user), visit, agent, str(old["chain"]), login.ticket
            )

    async def end(self, session: str, now_ms: int) -> Actor | None:
        """End it with all its tokens; whose it was, or None if it was over already."""
        if not is_uuid(session):
            return None
        async with self._pool.transaction() as connection:
            owner = await connection.fetchval(OWNER, session)
            if owner is None:
                return None
            rows = await end_session(connection, owner, session, moment(now_ms))
        return Actor(str(owner)) if rows else None

    async def end_all(self, user: Actor, now_ms: int) -> int:
        """End every session of theirs; how many were live. Keys stay."""
        async with self._pool.transaction() as connection:
            await connection.fetchrow(LOCK, user)
            return await end_sessions(connection, user, moment(now_ms))

    async def standing(self, sessions: Sequence[str], now_ms: int) -> dict[str, Standing]:
        """Those of these sessions and keys (by id) that are neither ended nor expired."""
        asked = [each for each in sessions if is_uuid(each)]
        async with self._pool.use() as connection:
            rows = await connection.fetch(STANDING, asked, moment(now_ms))
        return {str(row["session"]): Standing(person(row), row["status"]) for row in rows}

    async def of(self, user: Actor, now_ms: int) -> list[StoredSession]:
        """The live sessions of a person, oldest first; at most 100."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(OF, user, moment(now_ms))
        return [
            StoredSession(
                str(row["chain"]),
                Actor(str(row["user_id"])),
                row["ip"],
                row["user_agent"],
                row["created_ms"],
                row["active_ms"],
                row["expires_ms"],
            )
            for row in rows
        ]

    async def purge(self, now_ms: int, limit: int) -> int:
        """Delete up to `limit` tokens that have expired, ended ones too; how many were."""
        async with self._pool.use() as connection:
            return int(await connection.fetchval(PURGE, moment(now_ms), limit))


def person(row: asyncpg.Record) -> Person:
    """A user's row as others see them."""
    return Person(Actor(str(row["id"])), row["display_name"], row["role"], row["is_guest"])


async def begin(connection: Link, who: Person, visit: Visit) -> Login:
    """A first token, which begins a session."""
    return await add_token(connection, who, visit, visit.agent, None, None)


async def add_token(
    connection: Link,
    who: Person,
    visit: Visit,
    agent: str,
    chain: str | None,
    rotated_from: str | None,
) -> Login:
    """One more token, of this session or of a new one."""
    # The token is fresh and secret, so an id drawn from its hash is unlike any other's.
    ticket = mint(visit.now_ms, "session", visit.token_hash.hex())
    expires_ms = visit.now_ms + visit.ttl_ms
    session = chain or ticket
    await connection.execute(
        NEW_TOKEN,
        ticket,
        session,
        who.id,
        visit.token_hash,
        _address(visit.ip),
        agent.replace("\0", "")[:AGENT_LENGTH_MAX],
        moment(visit.now_ms),
        moment(expires_ms),
        rotated_from,
    )
    return Login(who, session, expires_ms, ticket=ticket)


async def end_session(connection: Link, owner: object, session: str, now: datetime) -> int:
    """End one session, in a transaction; how many live tokens it had: one or none."""
    await connection.fetchrow(LOCK, owner)
    return sum(row["live"] for row in await connection.fetch(END, session, now))


async def end_sessions(connection: Link, user: object, now: datetime) -> int:
    """End all of a person's sessions, in a transaction that has locked them; how many lived."""
    return sum(row["live"] for row in await connection.fetch(END_ALL, user, now))


def _address(ip: str | None) -> str | None:
    """An address as the database takes it; None for a socket that has none."""
    try:
        return str(ipaddress.ip_address((ip or "").partition("%")[0]))
    except ValueError:
        return None
