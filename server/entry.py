"""A request at the door: who asks, and what becomes of them. No sockets."""

from http import HTTPStatus
from typing import Final

from msgspec import Struct
from websockets.http11 import Request, Response

from server import http
from server.census import Ticket, is_loopback, place_of
from server.doors import is_name
from server.hall import Hall

TOO_MUCH: Final = "Too much was asked from your address."


class Caller(Struct, frozen=True):
    """Who asks, as far as that can be told."""

    address: str | None
    is_secure: bool
    # By a proxy that nobody told us to believe.
    passed_on: bool
    # More came from there of late than may; whoever opens a connection was asked before.
    too_often: bool = False

    @property
    def is_near(self) -> bool:
        """Whether they sit at this machine."""
        here = self.address is not None and is_loopback(place_of(self.address))
        return here and not self.passed_on


def caller_of(
    request: Request, hall: Hall, peer: str | None, ticket: Ticket, *, is_first: bool
) -> Caller:
    """Who asks; from here on they are counted where they come from.

    A proxy may use a connection for the requests of many: each is looked at by itself.
    """
    doors, headers = hall.terms.doors, request.headers
    passed = headers.get_all("X-Forwarded-For")
    address = doors.caller(peer, passed, headers.get_all("Forwarded"))
    credits, now_ms, wait_ms = hall.terms.credits, hall.clock.now_ms(), 0
    if address is not None and (place := place_of(address)) != ticket.place:
        ticket.move(place)
        wait_ms = credits.arrive(place, now_ms)
    elif ticket.place is not None and not is_first:
        wait_ms = credits.request(ticket.place, now_ms)
    return Caller(
        address,
        doors.is_secure(peer, headers.get_all("X-Forwarded-Proto")),
        not doors.trusts(peer) and ("X-Forwarded-For" in headers or "Forwarded" in headers),
        wait_ms > 0,
    )


def strict_transport(request: Request, caller: Caller) -> bool:
    """Whether browsers should never come without TLS again; not where an address is the name."""
    return caller.is_secure and any(map(is_name, request.headers.get_all("Host")))


def refused(request: Request, hall: Hall, caller: Caller, ticket: Ticket) -> Response | None:
    """Why this request gets nothing, whatever it asks for; None where it may go on."""
    if http.path_of(request) in http.HEALTH:
        return None
    terms, hosts = hall.terms, request.headers.get_all("Host")
    if len(hosts) != 1:
        terms.meters.refused("host")
        return http.refusal(HTTPStatus.BAD_REQUEST, "A request names one host.")
    if not terms.doors.knows_host(hosts[0]):
        terms.meters.refused("host")
        words = "This server has another name; GENIUS_HOSTS lists those it answers to."
        return http.refusal(HTTPStatus.MISDIRECTED_REQUEST, words)
    if caller.too_often:
        terms.meters.refused("flood")
        return http.full(HTTPStatus.TOO_MANY_REQUESTS, TOO_MUCH)
    if _draws_too_much(request, hall, caller, ticket):
        terms.meters.refused("flood")
        return http.full(HTTPStatus.TOO_MANY_REQUESTS, TOO_MUCH)
    ban = terms.bans.refuses(caller.address, None, hall.clock.now_ms())
    if ban is not None:
        terms.meters.refused("address")
        return http.refusal(HTTPStatus.FORBIDDEN, "You may not come in.")
    return _no_socket(request, hall, ticket, hosts[0]) if http.wants_socket(request) else None


def _draws_too_much(request: Request, hall: Hall, caller: Caller, ticket: Ticket) -> bool:
    if ticket.place is None:
        return False
    is_secure, is_near = caller.is_secure, caller.is_near
    has_to = http.draws(request, hall.site, is_secure=is_secure, is_near=is_near)
    return has_to and hall.terms.credits.draw(ticket.place, hall.clock.now_ms()) > 0


def _no_socket(request: Request, hall: Hall, ticket: Ticket, host: str) -> Response | None:
    terms, origins = hall.terms, request.headers.get_all("Origin")
    if origins and not (len(origins) == 1 and terms.doors.knows_origin(origins[0], host)):
        terms.meters.refused("origin")
        return http.refusal(HTTPStatus.FORBIDDEN, "Pages of other sites may not connect.")
    if terms.census.is_full():
        terms.meters.refused("full")
        return http.full(HTTPStatus.SERVICE_UNAVAILABLE, "Every place here is taken.")
    if ticket.place is not None and terms.census.is_crowded(ticket.place):
        terms.meters.refused("full")
        return http.full(HTTPStatus.TOO_MANY_REQUESTS, "Too many connections from your address.")
    return None
