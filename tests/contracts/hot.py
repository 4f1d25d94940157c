"""What is kept in Redis, three times: the twins, one real Redis, and a cluster."""

from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import RedisCluster

from persistence import fakes
from persistence.ports import Inboxes, Leases, Members, Ranking, Snapshots
from persistence.redis.client import Client
from persistence.redis.connect import Link
from persistence.redis.inboxes import RedisInboxes
from persistence.redis.leases import RedisLeases
from persistence.redis.members import RedisMembers
from persistence.redis.ranking import RedisRanking
from persistence.redis.snapshots import RedisSnapshots
from tests.services import Services, fresh_prefix
from tests.valkey_cluster import ValkeyCluster

LAPSE_MS, HASTY_LAPSE_MS = 60_000, 300


class Hot:
    """All of it, and ways to lose it; `hasty` are the same members with a short term."""

    snapshots: Snapshots
    leases: Leases
    members: Members
    hasty: Members
    ranking: Ranking

    async def inbox(self) -> Inboxes:
        """That of one more node."""
        raise NotImplementedError

    async def cut(self) -> None:
        """The connections that letters come through are lost."""
        raise NotImplementedError

    async def flush(self) -> None:
        """Redis has forgotten everything."""
        raise NotImplementedError

    async def lose(self) -> None:
        """Redis is away."""
        raise NotImplementedError


class TwinHot(Hot):
    def __init__(self) -> None:
        self.memory = fakes.Memory(self._now)
        self._at_ms = 0
        self.snapshots = fakes.TwinSnapshots(self.memory)
        self.leases = fakes.TwinLeases(self.memory)
        self.members = fakes.TwinMembers(self.memory, lapse_ms=LAPSE_MS)
        self.hasty = fakes.TwinMembers(self.memory, lapse_ms=HASTY_LAPSE_MS)
        self.ranking = fakes.TwinRanking(self.memory)

    def _now(self) -> int:
        """Time goes on whenever somebody looks."""
        self._at_ms += 1
        return self._at_ms

    async def inbox(self) -> Inboxes:
        return fakes.TwinInboxes(self.memory)

    async def cut(self) -> None:
        """Nothing of it is seen from here."""

    async def lose(self) -> None:
        self.memory.away = True

    async def flush(self) -> None:
        self.memory.flush()


class RealHot(Hot):
    def __init__(self, redis: Client) -> None:
        self.redis = redis
        self._inboxes: list[RedisInboxes] = []
        self._use(redis)

    def _use(self, redis: Client) -> None:
        self._used = redis
        self.snapshots = RedisSnapshots(redis)
        self.leases = RedisLeases(redis)
        self.members = RedisMembers(redis, lapse_ms=LAPSE_MS)
        self.hasty = RedisMembers(redis, lapse_ms=HASTY_LAPSE_MS)
        self.ranking = RedisRanking(redis)

    async def inbox(self) -> Inboxes:
        self._inboxes.append(RedisInboxes(self._used))
        return self._inboxes[-1]

    async def cut(self) -> None:
        async def kill(link: Link) -> None:
            nodes = {"target_nodes": "primaries"} if isinstance(link, RedisCluster) else {}
            await link.execute_command("CLIENT", "KILL", "TYPE", "pubsub", **nodes)

        await self.redis.ask(kill, None)

    async def lose(self) -> None:
        self._use(Client("unix:///nowhere/redis.sock"))

    async def flush(self) -> None:
        keys = await keys_of(self.redis)
        await self.redis.many([("DEL", key) for key in keys])

    async def close(self) -> None:
        for each in self._inboxes:
            await each.close()
        await self._used.close()


async def keys_of(redis: Client) -> list[str]:
    """Every key with its prefix."""

    async def find(link: Link) -> list[str]:
        return sorted([key.decode() async for key in link.scan_iter(f"{redis.prefix}:*")])

    return await redis.ask(find, [])


REAL = [pytest.param(each, marks=pytest.mark.services) for each in ("real", "cluster")]


@pytest.fixture(params=["twin", *REAL])
def redis_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where Redis is; None for the twins. Not async: it may start what is there."""
    if request.param == "real":
        services = request.getfixturevalue("services")
        assert isinstance(services, Services)
        yield services.redis_url
    elif request.param == "cluster":
        cluster = request.getfixturevalue("cluster")
        assert isinstance(cluster, ValkeyCluster)
        yield cluster.urls[0]
    else:
        yield None


@pytest.fixture
async def hot(redis_url: str | None) -> AsyncIterator[Hot]:
    """The twins, then the real ones, alone and in a cluster."""
    if redis_url is None:
        yield TwinHot()
        return
    redis = Client(redis_url, prefix=fresh_prefix())
    hot = RealHot(redis)
    try:
        yield hot
    finally:
        await hot.close()
        await redis.close()
