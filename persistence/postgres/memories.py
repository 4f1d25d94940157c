"""What agents remember, in tables; words are found by full text, meaning by pgvector."""

import asyncio
from collections.abc import Sequence
from typing import Final

from agents.forgetting import kept_of, let_go
from agents.memories import ANYBODY, Kind, Memory, Whom, endings, fingerprint, settled
from agents.relationships import Stir
from agents.retrieval import CANDIDATES_MAX, Cue
from game.ids import Actor, GameId
from persistence.ports.memories import RECALLED_MAX, Changes, Cursor, Saved
from persistence.postgres import memories_near as near
from persistence.postgres import memories_sql as sql
from persistence.postgres import recall_sql as choice
from persistence.postgres.bonds import stir
from persistence.postgres.journal import is_uuid
from persistence.postgres.pool import Link, Pool
from persistence.postgres.projections import moment

NOBODY: Final = "00000000-0000-0000-0000-000000000000"
# Rows that are read in one go where there may be many.
PAGE: Final = 50


class PostgresMemories:
    """The Memories port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def index(self, model: str, width: int) -> None:
        """Make the indexes for the model in use, unless they are there."""
        async with self._pool.use() as connection:
            await near.make(connection, model, width)

    async def cursors(self, game: GameId) -> dict[str, int]:
        """Up to which event each agent remembers this game."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.CURSORS, game)
        return {row["agent_id"]: row["seq"] for row in rows}

    async def save(
        self, agent: str, cursor: Cursor, batch: Sequence[Memory], stirs: Sequence[Stir] = ()
    ) -> Saved:
        """Write the memories, the changes of ties and the cursor in one transaction."""
        async with self._pool.transaction() as connection:
            before: int | None = await connection.fetchval(sql.TURN, agent)
            assert before is not None, f"{agent} is not enrolled"
            move = (agent, cursor.game, cursor.seq, cursor.is_done, cursor.after)
            if await connection.fetchval(sql.MOVE, *move) is None:
                return Saved(is_written=False, written=before)
            written = before + await write(connection, agent, batch)
            await stir(connection, agent, stirs)
            if cursor.is_done:
                await connection.execute(sql.DONE, agent, cursor.game)
            return Saved(is_written=True, written=written)

    async def behind(self, limit: int) -> list[GameId]:
        """Games that are over and not remembered to their end, oldest first."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.BEHIND, limit)
        return [GameId(str(row["id"])) for row in rows]

    async def recall(
        self, agent: str, asked: Cue, about: Whom | None = None, limit: int = CANDIDATES_MAX
    ) -> list[Memory]:
        """What `candidates` would choose, by the same four orders."""
        meant = (asked.words, sql.as_text(asked.embedding), asked.model)
        if about == ANYBODY and not asked.words and asked.embedding is None:
            return await self._chosen(choice.FIRST_OPEN, agent, limit)
        if about == ANYBODY:
            return await self._chosen(choice.RECALL_OPEN, agent, limit, *meant)
        if about is not None:
            return await self._chosen(choice.RECALL_ABOUT, choice.whom(agent, about), limit, *meant)
        if asked.embedding is None:
            return await self._chosen(choice.RECALL_BESIDE, agent, limit, asked.words, [])
        async with self._pool.transaction() as connection:
            part = await near.part_of(connection, agent, asked)
            if part is not None:
                found = await near.nearest(connection, agent, part, asked, limit)
                given = (agent, limit, asked.words, found)
                rows = await connection.fetch(choice.RECALL_BESIDE, *given)
            else:
                rows = await connection.fetch(choice.RECALL, agent, limit, *meant)
        return [sql.memory(row) for row in rows]

    async def recall_each(self, agent: str, whom: Whom, limit: int) -> dict[str, list[Memory]]:
        """The newest and the weightiest about each of these."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(choice.ABOUT_EACH, choice.whom(agent, whom), limit, whom)
        found: dict[str, list[Memory]] = {each: [] for each in whom}
        for row in rows:
            found[row["who"]].append(sql.memory(row))
        return found

    async def _chosen(self, statement: str, *given: object) -> list[Memory]:
        async with self._pool.use() as connection:
            rows = await connection.fetch(statement, *given)
        return [sql.memory(row) for row in rows]

    async def of_kind(
        self, agent: str, kind: Kind, about: Actor | None, limit: int
    ) -> list[Memory]:
        """The newest of one kind: all, or those about this person or about nobody."""
        if about is not None and not is_uuid(about):
            # No person at all: they are in no memory.
            about = Actor(NOBODY)
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.OF_KIND, agent, kind, about, limit)
        return [sql.memory(row) for row in rows]

    async def count(self, agent: str, about: Whom | None = None) -> int:
        """How many memories it has, or has about any of these."""
        async with self._pool.use() as connection:
            found: int = (
                await connection.fetchval(sql.COUNT, agent)
                if about is None
                else await connection.fetchval(sql.COUNT_ABOUT, choice.whom(agent, about))
            )
        return found

    async def touch(self, agent: str, ids: Sequence[str], now_ms: int) -> None:
        """These were recalled now."""
        # Of what somebody waits for, nothing may be lost with it.
        assert not self._pool.is_joined
        async with self._pool.use() as connection:
            await connection.execute(sql.TOUCH, agent, ids, moment(now_ms))

    async def recalled(self, agent: str, since_ms: int, limit: int = RECALLED_MAX) -> list[str]:
        """What it was touched for from then on, the last first."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.RECALLED, agent, moment(since_ms), limit)
        return [row["content"] for row in rows]

    async def unmeant(self, after: str | None, limit: int) -> list[Memory]:
        """Memories without an embedding, by id."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.UNMEANT, after, limit)
        return [sql.memory(row) for row in rows]

    async def mean(self, batch: Sequence[Memory]) -> None:
        """Keep these embeddings, where there is none."""
        rows = [(each.id, sql.as_text(each.embedding), each.model) for each in batch]
        async with self._pool.use() as connection:
            await connection.executemany(sql.MEAN, rows)

    async def changes(self, agent: str, since: int, limit: int) -> Changes:
        """What was written after a version."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.CHANGES, agent, since, limit)
            held = await connection.fetchval(sql.COUNT, agent)
        version = rows[-1]["version"] if rows else since
        return Changes([sql.memory(row) for row in rows], version, held)

    async def compact(self, agent: str, now_ms: int, bound: int) -> int:
        """Forget down to the bound; what is saved meanwhile waits."""
        async with self._pool.transaction() as connection:
            await connection.fetchval(sql.TURN, agent)
            held: int = await connection.fetchval(sql.COUNT, agent)
            if held <= bound:
                return held
            asked = agent, moment(now_ms), held - kept_of(bound)
            least = await paged(connection, sql.LEAST, *asked)
            found = await asyncio.to_thread(let_go, least, bound)
            await connection.execute(sql.FORGET, agent, found.forgotten)
            await connection.executemany(sql.WRITE_NEW, map(sql.row, found.summaries))
            left: int = await connection.fetchval(sql.COUNT, agent)
        return left


async def paged(connection: Link, statement: str, *given: object) -> list[Memory]:
    """Many memories, read while others have their turn; within a transaction."""
    rows = connection.cursor(statement, *given, prefetch=PAGE)
    return [sql.memory(row) async for row in rows]


async def write(connection: Link, agent: str, batch: Sequence[Memory]) -> int:
    """The batch, merged with what says the same; facts on its subjects end. How many it was.

    The caller holds the agent's row (TURN).
    """
    people = sorted({user for each in batch for user in each.players})
    gone = [str(row["id"]) for row in await connection.fetch(sql.GONE, people)] if people else []
    batch = [each for each in batch if not any(user in gone for user in each.players)]
    if not batch:
        return 0
    ends = [(agent, subject, moment(at)) for subject, at in endings(batch).items()]
    if ends:
        await connection.executemany(sql.END, ends)
    marks = [mark for each in batch if (mark := fingerprint(each)) is not None]
    rows = await connection.fetch(sql.HELD, agent, marks) if marks else []
    held = {str(fingerprint(each)): each for each in map(sql.memory, rows)}
    await connection.executemany(sql.WRITE, map(sql.row, settled(held, batch)))
    await connection.execute(sql.WRITTEN, agent, len(batch))
    return len(batch)
