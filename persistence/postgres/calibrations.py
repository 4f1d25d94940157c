"""The judge's calibration in tables: lessons until they are a version, and the versions."""

from functools import reduce
from typing import Final

import asyncpg
import msgspec
from msgspec.structs import replace

from agents.calibration import Calibration, Leans, Learned, advanced, is_due, together, votes_in
from persistence.ports.calibrations import VERSIONS_KEPT, VersionLine
from persistence.postgres.pool import Link, Pool
from persistence.postgres.projections import moment

LEARN: Final = "insert into judge_lessons (votes, learned) values ($1, $2)"
NEWEST: Final = """
select version, learned::text, leans::text,
    (extract(epoch from created_at) * 1000)::bigint as created_ms
from judge_versions where version > $1 order by version desc limit 1"""
ONE: Final = "select version, learned::text, leans::text from judge_versions where version = $1"
LINES: Final = """
select version, votes, reverted_to, (extract(epoch from created_at) * 1000)::bigint as created_ms
from judge_versions order by version desc"""
# Two nodes that find a version due make one: the second waits, and finds it made. Lessons that are
# written meanwhile are kept for the next version.
LOCK: Final = "lock table judge_versions in share row exclusive mode"
VOTES: Final = "select coalesce(sum(votes), 0) from judge_lessons"
TAKE: Final = "delete from judge_lessons returning learned::text"
ADD: Final = """
insert into judge_versions (version, votes, learned, leans, reverted_to, created_at)
values ($1, $2, $3, $4, $5, $6)"""
FORGET: Final = "delete from judge_versions where version <= $1"


class PostgresCalibrations:
    """The Calibrations port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def learn(self, learned: Learned) -> None:
        """Keep what some votes said."""
        votes = votes_in(learned)
        if votes:
            async with self._pool.use() as connection:
                await connection.execute(LEARN, votes, _written(learned))

    async def newer(self, than: int) -> Calibration | None:
        """The version in use, if it is newer."""
        async with self._pool.use() as connection:
            row = await connection.fetchrow(NEWEST, than)
        return _calibration(row) if row is not None else None

    async def versions(self) -> list[VersionLine]:
        """All that are kept, newest first."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(LINES)
        return [
            VersionLine(
                version=row["version"],
                votes=row["votes"],
                reverted_to=row["reverted_to"],
                created_at=row["created_ms"],
            )
            for row in rows
        ]

    async def advance(self, now_ms: int) -> Calibration | None:
        """Make the next version, if it is due."""
        async with self._pool.transaction() as connection:
            if not await connection.fetchval(VOTES):
                return None  # which needs no lock, and is how it mostly is
            await connection.execute(LOCK)
            row = await connection.fetchrow(NEWEST, 0)
            age_ms = now_ms - (row["created_ms"] if row is not None else 0)
            if not is_due(await connection.fetchval(VOTES), age_ms):
                return None
            last = _calibration(row) if row is not None else Calibration()
            taken = [_learned(each["learned"]) for each in await connection.fetch(TAKE)]
            made = advanced(last, last.version + 1, reduce(together, taken))
            await _add(connection, made, None, now_ms)
        return made

    async def revert(self, version: int, now_ms: int) -> Calibration | None:
        """Take up an earlier version again."""
        async with self._pool.transaction() as connection:
            await connection.execute(LOCK)
            newest = await connection.fetchrow(NEWEST, 0)
            row = await connection.fetchrow(ONE, version) if 0 < version < 2**31 else None
            if newest is None or (row is None and version != 0):
                return None
            found = _calibration(row) if row is not None else Calibration()
            made = replace(found, version=newest["version"] + 1)
            await connection.fetch(TAKE)
            await _add(connection, made, version, now_ms)
        return made


async def _add(connection: Link, made: Calibration, reverted_to: int | None, now_ms: int) -> None:
    learned, leans = _written(made.learned), _written(made.leans)
    at = moment(now_ms)
    await connection.execute(ADD, made.version, made.votes, learned, leans, reverted_to, at)
    await connection.execute(FORGET, made.version - VERSIONS_KEPT)


def _written(found: Learned | dict[str, dict[str, Leans]]) -> str:
    return msgspec.json.encode(found).decode()


def _learned(text: str) -> Learned:
    return msgspec.json.decode(text, type=Learned)


def _calibration(row: asyncpg.Record) -> Calibration:
    leans = msgspec.json.decode(row["leans"], type=dict[str, dict[str, Leans]])
    return Calibration(row["version"], _learned(row["learned"]), leans)
