"""The statements behind what agents remember, and the rows they take and give."""

from collections.abc import Iterable
from sys import intern
from typing import Any, Final

import asyncpg
import numpy as np
import orjson

from agents.forgetting import (
    ACCESSES_MAX,
    FEELING_COUNTS,
    FRESH_COUNTS,
    HOUR_MS,
    THOUGHT_COUNTS,
    USE_COUNTS,
)
from agents.memories import IMPORTANCE_MAX, Memory, fingerprint
from agents.retrieval import DECAY_PER_HOUR
from game.ids import Actor, GameId
from persistence.postgres.projections import moment

CURSORS: Final = "select agent_id, seq from agent_cursors where game_id = $1"
# One save of an agent at a time, since what it saw at two tables may be the same.
# Nobody waits for what is written behind it to be on the disk: a PostgreSQL that dies forgets it
# with the cursor, and it is read from the journal again. Synced, it made games wait, since whatever
# is announced commits one after the other.
TURN: Final = """
with quick as (select set_config('synchronous_commit', 'off', true))
select memories_written from quick, agents where id = $1 for no key update of agents"""
# To count an agent's memories takes the longer the more there are.
WRITTEN: Final = "update agents set memories_written = memories_written + $2 where id = $1"
# From where it is said to stand ($5); no row if it stands elsewhere.
MOVE: Final = """
insert into agent_cursors (agent_id, game_id, seq, is_done)
select $1, $2, $3, $4
where $5::bigint = 0 or exists (select from agent_cursors where agent_id = $1 and game_id = $2)
on conflict (agent_id, game_id) do update
    set seq = $3, is_done = $4, updated_at = clock_timestamp()
    where agent_cursors.seq = $5
returning seq"""
DONE: Final = "update game_players set is_remembered = true where game_id = $2 and agent_id = $1"
GONE: Final = "select id from users where id = any($1::uuid[]) and status = 'deleted'"
END: Final = """
update agent_memories set valid_until = $3
where agent_id = $1 and subject = $2 and valid_until is null"""
COUNT: Final = "select count(*) from agent_memories where agent_id = $1"
COUNT_ABOUT: Final = """
select count(*) from agent_memories
where whom_of(agent_id, related_players, related_agents) && $1::text[]"""
# Nobody is told of it: it is not waited for until it is on the disk.
TOUCH: Final = """
with quick as (select set_config('synchronous_commit', 'off', true))
update agent_memories set access_count = access_count + 1,
    last_accessed = greatest(last_accessed, $3)
from quick where agent_id = $1 and id = any($2::uuid[])"""
FORGET: Final = "delete from agent_memories where agent_id = $1 and id = any($2::uuid[])"
BEHIND: Final = """
select distinct games.created_at, games.id from game_players
join agents on agents.id = game_players.agent_id
join games on games.id = game_players.game_id and games.status in ('completed', 'cancelled')
where is_behind
order by games.created_at, games.id limit $1"""

_COLUMNS: Final = (
    "id",
    "agent_id",
    "memory_type",
    "content",
    "timestamp",
    "importance_score",
    "emotional_relevance",
    "tags",
    "related_agents",
    "related_players",
    "location",
    "game_id",
    "source",
    "subject",
    "valid_until",
    "last_accessed",
    "access_count",
    "times",
    "words",
    "embedding",
    "embedding_model",
    "fingerprint",
)
# Vectors go as text: the driver knows no such type.
_VALUES: Final = ", ".join(
    f"${place}::text::vector" if column == "embedding" else f"${place}"
    for place, column in enumerate(_COLUMNS, start=1)
)
_CHANGED: Final = ", ".join(f"{each} = excluded.{each}" for each in _COLUMNS if each != "id")
WRITE: Final = f"""
insert into agent_memories ({", ".join(_COLUMNS)}) values ({_VALUES})
on conflict (id) do update
    set {_CHANGED}"""  # noqa: S608 - constants only
# One that already says the same is enough.
WRITE_NEW: Final = f"""
insert into agent_memories ({", ".join(_COLUMNS)}) values ({_VALUES})
on conflict do nothing"""  # noqa: S608 - constants only


def _ms(column: str) -> str:
    return f"(extract(epoch from {column}) * 1000)::bigint as {column}_ms"


