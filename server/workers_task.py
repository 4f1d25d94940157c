"""Several nodes on one port: starts them, starts again whoever ends, and ends them all together.

A shell. Knows how a worker is begun and told something, but nothing of games.
"""

import asyncio
import contextlib
import logging
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from persistence.embedded_child import exited
from server.bootstrap import hold, look_over, made_ready, places
from server.parent_task import LINE, OPEN
from server.settings import Settings
from server.stopping import Stopping

PAUSE_S_MIN: Final = 0.2
PAUSE_S_MAX: Final = 5.0
# Whoever ran this long does not die quickly.
STEADY_S: Final = 10.0
# Whoever drains longer than this is ended.
DRAIN_S_MAX: Final = 60.0
# The status of a start that can't be, after one line that says why.
REFUSED: Final = 1

log = logging.getLogger(__name__)


class WorkerRefused(Exception):
    """A worker could not be started, and has said why."""


class Hand(Protocol):
    """One run of one worker."""

    async def opened(self) -> bool:
        """Wait until it takes games; False if it ends before."""

    async def ended(self) -> int:
        """Wait for its end; its exit status."""

    def tell(self, word: signal.Signals) -> None:
        """Send it a signal; nothing if it has ended."""


class Crew:
    """The workers, numbered from 1: each is started again when it ends, until all are to leave."""

    def __init__(self, count: int, start: Callable[[int], Hand], ready: Callable[[], None]) -> None:
        self._count, self._start, self._ready = count, start, ready
        self._hands: dict[int, Hand] = {}
        self._open: dict[int, Hand] = {}
        # Whether all were open at the same time once.
        self._is_ready = False
        self._left = asyncio.Event()

    async def run(self) -> None:
        """Until all have left; raises WorkerRefused if one can't be started in the first place."""
        keepers = [asyncio.create_task(self._keep(k)) for k in range(1, self._count + 1)]
        await asyncio.wait(keepers, return_when=asyncio.FIRST_EXCEPTION)
        self.leave()
        for outcome in await asyncio.gather(*keepers, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    def leave(self) -> None:
        """Have all of them drain; whoever takes too long is ended."""
        if not self._left.is_set():
            self._left.set()
            self.tell(signal.SIGTERM)
            asyncio.get_running_loop().call_later(DRAIN_S_MAX, self.kill)

    def kill(self) -> None:
        """End them now."""
        self._left.set()
        self.tell(signal.SIGKILL)

    def tell(self, word: signal.Signals) -> None:
        """Send all of them a signal."""
        for hand in self._hands.values():
            hand.tell(word)

    def read_again(self) -> None:
        """Have renewed certificates read; whoever is just starting reads them anyhow."""
        for hand in self._open.values():
            hand.tell(signal.SIGHUP)

    async def _keep(self, k: int) -> None:
        """Keep one worker running."""
        pause_s = 0.0
        while not self._left.is_set():
            began_s = time.monotonic()
            hand = self._hands[k] = self._start(k)
            was_open = await hand.opened()
            if was_open:
                self._opened(k, hand)
            status = await hand.ended()
            self._hands.pop(k)
            self._open.pop(k, None)
            if self._left.is_set():
                return
            if status == REFUSED and not was_open and not self._is_ready:
                raise WorkerRefused(f"worker {k} can't be started; it has said why")
            drained = was_open and status == 0
            pause_s = pause_after(pause_s, time.monotonic() - began_s, drained=drained)
            log.log(
                logging.INFO if drained else logging.WARNING,
                "worker %d ended (status %d), starting it again",
                k,
                status,
            )
            if pause_s:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause_s):
                        await self._left.wait()

    def _opened(self, k: int, hand: Hand) -> None:
        self._open[k] = hand
        if len(self._open) == self._count and not self._is_ready:
            self._is_ready = True
            self._ready()


def pause_after(pause_s: float, lived_s: float, *, drained: bool) -> float:
    """How long to wait before the next start: ever longer for who dies quickly, in seconds."""
    if drained or lived_s > STEADY_S:
        return 0.0
    return min(max(2 * pause_s, PAUSE_S_MIN), PAUSE_S_MAX)


class Program:
    """A worker as a program of its own, in a session of its own: a terminal's Ctrl-C is ours."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        self._line, theirs = socket.socketpair()
        self._line.setblocking(False)
        with theirs:
            self._child = subprocess.Popen(
                argv,
                env={**environment, LINE: str(theirs.fileno())},
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        self._ended = asyncio.create_task(exited(self._child))

    async def opened(self) -> bool:
        """See Hand."""
        heard = asyncio.create_task(asyncio.get_running_loop().sock_recv(self._line, len(OPEN)))
        await asyncio.wait((heard, self._ended), return_when=asyncio.FIRST_COMPLETED)
        if heard.done() and heard.exception() is None:
            return bool(heard.result())
        heard.cancel()
        return False

    async def ended(self) -> int:
        """See Hand."""
        status = await self._ended
        self._line.close()
        return status

    def tell(self, word: signal.Signals) -> None:
        """See Hand."""
        self._child.send_signal(word)


async def supervise(
    settings: Settings,
    argv: Sequence[str],
    environment: Mapping[str, str],
    ready: Callable[[], None],
) -> None:
    """Run `settings.workers` nodes until SIGTERM or SIGINT; a second one ends them hard.

    `ready` is called once, when all of them take games.
    """
    async with Stopping() as stopping:
        look_over(settings)
        with hold(settings.host, settings.port):
            async with places(settings) as (database_url, redis_url):
                await made_ready(settings, database_url)
                urls = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}

                def start(k: int) -> Program:
                    own = of_worker(settings, k)
                    return Program(argv, {**environment, **urls, **own})

                crew = Crew(settings.workers, start, ready)
                stopping.open()
                await _see_through(crew, stopping, has_tls=settings.tls_cert is not None)


def of_worker(settings: Settings, k: int) -> dict[str, str]:
    """What a worker's environment has of its own."""
    own = {"GENIUS_WORKERS": "1", "GENIUS_NODE": f"{settings.node}-{k}"}
    if settings.metrics_port is not None:
        own["GENIUS_METRICS_PORT"] = str(settings.metrics_port + k)
    return own


async def _see_through(crew: Crew, stopping: Stopping, *, has_tls: bool) -> None:
    loop = asyncio.get_running_loop()
    if has_tls:
        loop.add_signal_handler(signal.SIGHUP, crew.read_again)
    running, told = asyncio.create_task(crew.run()), asyncio.create_task(stopping.told())
    await asyncio.wait((running, told), return_when=asyncio.FIRST_COMPLETED)
    if told.done():
        log.info("draining")
        for word in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(word, crew.kill)
        crew.leave()
    told.cancel()
    await running
