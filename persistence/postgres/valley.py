"""The valley's tables: all that came of some ticks in one transaction, by one run at a time."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

import msgspec

from agents.relationships import Tie
from agents.world.happenings import Brought
from game.ids import Actor
from persistence.ports.errors import OwnershipLost
from persistence.ports.valley import Checkpoint, Life, StoredCharacter, StoredValley
from persistence.postgres import valley_sql as sql
from persistence.postgres.agents import TIE, TIES_OF, PostgresAgents
from persistence.postgres.journal import is_uuid
from persistence.postgres.memories import write
from persistence.postgres.memories_sql import COUNT
from persistence.postgres.pool import Link, Pool
from persistence.postgres.projections import moment

# Lives made rows of in one turn of the loop.
SLICE: Final = 64
log: Final = logging.getLogger(__name__)


class PostgresValley:
    """The Valley port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._agents = PostgresAgents(pool)

    async def begin(self, run: str, seed: str, at_ms: int) -> StoredValley:
        """From now on only this run may write it."""
        async with self._pool.together() as connection:
            row = await connection.fetchrow(sql.BEGIN, run, seed, moment(at_ms))
            assert row is not None
            lives = {}
            for each in await connection.fetch(sql.LIVES):
                try:
                    lives[each["agent_id"]] = sql.life(each)
                except msgspec.ValidationError as error:
                    # Written by another version: this one begins its day at home.
                    log.warning("how %s was can't be read: %s", each["agent_id"], error)
            await connection.fetch(sql.EVERYBODY)
            await connection.execute(sql.LIVED)
            ties = await self._agents.ties()
        return sql.stored(row, lives, ties)

    async def keep(self, run: str, found: Checkpoint) -> dict[str, int]:
        """Write all of it at once; how many memories those have who got some."""
        rows = []
        for agent, life in sorted(found.lives.items()):
            rows.append(sql.live_row(agent, life))
            if len(rows) % SLICE == 0:
                # A thousand of them take some milliseconds, which others may need.
                await asyncio.sleep(0)
        async with self._pool.together() as connection:
            row = await connection.fetchrow(sql.STANDS)
            if row is None or row["run"] != run:
                raise OwnershipLost("another node runs the valley")
            if row["tick"] == found.tick:
                return {}
            if row["tick"] != found.after:
                raise OwnershipLost(f"the valley is at tick {row['tick']}, not {found.after}")
            at = moment(found.at_ms)
            await connection.execute(sql.MOVE, found.tick, found.now_ms, at)
            feeling = {of for of, _, _ in found.touched}
            ids = sorted({*found.lives, *found.memories, *feeling})
            known = {each["id"] for each in await connection.fetch(sql.TURN, ids)}
            lives = {agent: each for agent, each in found.lives.items() if agent in known}
            live = list(zip(*(row for row in rows if row[0] in known), strict=True)) or [()] * 10
            await connection.execute(sql.LIVE, *live, at)
            await connection.execute(sql.SHOW, *sql.show_columns(lives), at)
            await connection.execute(sql.LIVED_THESE, found.lived)
            await self._write_ties(connection, found)
            held: dict[str, int] = {}
            for agent in sorted(known & found.memories.keys()):
                await write(connection, agent, found.memories[agent])
                held[agent] = await connection.fetchval(COUNT, agent)
        return held

    async def _write_ties(self, connection: Link, found: Checkpoint) -> None:
        named = {id for of, toward, _ in found.touched for id in (of, toward)}
        named |= {id for each in found.moves for id in (each.change.of, each.change.toward)}
        rows = await connection.fetch("select id from agents where id = any($1)", sorted(named))
        there = {row["id"] for row in rows}
        await self._agents.move(
            [each for each in found.moves if {each.change.of, each.change.toward} <= there]
        )
        ties = [
            (of, toward, tie.type, tie.affection, tie.trust, tie.frequency, moment(tie.last_ms))
            for of, toward, tie in found.touched
            if {of, toward} <= there
        ]
        columns = list(zip(*ties, strict=True)) or [()] * 7
        await connection.execute(TIE, *columns)
        await connection.execute(sql.UNLIVED_TOO, *columns[:2])

    async def welcome(self, run: str, agents: Sequence[str]) -> list[tuple[str, str, Tie]]:
        """Their ties, both ways, with all that was felt until now."""
        async with self._pool.together() as connection:
            row = await connection.fetchrow(sql.STANDS)
            if row is None or row["run"] != run:
                raise OwnershipLost("another node runs the valley")
            await connection.fetch(sql.EVERYBODY)
            await connection.execute(sql.LIVED_OF, agents)
            rows = await connection.fetch(TIES_OF, agents)
        return [(of, toward, Tie(*tie)) for of, toward, *tie in rows]

    async def unlived(self, limit: int) -> list[Brought]:
        """By the index of those few."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.UNLIVED, limit)
        return [sql.brought(row) for row in rows]

    async def life(self, agent: str) -> Life | None:
        """How one was when it was last written."""
        async with self._pool.use() as connection:
            row = await connection.fetchrow(sql.LIFE, agent)
        return None if row is None else sql.life(row)

    async def character(self, user: Actor) -> StoredCharacter | None:
        """Somebody's character."""
        if not is_uuid(user):
            return None
        async with self._pool.use() as connection:
            row = await connection.fetchrow(sql.CHARACTER, user)
        return None if row is None else StoredCharacter(user, *row)

    async def settle(self, characters: Sequence[StoredCharacter]) -> None:
        """These are so now."""
        rows = [
            (each.user, each.name, each.place, each.x, each.y)
            for each in characters
            if is_uuid(each.user)
        ]
        async with self._pool.use() as connection:
            await connection.execute(sql.SETTLE, *(list(zip(*rows, strict=True)) or [()] * 5))
