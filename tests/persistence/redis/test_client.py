"""A Redis that is away: fallbacks, said once, and no waiting for it; and keys that all expire."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from redis.exceptions import OutOfMemoryError, ReadOnlyError, ResponseError

from game.ids import Actor, GameId
from persistence.ports import Kept, Member, StorageUnavailable
from persistence.redis import client as client_module
from persistence.redis.client import Client, check_redis
from persistence.redis.connect import CONNECTIONS_MAX, Found, Link
from persistence.redis.inboxes import RedisInboxes
from persistence.redis.leases import RedisLeases
from persistence.redis.members import RedisMembers
from persistence.redis.snapshots import SHAPE, RedisSnapshots
from tests.contracts.hot import keys_of
from tests.tables import NOW, Table

services = pytest.mark.services


def table() -> Table:
    table = Table(Actor("host"))
    table.open(agents=1)
    return table


async def answer(_: Link) -> int:
    return 7


async def fail(_: Link) -> int:
    raise ConnectionRefusedError


@services
async def test_its_absence_and_return_are_said_once(
    redis: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "REST_S", 0.0)
    with caplog.at_level(logging.INFO):
        assert [await redis.ask(fail, 0) for _ in range(3)] == [0, 0, 0]
        assert not redis.is_up
        assert [await redis.ask(answer, 0) for _ in range(3)] == [7, 7, 7]
        assert redis.is_up
    ours = [each for each in caplog.records if each.name == client_module.__name__]
    said = [record.message.split(",")[0] for record in ours]
    assert said == ["Redis is away", "Redis is back"]


@services
async def test_while_it_is_away_nobody_asks_but_who_insists(
    redis: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "REST_S", 60.0)
    monkeypatch.setattr(client_module, "REST_MIN_S", 60.0)
    assert await redis.ask(fail, 0) == 0
    assert await redis.ask(answer, 0) == 0
    assert await redis.ask(answer, 0, insist=True) == 7
    assert await redis.ask(answer, 0) == 7, "now it is known to be back"


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
    snapshots, leases, members = RedisSnapshots(redis), RedisLeases(redis), RedisMembers(redis)
    room = table()
    await snapshots.save(Kept(room.after, NOW))
    await snapshots.pulse("node", NOW)
    await leases.claim({room.game: None}, "node")
    await members.beat(Member("node", "node", "1.0"))
    await members.bury("other")
    keys = await keys_of(redis)
    lasting = dict(zip(keys, await redis.many([("PTTL", key) for key in keys]), strict=True))
    kinds = ("beats", "buried", "changes", "members")
    assert sorted(lasting) == [
        f"{redis.prefix}:lease:{room.game}",
        f"{redis.prefix}:pulse:node",
        f"{redis.prefix}:snapshot:{room.game}",
        *(f"{redis.prefix}:{{nodes}}:{kind}" for kind in kinds),
    ]
    assert all(0 < life <= 86_400_000 for life in lasting.values())
    assert lasting[f"{redis.prefix}:lease:{room.game}"] <= 120_000


@services
async def test_a_lease_expires_unless_it_is_claimed_again(redis: Client) -> None:
    leases, kept, dropped = RedisLeases(redis, ttl_ms=100), GameId("kept"), GameId("dropped")
    await leases.claim({kept: None, dropped: None}, "one")
    async with asyncio.timeout(20):
        while dropped in (await leases.holders([dropped]) or {}):
            await leases.claim({kept: None}, "one")
    assert await leases.claim({kept: None, dropped: None}, "one") == {kept: "one", dropped: "one"}


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

    async def rewrite(link: Link) -> None:
        value = await link.get(key)
        await link.set(key, spoil(value), ex=60)

    assert room.game in await snapshots.load([room.game])
    await redis.ask(rewrite, None)
    assert await snapshots.load([room.game]) == {}


@services
async def test_more_rooms_than_one_question_takes(redis: Client) -> None:
    snapshots, room = RedisSnapshots(redis), table()
    await snapshots.save(Kept(room.after, NOW))
    games = [GameId(f"g{n}") for n in range(1_201)]
    assert await snapshots.load([*games, room.game]) == {room.game: Kept(room.after, NOW)}


@services
async def test_who_insists_does_not_wait_for_a_crowd_that_hangs(redis: Client) -> None:
    assert await redis.answers()
    go_on = asyncio.Event()

    async def hang(_: Link) -> bool:
        return await go_on.wait()

    crowd = [asyncio.create_task(redis.ask(hang, False)) for _ in range(CONNECTIONS_MAX)]
    others = asyncio.create_task(redis.ask(answer, 0))
    assert await redis.ask(answer, 0, insist=True) == 7
    assert not others.done()
    go_on.set()
    assert await asyncio.gather(others, *crowd) == [7, *[True] * CONNECTIONS_MAX]


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


async def test_a_redis_that_is_away_may_start_later() -> None:
    await check_redis(Client("unix:///nowhere/redis.sock"))


@services
async def test_a_redis_that_is_new_enough_will_do(redis: Client) -> None:
    await check_redis(redis)


@services
@pytest.mark.parametrize("version", ["6.2.14", "5.0.7"])
async def test_one_that_is_too_old_is_named(
    redis: Client, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    async def look(_: object) -> Found:
        return Found(version, False)

    monkeypatch.setattr(client_module, "look", look)
    with pytest.raises(StorageUnavailable, match=f"Redis 7 or newer is needed.* {version}$"):
        await check_redis(redis)


async def test_one_that_is_too_old_to_greet_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look(_: object) -> Found:
        raise ResponseError("unknown command `HELLO`, with args beginning with: `3`, ")

    monkeypatch.setattr(client_module, "look", look)
    with pytest.raises(StorageUnavailable, match="Redis 7 or newer is needed"):
        await check_redis(Client("redis://127.0.0.1:1"))


@services
async def test_one_that_refuses_us_is_said_at_once(redis: Client) -> None:
    # The account "default" takes any password, another none.
    scheme, place = redis.url.split("://", 1)
    client = Client(f"{scheme}://stranger:wrong@{place}")
    with pytest.raises(StorageUnavailable, match="it refuses"):
        await check_redis(client)
    await client.close()


@services
async def test_what_is_no_letter_is_passed_over(
    redis: Client, caplog: pytest.LogCaptureFixture
) -> None:
    inboxes, letters, came = RedisInboxes(redis), list[bytes](), asyncio.Event()

    def hear(letter: bytes) -> None:
        letters.append(letter)
        came.set()

    await inboxes.open("one", hear)
    await redis.many([("SPUBLISH", redis.key("inbox", "one"), b"\xc1")])
    await inboxes.send([("one", b"a")])
    async with asyncio.timeout(20):
        await came.wait()
    assert letters == [b"a"]
    assert "no bundle of letters" in caplog.text
    await inboxes.close()


async def test_a_redis_that_is_full_is_not_away(caplog: pytest.LogCaptureFixture) -> None:
    async def write(_: Link) -> int:
        raise OutOfMemoryError("command not allowed when used memory > 'maxmemory'")

    client = Client("redis://127.0.0.1:1")
    client._is_found = True
    for _ in range(3):
        assert await client.ask(write, 0) == 0
        assert await client.ask(answer, 0) == 7, "nobody rests"
    assert client.is_up
    assert caplog.text.count("full") == 1


async def test_whoever_serves_no_longer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a fail-over the address leads to another, and old connections to the former master."""

    async def write(_: Link) -> int:
        raise ReadOnlyError("You can't write against a read only replica.")

    client = Client("redis://127.0.0.1:1")
    client._is_found = True
    left = []

    async def disconnect() -> None:
        left.append(True)

    monkeypatch.setattr(client._plain.connection_pool, "disconnect", disconnect)
    assert await client.ask(write, 0) == 0
    assert left
    assert not client.is_up
