"""The accounts themselves, looked up and changed by admins."""

import asyncpg

from game.ids import Actor, mint
from persistence.ports import Account, NewAccount, Role, Status, Taken
from persistence.postgres.accounts import taken
from persistence.postgres.journal import is_uuid
from persistence.postgres.pool import Pool
from persistence.postgres.projections import moment

# Glued into the statements below, which is why they need their noqa.
_SHOWN = """
id, username, display_name, email, role, status, is_guest,
    (extract(epoch from created_at) * 1000)::bigint as created_ms,
    (extract(epoch from last_login) * 1000)::bigint as login_ms"""
BY_ID = f"""
select {_SHOWN} from users where id = $1"""  # noqa: S608
BY_NAME = f"""
select {_SHOWN} from users where lower(username) = lower($1)"""  # noqa: S608
PAGE = f"""
select {_SHOWN} from users
where (username ilike $1 or display_name ilike $1) and ($2::uuid is null
    or (created_at, id) < (select created_at, id from users where id = $2))
order by created_at desc, id desc limit $3"""  # noqa: S608
SET_ROLE = f"""
update users set role = $2, updated_at = $3 where id = $1 returning {_SHOWN}"""  # noqa: S608
SET_STATUS = f"""
update users set status = $2, updated_at = $3 where id = $1 returning {_SHOWN}"""  # noqa: S608
NEW_ADMIN = f"""
insert into users (id, username, username_key, display_name, email, password_hash, role, created_at,
    updated_at)
values ($1, $2, $3, $2, $4, $5, 'admin', $6, $6) returning {_SHOWN}"""  # noqa: S608
PAGE_MAX = 100


class PostgresPeople:
    """The People port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(self, name_or_id: str) -> Account | None:
        """By the id, or by the username in any case."""
        if "\0" in name_or_id:
            return None
        statement = BY_ID if is_uuid(name_or_id) else BY_NAME
        return await self._one(statement, name_or_id)

    async def page(
        self, query: str, cursor: str | None, limit: int
    ) -> tuple[list[Account], str | None]:
        """Those with `query` in a name, newest first, at most 100; see the port."""
        if limit < 1 or "\0" in query or not (cursor is None or is_uuid(cursor)):
            return [], None
        limit = min(limit, PAGE_MAX)
        pattern = query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        async with self._pool.use() as connection:
            # One more than asked for tells whether there is a next page.
            rows = await connection.fetch(PAGE, f"%{pattern}%", cursor, limit + 1)
        part = [_account(row) for row in rows[:limit]]
        return part, part[-1].id if len(rows) > limit else None

    async def set_role(self, user: Actor, role: Role, now_ms: int) -> Account | None:
        """Change what they may do; None if there is no such person."""
        return await self._one(SET_ROLE, user, role, moment(now_ms)) if is_uuid(user) else None

    async def set_status(self, user: Actor, status: Status, now_ms: int) -> Account | None:
        """Suspend, or let in again; their sessions and keys sleep meanwhile."""
        return await self._one(SET_STATUS, user, status, moment(now_ms)) if is_uuid(user) else None

    async def make_admin(self, account: NewAccount, now_ms: int) -> Account | Taken:
        """A new account with the role admin, without any session."""
        values = (account.username, account.key, account.email, account.password_hash)
        try:
            made = await self._one(
                NEW_ADMIN, mint(now_ms, "user", account.key), *values, moment(now_ms)
            )
        except asyncpg.UniqueViolationError as error:
            return taken(error)
        assert made is not None, "an insert returns its row"
        return made

    async def _one(self, statement: str, *values: object) -> Account | None:
        async with self._pool.use() as connection:
            row = await connection.fetchrow(statement, *values)
        return None if row is None else _account(row)


def _account(row: asyncpg.Record) -> Account:
    return Account(
        Actor(str(row["id"])),
        row["username"],
        row["display_name"],
        row["email"],
        row["role"],
        row["status"],
        row["is_guest"],
        row["created_ms"],
        row["login_ms"],
    )
