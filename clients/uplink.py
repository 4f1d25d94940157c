"""Keeps one client connected: connect, hello, wait for the end, come back with growing pauses.

Knows close codes and hellos; what else is said goes past it.
"""

import asyncio
import random
from collections.abc import Callable
from typing import Any, Final

from websockets.exceptions import InvalidHandshake

from clients.exchange import Exchange
from clients.failures import Dismissed, Refused, Unreachable
from clients.link import Link, connect
from server.wire import Close, Fault, Hello, HelloReply, Reply

# Coming back unchanged after these is forbidden, or would only be refused again.
FINAL: Final = (Close.PROTOCOL_ERROR, Close.NOT_SIGNED_IN, Close.FORBIDDEN, Close.SEAT_TAKEN)
CONNECT_S: Final = 10.0
HELLO_S: Final = 15.0
PAUSE_S: Final = 0.1
PAUSE_S_MAX: Final = 5.0


def pause_s(attempt: int, draw: float) -> float:
    """How long to wait before an attempt (the first is 0): doubling, bounded, half of it luck.

    The luck keeps a thousand clients from returning to a restarted server in one instant.
    """
    if attempt == 0:
        return 0.0
    return float(min(PAUSE_S_MAX, PAUSE_S * 2 ** (attempt - 1)) * (0.5 + draw / 2))


class Uplink:
    """The loop around connections; `run` ends only with a ClientError."""

    def __init__(
        self,
        url: str,
        exchange: Exchange,
        *,
        hello: Callable[[], Hello],
        on_frame: Callable[[bytes], None],
        on_up: Callable[[HelloReply], None],
        on_down: Callable[[], None],
        give_up_s: float,
    ) -> None:
        self.link: Link | None = None
        self.come_back_s: float | None = None
        self._url, self._exchange = url, exchange
        self._hello, self._on_frame, self._on_up, self._on_down = hello, on_frame, on_up, on_down
        self._give_up_s, self._dice = give_up_s, random.Random()
        self._attempt = 0

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
            # A server that closes right after each hello must not be asked in a tight loop.
            calm = loop.time() - since >= PAUSE_S_MAX
            self._attempt = 0 if calm and code != Close.FLOODING else self._attempt + 1

    async def _reach(self) -> HelloReply:
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            await self._pause()
            try:
                return await self._greet()
            except (OSError, InvalidHandshake) as error:
                self._detach()
                self._attempt += 1
                if loop.time() - began >= self._give_up_s:
                    raise Unreachable(
                        f"{self._url}: {str(error) or type(error).__name__}"
                    ) from error

    async def _pause(self) -> None:
        """Wait as long as a goodbye asked for, or as the number of failures demands."""
        wait_s = pause_s(self._attempt, self._dice.random())
        if self.come_back_s is not None:
            wait_s = max(wait_s, min(self.come_back_s, PAUSE_S_MAX) * (1 + self._dice.random() / 4))
            self.come_back_s = None
        if wait_s:
            await asyncio.sleep(wait_s)

    async def _greet(self) -> HelloReply:
        """Connect and sign in; OSError where it is worth another try."""
        link = await connect(self._url, self._exchange.codec.name, self._on_frame, CONNECT_S)
        self.link = link
        self._exchange.attach(link)
        answer: asyncio.Future[Reply] = self._exchange.post(self._hello(), transient=True)
        either: tuple[asyncio.Future[Any], ...] = (answer, link.closed)
        await asyncio.wait(either, timeout=HELLO_S, return_when=asyncio.FIRST_COMPLETED)
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
