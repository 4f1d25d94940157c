"""What agents remember of evenings that never were, so that a bench begins where months end.

Each gets as many memories as it may have, about the people who are there, by the same way as the
server's own. Made up; only sizes and shapes are real.
"""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from typing import Final

import asyncpg

from agents.keywords import keywords
from agents.memories import Memory, embedded
from bench.many import Crowd
from bench.party import DOES, WHAT, WHO
from game.ids import Actor, mint
from persistence.postgres.memories import write
from persistence.postgres.memories_sql import TURN

# So many are written at a time.
PAGE: Final = 200
# How far apart they lie; the last one is of now.
APART_MS: Final = 30_000
SLUGS: Final = "select id from agents order by id"
PEOPLE: Final = "select id::text from users where role <> 'admin' order by id"
MODEL: Final = """
select embedding_model from agent_memories where embedding_model is not null limit 1"""
# Made anew when all is there: with them there, 120,000 took eleven minutes.
NEAR: Final = r"""
select indexname, indexdef from pg_indexes where indexname like 'agent\_memories\_near\_%'"""
LONG_S: Final = 600.0


async def remember(url: str, each: int, wait_s: float) -> None:
    """Give all agents so many memories, the oldest first.

    They have meanings of the model in use, which is waited for: it is known, and its indexes are
    there, soon after the server's own first memory. Without it they have none.
    """
    link, now_ms = await asyncpg.connect(url), time.time_ns() // 1_000_000
    try:
        slugs = [row["id"] for row in await link.fetch(SLUGS)]
        people = [Actor(row["id"]) for row in await link.fetch(PEOPLE)]
        near, until_s = await link.fetch(NEAR), time.monotonic() + wait_s
        while not near and time.monotonic() < until_s:
            await asyncio.sleep(0.5)
            near = await link.fetch(NEAR)
        model = await link.fetchval(MODEL)
        rng, crowd = random.Random(5), Crowd(5)
        for row in near:
            await link.execute(f"drop index {row['indexname']}")
        for first in range(0, each, PAGE):
            for slug in slugs:
                began_ms = now_ms - (each - first) * APART_MS
                batch = list(_batch(rng, crowd, slug, people, began_ms, min(PAGE, each - first)))
                if model is not None:
                    batch = _meant(crowd, batch, model)
                async with link.transaction():
                    await link.fetchval(TURN, slug)
                    await write(link, slug, batch)
        for row in near:
            await link.execute(row["indexdef"], timeout=LONG_S)
    finally:
        await link.close()


def _batch(
    rng: random.Random, crowd: Crowd, slug: str, people: Sequence[Actor], began_ms: int, count: int
) -> Iterator[Memory]:
    for number, drawn in enumerate(crowd.words(count)):
        at_ms = began_ms + number * APART_MS
        said = f"{rng.choice(WHO)} {rng.choice(WHAT)} {rng.choice(DOES)} {' '.join(drawn)}"
        content = f"To “What did {rng.choice(WHAT)} {drawn[0]} say?” one answered “{said}”."
        yield Memory(
            id=mint(at_ms, "past", slug, number),
            agent=slug,
            content=content,
            at=at_ms,
            accessed=at_ms,
            importance=rng.randrange(80) / 10,
            emotion=rng.choice((0.0, 0.0, rng.uniform(-1, 1))),
            players=tuple(sorted(rng.sample(people, min(len(people), rng.choice((1, 1, 2)))))),
            words=keywords(content),
        )


def _meant(crowd: Crowd, batch: Sequence[Memory], model: str) -> list[Memory]:
    directions = [each.astype("<f4").tobytes() for each in crowd.meanings(len(batch))]
    return list(embedded(batch, directions, model))
