"""A Redis that is away: fallbacks, said once, and no waiting for it; and keys that all expire."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from redis.asyncio import Redis

from game.ids import Actor, GameId
from persistence.ports import Kept, StorageUnavailable
from persistence.redis import client as client_module
from persistence.redis.client import Client
from persistence.redis.leases import RedisLeases
from persistence.redis.snapshots import SHAPE, RedisSnapshots
from tests.tables import NOW, Table

services = pytest.mark.services


def table() -> Table:
    table = Table(Actor("host"))
    table.open(agents=1)
    return table


async def answer(_: Redis) -> int:
    return 7


async def fail(_: Redis) -> int:
    raise ConnectionRefusedError


async def test_its_absence_and_return_are_said_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "REST_S", 0.0)
    client = Client("unix:///nowhere/redis.sock")
    with caplog.at_level(logging.INFO):
        assert [await client.ask(fail, 0) for _ in range(3)] == [0, 0, 0]
        assert [await client.ask(answer, 0) for _ in range(3)] == [7, 7, 7]
    said = [record.message.split(",")[0] for record in caplog.records]
    assert said == ["Redis is away", "Redis is back"]


async def test_while_it_is_away_nobody_asks() -> None:
    client = Client("unix:///nowhere/redis.sock")
    assert await client.ask(fail, 0) == 0
    assert await client.ask(answer, 0) == 0


async def test_a_redis_that_hangs_is_given_up(tmp_path: Path) -> None:
    """Method: a socket that takes connections and says nothing."""
    quiet = asyncio.Event()

    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await quiet.wait()
        writer.close()

    server = await asyncio.start_unix_server(say_nothing, tmp_path / "s")
    client = Client(f"unix://{tmp_path}/s", answer_within_s=0.1)
    async with asyncio.timeout(5):
        assert not await client.answers()
    quiet.set()
    await client.close()
    server.close()
    await server.wait_closed()


@services
async def test_it_answers(redis: Client) -> None:
    assert await redis.answers()


@services
async def test_every_key_has_the_prefix_and_a_time_to_live(redis: Client) -> None:
    snapshots, leases = RedisSnapshots(redis), RedisLeases(redis)
    room = table()
    await snapshots.save(Kept(room.after, NOW))
    await snapshots.pulse("node", NOW)
    await leases.acquire([room.game], "node")

    async def lives(connection: Redis) -> dict[str, int]:
        keys = [key async for key in connection.scan_iter(f"{redis.prefix}*")]
        return {key.decode(): await connection.pttl(key) for key in keys}

    lasting = await redis.ask(lives, {})
    assert sorted(lasting) == [
        f"{redis.prefix}:lease:{room.game}",
        f"{redis.prefix}:pulse:node",
        f"{redis.prefix}:snapshot:{room.game}",
    ]
    assert all(0 < life <= 86_400_000 for life in lasting.values())
    assert lasting[f"{redis.prefix}:lease:{room.game}"] <= 5_000


@services
@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: b"",
        lambda value: value[:-1],
        lambda value: b"12345678" + value[len(SHAPE) :],
        lambda value: SHAPE + msgspec.msgpack.encode({"state": {}, "at_ms": "x"}),
        lambda value: SHAPE + b"\xc1",
    ],
    ids=["empty", "cut", "of another shape", "of wrong types", "no msgpack"],
)
async def test_a_snapshot_that_cannot_be_read_counts_as_lost(
    redis: Client, spoil: Callable[[bytes], bytes]
) -> None:
    snapshots, room = RedisSnapshots(redis), table()
    await snapshots.save(Kept(room.after, NOW))
    key = redis.key("snapshot", room.game)

    async def rewrite(connection: Redis) -> None:
        value = await connection.get(key)
        await connection.set(key, spoil(value), ex=60)

    assert room.game in await snapshots.load([room.game])
    await redis.ask(rewrite, None)
    assert await snapshots.load([room.game]) == {}


@services
async def test_more_rooms_than_one_question_takes(redis: Client) -> None:
    leases, snapshots = RedisLeases(redis), RedisSnapshots(redis)
    games = [GameId(f"g{n}") for n in range(1_201)]
    assert await leases.acquire(games, "one") == dict.fromkeys(games, "one")
    assert await leases.acquire(games, "two") == dict.fromkeys(games, "one")
    await leases.release(games, "one")
    assert await leases.acquire(games, "two") == dict.fromkeys(games, "two")
    assert await snapshots.load(games) == {}


@services
async def test_a_crowd_is_answered_and_not_taken_for_an_absence(
    redis: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answers = await asyncio.gather(*(redis.answers() for _ in range(300)))
    assert all(answers)
    # Ours only: on a busy machine asyncio's debug mode has something to say of its own.
    assert [each for each in caplog.records if each.name == client_module.__name__] == []


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1?db=many", "redis://127.0.0.1:1?nothing=1"])
def test_an_address_that_cannot_be_one_is_said_when_it_is_read(url: str) -> None:
    with pytest.raises(StorageUnavailable, match="REDIS_URL can't be used"):
        Client(url)
