"""One node at work: the listening socket, its connections, the regular chores, and the drain."""

import asyncio
import contextlib
import logging
import secrets
import socket
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from persistence.ports import Feed, StorageUnavailable
from server.clock import Clock
from server.connection_task import Connection
from server.desk import Desk
from server.directory import Directory
from server.hall import Guest
from server.http import Pages
from server.keeper_task import Keeper
from server.wire import Close, GoodbyeSignal

HEALTH_EVERY_S: Final = 1.0
RENEW_EVERY_S: Final = 1.5
SWEEP_EVERY_S: Final = 15.0
# Clients come back spread over a second, so that a restart is not met by all at once.
RETURN_MS_MIN: Final = 500
RETURN_MS_SPREAD: Final = 1_000
FAREWELL_S: Final = 2.0

log = logging.getLogger(__name__)


class Node:
    """What all connections share; a Hall."""

    def __init__(
        self,
        clock: Clock,
        desk: Desk,
        pages: Pages,
        directory: Directory,
        feed: Feed,
        keeper: Keeper,
        database_answers: Callable[[], Awaitable[bool]],
        chores: list[tuple[str, Callable[[], Coroutine[Any, Any, None]]]],
    ) -> None:
        self.clock, self.desk, self.pages = clock, desk, pages
        self._directory, self._feed, self._keeper = directory, feed, keeper
        self._database_answers, self._chores = database_answers, chores
        self._connections: dict[Guest, None] = {}
        self._empty = asyncio.Event()
        self._unready: str | None = "starting"
        self._server: asyncio.Server | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def unready(self) -> str | None:
        """Why the node takes no games right now; None if it does."""
        return self._unready

    def entered(self, connection: Guest) -> None:
        """A connection is open."""
        self._connections[connection] = None
        self._empty.clear()

    def left(self, connection: Guest) -> None:
        """A connection is gone."""
        self._connections.pop(connection, None)
        if not self._connections:
            self._empty.set()

    async def start(self, listening: socket.socket) -> None:
        """Listen, then reopen the live games; raises StorageUnavailable."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self), sock=listening, backlog=1024
        )
        await self._feed.start(self._directory.hint, self._directory.catch_up)
        await self._directory.start()
        for name, chore in (
            ("health", self._watch_health),
            ("renewal", _every(RENEW_EVERY_S, self._directory.renew)),
            ("sweep", _every(SWEEP_EVERY_S, self._directory.sweep)),
            ("connections", _every(1.0, self._look_after)),
            *self._chores,
        ):
            self._tasks.append(asyncio.create_task(_lasting(name, chore), name=name))
        self._unready = None

    async def drain(self) -> None:
        """Take no new games, finish what is in flight, tell everyone when to come back, stop."""
        self._unready = "draining"
        self.desk.draining = True
        if self._server is not None:
            self._server.close()
        await self._keeper.keep_all(self._directory.rooms)
        await self._directory.close()
        for connection in list(self._connections):
            again_ms = RETURN_MS_MIN + secrets.randbelow(RETURN_MS_SPREAD)
            connection.reply(GoodbyeSignal(retry_after_ms=again_ms))
            connection.hang_up(Close.GOING_AWAY, "the server restarts")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._empty.wait(), FAREWELL_S if self._connections else 0.1)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            # With a bound: a chore that overhears its end must not hold up the node's.
            await asyncio.wait(self._tasks, timeout=FAREWELL_S)
        await self._feed.stop()

    async def _look_after(self) -> None:
        now_ms = self.clock.now_ms()
        for connection in list(self._connections):
            connection.look_after(now_ms)

    async def _watch_health(self) -> None:
        while True:
            answers = await self._database_answers()
            if self._unready in (None, "the database does not answer"):
                self._unready = None if answers else "the database does not answer"
            await asyncio.sleep(HEALTH_EVERY_S)


def _every(
    pause_s: float, chore: Callable[[], Awaitable[None]]
) -> Callable[[], Coroutine[Any, Any, None]]:
    async def again_and_again() -> None:
        while True:
            await chore()
            await asyncio.sleep(pause_s)

    return again_and_again


async def _lasting(name: str, chore: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a chore for good: one that breaks is said aloud, begun again, and ends nothing else."""
    while True:
        try:
            await chore()
        except StorageUnavailable as error:
            log.warning("%s waits for the database: %s", name, error)
        except Exception:
            log.exception("the chore %s broke", name)
        await asyncio.sleep(1.0)
