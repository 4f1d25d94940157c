"""The moderators' list of votes that look agreed on."""

import math
from typing import Any, Final, Literal

from game.ids import Actor, mint
from game.mutual import Signal
from persistence.ports.ballots import AGAIN, Raised
from persistence.ports.reports import ReportStatus
from persistence.postgres.journal import is_uuid
from persistence.postgres.pool import Pool
from persistence.postgres.projections import moment

ROWS_MAX: Final = 500
# Who is being erased is waited for, and then missed.
THERE: Final = """
select id from users where id = any($1::uuid[]) and status <> 'deleted' order by id for share"""
KEEP: Final = """
insert into vote_signals as kept (id, kind, people, evidence, rounds, games, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $7)
on conflict (kind, people) do update set
    evidence = excluded.evidence, rounds = excluded.rounds, games = excluded.games,
    updated_at = excluded.updated_at, status = 'open', resolved_by = null, resolved_at = null
where kept.status = 'open' or excluded.evidence >= kept.evidence + $8
returning true"""
PAGE: Final = """
select id, kind, people, evidence, rounds, games, status, resolved_by,
    (extract(epoch from created_at) * 1000)::bigint as created_ms,
    (extract(epoch from updated_at) * 1000)::bigint as updated_ms
from vote_signals where $1::text is null or status = $1
order by updated_at desc, id desc limit $2"""
RESOLVE: Final = """
update vote_signals set status = $2, resolved_by = $3, resolved_at = $4
where id = $1 and status = 'open' returning true"""


class PostgresSignals:
    """The Signals port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def keep(self, signal: Signal, now_ms: int) -> bool:
        """Put it on the list, or make what stands there newer."""
        people = sorted(signal.people)
        async with self._pool.transaction() as connection:
            if len(await connection.fetch(THERE, people)) < len(people):
                return False
            kept = await connection.fetchval(
                KEEP,
                mint(now_ms, "signal", signal.kind, *people),
                signal.kind,
                people,
                math.log10(signal.won),
                signal.rounds,
                signal.games,
                moment(now_ms),
                AGAIN,
            )
        return kept is not None

    async def page(self, status: ReportStatus | None, limit: int) -> list[Raised]:
        """Those of a status, newest first."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(PAGE, status, max(0, min(limit, ROWS_MAX)))
        return [_raised(row) for row in rows]

    async def resolve(
        self, id: str, status: Literal["resolved", "dismissed"], by: Actor, now_ms: int
    ) -> bool:
        """Close an open one."""
        if not is_uuid(id):
            return False
        async with self._pool.use() as connection:
            done = await connection.fetchval(RESOLVE, id, status, by, moment(now_ms))
        return done is not None


def _raised(row: Any) -> Raised:
    by = row["resolved_by"]
    return Raised(
        id=str(row["id"]),
        kind=row["kind"],
        people=tuple(Actor(str(each)) for each in row["people"]),
        evidence=row["evidence"],
        rounds=row["rounds"],
        games=row["games"],
        created_at=row["created_ms"],
        updated_at=row["updated_ms"],
        status=row["status"],
        resolved_by=Actor(str(by)) if by else None,
    )
