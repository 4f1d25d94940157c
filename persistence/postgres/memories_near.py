"""The nearest of an agent's many memories, by HNSW in one of several indexes of its model.

An index can't know of whom it is asked: of what one for all finds, most is not this agent's. So
each holds one agent, or a few; they are dealt out evenly as they come (agents.memory_part).
"""

from hashlib import blake2b
from typing import Final

from agents.retrieval import Cue
from persistence.postgres.memories_sql import as_text
from persistence.postgres.pool import Link

# What pgvector's index takes, as 2-byte numbers: half the size, and the same order but for ties.
WIDTH_MAX: Final = 4_000
# As in the tables: of a hundred agents, each has its own; with two in one, among 20,000 memories,
# the nearest took twice as long.
PARTS: Final = 128
# Only these have one: each is looked at when a question is planned, and when a row is written. Who
# comes later is compared whole until the next start.
IN_USE: Final = "select distinct memory_part from agents order by memory_part"
# One of them, where there are many memories already.
MAKE_S: Final = 3_600.0
# Up to so many memories, to compare all of them is exact and as fast.
EXACT_MAX: Final = 2_000
PART: Final = """
select memory_part from agents where id = $1 and (
    select count(*) > $2::integer
    from (select from agent_memories where agent_id = $1 limit $2::integer + 1) as first_ones)"""
# The more are looked at, the surer; on from there while too many are another agent's. An index is
# known to fit only where the part and the model are, so each question is planned for itself. And
# the planner does not know that a part follows from the name, and thinks an agent's are few: left
# to itself it would read and sort them all.
SETTINGS: Final = """
select set_config('hnsw.ef_search', '100', true),
    set_config('hnsw.iterative_scan', 'relaxed_order', true),
    set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('enable_sort', 'off', true)"""
SETTLED: Final = "select set_config('enable_sort', 'on', true)"


def index_name(model: str, width: int, part: int) -> str:
    """A model's name may hold anything; what is made of it is letters and digits only."""
    digest = blake2b(model.encode(), digest_size=6).hexdigest()
    return f"agent_memories_near_{digest}_{width}_{part}"


def nearest_of(width: int) -> str:
    """The statement that an index of this width answers."""
    given = f"$4::text::halfvec({width})"
    return f"""
select id from agent_memories where agent_id = $1 and embedding_model = $2 and part = $3
order by (embedding::halfvec({width})) <=> {given} limit $5"""  # noqa: S608 - a number


async def make(connection: Link, model: str, width: int) -> None:
    """The indexes of a model, unless they are there: by cosine, as `nearest` asks."""
    assert 0 < width <= WIDTH_MAX
    # What an index holds can't be a parameter.
    known = await connection.fetchval("select quote_literal($1::text)", model)
    for row in await connection.fetch(IN_USE):
        part = row["memory_part"]
        await connection.execute(
            f"create index if not exists {index_name(model, width, part)} on agent_memories"
            f" using hnsw ((embedding::halfvec({width})) halfvec_cosine_ops)"
            f" where embedding_model = {known} and part = {part}",
            timeout=MAKE_S,
        )


async def part_of(connection: Link, agent: str, asked: Cue) -> int | None:
    """Which of the indexes is to be asked; None where it is not worth it: for few memories."""
    if asked.embedding is None or asked.model is None:
        return None
    part: int | None = await connection.fetchval(PART, agent, EXACT_MAX)
    return part


async def nearest(connection: Link, agent: str, part: int, asked: Cue, limit: int) -> list[str]:
    """The ids of the nearest, nearly always all of them; within a transaction.

    Without an index it compares them all.
    """
    assert asked.embedding is not None
    statement = nearest_of(len(asked.embedding) // 4)
    given = (agent, asked.model, part, as_text(asked.embedding), limit)
    await connection.execute(SETTINGS)
    found = await connection.fetch(statement, *given)
    await connection.execute(SETTLED)
    return [str(row["id"]) for row in found]
