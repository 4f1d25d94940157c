"""One node at work: the listening socket, its connections, the regular chores, and the drain."""

import asyncio
import contextlib
import logging
import secrets
import socket
import ssl
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, Final

from persistence.ports import Feed, StorageUnavailable
from server.clock import Clock
from server.cluster.cluster_task import Cluster
from server.connection_task import Connection
from server.desk import Desk
from server.directory import Directory
from server.entrance_task import Entrance
from server.gathering import Gathering
from server.hall import Counter, Guest
from server.health import Health
from server.keeper_task import Keeper
from server.limits import HALF_OPEN_MAX, HALF_OPEN_MS, KEPT_MS_CROWDED
from server.site import Site
from server.terms import Terms
from server.wire import Close, GoodbyeSignal

HEALTH_EVERY_S: Final = 1.0
SWEEP_EVERY_S: Final = 15.0
# Clients come back spread over a second, so that a restart is not met by all at once.
RETURN_MS_MIN: Final = 500
RETURN_MS_SPREAD: Final = 1_000
FAREWELL_S: Final = 2.0
# Where others play on, they come back at once, but not all in the same moment.
MOVE_MS_SPREAD: Final = 200
BATCHES: Final = 10
BATCH_S: Final = 0.1
# Connections looked after in one turn of the loop, so that thousands hold nobody up.
LOOKS_PER_TURN: Final = 50

# A name for the log, and what goes on until it is cancelled.
Chore = tuple[str, Callable[[], Coroutine[Any, Any, None]]]

log = logging.getLogger(__name__)


