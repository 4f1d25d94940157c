"""The nearest of an agent's many memories, by HNSW in one of several indexes of its model.

An index can't know of whom it is asked: of what one for all finds, most is not this agent's. So
each holds the memories of a few agents only, by a digest of their names.
"""

from hashlib import blake2b, md5
from typing import Final

from agents.retrieval import Cue
from game.ids import Actor
from persistence.postgres.memories_sql import as_text
from persistence.postgres.pool import Link

# What pgvector's index takes, as 2-byte numbers: half the size, and the same order but for ties.
WIDTH_MAX: Final = 4_000
# Of a hundred agents with ten thousand memories each, an index then holds one or two.
PARTS: Final = 64
# Up to so many memories, to compare all of them is exact and as fast.
EXACT_MAX: Final = 2_000
MANY: Final = """
select count(*) > $2::integer
from (select from agent_memories where agent_id = $1 limit $2::integer + 1) as first_ones"""
# The more are looked at, the surer; on from there while too many are another agent's.
SETTINGS: Final = """
select set_config('hnsw.ef_search', '100', true),
    set_config('hnsw.iterative_scan', 'relaxed_order', true),
    set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('enable_sort', 'off', true)"""
# The planner does not know that a digest follows from the name, and thinks an agent's are few: left
# to itself it would read and sort them all.
SETTLED: Final = "select set_config('enable_sort', 'on', true)"
_PART: Final = "(get_byte(decode(md5(agent_id), 'hex'), 0) & 63)"


def part_of(agent: str) -> int:
    """Which of the indexes holds an agent's memories."""
    return md5(agent.encode(), usedforsecurity=False).digest()[0] % PARTS


def index_name(model: str, width: int, part: int) -> str:
    """A model's name may hold anything; what is made of it is letters and digits only."""
    digest = blake2b(model.encode(), digest_size=6).hexdigest()
    return f"agent_memories_near_{digest}_{width}_{part}"


def held_by(known: str, width: int, part: int) -> tuple[str, str]:
    """What an index is of, and which rows it holds; `known` is the model's name, quoted."""
    return f"(embedding::halfvec({width}))", f"embedding_model = {known} and {_PART} = {part}"


async def make(connection: Link, model: str, width: int) -> None:
    """The indexes of a model, unless they are there: by cosine, as `nearest` asks."""
    assert 0 < width <= WIDTH_MAX
    known = await _quoted(connection, model)
    for part in range(PARTS):
        column, rows = held_by(known, width, part)
        await connection.execute(
            f"create index if not exists {index_name(model, width, part)}"
            f" on agent_memories using hnsw ({column} halfvec_cosine_ops) where {rows}"
        )


async def is_worth_it(connection: Link, agent: str, asked: Cue, about: Actor | None) -> bool:
    """Whether an index is to be asked: not for a few memories, and not for those with a person."""
    if asked.embedding is None or asked.model is None or about is not None:
        return False
    return bool(await connection.fetchval(MANY, agent, EXACT_MAX))


async def nearest(connection: Link, agent: str, asked: Cue, limit: int) -> list[str]:
    """The ids of the nearest, nearly always all of them; within a transaction.

    Without an index it compares them all.
    """
    assert asked.embedding is not None
    assert asked.model is not None
    width = len(asked.embedding) // 4
    column, rows = held_by(await _quoted(connection, asked.model), width, part_of(agent))
    await connection.execute(SETTINGS)
    found = await connection.fetch(
        f"select id from agent_memories where agent_id = $1 and {rows}"  # noqa: S608 - quoted
        f" order by {column} <=> $2::text::halfvec({width}) limit $3",
        agent,
        as_text(asked.embedding),
        limit,
    )
    await connection.execute(SETTLED)
    return [str(row["id"]) for row in found]


async def _quoted(connection: Link, model: str) -> str:
    """As a literal: what an index holds must be said in the question, and can't be a parameter."""
    found: str = await connection.fetchval("select quote_literal($1::text)", model)
    return found
