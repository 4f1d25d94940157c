"""A cluster whose masters come and go: only what lay with them is away, and not for long."""

import asyncio
from collections.abc import Iterator

import pytest

from game.ids import GameId
from persistence.ports import Member, StorageUnavailable
from persistence.redis.client import Client, check_redis
from persistence.redis.inboxes import RedisInboxes
from persistence.redis.leases import RedisLeases
from persistence.redis.members import RedisMembers
from persistence.redis.pipelines import AWAY
from tests.valkey_cluster import ValkeyCluster, valkey_cluster

pytestmark = pytest.mark.services
ME = Member("one#1", "one", "1.0")


@pytest.fixture(scope="module")
def fragile() -> Iterator[ValkeyCluster]:
    """One with replicas, that may be broken."""
    with valkey_cluster(replicas=1) as cluster:
        yield cluster


@pytest.fixture
def whole(fragile: ValkeyCluster) -> ValkeyCluster:
    """The same, with everyone up again."""
    for n in range(len(fragile.nodes)):
        if fragile.pid(n) is None:
            fragile.start(n)
    fragile.settle()
    return fragile


def keys_by_master(cluster: ValkeyCluster) -> dict[int, str]:
    """A key for each master."""
    found = dict[int, str]()
    for key in map(str, range(50)):
        if len(found) < 3:
            found.setdefault(cluster.master_of(key), key)
    return found


async def test_it_is_found_out_by_any_node(whole: ValkeyCluster) -> None:
    for url in whole.urls:
        client = Client(url)
        await check_redis(client)
        keys = list(keys_by_master(whole).values())
        assert await client.many([("SET", key, key) for key in keys]) == [True] * 3
        assert await client.many([("GET", key) for key in keys]) == [key.encode() for key in keys]
        await client.close()


async def test_an_address_with_a_database_cannot_be_a_cluster(whole: ValkeyCluster) -> None:
    client = Client(f"{whole.urls[0]}/3")
    with pytest.raises(StorageUnavailable, match="REDIS_URL can't"):
        await check_redis(client)
    assert not await client.answers()
    await client.close()


async def test_one_master_away_is_not_all_away(whole: ValkeyCluster) -> None:
    """Method: its replica is dead too, so that nobody takes over."""
    client = Client(whole.urls[0])
    keys = keys_by_master(whole)
    assert await client.answers()
    for master in keys:
        # Otherwise none would answer as long as one is missing.
        whole.ask(master, "CONFIG", "SET", "cluster-require-full-coverage", "no")
    dead, *alive = keys
    whole.kill(whole.replicas_of(dead)[0])
    whole.kill(dead)
    told = await client.many([("GET", keys[dead]), ("GET", keys[alive[0]])])
    assert told[0] is AWAY
    assert told[1] is not AWAY
    assert not client.is_up
    assert await RedisLeases(client).holders([GameId(str(n)) for n in range(50)]) is None
    whole.start(dead)
    async with asyncio.timeout(30):
        while AWAY in await client.many([("GET", key) for key in keys.values()]):
            await asyncio.to_thread(whole.settle)
    assert client.is_up
    await client.close()


@pytest.mark.parametrize("way", ["planned", "killed", "frozen"])
async def test_beats_and_letters_go_on_after_a_fail_over(whole: ValkeyCluster, way: str) -> None:
    client = Client(whole.urls[0], prefix=way, answer_within_s=0.3)
    members, inboxes, letters = RedisMembers(client), RedisInboxes(client), list[bytes]()
    await inboxes.open("one", letters.append)
    assert await members.beat(ME) is not None
    assert await inboxes.send([("one", b"a"), (None, b"b")]) == [1, 1]
    inbox_at = whole.master_of(client.key("inbox", "one"))
    await asyncio.to_thread(fail_over, whole, inbox_at, way)
    async with asyncio.timeout(20):
        while await inboxes.send([("one", b"c"), (None, b"d")]) != [1, 1]:
            pass
        while await members.beat(ME) is None:
            pass
        while b"c" not in letters or b"d" not in letters:
            await inboxes.send([("one", b"c")])
    assert client.is_up
    await inboxes.close()
    await client.close()
    if way == "frozen":
        whole.thaw(inbox_at)


def fail_over(cluster: ValkeyCluster, master: int, way: str) -> None:
    """Its replica is the master afterwards."""
    replica = cluster.replicas_of(master)[0]
    if way == "planned":
        cluster.fail_over(replica)
    elif way == "killed":
        cluster.kill(master)
    else:
        cluster.freeze(master)
    cluster.until(lambda: cluster.role(replica) == "master")


async def test_a_cluster_that_starts_later_is_found(whole: ValkeyCluster) -> None:
    away = Client("redis://127.0.0.1:1")
    assert not await away.answers()
    await check_redis(away)
    await away.close()
    client = Client(whole.urls[0])
    for n in range(len(whole.nodes)):
        whole.kill(n)
    assert not await client.answers()
    for n in range(len(whole.nodes)):
        whole.start(n)
    await asyncio.to_thread(whole.settle)
    members = RedisMembers(client)
    async with asyncio.timeout(20):
        while await members.beat(ME) is None:
            pass
    assert client.is_up
    await client.close()
