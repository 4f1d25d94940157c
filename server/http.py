"""Plain requests on the same port: health, readiness, numbers, and all of the site. No sockets."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from typing import Final

import msgspec
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from server.site import Found, Site, Wishes
from server.site.pages import POLICY

# Of what a page is made of: half a KiB more of headers would be sent with each of eighty files.
PART_GUARDS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# Every other response has these, whoever made it.
GUARDS: Final[Mapping[str, str]] = {
    **PART_GUARDS,
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
STRICT_TRANSPORT: Final = "max-age=31536000"
TEXT: Final = "text/plain; charset=utf-8"
NUMBERS: Final = "text/plain; version=0.0.4; charset=utf-8"
# Where a browser's next try is worth it.
RETRY_AFTER_S: Final = 5
PLAYERS: Final = "/ws"
CONSOLE: Final = "/console"
# Asked by machines that don't know our name, however crowded it is.
HEALTH: Final = ("/healthz", "/readyz")
# After these the next request may come on the same connection; after a refusal it may not.
STAYING: Final = (200, 302, 304, 404)

# The whole response to a connection that came too soon after many others, before it asked.
TOO_OFTEN: Final = (
    b"HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n"
    b"Retry-After: %d\r\n\r\n" % RETRY_AFTER_S
)


def nothing() -> bytes | None:
    """No numbers to show."""
    return None


def answer(
    request: Request,
    site: Site,
    unready: Callable[[], str | None],
    numbers: Callable[[], bytes | None] = nothing,
    *,
    is_secure: bool = False,
    is_near: bool = False,
) -> Response:
    """The response to a request that asks for no socket; `numbers` is None for whom it may not."""
    if request.method not in ("GET", "HEAD"):
        return _only_looking()
    response = _machines(path_of(request), unready, numbers)
    return bare(request, response or _found(request, site, is_secure, is_near))


def bare(request: Request, response: Response) -> Response:
    """The response without its body, where only its head was asked for."""
    return replace(response, body=b"") if request.method == "HEAD" else response


def _machines(
    path: str, unready: Callable[[], str | None], numbers: Callable[[], bytes | None]
) -> Response | None:
    """What programs ask for; None for what they don't."""
    match path:
        case "/healthz":
            return _response(HTTPStatus.OK, TEXT, b"alive\n")
        case "/readyz":
            reason = unready()
            if reason is None:
                return _response(HTTPStatus.OK, "application/json", b'{"ready":true}\n')
            body = msgspec.json.encode({"ready": False, "reason": reason}) + b"\n"
            return _response(HTTPStatus.SERVICE_UNAVAILABLE, "application/json", body)
        case "/metrics":
            text = numbers()
            if text is None:
                return refusal(HTTPStatus.FORBIDDEN, "The numbers are not for everybody.")
            return _response(HTTPStatus.OK, NUMBERS, text)
        case "/ws" | "/console":
            return _response(
                HTTPStatus.UPGRADE_REQUIRED, TEXT, b"This is a websocket.\n", Upgrade="websocket"
            )
        case _:
            return None


def _found(request: Request, site: Site, is_secure: bool, is_near: bool) -> Response:
    """What people ask for."""
    headers = request.headers
    wishes = Wishes(
        ",".join(headers.get_all("Accept-Encoding")), ",".join(headers.get_all("If-None-Match"))
    )
    host = next(iter(headers.get_all("Host")), "")
    found = site.find(path_of(request), wishes, host, is_secure=is_secure, is_near=is_near)
    if found is None:
        return refusal(HTTPStatus.NOT_FOUND, "There is nothing here.")
    return _sent(found)


def draws(request: Request, site: Site, *, is_secure: bool, is_near: bool) -> bool:
    """Whether a picture would have to be drawn for this request, which takes a while."""
    host = request.headers.get("Host", "")
    return site.draws(path_of(request), host, is_secure=is_secure, is_near=is_near)


def path_of(request: Request) -> str:
    """The path without its query."""
    return request.path.partition("?")[0]


def wants_socket(request: Request) -> bool:
    """Whether this is a handshake at one of the doors."""
    upgrade = request.headers.get_all("Upgrade")
    asks = [each.lower() for each in upgrade] == ["websocket"]
    return asks and path_of(request) in (PLAYERS, CONSOLE)


def refusal(status: HTTPStatus, words: str, **more: str) -> Response:
    """No, in a sentence."""
    return _response(status, TEXT, words.encode() + b"\n", **more)


def full(status: HTTPStatus, words: str) -> Response:
    """Not now."""
    return refusal(status, words, **{"Retry-After": str(RETRY_AFTER_S)})


def unreadable(why: BaseException | None) -> Response:
    """The response to what is no request, or one that brings something along."""
    if isinstance(why, NotImplementedError) or "request body" in str(why):
        return _only_looking()
    return refusal(HTTPStatus.BAD_REQUEST, "This is no request.")


def guard(response: Response, *, strict_transport: bool) -> None:
    """See that a response has the headers that all have."""
    guards = {} if "X-Content-Type-Options" in response.headers else GUARDS
    for name, value in guards.items():
        if name not in response.headers:
            response.headers[name] = value
    if strict_transport:
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT


def _only_looking() -> Response:
    body = b"Here one may only look.\n"
    return _response(HTTPStatus.METHOD_NOT_ALLOWED, TEXT, body, Allow="GET, HEAD")


def _response(status: HTTPStatus, kind: str, body: bytes, **more: str) -> Response:
    return _sent(Found(status, {"Content-Type": kind, **more}, body))


def _sent(found: Found) -> Response:
    # Of what they have already, neither kind nor length is said again.
    is_whole = found.status is not HTTPStatus.NOT_MODIFIED
    length = {"Content-Length": str(len(found.body))} if is_whole else {}
    guards = PART_GUARDS if found.is_part else GUARDS
    headers = Headers({"Date": formatdate(usegmt=True), **length, **guards, **found.headers})
    return Response(found.status.value, found.status.phrase, headers, found.body)


def stays(request: Request, response: Response) -> bool:
    """Whether the connection may go on after this response: nothing in the request is odd."""
    is_plain = request.protocol == "HTTP/1.1" and "Upgrade" not in request.headers
    if not is_plain or response.status_code not in STAYING:
        return False
    said = ",".join(request.headers.get_all("Connection")).lower().split(",")
    return "close" not in map(str.strip, said) and path_of(request) not in HEALTH
