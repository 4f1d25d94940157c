"""The shell of the listening socket: accepts connections, a few per turn of the event loop with
a pause in between, and turns away those who are too many before anything is made for them.
"""

import asyncio
import contextlib
import logging
import resource
import socket
import ssl
from collections.abc import Callable
from typing import Final

from server.census import Ticket, place_of, with_margin
from server.clock import Clock
from server.http import TOO_OFTEN
from server.limits import (
    ACCEPT_PAUSE_S,
    ACCEPT_PAUSE_S_MAX,
    ACCEPTS_PER_TURN,
    HEAD_BYTES_MAX,
    RETURN_PAUSE_S,
    RETURN_S,
    RETURNS_PER_TURN,
)
from server.terms import Terms

# Descriptors of the databases, the log, and whatever else is open beside connections.
FILES_BESIDE: Final = 512
# A descriptor too few: whoever waits is let in when somebody has left.
SHORTAGE_S: Final = 0.5

log = logging.getLogger(__name__)


def allow_files(wanted: int) -> None:
    """Have so many descriptors, or as many as the system lets us: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class Entrance:
    """One listening socket; with a context, behind TLS."""

    def __init__(
        self,
        listening: socket.socket,
        terms: Terms,
        clock: Clock,
        receive: Callable[[Ticket], asyncio.Protocol],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._listening, self._terms, self._clock = listening, terms, clock
        self._receive, self._tls = receive, tls
        self._open = False
        # Until when those come back who were inside before; of the loop's clock.
        self._returns_until_s = 0.0
        # How long after its time the last pause ended.
        self._late_s = 0.0
        # Those whose connection is being made, TLS handshakes among them: as many as connections
        # are let in, at most.
        self._arriving: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """Accept from now on."""
        self._open = True
        self._returns_until_s = asyncio.get_running_loop().time() + RETURN_S
        allow_files(with_margin(self._terms.limits.connections) + FILES_BESIDE)
        self._listen()

    def _listen(self) -> None:
        asyncio.get_running_loop().add_reader(self._listening.fileno(), self._accept)

    def close(self) -> None:
        """Accept no more."""
        if self._open:
            self._open = False
            asyncio.get_running_loop().remove_reader(self._listening.fileno())
        self._listening.close()
        for each in list(self._arriving):
            each.cancel()

    def _accept(self) -> None:
        is_return = asyncio.get_running_loop().time() < self._returns_until_s
        for _ in range(RETURNS_PER_TURN if is_return else ACCEPTS_PER_TURN):
            try:
                accepted, peer = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                break
            except OSError as error:
                log.warning("no connection can be accepted: %s", error.strerror)
                self._pause(SHORTAGE_S)
                return
            self._receive_or_refuse(accepted, peer[0])
        if is_return:
            self._pause(RETURN_PAUSE_S)
            return
        # More may wait; the frames of those who are inside come first, the more so if the loop
        # has much to do: then it was late the last time.
        self._pause(min(ACCEPT_PAUSE_S + 2 * self._late_s, ACCEPT_PAUSE_S_MAX))

    def _receive_or_refuse(self, accepted: socket.socket, address: str) -> None:
        terms = self._terms
        # Whoever comes through a proxy is counted once it has said for whom.
        place = None if terms.doors.trusts(address) else place_of(address)
        if place is not None and terms.credits.arrive(place, self._clock.now_ms()):
            terms.meters.refused("flood")
            self._turn_away(accepted)
        elif terms.census.lets_in(place):
            self._admit(accepted, terms.census.enter(place))
        else:
            terms.meters.refused("full")
            accepted.close()

    def _turn_away(self, accepted: socket.socket) -> None:
        """Say why if that costs nothing, and hang up."""
        if self._tls is None:
            accepted.setblocking(False)
            with contextlib.suppress(OSError):
                accepted.send(TOO_OFTEN)
                # What was asked already: were it left there, the answer might be lost.
                accepted.recv(HEAD_BYTES_MAX)
        accepted.close()

    def _pause(self, pause_s: float) -> None:
        """Newcomers wait: for a moment, or until somebody may have left."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._listening.fileno())
        due_s = loop.time() + pause_s
        loop.call_at(due_s, self._go_on, due_s)

    def _go_on(self, due_s: float) -> None:
        self._late_s = asyncio.get_running_loop().time() - due_s
        if self._open:
            self._listen()

    def _admit(self, accepted: socket.socket, ticket: Ticket) -> None:
        accepted.setblocking(False)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        arriving = asyncio.get_running_loop().create_task(self._make(accepted, ticket))
        self._arriving.add(arriving)
        arriving.add_done_callback(self._arriving.discard)

    async def _make(self, accepted: socket.socket, ticket: Ticket) -> None:
        """Make the connection; whoever fails at it is counted no more."""
        made = False
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: self._receive(ticket),
                accepted,
                ssl=self._tls,
                ssl_handshake_timeout=self._handshake_s if self._tls is not None else None,
            )
            made = True
        except (OSError, TimeoutError):
            self._terms.meters.refused("handshake")
        finally:
            if not made:
                ticket.leave()
                accepted.close()

    @property
    def _handshake_s(self) -> float:
        return self._terms.limits.hello_ms / 1000
