"""A lone Redis that is made a replica: it goes on answering, and is left for where REDIS_URL leads.

Method: one of our own that is told to follow a master that is not there.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from game.ids import GameId
from persistence.embedded import Embedded
from persistence.redis import inboxes as inboxes_module
from persistence.redis.client import Client
from persistence.redis.inboxes import RedisInboxes
from persistence.redis.leases import RedisLeases

pytestmark = pytest.mark.services
GAME = GameId("g")


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    """A Redis that nobody else uses."""
    own = Embedded(tmp_path, want_postgres=False, want_redis=True, log=lambda _: None)
    await own.start()
    try:
        yield own.redis_url
    finally:
        await own.stop()


async def lines(operator: Redis, name: str) -> set[str]:
    """The connections that last sent this."""
    return {each["id"] for each in await operator.client_list() if each["cmd"] == name}


async def test_letters_leave_it_on_both_sides(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inboxes_module, "LOOK_S", 0.02)
    letters, came = list[bytes](), asyncio.Event()

    def hear(letter: bytes) -> None:
        letters.append(letter)
        came.set()

    client, operator = Client(url), Redis.from_url(url, protocol=3)
    inboxes = RedisInboxes(client)
    await inboxes.open("one", hear)
    assert await inboxes.send([("one", b"before")]) == [1]
    sends = await lines(operator, "spublish")
    hears = {each["id"] for each in await operator.client_list("pubsub")}
    assert (len(sends), len(hears)) == (1, 2)
    await operator.execute_command("REPLICAOF", "127.0.0.1", "1")
    assert await RedisLeases(client).claim({GAME: None}, "one") is None, "that is how it is noticed"
    await operator.execute_command("REPLICAOF", "NO", "ONE")
    async with asyncio.timeout(20):
        while hears & (now := {each["id"] for each in await operator.client_list("pubsub")}):
            pass
        while len(now) < len(hears):
            now = {each["id"] for each in await operator.client_list("pubsub")}
        came.clear()
        while await inboxes.send([("one", b"after")]) != [1]:
            pass
        await came.wait()
    assert letters[:1] + letters[-1:] == [b"before", b"after"]
    assert not sends & await lines(operator, "spublish")
    await inboxes.close()
    await client.close()
    await operator.aclose()
