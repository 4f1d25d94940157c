"""The shell of the listening socket: accepts connections, a few per turn of the event loop, and
turns away those for whom there is no room before anything is made for them.
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
from server.limits import ACCEPTS_PER_TURN
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
        receive: Callable[[Ticket], asyncio.Protocol],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._listening, self._terms, self._receive, self._tls = listening, terms, receive, tls
        self._open = False
        # Those whose connection is being made, TLS handshakes among them: as many as connections
        # are let in, at most.
        self._arriving: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """Accept from now on."""
        self._open = True
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
        for _ in range(ACCEPTS_PER_TURN):
            try:
                accepted, peer = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                self._wait_for_room(error)
                return
            proxied = self._terms.doors.trusts(peer[0])
            # Whoever comes through a proxy is counted once it has said for whom.
            place = None if proxied else place_of(peer[0])
            if self._terms.census.lets_in(place):
                self._admit(accepted, self._terms.census.enter(place))
            else:
                self._terms.meters.refused("full")
                accepted.close()

    def _wait_for_room(self, error: OSError) -> None:
        """No descriptor or no memory is left: the others go on, newcomers wait."""
        log.warning("no connection can be accepted: %s", error.strerror)
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._listening.fileno())
        loop.call_later(SHORTAGE_S, self._go_on)

    def _go_on(self) -> None:
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
