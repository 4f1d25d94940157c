"""Plain requests on the same port: the browser client's files, health and readiness. No sockets."""

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from typing import Final

import msgspec
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

# Everything comes from this host, and nothing is written into the page by a string.
POLICY: Final = (
    "default-src 'self'; img-src 'self' data: https:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# Every response has these, whoever made it.
GUARDS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
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


# The whole response to a connection that came too soon after many others, before it asked.
TOO_OFTEN: Final = (
    b"HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n"
    b"Retry-After: %d\r\n\r\n" % RETRY_AFTER_S
)


class Pages:
    """The browser client, read once; a path outside it is simply not there."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, tuple[str, bytes]] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                if kind.startswith("text/") or kind.endswith(("javascript", "json")):
                    kind += "; charset=utf-8"
                self._files["/" + path.relative_to(folder).as_posix()] = kind, path.read_bytes()

    def get(self, path: str) -> tuple[str, bytes] | None:
        """The type and bytes of a file; the folder's own path gives the page."""
        return self._files.get("/index.html" if path == "/" else path)


def nothing() -> bytes | None:
    """No numbers to show."""
    return None


def answer(
    request: Request,
    pages: Pages,
    unready: Callable[[], str | None],
    numbers: Callable[[], bytes | None] = nothing,
) -> Response:
    """The response to a request that asks for no socket; `numbers` is None for whom it may not."""
    if request.method not in ("GET", "HEAD"):
        return _only_looking()
    response = _found(request, pages, unready, numbers)
    return response if request.method == "GET" else replace(response, body=b"")


def _found(
    request: Request,
    pages: Pages,
    unready: Callable[[], str | None],
    numbers: Callable[[], bytes | None],
) -> Response:
    path = path_of(request)
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
            found = pages.get(path)
            if found is None:
                return refusal(HTTPStatus.NOT_FOUND, "There is nothing here.")
            return _response(HTTPStatus.OK, *found)


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
    for name, value in GUARDS.items():
        if name not in response.headers:
            response.headers[name] = value
    if strict_transport:
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT


def _only_looking() -> Response:
    body = b"Here one may only look.\n"
    return _response(HTTPStatus.METHOD_NOT_ALLOWED, TEXT, body, Allow="GET, HEAD")


def _response(status: HTTPStatus, kind: str, body: bytes, **more: str) -> Response:
    headers = Headers(
        {
            "Date": formatdate(usegmt=True),
            "Connection": "close",
            "Content-Length": str(len(body)),
            "Content-Type": kind,
            **GUARDS,
            **more,
        }
    )
    return Response(status.value, status.phrase, headers, body)
