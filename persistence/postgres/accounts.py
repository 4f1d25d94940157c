"""Who signs in. Must not know tokens, only their SHA-256, nor passwords, only their hashes."""

from collections.abc import Sequence
from datetime import timedelta

import asyncpg

from game.ids import Actor, mint
from persistence.ports import Barred, Credentials, Login, NewAccount, Person, Taken, Visit
from persistence.postgres.pool import Pool
from persistence.postgres.projections import moment
from persistence.postgres.sessions import LOCK, begin, end_session, end_sessions, person
from persistence.postgres.together import Together

NEW_GUEST = """
insert into users (id, username, display_name, is_guest, created_at, updated_at, last_login)
values ($1, $2, $3, true, $4, $4, $4)"""

# A visit is noted once a minute at most: it must not cost a write per connection.
VISIT_EVERY = timedelta(minutes=1)
# Asked for as many tokens as come at once. Whoever is being changed by another is not waited for.
BY_TOKEN = """
with due as (
    select id from sessions
    where token_hash = any($1::bytea[]) and expires_at > $2 and ended_at is null
        and last_activity < $2 - $3::interval
    for no key update skip locked
), seen as (
    update sessions set last_activity = $2 from due where sessions.id = due.id
)
select token_hash, sessions.id as ticket, chain, ended_at is not null as ended, users.id,
    display_name, role, is_guest, status,
    (extract(epoch from expires_at) * 1000)::bigint as expires_ms
from sessions join users on users.id = sessions.user_id
where token_hash = any($1::bytea[]) and expires_at > $2"""
TOKENS_MAX = 256

CREDENTIALS = """
select id, username, password_hash, status from users
where username_key = $1 and password_hash is not null"""
SIGN_IN = """
update users set last_login = $2 where id = $1 and status = 'active' and not is_guest
returning id, display_name, role, is_guest"""
REGISTER = """
update users set username = $2, username_key = $3, display_name = $2, email = $4,
    password_hash = $5, is_guest = false, updated_at = $6, last_login = $6
where id = $1 returning id, display_name, role, is_guest"""

# Which name or address is another's already, by the index that says so.
TAKEN: dict[str | None, Taken] = {
    "users_username_key_key": "name",
    "users_username_key": "name",
    "users_email_key": "email",
    # The same admin made twice in a millisecond.
    "users_pkey": "name",
}


class PostgresAccounts:
    """The Accounts port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._by_token = Together(self._rows_of, TOKENS_MAX)

    async def welcome_guest(self, name: str, visit: Visit) -> Login:
        """Create a guest with a first session."""
        # As with the session's: drawn from the token, unlike any other's.
        user = Actor(mint(visit.now_ms, "user", visit.token_hash.hex()))
        # The drawn part of the id alone: its time would be the same for two in one millisecond.
        username = "guest-" + user.replace("-", "")[12:]
        async with self._pool.transaction() as connection:
            await connection.execute(NEW_GUEST, user, username, name, moment(visit.now_ms))
            return await begin(connection, Person(user, name, "user", True), visit)

    async def by_token(self, token_hash: bytes, now_ms: int) -> Login | Barred | None:
        """Who this token signs in; None if unknown or expired. Notes the visit, ends the stolen."""
        row = await self._by_token.ask((token_hash, now_ms))
        # Those who ask together may have read the clock a moment apart.
        if row is None or row["expires_ms"] <= now_ms:
            return None
        found, chain = person(row), str(row["chain"])
        if row["ended"]:
            async with self._pool.transaction() as connection:
                await end_session(connection, found.id, chain, moment(now_ms))
            return Barred("reused", found.id, chain)
        if row["status"] != "active":
            return Barred("status", found.id, chain)
        return Login(found, chain, row["expires_ms"], ticket=str(row["ticket"]))

    async def _rows_of(self, asked: Sequence[tuple[bytes, int]]) -> list[asyncpg.Record | None]:
        tokens, now_ms = [token for token, _ in asked], min(at_ms for _, at_ms in asked)
        async with self._pool.use() as connection:
            rows = await connection.fetch(BY_TOKEN, tokens, moment(now_ms), VISIT_EVERY)
        found = {row["token_hash"]: row for row in rows}
        return [found.get(token) for token in tokens]

    async def credentials(self, key: str) -> Credentials | None:
        """The account whose name has this key, if it has a password."""
        if "\0" in key:
            return None
        async with self._pool.use() as connection:
            row = await connection.fetchrow(CREDENTIALS, key)
        if row is None:
            return None
        return Credentials(
            Actor(str(row["id"])), row["username"], row["password_hash"], row["status"]
        )

    async def sign_in(self, user: Actor, visit: Visit) -> Login | None:
        """A new session for an account; None unless it is active."""
        async with self._pool.transaction() as connection:
            row = await connection.fetchrow(SIGN_IN, user, moment(visit.now_ms))
            return None if row is None else await begin(connection, person(row), visit)

    async def register(self, user: Actor, account: NewAccount, visit: Visit) -> Login | Taken:
        """Make this guest an account, end all their sessions and start one, all or nothing."""
        now = moment(visit.now_ms)
        written = (account.username, account.key, account.email, account.password_hash, now)
        try:
            async with self._pool.transaction() as connection:
                row = await connection.fetchrow(LOCK, user)
                if row is None or row["status"] != "active":
                    return "gone"
                if not row["is_guest"]:
                    return "account"
                row = await connection.fetchrow(REGISTER, user, *written)
                assert row is not None, "it is locked"
                await end_sessions(connection, user, now)
                return await begin(connection, person(row), visit)
        except asyncpg.UniqueViolationError as error:
            return taken(error)


def taken(error: asyncpg.UniqueViolationError) -> Taken:
    """What another has already; raises the error again if it is neither name nor address."""
    if error.constraint_name not in TAKEN:
        raise error
    return TAKEN[error.constraint_name]