READ: Final = ", ".join(
    (
        *(each for each in _COLUMNS if each not in ("embedding", "fingerprint")),
        # As bytes, which the driver reads a hundred times as fast as text.
        "vector_send(embedding) as vector",
        *map(_ms, ("timestamp", "last_accessed", "valid_until")),
    )
)
# For those who need not know what it means.
BARE: Final = READ.replace("vector_send(embedding)", "null::bytea")
ALL: Final = f"select {READ} from agent_memories where agent_id = $1"  # noqa: S608 - constants
OF_KIND: Final = f"""{ALL} and memory_type = $2 and ($3::uuid is null
    or related_players = '{{}}' or related_players @> array[$3::uuid])
order by timestamp desc, id desc limit $4"""
# As `agents.forgetting.worth`: of ten thousand, only those that go are brought over.
_WORTH: Final = f"""
    importance_score / {IMPORTANCE_MAX}::float8
    + {FRESH_COUNTS} * power({DECAY_PER_HOUR}::float8,
        greatest(0, extract(epoch from $2 - last_accessed)::float8 * 1000) / {HOUR_MS})
    + {FEELING_COUNTS} * abs(emotional_relevance)
    + {USE_COUNTS} * least(access_count, {ACCESSES_MAX}) / {ACCESSES_MAX}::float8
    + case memory_type when 'observation' then 0 else {THOUGHT_COUNTS} end"""
LEAST: Final = f"""
select {BARE} from agent_memories where agent_id = $1
order by {_WORTH}, timestamp, id limit $3"""  # noqa: S608 - constants only
HELD: Final = f"{ALL} and fingerprint = any($2::text[])"
RECALLED: Final = """
select content from agent_memories
where agent_id = $1 and access_count > 0 and last_accessed >= $2
order by last_accessed desc, id desc limit $3"""
UNMEANT: Final = f"""
select {READ} from agent_memories
where embedding is null and id > coalesce($1, '00000000-0000-0000-0000-000000000000'::uuid)
order by id limit $2"""  # noqa: S608 - constants only
CHANGES: Final = f"""
select version, {READ} from agent_memories
where agent_id = $1 and version > $2
order by version limit $3"""  # noqa: S608 - constants only
MEAN: Final = """
update agent_memories set embedding = $2::text::vector, embedding_model = $3
where id = $1 and embedding is null"""


def row(memory: Memory) -> tuple[Any, ...]:
    """The values of WRITE."""
    return (
        memory.id,
        memory.agent,
        memory.kind,
        memory.content,
        moment(memory.at),
        memory.importance,
        memory.emotion,
        memory.tags,
        memory.agents,
        memory.players,
        memory.place,
        memory.game,
        memory.source,
        memory.subject,
        moment(memory.until) if memory.until is not None else None,
        moment(memory.accessed),
        memory.accesses,
        memory.times,
        memory.words,
        as_text(memory.embedding),
        memory.model,
        fingerprint(memory),
    )


def as_text(embedding: bytes | None) -> str | None:
    """The embedding as pgvector reads it."""
    if embedding is None:
        return None
    # As many digits as a 4-byte number has: with those of 8 bytes, number by number, to write what
    # memories mean was a seventh of a node's time.
    return orjson.dumps(np.frombuffer(embedding, "<f4"), option=orjson.OPT_SERIALIZE_NUMPY).decode()


def _as_kept(sent: bytes) -> bytes:
    """The embedding as pgvector sends it: 4 bytes on its width, then numbers, high bytes first."""
    return np.frombuffer(sent, ">f4", offset=4).astype("<f4").tobytes()


def _shared(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts, each held once however many memories have it.

    Memories share words, people and games, and tens of thousands are held in RAM: with words of
    its own each takes 5.2 kB, without 3.2.
    """
    return tuple(map(intern, texts))


def memory(found: asyncpg.Record) -> Memory:
    """The memory of a row of ALL, HELD or RECALL."""
    vector = found["vector"]
    return Memory(
        id=str(found["id"]),
        agent=intern(found["agent_id"]),
        kind=found["memory_type"],
        content=found["content"],
        at=found["timestamp_ms"],
        importance=found["importance_score"],
        emotion=found["emotional_relevance"],
        tags=_shared(found["tags"]),
        agents=_shared(found["related_agents"]),
        players=tuple(map(Actor, _shared(map(str, found["related_players"])))),
        place=intern(found["location"]),
        game=GameId(intern(str(found["game_id"]))) if found["game_id"] is not None else None,
        source=tuple(found["source"]),
        subject=found["subject"],
        until=found["valid_until_ms"],
        accessed=found["last_accessed_ms"],
        accesses=found["access_count"],
        times=found["times"],
        words=_shared(found["words"]),
        embedding=None if vector is None else _as_kept(vector),
        model=found["embedding_model"] and intern(found["embedding_model"]),
    )