class Node:
    """What all connections share; a Hall."""

    def __init__(  # noqa: PLR0913 - a node is put together in one place
        self,
        clock: Clock,
        desk: Desk,
        site: Site,
        directory: Directory,
        feed: Feed,
        keeper: Keeper,
        cluster: Cluster,
        database_answers: Callable[[], Awaitable[bool]],
        *,
        chores: Sequence[Chore] = (),
        gathering: Gathering | None = None,
        console: Counter | None = None,
        terms: Terms | None = None,
        tls: ssl.SSLContext | None = None,
        numbers: Callable[[str | None, bool], bytes | None] | None = None,
        farewell: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.clock, self.desk, self.site = clock, desk, site
        # Without a console its door is the desk's, which refuses what is the console's.
        self.console: Counter = console or desk
        self.terms = terms or Terms()
        self._directory, self._feed, self._keeper = directory, feed, keeper
        self._cluster = cluster
        self._health = Health(database_answers, lambda: feed.deaf, lambda: cluster.is_cut_off)
        cluster.moves.is_disabled = lambda: self._health.is_disabled
        self._chores = chores
        self._tls, self._numbers, self._farewell = tls, numbers, farewell
        self._gathering = gathering if gathering is not None else Gathering()
        self._empty = asyncio.Event()
        self._stage: str | None = "starting"
        self._has_sent_away = False
        self._entrances: list[Entrance] = []
        self._tasks: list[asyncio.Task[None]] = []

    # ------------------------------------------------------------ a Hall

    def unready(self) -> str | None:
        """Why the node takes no games right now; None if it does."""
        return self._stage or self._health.trouble

    def numbers(self, address: str | None, passed_on: bool) -> bytes | None:
        """What is counted, as Prometheus reads it; None for a caller who may not."""
        return self._numbers(address, passed_on) if self._numbers is not None else None

    def entered(self, connection: Guest) -> None:
        """A connection is open."""
        self._gathering.enter(connection)
        self._empty.clear()

    def left(self, connection: Guest) -> None:
        """A connection is gone."""
        self._gathering.leave(connection)
        if not self._gathering:
            self._empty.set()

    # ------------------------------------------------------------ from start to end

    async def start(self, *listening: socket.socket) -> None:
        """Listen, then reopen the live games; raises StorageUnavailable."""
        for each in listening:
            self.listen(each)
        await self._feed.start(self._directory.hint, self._directory.catch_up)
        await self._cluster.join(self._feed.listeners)
        for name, chore in (
            ("health", every(HEALTH_EVERY_S, self._watch_health)),
            ("letters", self._cluster.mail.run),
            *((name, every(pause_s, chore)) for name, pause_s, chore in self._cluster.chores),
            ("sweep", every(SWEEP_EVERY_S, self._sweep)),
            ("connections", every(1.0, self._look_after)),
            *self._chores,
        ):
            self._tasks.append(asyncio.create_task(_lasting(name, chore), name=name))
        await self._cluster.open()
        self._stage = None
        self._open_or_close()

    def listen(self, listening: socket.socket) -> None:
        """Let in whoever comes here too, from now on."""
        entrance = Entrance(
            listening, self.terms, self.clock, lambda ticket: Connection(self, ticket), self._tls
        )
        entrance.open()
        self._entrances.append(entrance)

    async def drain(self) -> None:
        """Take no new games, hand the others over, tell everyone when to come back, stop."""
        self._stage = "draining"
        self.desk.draining = True
        for entrance in self._entrances:
            entrance.close()
        if self._farewell is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL_S):
                    await self._farewell()
        if await self._cluster.hand_over():
            await self._part_in_batches()
        await self._keeper.keep_all(self._directory.rooms)
        await self._cluster.close()
        for connection in self._gathering:
            _part(connection, RETURN_MS_MIN + secrets.randbelow(RETURN_MS_SPREAD))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_S if self._gathering else 0.1):
                await self._empty.wait()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            # With a bound: a chore that overhears its end must not hold up the node's.
            await asyncio.wait(self._tasks, timeout=FAREWELL_S)
        await self._cluster.leave()
        await self._feed.stop()

    async def _part_in_batches(self) -> None:
        """Send everyone to the other nodes, a part at a time; meanwhile they play on from here."""
        connections = list(self._gathering)
        size = -(-len(connections) // BATCHES) or 1
        for first in range(0, len(connections), size):
            for connection in connections[first : first + size]:
                _part(connection, secrets.randbelow(MOVE_MS_SPREAD))
            await asyncio.sleep(BATCH_S)

    async def _sweep(self) -> None:
        self.terms.credits.sweep(self.clock.now_ms())
        await self._directory.sweep()

    async def _look_after(self) -> None:
        unfinished: dict[str | None, list[Guest]] = {}
        for n, connection in enumerate(self._gathering, start=1):
            connection.look_after(self.clock.now_ms())
            state = connection.state
            if state == "handshake":
                unfinished.setdefault(connection.place, []).append(connection)
            elif state == "kept":
                self._make_room(connection, self.clock.now_ms())
            if n % LOOKS_PER_TURN == 0:
                await asyncio.sleep(0)
        self._thin_out(unfinished.values(), self.clock.now_ms())

    def _make_room(self, idle: Guest, now_ms: int) -> None:
        """End a connection that asks nothing any more, where others find no place."""
        census = self.terms.census
        crowded = idle.place is not None and census.is_crowded(idle.place)
        if (crowded or census.is_full()) and now_ms - idle.asked_ms > KEPT_MS_CROWDED:
            idle.hang_up(Close.GOING_AWAY, "others need the place")

    def _thin_out(self, unfinished: Iterable[list[Guest]], now_ms: int) -> None:
        """Cut the oldest handshakes of an address that leaves too many unfinished."""
        for found in unfinished:
            for each in found[: max(0, len(found) - HALF_OPEN_MAX)]:
                if now_ms - each.asked_ms > HALF_OPEN_MS:
                    self.terms.meters.refused("handshake")
                    each.abort()

    def _open_or_close(self) -> None:
        """Say with the next beat whether others may hand games to this node."""
        self._cluster.membership.is_open = self.unready() is None and self._health.is_open

    async def _watch_health(self) -> None:
        await self._health.look(self.clock.now_ms)
        self._open_or_close()
        if self._health.is_cut_off and not self._has_sent_away:
            for shadow in self._directory.shadows:
                # Whoever plays it can't be asked from here, but perhaps from elsewhere: once, since
                # those who come back here have found no better place.
                shadow.audience.hang_up_all(Close.GOING_AWAY, "this node is cut off from the game")
        self._has_sent_away = self._health.is_cut_off


def _part(connection: Guest, again_ms: int) -> None:
    connection.reply(GoodbyeSignal(retry_after_ms=again_ms))
    connection.hang_up(Close.GOING_AWAY, "the server restarts")


def every(
    pause_s: float, chore: Callable[[], Awaitable[object]]
) -> Callable[[], Coroutine[Any, Any, None]]:
    """The chore as one that lasts, with this pause after each time."""

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
