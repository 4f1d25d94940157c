"""Keeps one client connected: connect, hello, wait for the end, come back here or elsewhere.

Knows close codes and hellos; what else is said goes past it.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct
from websockets.exceptions import InvalidHandshake

from clients.addresses import PAUSE_S_MAX, Addresses
from clients.exchange import Exchange
from clients.failures import Dismissed, Refused, Unreachable
from clients.link import PING_S, Link, connect
from server.wire import Close, Fault, Hello, HelloReply, Reply

# Coming back unchanged after these is forbidden, or would only be refused again.
FINAL: Final = (Close.PROTOCOL_ERROR, Close.NOT_SIGNED_IN, Close.FORBIDDEN, Close.SEAT_TAKEN)
# A connection that lasted so long was a good one.
CALM_S: Final = PAUSE_S_MAX


class Patience(Struct, frozen=True):
    """How long to wait for a connection, for its hello, and on a silent line before asking (the
    same again before dropping it); in seconds."""

    connect_s: float
    hello_s: float
    quiet_s: float


ALONE: Final = Patience(10.0, 15.0, PING_S)
# Who can go elsewhere does not wait long for a node that froze.
AMONG_MANY: Final = Patience(3.0, 5.0, 1.5)


class Uplink:
    """The loop around connections; `run` ends only with a ClientError."""

    def __init__(
        self,
        urls: Sequence[str],
        exchange: Exchange,
        *,
        first: int | None,
        hello: Callable[[], Hello],
        on_frame: Callable[[bytes], None],
        on_up: Callable[[HelloReply], None],
        on_down: Callable[[], None],
        give_up_s: float,
    ) -> None:
        self.link: Link | None = None
        self.come_back_s: float | None = None
        self._exchange = exchange
        self._hello, self._on_frame, self._on_up, self._on_down = hello, on_frame, on_up, on_down
        self._give_up_s = give_up_s
        self._addresses = Addresses(urls, random.Random().random, first)
        self._patience = ALONE if len(urls) == 1 else AMONG_MANY

    async def run(self) -> None:
        """Stay connected until told off, or until nothing could be reached for too long."""
        loop = asyncio.get_running_loop()
        while True:
            greeting = await self._reach()
            since = loop.time()
            self._on_up(greeting)
            assert self.link is not None
            code, reason = await self.link.closed
            self._detach()
            self._on_down()
            if code in FINAL:
                raise Dismissed(code, reason)
            self._ended(code, loop.time() - since)

    def _ended(self, code: int, lasted_s: float) -> None:
        """What the end of a connection means for where to go next, and how soon."""
        self._rest()
        if code == Close.FLOODING:
            self._addresses.flooded()
        elif lasted_s >= CALM_S:
            self._addresses.lost()
        else:
            # A server that closes right after each hello must not be asked in a tight loop.
            self._addresses.failed()

    def _rest(self) -> None:
        """Whoever said goodbye is left alone for as long as it asked."""
        if self.come_back_s is not None:
            self._addresses.rest(self.come_back_s, asyncio.get_running_loop().time())
            self.come_back_s = None

    async def _reach(self) -> HelloReply:
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            if pause_s := self._addresses.turn(loop.time()):
                await asyncio.sleep(pause_s)
            try:
                return await self._greet()
            except (OSError, InvalidHandshake) as error:
                self._detach()
                self._rest()
                self._addresses.failed()
                if loop.time() - began >= self._give_up_s:
                    raise Unreachable(
                        f"{self._addresses.url}: {str(error) or type(error).__name__}"
                    ) from error

    async def _greet(self) -> HelloReply:
        """Connect and sign in; OSError where it is worth another try."""
        patience, codec = self._patience, self._exchange.codec.name
        link = await connect(
            self._addresses.url, codec, self._on_frame, patience.connect_s, patience.quiet_s
        )
        self.link = link
        self._exchange.attach(link)
        answer: asyncio.Future[Reply] = self._exchange.post(self._hello(), transient=True)
        either: tuple[asyncio.Future[Any], ...] = (answer, link.closed)
        await asyncio.wait(either, timeout=patience.hello_s, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return self._welcome(answer)
        if not link.closed.done():
            raise TimeoutError("no answer to hello")
        code, reason = link.closed.result()
        if code in FINAL:
            raise Dismissed(code, reason)
        raise ConnectionResetError(f"closed with {code} before the hello was answered")

    def _welcome(self, answer: asyncio.Future[Reply]) -> HelloReply:
        try:
            reply = answer.result()
        except Refused as error:
            if error.code == Fault.INTERNAL:
                raise ConnectionError(error.message) from error
            raise
        assert isinstance(reply, HelloReply)
        return reply

    def _detach(self) -> None:
        self._exchange.detach()
        if self.link is not None:
            self.link.abort()
        self.link = None
