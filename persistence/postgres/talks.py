"""What is said between agents and people, and among agents, in the table of all lines."""

from collections.abc import Sequence
from typing import Final

import asyncpg
import msgspec

from agents.exchange import Exchange, Overheard
from agents.memories import Memory
from agents.relationships import Stir, Tie
from game.ids import Actor, GameId
from persistence.ports.talks import Scene
from persistence.postgres import bonds
from persistence.postgres.journal import is_uuid
from persistence.postgres.memories import write
from persistence.postgres.pool import Pool
from persistence.postgres.projections import moment

CHANGES_READ: Final = 100
LINES: Final = """
select id, message, response, context::text as context, emotional_tone,
    (extract(epoch from timestamp) * 1000)::bigint as at_ms
from conversation_logs
where initiator_type = 'player' and initiator_id = $2 and recipient_type = 'agent'
    and recipient_id = $1 and response is not null
order by timestamp desc, id desc limit $3"""
SAME: Final = """
select id, message, response, context::text as context, emotional_tone,
    (extract(epoch from timestamp) * 1000)::bigint as at_ms
from conversation_logs
where initiator_type = 'player' and initiator_id = $2 and timestamp >= $3
    and context ->> 'cause' = $1 and response is not null
order by timestamp desc limit 1"""
HOW: Final = """
select mood, energy_level, current_activity, current_location from agents where id = $1"""
WRITE: Final = """
insert into conversation_logs (id, initiator_type, initiator_id, recipient_type, recipient_id,
    message, response, context, emotional_tone, timestamp)
values ($1, $2, $3, 'agent', $4, $5, $6, $7::text::jsonb, $8, $9)
on conflict do nothing"""
HEARD: Final = """
select id, initiator_id, recipient_id, message, coalesce(response, '') as response,
    context::text as context, emotional_tone,
    (extract(epoch from timestamp) * 1000)::bigint as at_ms
from conversation_logs
where initiator_type = 'agent' and initiator_id = any($1::text[]) and recipient_type = 'agent'
    and recipient_id = any($1::text[]) and initiator_id <> recipient_id
order by timestamp desc, id desc limit $2"""

PUBLIC: Final = "select id from games where id = any($1::uuid[]) and visibility = 'public'"


class PostgresTalks:
    """The Talks port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def scene(self, agent: str, user: Actor, since_ms: int, limit: int) -> Scene:
        """How things stand between an agent and a person."""
        async with self._pool.use() as connection:
            how = await connection.fetchrow(HOW, agent)
            if how is None or not is_uuid(user):
                return Scene()
            tie = await connection.fetchrow(bonds.PERSON_TIE, agent, user)
            changes = await bonds.changes(connection, agent, user, CHANGES_READ, since_ms)
            lines = await connection.fetch(LINES, agent, user, limit)
        return Scene(
            tie=Tie(*tie) if tie is not None else None,
            changes=tuple(changes),
            lines=tuple(map(_exchange, reversed(lines))),
            mood=how["mood"],
            energy=how["energy_level"],
            activity=how["current_activity"],
            place=how["current_location"],
        )

    async def keep(
        self,
        agent: str,
        user: Actor,
        exchange: Exchange,
        stir: Stir | None,
        memory: Memory | None,
        since_ms: int,
    ) -> Exchange | None:
        """Write all of it in one transaction."""
        async with self._pool.transaction() as connection:
            if await connection.fetchval(bonds.TURN, agent) is None:
                return None
            if not is_uuid(user) or not await connection.fetch(bonds.PEOPLE, [user]):
                return None
            same = await connection.fetchrow(SAME, exchange.cause, user, moment(since_ms))
            if same is not None:
                return _exchange(same)
            moved = await bonds.stir(connection, agent, [stir] if stir is not None else [])
            if moved and moved[0] is not None:
                tie, change = moved[0]
            else:
                row = await connection.fetchrow(bonds.PERSON_TIE, agent, user)
                tie, change = Tie(*row) if row is not None else Tie(), None
            kept = msgspec.structs.replace(exchange, tie=tie, change=change)
            await connection.execute(
                WRITE,
                *(kept.id, "player", user, agent, kept.said, kept.answered, _context(kept)),
                *(kept.tone, moment(kept.at)),
            )
            if memory is not None:
                await write(connection, agent, [memory])
        return kept

    async def overheard(self, lines: Sequence[Overheard]) -> None:
        """Write what agents said to each other."""
        rows = [
            (each.id, "agent", each.speaker, each.hearer, each.said, each.answered or None,
             _context(each), each.tone, moment(each.at))
            for each in lines
        ]  # fmt: skip
        async with self._pool.transaction() as connection:
            await connection.executemany(WRITE, rows)

    async def heard(self, agent: str, other: str, limit: int) -> list[Overheard]:
        """What two agents said to each other last, oldest first."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(HEARD, [agent, other], limit)
        return [_overheard(row) for row in reversed(rows)]

    async def public(self, games: Sequence[GameId]) -> list[GameId]:
        """Which of these anybody may watch."""
        if not games:
            return []
        async with self._pool.use() as connection:
            rows = await connection.fetch(PUBLIC, games)
        return [GameId(str(row["id"])) for row in rows]


# What stands in columns of its own.
_COLUMNS: Final = ("id", "at", "said", "answered", "tone", "speaker", "hearer")


def _context(line: Exchange | Overheard) -> str:
    left = {
        name: value
        for name, value in msgspec.to_builtins(line).items()
        if name not in _COLUMNS and value not in (None, "", [], False)
    }
    return msgspec.json.encode(left).decode()


def _exchange(row: asyncpg.Record) -> Exchange:
    columns = {
        "id": str(row["id"]),
        "at": row["at_ms"],
        "said": row["message"],
        "answered": row["response"],
        "tone": row["emotional_tone"] or "neutral",
    }
    return msgspec.convert({**msgspec.json.decode(row["context"]), **columns}, Exchange)


def _overheard(row: asyncpg.Record) -> Overheard:
    columns = {
        "id": str(row["id"]),
        "at": row["at_ms"],
        "speaker": row["initiator_id"],
        "hearer": row["recipient_id"],
        "said": row["message"],
        "answered": row["response"],
        "tone": row["emotional_tone"] or "neutral",
    }
    return msgspec.convert({**msgspec.json.decode(row["context"]), **columns}, Overheard)
