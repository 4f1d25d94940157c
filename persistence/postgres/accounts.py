"""People and their sessions. Must not know tokens, only their SHA-256."""

import ipaddress
from datetime import timedelta

from game.ids import Actor, mint
from persistence.ports import Login, Person
from persistence.postgres.pool import Pool
from persistence.postgres.projections import moment

NEW_GUEST = """
insert into users (id, username, display_name, is_guest, created_at, updated_at, last_login)
values ($1, $2, $3, true, $4, $4, $4)"""
NEW_SESSION = """
insert into sessions (id, user_id, token_hash, ip_address, user_agent, created_at, last_activity,
    expires_at)
values ($1, $2, $3, $4::text::inet, $5, $6, $6, $7)"""

# A visit is noted once a minute at most: it must not cost a write per connection.
VISIT_EVERY = timedelta(minutes=1)
BY_TOKEN = """
with seen as (
    update sessions set last_activity = $2
    where token_hash = $1 and expires_at > $2 and last_activity < $2 - $3::interval
)
select sessions.id as session, users.id, display_name, role, is_guest,
    (extract(epoch from expires_at) * 1000)::bigint as expires_ms
from sessions join users on users.id = sessions.user_id
where token_hash = $1 and expires_at > $2 and users.status = 'active'"""

AGENT_LENGTH_MAX = 256


class PostgresAccounts:
    """The Accounts port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def welcome_guest(
        self, name: str, token_hash: bytes, now_ms: int, ttl_ms: int, ip: str | None, agent: str
    ) -> Login:
        """Create a guest with a first session."""
        # The token is fresh and secret, so ids drawn from its hash are unlike any other's.
        user = mint(now_ms, "user", token_hash.hex())
        session = mint(now_ms, "session", token_hash.hex())
        expires_ms = now_ms + ttl_ms
        # The drawn part of the id alone: its time would be the same for two in one millisecond.
        username = "guest-" + user.replace("-", "")[12:]
        now, expires = moment(now_ms), moment(expires_ms)
        told = agent.replace("\0", "")[:AGENT_LENGTH_MAX]
        async with self._pool.transaction() as connection:
            await connection.execute(NEW_GUEST, user, username, name, now)
            await connection.execute(
                NEW_SESSION, session, user, token_hash, _address(ip), told, now, expires
            )
        return Login(Person(Actor(user), name, "user", True), session, expires_ms)

    async def by_token(self, token_hash: bytes, now_ms: int) -> Login | None:
        """Who this token signs in, unless it is unknown or expired; notes the visit."""
        async with self._pool.use() as connection:
            row = await connection.fetchrow(BY_TOKEN, token_hash, moment(now_ms), VISIT_EVERY)
        if row is None:
            return None
        person = Person(Actor(str(row["id"])), row["display_name"], row["role"], row["is_guest"])
        return Login(person, str(row["session"]), row["expires_ms"])


def _address(ip: str | None) -> str | None:
    """An address as the database takes it; None for a socket that has none."""
    try:
        return str(ipaddress.ip_address((ip or "").partition("%")[0]))
    except ValueError:
        return None
