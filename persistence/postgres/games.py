"""The games table, read side."""

import base64
import binascii
from typing import Any, Literal, cast

import msgspec

from game.ids import Actor, GameId
from game.rules import Settings
from game.snapshot import GameListed
from persistence.postgres.journal import is_uuid
from persistence.postgres.pool import Pool
from persistence.postgres.projections import moment

LIVE = """
select id from games where status in ('waiting', 'in_progress') order by created_at, id"""

HOSTED = """
select count(*) from games
where host_id = $1::text::uuid and status in ('waiting', 'in_progress')"""

FIND = """
select id from games where code = $1
order by (status in ('waiting', 'in_progress')) desc, created_at desc, id desc limit 1"""

_SHOWN = """
select id, code, name, mode, status, phase, host_id, visibility, max_players, current_round,
    total_rounds, time_limit_seconds, settings,
    (select count(*) from game_players where game_id = games.id
        and (is_active or games.status in ('completed', 'cancelled'))) as players,
    (select display_name from users where id = host_id) as host_name,
    (extract(epoch from created_at) * 1000)::bigint as created_ms
from games where visibility = 'public'"""
_PAGE = """
    and ($1::text is null or mode = $1) and (created_at, id) < ($2::timestamptz, $3::uuid)
order by created_at desc, id desc limit $4"""
# Two statements, so that each has its own index.
PAGE = _SHOWN + _PAGE
PAGE_OF_STATUS = _SHOWN + " and status = $5" + _PAGE

FIRST = (253_402_214_400_000, "ffffffff-ffff-ffff-ffff-ffffffffffff")
LIMIT_MAX = 100
UNSEALED = """
select id from games where status in ('completed', 'cancelled') and digest is null
order by created_at, id"""
DIGEST = "select digest from games where id = $1"
SEAL = "update games set digest = $2 where id = $1"


class PostgresGames:
    """The Games port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def live(self) -> list[GameId]:
        """Every game not over yet, oldest first."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(LIVE)
        return [GameId(str(row["id"])) for row in rows]

    async def hosted(self, host: Actor) -> int:
        """How many live games this person hosts."""
        async with self._pool.use() as connection:
            found: int = await connection.fetchval(HOSTED, host)
        return found

    async def find(self, code: str) -> GameId | None:
        """The newest game with this code, live ones first."""
        if "\0" in code:
            return None
        async with self._pool.use() as connection:
            found = await connection.fetchval(FIND, code)
        return None if found is None else GameId(str(found))

    async def page(
        self, status: str | None, mode: str | None, cursor: str | None, limit: int
    ) -> tuple[list[GameListed], str | None]:
        """Public games, newest first, at most 100; an unreadable cursor ends the list."""
        place = FIRST if cursor is None else _place(cursor)
        if place is None or limit < 1 or "\0" in (status or "") + (mode or ""):
            return [], None
        limit = min(limit, LIMIT_MAX)
        created_ms, last_id = place
        # One more than asked for tells whether there is a next page.
        asked = (mode, moment(created_ms), last_id, limit + 1)
        async with self._pool.use() as connection:
            if status is None:
                rows = await connection.fetch(PAGE, *asked)
            else:
                rows = await connection.fetch(PAGE_OF_STATUS, *asked, status)
        shown = [_shown(row) for row in rows[:limit]]
        more = len(rows) > limit
        return shown, _cursor(rows[limit - 1]["created_ms"], shown[-1].id) if more else None

    async def unsealed(self) -> list[GameId]:
        """Games that are over and have no digest yet."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(UNSEALED)
        return [GameId(str(row["id"])) for row in rows]

    async def digest(self, game: GameId) -> str | None:
        """The digest that was kept for a game."""
        if not is_uuid(game):
            return None
        async with self._pool.use() as connection:
            kept: str | None = await connection.fetchval(DIGEST, game)
        return kept

    async def seal(self, game: GameId, digest: str) -> None:
        """Keep the digest of a game that is over."""
        async with self._pool.use() as connection:
            await connection.execute(SEAL, game, digest)


def _shown(row: Any) -> GameListed:
    status = cast(Literal["waiting", "in_progress", "completed", "cancelled"], row["status"])
    return GameListed(
        id=GameId(str(row["id"])),
        code=row["code"],
        name=row["name"],
        mode=row["mode"],
        status=status,
        phase=row["phase"],
        host=str(row["host_id"]),
        visibility=row["visibility"],
        max_players=row["max_players"],
        players=row["players"],
        current_round=row["current_round"],
        total_rounds=row["total_rounds"],
        time_limit_seconds=row["time_limit_seconds"],
        settings=msgspec.json.decode(row["settings"], type=Settings),
        host_name=row["host_name"],
    )


def _cursor(created_ms: int, game: str) -> str:
    return base64.urlsafe_b64encode(f"{created_ms} {game}".encode()).decode()


def _place(cursor: str) -> tuple[int, str] | None:
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
    except (binascii.Error, ValueError):
        return None
    created_ms, _, game = text.partition(" ")
    if not (created_ms.isascii() and created_ms.isdigit() and is_uuid(game)):
        return None
    return (int(created_ms), game) if int(created_ms) < FIRST[0] else None
