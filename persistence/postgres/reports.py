"""The moderators' list."""

from typing import Final, Literal

import asyncpg

from game.ids import AGENT_PREFIX, Actor, GameId, agent_actor
from persistence.ports.reports import Report, ReportStatus
from persistence.postgres.pool import Pool
from persistence.postgres.projections import moment

ROWS_MAX: Final = 500
# Who wrote it may be erased by now.
ADD: Final = """
insert into reports (id, game_id, message_id, text, author_id, author_agent, reporter_id, reason,
    created_at)
values ($1, $2, $3, $4, (select id from users where id = $5), $6, $7, $8, $9)
on conflict do nothing returning id"""
PAGE: Final = """
select id, game_id, message_id, text, author_id, author_agent, reporter_id, reason, status,
    resolved_by, (extract(epoch from created_at) * 1000)::bigint as created_ms
from reports where $1::text is null or status = $1 order by created_at desc, id desc limit $2"""
# As text, since what people type need not be an id.
RESOLVE: Final = """
update reports set status = $2, resolved_by = $3, resolved_at = clock_timestamp()
where id::text = $1 and status = 'open' returning id"""


class PostgresReports:
    """The Reports port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, report: Report) -> bool:
        """Keep an open report, once."""
        author = report.author
        is_agent = author is not None and author.startswith(AGENT_PREFIX)
        async with self._pool.use() as connection:
            added = await connection.fetchval(
                ADD,
                report.id,
                report.game,
                report.message,
                report.text,
                None if is_agent else author,
                author.removeprefix(AGENT_PREFIX) if author and is_agent else None,
                report.reporter,
                report.reason,
                moment(report.created_at),
            )
        return added is not None

    async def page(self, status: ReportStatus | None, limit: int) -> list[Report]:
        """Those of a status, newest first."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(PAGE, status, max(0, min(limit, ROWS_MAX)))
        return [_report(row) for row in rows]

    async def resolve(self, id: str, status: Literal["resolved", "dismissed"], by: Actor) -> bool:
        """Close an open report."""
        if "\0" in id:
            return False
        async with self._pool.use() as connection:
            return await connection.fetchval(RESOLVE, id, status, by) is not None


def _report(row: asyncpg.Record) -> Report:
    author, by = row["author_id"], row["resolved_by"]
    agent = row["author_agent"]
    return Report(
        id=str(row["id"]),
        game=GameId(str(row["game_id"])),
        message=str(row["message_id"]),
        text=row["text"],
        author=Actor(str(author)) if author else agent_actor(agent) if agent else None,
        reporter=Actor(str(row["reporter_id"])),
        reason=row["reason"],
        created_at=row["created_ms"],
        status=row["status"],
        resolved_by=Actor(str(by)) if by else None,
    )
