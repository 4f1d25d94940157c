"""`kill -9` while the valley lives: what was told stays, ties are the sum of their changes, and
every talk is remembered once.

Method: at noon and twenty times as fast as usual, so that much happens; kills at seeded moments.
"""

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from clients.sdk import Client, Guest
from server.valley.village_task import SHIPPED, texts
from server.wire import GetAgent, ListAgents, WatchValley
from tests.agents.evening import personas
from tests.faults.world import Server, until

SEED = int(os.environ.get("FAULTS_SEED") or 1)
KILLS = 4
NOON_MS = 12 * 60 * 60_000
AT_NOON = """insert into valley (seed, tick, now_ms, run, born_at)
    values ('heartwood', 0, $1, '', now()) on conflict (id) do update set now_ms = $1, run = ''"""
TIES = "select agent_id, other_agent_id, affection_score, trust_level from agent_relationships"
CHANGES = """select agent_id, other_agent_id, sum(affection)::integer, sum(trust)::integer
    from relationship_changes group by 1, 2"""
TOLD = """select agent_id, other_agent_id, cause, (extract(epoch from at) * 1000)::bigint
    from relationship_changes"""
TALKS = """select agent_id, count(*) from relationship_changes
    where cause in ('chat', 'quarrel', 'made_up') group by 1"""
REMEMBERED = """select agent_id, sum(times)::integer from agent_memories
    where 'talk' = any(tags) group by 1"""
GIFTS = """select agent_id, count(*) from relationship_changes
    where cause = 'gift' group by 1"""
GIFTS_REMEMBERED = """select agent_id, sum(times)::integer from agent_memories
    where 'gift' = any(tags) group by 1"""

pytestmark = [pytest.mark.services, pytest.mark.faults, pytest.mark.timeout(180)]
Told = set[tuple[str, str, str, int]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of one's own, started, in whose valley it is noon."""
    tmp_path.chmod(0o755)
    server = Server(tmp_path, GENIUS_VALLEY_PACE="600")
    server.start()
    asyncio.run(_at_noon(server))
    server.kill()
    server.start()
    yield server
    server.close()


async def connected(server: Server) -> "asyncpg.Connection[asyncpg.Record]":
    socket = next(server.folder.rglob(".s.PGSQL.5432"))
    return await asyncpg.connect(user="postgres", host=str(socket.parent), database="genius")


async def _at_noon(server: Server) -> None:
    connection = await connected(server)
    async with connection.transaction():
        await connection.execute(AT_NOON, NOON_MS)
        await connection.execute("delete from agent_states")
    await connection.close()


async def told(server: Server) -> tuple[int, Told]:
    """At which tick it is, and what people are told of who changed their mind about whom, why."""
    async with Client(server.url, auth=Guest("Ada")) as client:
        found: Told = set()
        for each in (await client.ask(ListAgents())).agents:
            for tie in (await client.ask(GetAgent(agent=each.id))).ties:
                if tie.cause is not None and tie.cause_at is not None:
                    found.add((each.id, tie.to, tie.cause, tie.cause_at))
        return (await client.ask(WatchValley())).tick, found


async def counted(connection: "asyncpg.Connection[asyncpg.Record]", sql: str) -> Counter[str]:
    return Counter(dict(map(tuple, await connection.fetch(sql))))


async def compared(server: Server, said: Told) -> int:
    """Assert that all of it is right; how many changes there are."""
    connection = await connected(server)
    try:
        async with connection.transaction(isolation="repeatable_read"):
            before = {
                (each.slug, bond.to): (bond.affection, bond.trust)
                for each in personas()
                for bond in each.relationships
            }
            sums = {(a, b): (c, d) for a, b, c, d in await connection.fetch(CHANGES)}
            ties = {(a, b): (c, d) for a, b, c, d in await connection.fetch(TIES)}
            for pair, tie in ties.items():
                start, moved = before.get(pair, (0, 50)), sums.get(pair, (0, 0))
                assert tie == (start[0] + moved[0], start[1] + moved[1]), pair
            assert sums.keys() <= ties.keys()
            assert said <= {tuple(row) for row in await connection.fetch(TOLD)}
            talks = await counted(connection, TALKS)
            remembered = await counted(connection, REMEMBERED)
            # A talk is remembered when it begins, and moves feelings when it ends.
            assert all(remembered[agent] - talks[agent] in (0, 1) for agent in remembered | talks)
            assert await counted(connection, GIFTS) == await counted(connection, GIFTS_REMEMBERED)
            return len(await connection.fetch(TOLD))
    finally:
        await connection.close()


def test_the_valley_survives_kills(server: Server) -> None:
    assert len(texts(SHIPPED)) == len(personas())
    dice, said, ticks = random.Random(SEED), Told(), [0]
    for _ in range(KILLS):
        time.sleep(dice.uniform(2.5, 6.0))  # the moment is the point of the test
        tick, more = asyncio.run(told(server))
        said |= more
        server.kill()
        server.start()
        # At most some seconds of wandering are lost.
        until(lambda: asyncio.run(_is_awake(server)), 10, "the valley lives again")
        after, _ = asyncio.run(told(server))
        assert tick - after < 100
        ticks.append(after)
        asyncio.run(compared(server, said))
    assert ticks == sorted(ticks)
    assert asyncio.run(compared(server, said)) > 5
    assert said


async def _is_awake(server: Server) -> bool:
    async with Client(server.url, auth=Guest("Ada")) as client:
        found = (await client.ask(ListAgents())).agents
        return all(each.now is not None for each in found)
