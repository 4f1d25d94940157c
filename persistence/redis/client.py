"""The connection to a Redis that may be away: then every question has its fallback.

Must not know any key.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from persistence.ports import StorageUnavailable

ANSWER_WITHIN_S = 1.0
# After a failure nobody asks for this long, so that a dead Redis does not slow the game down.
REST_S = 1.0

T = TypeVar("T")
log = logging.getLogger(__name__)


class Client:
    """One Redis, `redis://` or `unix://`; every key starts with the prefix.

    Raises StorageUnavailable only when made, of an address that can't be one.
    """

    def __init__(
        self, url: str, *, prefix: str = "genius", answer_within_s: float = ANSWER_WITHIN_S
    ) -> None:
        self.prefix = prefix
        # A crowd waits for a connection; a pool that refuses would pass for a Redis that is away.
        try:
            pool: BlockingConnectionPool = BlockingConnectionPool.from_url(
                url,
                timeout=answer_within_s,
                protocol=3,
                socket_timeout=answer_within_s,
                socket_connect_timeout=answer_within_s,
                # Once more, on a fresh connection: the old one may have died with a restart.
                retry=Retry(NoBackoff(), 1),
                max_connections=32,
            )
            # An option that it doesn't know would otherwise be noticed in the middle of a game.
            pool.connection_class(**pool.connection_kwargs)
        except (ValueError, TypeError) as error:
            raise StorageUnavailable(f"REDIS_URL can't be used: {error}") from error
        self._redis = Redis.from_pool(pool)
        self._away = False
        self._rest_until = 0.0

    @property
    def is_up(self) -> bool:
        """Whether it answered when it was last asked; before the first question it counts as up."""
        return not self._away

    def key(self, *parts: str) -> str:
        """A key of ours."""
        return ":".join((self.prefix, *parts))

    async def ask(self, question: Callable[[Redis], Awaitable[T]], fallback: T) -> T:
        """The answer, or the fallback while Redis is away; it is said once that it is."""
        now = asyncio.get_running_loop().time()
        if now < self._rest_until:
            return fallback
        try:
            answer = await question(self._redis)
        except (RedisError, OSError, TimeoutError) as error:
            self._rest_until = now + REST_S
            if not self._away:
                self._away = True
                log.warning("Redis is away, playing on without: %s", error)
            return fallback
        if self._away:
            self._away = False
            log.warning("Redis is back")
        return answer

    async def answers(self) -> bool:
        """Whether Redis answers now."""
        return await self.ask(_ping, False)

    async def close(self) -> None:
        """Let the connections go."""
        await self._redis.aclose()


async def _ping(redis: Redis) -> bool:
    await redis.execute_command("PING")  # type: ignore[no-untyped-call]
    return True
