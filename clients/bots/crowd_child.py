"""The process of a crowd: told on standard input what to watch, tells on standard output of it.

    python -m clients.bots.crowd_child ws://127.0.0.1:8765/ws ...

Each line in is a Watch, each line out a Here; at the end of the input come the figures.
"""

import asyncio
import random
import resource
import ssl
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Final

import msgspec
import uvloop
from msgspec import Struct
from websockets.uri import WebSocketURI, parse_uri

from clients.addresses import Addresses
from clients.bots.crowd import Tally
from clients.bots.orders import orders, tell
from clients.bots.thin import ABNORMAL, Thin
from clients.bots.watcher import Watcher
from game.ids import GameId

# Handshakes under way at one time, so that a crowd does not flood the door.
ARRIVALS_MAX: Final = 32
CONNECT_S: Final = 10.0
# After the last game, for those who are behind.
END_S: Final = 20.0
BEAT_S: Final = 0.05
# A server counts connections by address; on one machine there are many to come from.
PER_LOCAL_ADDRESS: Final = 400


class Watch(Struct, frozen=True):
    """So many more spectators for this game, the first of them with this number."""

    game: GameId
    first: int
    watchers: int


class Here(Struct, frozen=True):
    """All that were asked for this game watch it now, or never will."""

    game: GameId


class Stands:
    """The sockets and the clock of all watchers of one process."""

    def __init__(self, urls: list[str], tell: Callable[[Here], None]) -> None:
        self.tally = Tally()
        self._urls, self._tell = urls, tell
        self._uris = {url: parse_uri(url) for url in urls}
        self._loop = asyncio.get_running_loop()
        self._arriving = asyncio.Semaphore(ARRIVALS_MAX)
        self._watching: dict[Watcher, int] = {}
        self._dialling: set[asyncio.Task[None]] = set()
        self._empty = asyncio.Event()
        self._tls = ssl.create_default_context()

    # -- what watchers call

    def dial(self, watcher: Watcher) -> None:
        """Connect, after those who came before."""
        task = asyncio.create_task(self._connect(watcher))
        self._dialling.add(task)
        task.add_done_callback(self._dialling.discard)

    def later(self, delay_s: float, call: Callable[[], None]) -> None:
        """Call back in so many seconds."""
        self._loop.call_later(delay_s, call)

    def now_s(self) -> float:
        """The loop's clock."""
        return self._loop.time()

    def now_ms(self) -> float:
        """The time of day."""
        return time.time() * 1000

    # -- what the child's main calls

    def seat(self, watch: Watch) -> None:
        """Send some more in; Here is told when the last of them sits."""
        left = watch.watchers

        def here() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                self._tell(Here(watch.game))

        for number in range(watch.first, watch.first + watch.watchers):
            addresses = Addresses(self._urls, random.random, number)
            name = f"Watcher {number}"
            watcher = Watcher(self, addresses, watch.game, name, here, self._left)
            self._watching[watcher] = number
            watcher.start()

    async def finish(self) -> None:
        """Wait until everyone has seen the end, but not for ever."""
        if self._watching:
            self._empty.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(END_S):
                    await self._empty.wait()
        for watcher in list(self._watching):
            watcher.give_up("it never saw the end")

    def beat(self, due_s: float) -> None:
        """Note how late this loop is, again and again."""
        now_s = self._loop.time()
        self.tally.own_lag_ms[round((now_s - due_s) * 1000)] += 1
        self._loop.call_at(now_s + BEAT_S, self.beat, now_s + BEAT_S)

    # -- inside

    def _left(self, watcher: Watcher) -> None:
        self._watching.pop(watcher, None)
        if not self._watching:
            self._empty.set()

    async def _connect(self, watcher: Watcher) -> None:
        uri = self._uris[watcher.addresses.url]
        number = self._watching.get(watcher)
        if number is None:
            return

        def line() -> Thin:
            return Thin(uri, watcher.opened, watcher.take, watcher.closed)

        async with self._arriving:
            try:
                async with asyncio.timeout(CONNECT_S):
                    await self._loop.create_connection(
                        line,
                        uri.host,
                        uri.port,
                        ssl=self._tls if uri.secure else None,
                        local_addr=local_address(uri, number),
                    )
            except OSError:
                watcher.closed(ABNORMAL)


def local_address(uri: WebSocketURI, number: int) -> tuple[str, int] | None:
    """Where to come from: anywhere, but one's own part of 127.0.0.0/8 on the same machine."""
    with suppress(ValueError):
        if sys.platform == "linux" and ip_address(uri.host) == ip_address("127.0.0.1"):
            return f"127.0.1.{1 + number // PER_LOCAL_ADDRESS % 250}", 0
    return None


async def main(urls: list[str], *, to_the_end: bool = True) -> None:
    """Watch what the input says until it ends, or until the games do."""
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    stands = Stands(urls, tell)
    stands.beat(began_s)
    async for line in orders():
        stands.seat(msgspec.json.decode(line, type=Watch))
    if to_the_end:
        await stands.finish()
    used = resource.getrusage(resource.RUSAGE_SELF)
    tell(
        stands.tally.figures(
            cpu_s=used.ru_utime + used.ru_stime,
            rss_mib=used.ru_maxrss / 1024,
            duration_s=loop.time() - began_s,
        )
    )


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1:]))
