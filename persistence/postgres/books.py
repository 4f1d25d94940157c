"""All honours tables at once: read out for a check, or put in place of what is there."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from game.ids import Actor, GameId
from persistence.ledger import COLUMNS, Ledger
from persistence.ports.honours import Known, Tables
from persistence.postgres import honours_sql as sql
from persistence.postgres.pool import Pool
from persistence.postgres.projections import moment

# What a whole table may take; a game's own statements have the pool's limit.
TABLE_S: Final = 600.0
# Each before what it points at, to be emptied; made again the other way round.
ORDER: Final = ("player_achievements", "co_players", "careers", "leaderboard", "game_stats")
TIMES: Final = ("ended_at", "unlocked_at")


class PostgresBooks:
    """The Books port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def games(self) -> list[Known]:
        """Every game played to its last reveal: the numbered in order, then by its time."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.KNOWN, timeout=TABLE_S)
        return [Known(GameId(str(row["id"])), row["number"], row["is_over"]) for row in rows]

    async def erased(self) -> list[Actor]:
        """People who were erased."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.ERASED)
        return [Actor(str(row["id"])) for row in rows]

    async def tables(self) -> Tables:
        """All that is kept, as of one moment."""
        found: dict[str, dict[tuple[str, ...], tuple[object, ...]]] = {}
        async with (
            self._pool.use() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            for table, (keys, values) in COLUMNS.items():
                names = ", ".join((*keys, *values))
                select = f"select {names} from {table}"  # noqa: S608 - names of our own
                rows = await connection.fetch(select, timeout=TABLE_S)
                plain = [[_plain(value) for value in row] for row in rows]
                found[table] = {
                    tuple(map(str, row[: len(keys)])): tuple(row[len(keys) :]) for row in plain
                }
        return found

    async def replace(self, make: Callable[[], Awaitable[Ledger]]) -> None:
        """Put what `make` gives in the place of everything, in one transaction."""
        async with self._pool.transaction() as connection:
            await connection.execute(sql.LOCK, timeout=TABLE_S)
            made = (await make()).tables()
            for table in ORDER:
                await connection.execute(f"delete from {table}", timeout=TABLE_S)  # noqa: S608
            for table in reversed(ORDER):
                names = [name for each in COLUMNS[table] for name in each]
                # Averages are generated.
                kept = [name for name in names if not name.startswith("avg_")]
                await connection.copy_records_to_table(
                    table, records=_records(names, kept, made[table]), columns=kept,
                    timeout=TABLE_S,
                )  # fmt: skip
            await connection.execute(sql.RENUMBER)


def _records(
    names: list[str], kept: list[str], rows: Mapping[tuple[str, ...], tuple[object, ...]]
) -> list[tuple[object, ...]]:
    found = []
    for key, values in rows.items():
        row: dict[str, Any] = dict(zip(names, (*key, *values), strict=True))
        found.append(tuple(moment(row[name]) if name in TIMES else row[name] for name in kept))
    return found


def _plain(value: object) -> object:
    """As the ledger has it: ids as text, times in Unix ms."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return round(value.timestamp() * 1000)
    return value
