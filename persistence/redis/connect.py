"""What a REDIS_URL leads to: one Redis, or a cluster. Must not know any key.

A URL says nothing of it: the server is asked, and so it can be found out only once it is there.
"""

from typing import Any

from msgspec import Struct
from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException, RedisError
from redis.maint_notifications import MaintNotificationsConfig

from persistence.ports import StorageUnavailable

Link = Redis | RedisCluster
# What a question may end with: to whoever asks, Redis is away then. A connection that is reset
# between two steps of redis-py is a RuntimeError of uvloop's, or an attribute that is None by then.
AWAY_ERRORS = (
    RedisError,
    RedisClusterException,
    OSError,
    TimeoutError,
    RuntimeError,
    AttributeError,
)
# So many questions at once; more wait for their turn, but for those who insist there is room left.
CONNECTIONS_MAX = 32


class Found(Struct, frozen=True):
    """What answers at an address."""

    version: str
    is_cluster: bool


def plain(url: str, answer_within_s: float, retries: int) -> Redis:
    """One Redis, not yet connected. Raises StorageUnavailable of an address that can't be one."""
    try:
        pool: BlockingConnectionPool = BlockingConnectionPool.from_url(
            url,
            timeout=answer_within_s,
            # Once more, on a fresh connection: the old one may have died with a restart.
            retry=Retry(NoBackoff(), retries),
            max_connections=2 * CONNECTIONS_MAX,
            **_limits(answer_within_s),
        )
        # An option that it doesn't know would otherwise be noticed in the middle of a game.
        pool.connection_class(**pool.connection_kwargs)
    except (ValueError, TypeError) as error:
        raise StorageUnavailable(f"REDIS_URL can't be used: {error}") from error
    return Redis.from_pool(pool)


def cluster(url: str, answer_within_s: float, retries: int) -> RedisCluster:
    """The cluster behind one of its nodes, not yet connected; raises StorageUnavailable too."""
    try:
        return RedisCluster.from_url(
            url,
            retry=Retry(NoBackoff(), retries),
            max_connections=2 * CONNECTIONS_MAX,
            # Where one part is away the others go on; and a moved slot costs one more step only.
            require_full_coverage=False,
            reinitialize_steps=0,
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
            **_limits(answer_within_s),
        )
    except (ValueError, TypeError, RedisClusterException) as error:
        raise StorageUnavailable(f"REDIS_URL can't lead to a cluster: {error}") from error


def _limits(answer_within_s: float) -> dict[str, Any]:
    return {
        "protocol": 3,
        "socket_timeout": answer_within_s,
        "socket_connect_timeout": answer_within_s,
    }


async def look(redis: Redis) -> Found:
    """What answers; raises what redis raises."""
    told: dict[str, Any] = await redis.info("server")
    # Redis says redis_mode, Valkey server_mode.
    mode = told.get("redis_mode", told.get("server_mode"))
    return Found(str(told["redis_version"]), mode == "cluster")


def connection(link: Link, key: str) -> AbstractConnection:
    """One more, not of the pool and not yet connected, to where a key is served."""
    if isinstance(link, Redis):
        pool = link.connection_pool
        return pool.connection_class(**pool.connection_kwargs | {"retry": Retry(NoBackoff(), 0)})
    node = link.get_node_from_key(key)
    if node is None:
        raise RedisClusterException(f"nobody serves {key}")
    own = {"retry": Retry(NoBackoff(), 0)}
    made: AbstractConnection = node.connection_class(**node.connection_kwargs | own)
    return made
