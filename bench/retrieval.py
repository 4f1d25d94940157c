"""Case (k): how fast an agent remembers: in RAM, and among a million memories in PostgreSQL.

RAM: one agent with ten thousand, all its parts. Tables: agents with ten thousand each; the nearest
by HNSW against those by looking at all of that agent's, and the whole question.
"""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from time import perf_counter, thread_time
from typing import Final

import numpy as np
import uvloop

from agents.hot import Hot
from agents.memories import Memory
from agents.retrieval import Cue, Weights, retrieve
from bench.journal import ground
from bench.many import MODEL, WIDTH, Crowd, agent, fill, memories
from bench.record import Figure, Options, Record, alone, at_least, at_most, machine, now
from persistence.postgres import memories_near as near
from persistence.postgres.memories import PostgresMemories
from persistence.postgres.pool import Pool

RAM_MS_MAX, TABLE_MS_MAX, RECALL_MIN = 5.0, 20.0, 0.95
TOP: Final = 10
HELD: Final = 10_000
AGENTS: Final = 100
QUESTIONS: Final = 400
# Built with the tables full, which a server never does: it has the index before the memories.
NOTE: Final = (
    "Meanings lie in clusters, as those of texts do; a question is put to one agent. All of a"
    " question: also the newest, the weightiest and those with a shared word, brought here and"
    " scored."
)
BUILD: Final = "set maintenance_work_mem = '512MB'; set max_parallel_maintenance_workers = 1"
MEANINGS: Final = """
select vector_send(embedding) from agent_memories
where agent_id = $1 order by timestamp, id limit $2"""
EXACT: Final = """
select id::text from agent_memories where agent_id = $1 and embedding_model = $2
order by embedding <=> $3::text::vector limit $4"""


def share(samples: Sequence[float], percent: int) -> float:
    """The value in ms that so many percent do not exceed; of seconds."""
    return 1_000 * quantiles(samples, n=100, method="inclusive")[percent - 1]


class InRam:
    """Seconds of each question put to one agent, by CPU and by the clock; to lay all out."""

    def __init__(self) -> None:
        self.cpu: list[float] = []
        self.clock: list[float] = []
        self.laid_out_s = 0.0


def in_ram(held: int, questions: int) -> InRam:
    """Ask one agent with so many memories so many questions."""
    found = InRam()
    crowd = Crowd()
    known = [
        Memory(
            id=f"{number:032x}",
            agent="goat",
            content="x",
            at=number * 60_000,
            accessed=number * 60_000,
            importance=weight,
            words=words,
            embedding=meant,
            model=MODEL,
        )
        for number, meant, words, weight in memories(crowd, held)
    ]
    cues = [
        Cue(words=words, embedding=meant, model=MODEL)
        for _, meant, words, _ in memories(crowd, questions)
    ]
    began = perf_counter()
    hot = Hot(known)
    found.laid_out_s = perf_counter() - began
    gc.collect()
    for asked in cues:
        began, began_cpu = perf_counter(), thread_time()
        retrieve(hot.candidates(asked), asked, Weights(), held * 60_000, TOP)
        found.clock.append(perf_counter() - began)
        found.cpu.append(thread_time() - began_cpu)
    return found


class Found:
    """What the tables said: seconds of the nearest, of all a question takes, of looking at all."""

    def __init__(self) -> None:
        self.nearest: list[float] = []
        # What PostgreSQL's process had of a core for it; on a busy machine the clock tells more.
        self.nearest_cpu: list[float] = []
        self.whole: list[float] = []
        self.exact: list[float] = []
        self.recall: list[float] = []


