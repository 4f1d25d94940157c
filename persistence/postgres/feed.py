"""Hints from other nodes by LISTEN, on a connection of its own; a lost or deaf one is made again.

Must not know what a hint leads to.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import asyncpg

from game.ids import GameId
from persistence.ports import StorageUnavailable
from persistence.postgres.canary import CHANNEL, LOOK_S, Canary
from persistence.postgres.pool import Pool, Solo, lost

# What the server's list of connections calls those that listen.
NAME = "genius feed"
LISTENERS = """
select count(*) from pg_stat_activity
where application_name = $1 and datname = current_database()"""
# Said by a trigger, once for each agent and kind of a transaction.
MEMORIES = "agent_memories"
# Said where characters are loaded.
CAST = "agents"
KEEP_ALIVE_S = 5.0
ANSWER_WITHIN_S = 3.0
PAUSE_FIRST_S, PAUSE_MAX_S = 0.05, 2.0

OnHint = Callable[[GameId, int], None]
OnReconnect = Callable[[], Awaitable[None]]
log = logging.getLogger(__name__)


class PostgresFeed:
    """The Feed port. It listens first and catches up then, so that nothing falls between.

    That it hears is proved every `look_s` seconds by a canary.
    """

    def __init__(self, pool: Pool, look_s: float = LOOK_S) -> None:
        self._pool = pool
        self._canary = Canary(pool, self._cut, look_s)
        self._tasks: list[asyncio.Task[None]] = []
        # Told of new memories by agent and kind, each once they are committed.
        self.on_memory: Callable[[str, str], None] = lambda _agent, _kind: None
        # Told when characters were written.
        self.on_cast: Callable[[], None] = lambda: None
        self._link: Solo | None = None  # that listens, or did last

    @property
    def deaf(self) -> bool:
        """Whether what was said to a database that answers has not been heard for 3 s."""
        return self._canary.deaf

    async def start(self, on_hint: OnHint, on_reconnect: OnReconnect) -> None:
        """Return when the first connection listens; raises StorageUnavailable if it can't."""
        assert not self._tasks
        ended = asyncio.Event()
        link = await self._listen(on_hint, ended)
        self._tasks = [
            asyncio.create_task(self._run(link, ended, on_hint, on_reconnect), name="feed.listen"),
            asyncio.create_task(self._canary.watch(), name="feed.canary"),
        ]

    async def listeners(self) -> int:
        """How many nodes listen now, this one included; raises StorageUnavailable."""
        async with self._pool.use() as connection:
            return int(await connection.fetchval(LISTENERS, NAME))

    async def stop(self) -> None:
        """Stop listening."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        if tasks:
            # With a bound: a statement that is under way waits for a server that may be silent.
            await asyncio.wait(tasks, timeout=ANSWER_WITHIN_S)

    def _cut(self) -> None:
        """The connection is deaf: without it, another is made."""
        if self._link is not None:
            self._link.terminate()

    async def _listen(self, on_hint: OnHint, ended: asyncio.Event) -> Solo:
        """A fresh connection that listens; `ended` is set when it is lost."""

        def hear(_link: object, _pid: int, _channel: str, payload: object) -> None:
            # What a connection that was given up still had to tell proves nothing.
            if not ended.is_set() and not self._canary.hear(str(payload)):
                for game, seq in read_hints(str(payload)):
                    on_hint(game, seq)

        def hear_memory(_link: object, _pid: int, _channel: str, payload: object) -> None:
            agent, _, kind = str(payload).partition(" ")
            if not ended.is_set():
                self.on_memory(agent, kind)

        def hear_cast(_link: object, _pid: int, _channel: str, _payload: object) -> None:
            if not ended.is_set():
                self.on_cast()

        link = await self._pool.solo(NAME)
        link.add_termination_listener(lambda _: ended.set())
        try:
            with lost():
                await link.add_listener(CHANNEL, hear)
                await link.add_listener(MEMORIES, hear_memory)
                await link.add_listener(CAST, hear_cast)
        except BaseException:
            link.terminate()
            raise
        self._link = link
        self._canary.renewed()
        return link

    async def _run(
        self, link: Solo, ended: asyncio.Event, on_hint: OnHint, on_reconnect: OnReconnect
    ) -> None:
        pause_s = PAUSE_FIRST_S
        while True:
            try:
                await self._keep(link, ended)
            finally:
                link.terminate()
            while True:
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, PAUSE_MAX_S)
                ended = asyncio.Event()
                try:
                    link = await self._listen(on_hint, ended)
                except StorageUnavailable as error:
                    log.info("the feed cannot listen yet: %s", error)
                    continue
                self.on_cast()
                try:
                    await on_reconnect()
                except StorageUnavailable as error:
                    log.info("the feed could not catch up: %s", error)
                    link.terminate()
                    continue
                except BaseException:
                    link.terminate()
                    raise
                break
            pause_s = PAUSE_FIRST_S
            log.info("the feed listens again")

    async def _keep(self, link: Solo, ended: asyncio.Event) -> None:
        """Return when the connection is lost; a silent one is asked now and then."""
        while True:
            try:
                async with asyncio.timeout(KEEP_ALIVE_S):
                    await ended.wait()
            except TimeoutError:
                try:
                    with lost():
                        await link.execute("select 1", timeout=ANSWER_WITHIN_S)
                except (StorageUnavailable, asyncpg.PostgresError) as error:
                    log.warning("the feed lost its connection: %s", error)
                    return
            else:
                log.warning("the feed lost its connection")
                return


def read_hints(payload: str) -> list[tuple[GameId, int]]:
    """The hints of a payload; what can't be read is passed over, as any hint may be lost."""
    hints: list[tuple[GameId, int]] = []
    for part in payload.split(";"):
        game, _, seq = part.partition(" ")
        if game and seq.isascii() and seq.isdigit():
            hints.append((GameId(game), int(seq)))
    return hints
