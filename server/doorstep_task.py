"""The shell of a connection before it is anybody's: requests are read and answered, one after the
other, until one of them asks for a websocket. Knows nothing of frames.
"""

import asyncio
import functools
from http import HTTPStatus
from typing import Final, cast

from websockets.http11 import Request
from websockets.protocol import State

from server import entry, http
from server.census import Ticket, place_of
from server.hall import Hall
from server.limits import HEAD_BYTES_MAX, KEPT_MS_MAX, REQUESTS_MAX
from server.outlet_task import Outlet

PAGE: Final = "page"


class Doorstep(Outlet):
    """One socket, as long as it only asks for pages."""

    __slots__ = ("_head_bytes", "_requests", "_ticket", "address", "asked_ms", "door")

    def __init__(self, hall: Hall, ticket: Ticket | None = None) -> None:
        super().__init__(hall)
        self._ticket = ticket
        # Bytes of the request that is being read, and requests that were answered before it.
        self._head_bytes = self._requests = 0
        # Since when a request is waited for: the first, or the next.
        self.asked_ms = hall.clock.now_ms()
        self.door = PAGE
        self.address: str | None = None

    @property
    def place(self) -> str | None:
        """What counts as its address."""
        return self._ticket.place if self._ticket else None

    @property
    def is_between(self) -> bool:
        """Whether a request was answered, and nothing of the next one has come."""
        return self._requests > 0 and not self._head_bytes

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Accepted."""
        # uvloop's transports have the methods, but not the base class.
        self._transport = cast(asyncio.Transport, transport)
        self.address = self._peer()
        if self._ticket is None:
            place = place_of(self.address) if self.address is not None else None
            self._ticket = self._terms.census.enter(place)

    def _peer(self) -> str | None:
        """Who is at the other end, be it a proxy."""
        transport = self._transport
        peer = transport.get_extra_info("peername") if transport is not None else None
        return str(peer[0]) if peer else None

    def _heed(self, request: Request) -> bool:
        """Answer a request; whether this is a websocket from here on."""
        hall, ticket, wire = self._hall, self._ticket, self._wire
        assert ticket is not None
        is_first = self._requests == 0
        caller = entry.caller_of(request, hall, self._peer(), ticket, is_first=is_first)
        self.address = caller.address
        wire.strict_transport = entry.strict_transport(request, caller)
        refused = entry.refused(request, hall, caller, ticket)
        if refused is not None:
            wire.send_response(http.bare(request, refused))
        elif http.wants_socket(request):
            wire.send_response(wire.accept(request))
        else:
            self._answer(request, caller)
        return wire.state is State.OPEN

    def _answer(self, request: Request, caller: entry.Caller) -> None:
        """Give what is asked for, and wait for the next request if there may be one.

        Whoever asks before they have the answer is not asked to wait: the connection ends after
        this one, and so a connection never has more on the way than one answer beyond its buffer.
        """
        hall, wire = self._hall, self._wire
        numbers = functools.partial(hall.numbers, caller.address, caller.passed_on)
        response = http.answer(
            request,
            hall.site,
            hall.unready,
            numbers,
            is_secure=caller.is_secure,
            is_near=caller.is_near,
        )
        self._requests += 1
        is_ahead = wire.is_asked_more or self._paused
        if is_ahead or self._requests >= REQUESTS_MAX or not http.stays(request, response):
            wire.send_response(response)
            return
        wire.answer_and_stay(response)
        self._head_bytes, self.asked_ms = 0, hall.clock.now_ms()
        # At once, so that it is known how much of it is on its way when the next request is read.
        self._pump()

    def _look_after_page(self, now_ms: int) -> None:
        """Cut a request that drips in, and end a connection that nobody asks anything of."""
        waited_ms = now_ms - self.asked_ms
        if not self.is_between:
            if waited_ms > self._terms.limits.hello_ms:
                # However slowly its bytes come.
                self.abort()
        elif waited_ms > KEPT_MS_MAX and self._transport is not None:
            self._closing_ms = now_ms
            self._transport.close()

    def _is_head(self, length: int) -> bool:
        """Whether a request may still be so long; else that is said, and it is over."""
        if self.is_between:
            self.asked_ms = self._hall.clock.now_ms()
        self._head_bytes += length
        if self._head_bytes <= HEAD_BYTES_MAX or self._wire.eof_sent:
            return True
        status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        self._wire.send_response(http.refusal(status, "That is too long for a request."))
        return False