async def in_tables(pool: Pool, agents: int, questions: int) -> Found:
    """Questions to one agent after the other."""
    found, kept, crowd = Found(), PostgresMemories(pool), Crowd(2)
    for number in range(questions):
        slug = agent(number % agents)
        asked = await _question(pool, crowd, slug, number // agents)
        async with pool.transaction() as link:
            server = await link.fetchval("select pg_backend_pid()")
            began, began_cpu = perf_counter(), core_s(server)
            part = await near.part_of(link, slug, asked)
            assert part is not None
            close = await near.nearest(link, slug, part, asked, 100)
            found.nearest.append(perf_counter() - began)
            found.nearest_cpu.append(core_s(server) - began_cpu)
        async with pool.use() as link:
            text = near.as_text(asked.embedding)
            began = perf_counter()
            rows = await link.fetch(EXACT, slug, MODEL, text, TOP)
            found.exact.append(perf_counter() - began)
        wanted = {row["id"] for row in rows}
        # In the order of the exact cosine, all the wanted that are there at all come first.
        found.recall.append(len(wanted & set(close)) / len(wanted))
        began = perf_counter()
        retrieve(await kept.recall(slug, asked), asked, Weights(), 0, TOP)
        found.whole.append(perf_counter() - began)
    return found


def core_s(process: int) -> float:
    """Seconds that a process has run on a core so far, as Linux counts them."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


async def _question(pool: Pool, crowd: Crowd, slug: str, number: int) -> Cue:
    """About one of the agent's memories, in other words."""
    async with pool.use() as link:
        rows = await link.fetch(MEANINGS, slug, number + 1)
    meant = np.frombuffer(rows[-1][0], ">f4", offset=4).astype(np.float32)
    (asked,) = crowd.near(meant[None, :])
    (words,) = crowd.words(1)
    return Cue(words=words, embedding=asked.astype("<f4").tobytes(), model=MODEL)


async def _tables(agents: int, each: int, questions: int) -> tuple[Found, float]:
    async with ground() as place:
        link = await place.pool.solo()
        await fill(link, Crowd(), agents, each)
        began = perf_counter()
        await link.execute(BUILD)
        await near.make(link, MODEL, WIDTH)
        built_s = perf_counter() - began
        await link.close()
        # Once to each, so that no page is read from the disk for the first time.
        await in_tables(place.pool, agents, agents)
        return await in_tables(place.pool, agents, questions), built_s


def told(held: int, agents: int, each: int, ram: InRam, tables: tuple[Found, float]) -> Record:
    """What was found, against its bars."""
    found, built_s = tables
    million = f"{agents * each:,} memories in pgvector"
    recall = sum(found.recall) / len(found.recall)
    return Record(
        case="retrieval",
        at=now(),
        machine=machine(),
        settings={
            "python": sys.version.split()[0],
            "agents": agents,
            "memories of each": each,
            "width": WIDTH,
            "questions": len(found.nearest),
        },
        figures=[
            Figure(f"RAM, {held:,} memories: p50 of CPU", share(ram.cpu, 50), "ms"),
            Figure(f"RAM, {held:,} memories: p50 by the clock", share(ram.clock, 50), "ms"),
            Figure(f"RAM, {held:,} memories: p99 by the clock", share(ram.clock, 99), "ms"),
            Figure("RAM: to lay them out", 1_000 * ram.laid_out_s, "ms"),
            Figure(f"{million}: nearest p50", share(found.nearest, 50), "ms"),
            Figure(f"{million}: nearest p95 of CPU", share(found.nearest_cpu, 95), "ms"),
            Figure(f"{million}: all of a question p50", share(found.whole, 50), "ms"),
            Figure(f"{million}: all of a question p95", share(found.whole, 95), "ms"),
            Figure(f"{million}: looking at all of the agent's p95", share(found.exact, 95), "ms"),
            Figure(f"{million}: to build the indexes", built_s, "s"),
        ],
        bars=[
            at_most(f"RAM, {held:,} memories: p99 of CPU", RAM_MS_MAX, share(ram.cpu, 99), "ms"),
            at_least(f"{million}: recall@{TOP}", RECALL_MIN, recall),
            at_most(f"{million}: nearest p95", TABLE_MS_MAX, share(found.nearest, 95), "ms"),
        ],
        notes=[NOTE],
    )


def run(options: Options) -> Record:
    """Measure both."""
    held, agents, each, questions = HELD, AGENTS, HELD, QUESTIONS
    if options.smoke:
        held, agents, each, questions = 300, 2, near.EXACT_MAX + 100, 20
    tables = uvloop.run(_tables(agents, each, questions))
    ram = in_ram(held, questions)
    return told(held, agents, each, ram, tables)


if __name__ == "__main__":
    sys.exit(alone(run))
