"""`kill -9` while machine players play: what they remember is what they saw, no more and no less.

Method: bots play several games with them at a time, the server is killed at seeded moments and once
more after the last podium; then the journal is folded anew and compared with the tables.
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

from agents.memories import fingerprint
from game.ids import GameId
from persistence.postgres.journal import READ, as_entries
from server.minds.memory_task import Watched
from tests.faults.world import Bots, Server, until

SEED = int(os.environ.get("FAULTS_SEED") or 1)
KILLS = 4
OPTIONS = ("--games", "3", "--players", "3", "--agents", "2", "--think-ms", "250")
LATE = "select count(*) from agent_cursors where not is_done"
# What comes of the valley is not from any game, and what they conclude is in no journal.
KEPT = """select agent_id, fingerprint, id::text, times from agent_memories
    where game_id is not null and memory_type = 'observation'"""

pytestmark = [pytest.mark.services, pytest.mark.faults, pytest.mark.timeout(240)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of one's own, started."""
    tmp_path.chmod(0o755)
    server = Server(tmp_path)
    server.start()
    yield server
    server.close()


async def seen(connection: asyncpg.Connection) -> Counter[tuple[str, str]]:
    """How often each agent saw each thing, by the journals alone."""
    found: Counter[tuple[str, str]] = Counter()
    for (name,) in await connection.fetch("select id from games"):
        game = GameId(str(name))
        slugs = await connection.fetch(
            "select agent_id from game_players where game_id = $1 and agent_id is not null", game
        )
        watched = Watched([row[0] for row in slugs], {}, game)
        watched.see(game, as_entries(await connection.fetch(READ, game, 0, 100_000)))
        for slug, batch in watched.batches.items():
            for memory in batch:
                found[slug, fingerprint(memory) or memory.id] += 1
    return found


async def compared(server: Server) -> bool:
    """Whether all is remembered by now; asserts that it is right then."""
    socket = next(server.folder.rglob(".s.PGSQL.5432"))
    connection = await asyncpg.connect(user="postgres", host=str(socket.parent), database="genius")
    try:
        if await connection.fetchval(LATE):
            return False
        rows = await connection.fetch(KEPT)
        kept = {(row[0], row[1] or row[2]): row[3] for row in rows}
        assert len(kept) > 100
        assert kept == await seen(connection)
        return True
    finally:
        await connection.close()


def test_memories_survive_kills_once_each(server: Server) -> None:
    dice = random.Random(SEED)
    bots = Bots(server, "evening", *OPTIONS, "--seed", str(SEED), "--timeout", "180")
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.5, 2.0))  # the moment is the point of the test
        server.kill()
        server.start()
    bots.finish(200)
    # Whatever was said last is caught up with by the next run.
    server.kill()
    server.start()
    until(lambda: asyncio.run(compared(server)), 30, "everything is remembered")
    server.stop()
