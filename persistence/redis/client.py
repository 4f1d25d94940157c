"""The connection to a Redis, or a cluster, that may be away: then every question has its fallback.

Must not know any key.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from typing import Any, TypeVar

from redis.asyncio import RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
)
from redis.exceptions import ResponseError as RefusedError

from persistence.ports import StorageUnavailable
from persistence.redis.connect import (
    AWAY_ERRORS,
    CONNECTIONS_MAX,
    Link,
    cluster,
    connection,
    look,
    plain,
)
from persistence.redis.pipelines import AWAY, Script, Words, key_of, pipeline

ANSWER_WITHIN_S = 1.0
# After a failure nobody asks for as long as it took, within these: a dead Redis must not slow the
# game down, and one that refuses at once may be asked again soon.
REST_MIN_S, REST_S = 0.2, 1.0
# A Redis that is full is said to be so this often at most.
FULL_SAID_S = 60.0
VERSION_MIN = 7  # the first with sharded pub/sub

T = TypeVar("T")
log = logging.getLogger(__name__)


class Client:
    """`redis://`, `rediss://` or `unix://`; which kind is there is found out when it answers.

    Every key starts with the prefix. In a cluster each master is away, or not, by itself.
    Raises StorageUnavailable only when made, of an address that can't be one.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str = "genius",
        answer_within_s: float = ANSWER_WITHIN_S,
        retries: int = 1,
    ) -> None:
        self.prefix, self.url, self.answer_within_s = prefix, url, answer_within_s
        self._retries = retries
        self._plain = plain(url, answer_within_s, retries)
        self._cluster: RedisCluster | None = None
        self._is_found = False
        # The cluster's map may be out of date.
        self._is_stale = False
        self._finding = asyncio.Lock()
        # A crowd waits here; a pool that refuses would pass for a Redis that is away.
        self._turns = asyncio.Semaphore(CONNECTIONS_MAX)
        # Masters by address, or "" for the Redis or cluster as such: since when, and the rest.
        self._away: dict[str, float] = {}
        self._said_full = -FULL_SAID_S
        # How often a lone Redis turned out to be a replica: whoever has connections of their own
        # to where it was lets them go.
        self.demotions = 0

    @property
    def is_up(self) -> bool:
        """Whether it answered when it was last asked; before the first question it counts as up."""
        return not self._away

    def key(self, *parts: str) -> str:
        """A key of ours."""
        return ":".join((self.prefix, *parts))

    def sibling(self, *, retries: int) -> "Client":
        """Another client of the same, with connections of its own."""
        within_s = self.answer_within_s
        return Client(self.url, prefix=self.prefix, answer_within_s=within_s, retries=retries)

    async def ask(
        self,
        question: Callable[[Link], Awaitable[T]],
        fallback: T,
        *,
        key: str = "",
        insist: bool = False,
    ) -> T:
        """The answer, or the fallback while Redis is away; it is said once that it is.

        `key` is one that it is about. Who insists, and asks one thing at a time, asks although it
        was away a moment ago, and waits for nobody who still waits for another master.
        """
        async with nullcontext() if insist else self._turns:
            since = asyncio.get_running_loop().time()
            where = self._where(key)
            if not insist and since < self._away.get(where, 0.0):
                return fallback
            self._is_stale |= where in self._away
            try:
                async with asyncio.timeout(3 * self.answer_within_s):
                    link = await self._reach(where)
                    answer = await question(link)
            except OutOfMemoryError as error:
                # It is there: what is written now is not kept, but whoever reads need not rest.
                if since - self._said_full >= FULL_SAID_S:
                    self._said_full = since
                    log.warning("Redis is full, and keeps nothing new: %s", error)
                return fallback
            except AWAY_ERRORS as error:
                await self._failed(where, error, since)
                return fallback
        if self._away:
            self._answered(self._where(key))
        return answer

    async def many(self, commands: Sequence[Words]) -> list[Any]:
        """What each answers, in one round trip: AWAY where nobody does, or a NoScriptError."""
        if not self._is_found:
            await self.answers()
        groups: dict[str, list[int]] = {}
        for place, words in enumerate(commands):
            groups.setdefault(self._where(key_of(words)), []).append(place)
        answers: list[Any] = [AWAY] * len(commands)
        nothing: list[Any] = []

        async def run(places: list[int]) -> None:
            part = [commands[place] for place in places]
            key = key_of(part[0])
            told = await self.ask(lambda link: pipeline(link, part), nothing, key=key)
            for place, each in zip(places, told, strict=False):
                answers[place] = each

        if len(groups) == 1:
            await run(list(range(len(commands))))
        else:
            await asyncio.gather(*(run(places) for places in groups.values()))
        return answers

    async def evaluate(self, script: Script, runs: Sequence[Words]) -> list[Any]:
        """Run it for many keys, each given as (key, arguments...): as `many`."""
        told = await self.many([("EVALSHA", script.sha, 1, *words) for words in runs])
        missing = [place for place, each in enumerate(told) if isinstance(each, NoScriptError)]
        if missing:
            again = [("EVAL", script.text, 1, *runs[place]) for place in missing]
            for place, each in zip(missing, await self.many(again), strict=True):
                told[place] = each
        return told

    async def solo(self, key: str) -> AbstractConnection:
        """A connection of one's own to where a key or channel is served; raises AWAY_ERRORS."""
        async with asyncio.timeout(3 * self.answer_within_s):
            self._is_stale |= self._where(key) in self._away
            made = connection(await self._reach(self._where(key)), key)
            await made.connect()  # type: ignore[no-untyped-call]
            return made

    def doubt(self) -> None:
        """Look at the cluster's map again before the next question."""
        self._is_stale = True

    async def part(self) -> None:
        """Let the connections to a lone Redis go; the next question makes new ones."""
        await self._plain.connection_pool.disconnect()

    async def answers(self) -> bool:
        """Whether Redis answers now."""
        return await self.ask(_ping, False)

    async def close(self) -> None:
        """Let the connections go."""
        await self._forget()
        await self._plain.aclose()

    async def check(self) -> None:
        """See `check_redis`."""
        try:
            found = await look(self._plain)
        except AWAY_ERRORS as error:
            refused = (RefusedError, AuthenticationError)
            if isinstance(error, BusyLoadingError):
                return
            if not isinstance(error, refused) and not isinstance(error.__cause__, refused):
                return
            # Too old to know how to greet: that came with version 6.
            is_old = "HELLO" in str(error).upper() and "unknown command" in str(error).lower()
            why = f"Redis {VERSION_MIN} or newer is needed" if is_old else f"it refuses: {error}"
            raise StorageUnavailable(f"the Redis of REDIS_URL can't be used: {why}") from error
        if int(found.version.split(".")[0]) < VERSION_MIN:
            raise StorageUnavailable(
                f"Redis {VERSION_MIN} or newer is needed, REDIS_URL leads to {found.version}"
            )
        if found.is_cluster:
            cluster(self.url, self.answer_within_s, self._retries)

    async def _reach(self, where: str) -> Link:
        """The one to ask, found out first if need be."""
        if not self._is_found:
            async with self._finding:
                if not self._is_found:
                    await self._find()
        if self._cluster is None:
            return self._plain
        if self._is_stale:
            self._is_stale = False
            await self._cluster.initialize()
            await self._cluster.nodes_manager.initialize(last_failed_node_name=where or None)
        return self._cluster

    async def _find(self) -> None:
        if (await look(self._plain)).is_cluster:
            try:
                made = cluster(self.url, self.answer_within_s, self._retries)
            except StorageUnavailable as error:
                raise RedisClusterException(str(error)) from error
            self._cluster = await made.initialize()
        self._is_found = True

    def _where(self, key: str) -> str:
        """The master that serves a key."""
        if self._cluster is None or not key:
            return ""
        try:
            node = self._cluster.get_node_from_key(key)
        except RedisClusterException:
            return ""
        return "" if node is None else str(node.name)

    async def _failed(self, where: str, error: Exception, since: float) -> None:
        now = asyncio.get_running_loop().time()
        if not self._away:
            log.warning("Redis is away, playing on without: %s", str(error) or repr(error))
        self._away[where] = now + min(REST_S, max(REST_MIN_S, now - since))
        self._is_stale = True
        if isinstance(error, ReadOnlyError) and self._cluster is None:
            # It serves no longer; by now the address leads to another, but these connections don't.
            self.demotions += 1
            await self.part()
        if type(error) is RedisClusterException:
            # None of those that we know is there; perhaps the address leads to others by now.
            await self._forget()

    def _answered(self, where: str) -> None:
        masters = {"": None}
        if self._cluster is not None:
            masters = {str(node.name): None for node in self._cluster.get_primaries()}
        self._away = {
            each: until
            for each, until in self._away.items()
            if each in masters and each not in ("", where)
        }
        if not self._away:
            log.warning("Redis is back")

    async def _forget(self) -> None:
        if self._cluster is not None:
            known, self._cluster, self._is_found = self._cluster, None, False
            await known.aclose()


async def check_redis(client: Client) -> None:
    """Raise StorageUnavailable of a Redis that can't serve us; one that is away may come yet."""
    await client.check()


async def _ping(link: Link) -> bool:
    if isinstance(link, RedisCluster):
        await link.execute_command("PING", target_nodes=RedisCluster.RANDOM)
    else:
        await link.execute_command("PING")  # type: ignore[no-untyped-call]
    return True
