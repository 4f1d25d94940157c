"""The leaderboards as they are read: ranks computed, equal ones shared, nobody dropped."""

from collections.abc import Sequence
from typing import Any

from game.ids import Actor
from game.periods import BoardKey
from persistence.ports.honours import BoardLine, Place
from persistence.postgres import honours_sql as sql
from persistence.postgres.honours import entry
from persistence.postgres.journal import is_uuid
from persistence.postgres.pool import Pool
from persistence.ranks import ranks
from persistence.ratings import is_rated, shown

LIMIT_MAX = 1_000
SCORE_MAX = 2**63 - 1


class PostgresBoards:
    """The Boards port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(self, key: BoardKey, after: Place | None, limit: int) -> list[BoardLine]:
        """The board in order, from behind this place on, at most LIMIT_MAX lines."""
        if limit < 1 or (after is not None and not _is_place(after)):
            return []
        score, user = (after.score, after.user) if after else (None, None)
        asked = (key.scope, key.period, score, user, min(limit, LIMIT_MAX))
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.PAGE, *asked)
        if not rows:
            return []
        scores = [row["total_score"] for row in rows]
        found = ranks(rows[0]["better"], rows[0]["before"], scores)
        return [_line(row, rank) for row, rank in zip(rows, found, strict=True)]

    async def standing(self, key: BoardKey, user: Actor) -> BoardLine | None:
        """One person's line; None for who has no game on this board."""
        if not is_uuid(user):
            return None
        async with self._pool.use() as connection:
            row = await connection.fetchrow(sql.STANDING, key.scope, key.period, user)
        return _line(row, row["rank"]) if row else None

    async def lines(self, key: BoardKey, users: Sequence[Actor]) -> dict[Actor, BoardLine]:
        """The lines of these people, unranked."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.LINES, key.scope, key.period, users)
        lines = [_line(row, 0) for row in rows]
        return {line.user: line for line in lines}

    async def places(self, key: BoardKey, limit: int) -> list[Place]:
        """The first so many places, in order."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.PLACES, key.scope, key.period, limit)
        return [Place(row["total_score"], Actor(str(row["user_id"]))) for row in rows]


def _is_place(place: Place) -> bool:
    """Whether the database can look for it; what clients send back may be anything."""
    return 0 <= place.score <= SCORE_MAX and is_uuid(place.user)


def _line(row: Any, rank: int) -> BoardLine:
    kept = entry(row)
    return BoardLine(
        rank=rank,
        user=Actor(str(row["user_id"])),
        name=row["display_name"],
        is_guest=row["is_guest"],
        line=kept.line,
        points=kept.points,
        rating=shown(kept.rating),
        is_rated=is_rated(kept.rating, kept.line.games),
    )
