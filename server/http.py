"""Plain requests on the same port: the browser client's files, health and readiness. No sockets."""

import mimetypes
from collections.abc import Callable
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
TEXT: Final = "text/plain; charset=utf-8"


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


def answer(request: Request, pages: Pages, unready: Callable[[], str | None]) -> Response:
    """The response to a request that asks for no socket."""
    if request.method not in ("GET", "HEAD"):
        body = b"Here one may only look.\n"
        return _response(HTTPStatus.METHOD_NOT_ALLOWED, TEXT, body, Allow="GET, HEAD")
    response = _found(request, pages, unready)
    return response if request.method == "GET" else replace(response, body=b"")


def _found(request: Request, pages: Pages, unready: Callable[[], str | None]) -> Response:
    path = request.path.partition("?")[0]
    match path:
        case "/healthz":
            return _response(HTTPStatus.OK, TEXT, b"alive\n")
        case "/readyz":
            reason = unready()
            if reason is None:
                return _response(HTTPStatus.OK, "application/json", b'{"ready":true}\n')
            body = msgspec.json.encode({"ready": False, "reason": reason}) + b"\n"
            return _response(HTTPStatus.SERVICE_UNAVAILABLE, "application/json", body)
        case "/ws":
            return _response(
                HTTPStatus.UPGRADE_REQUIRED, TEXT, b"This is a websocket.\n", Upgrade="websocket"
            )
        case _:
            found = pages.get(path)
            if found is None:
                return _response(HTTPStatus.NOT_FOUND, TEXT, b"There is nothing here.\n")
            return _response(HTTPStatus.OK, *found)


def wants_socket(request: Request) -> bool:
    """Whether this is a handshake at the players' door."""
    upgrade = request.headers.get("Upgrade", "").lower()
    return upgrade == "websocket" and request.path.partition("?")[0] == "/ws"


def _response(status: HTTPStatus, kind: str, body: bytes, **more: str) -> Response:
    headers = Headers(
        {
            "Date": formatdate(usegmt=True),
            "Connection": "close",
            "Content-Length": str(len(body)),
            "Content-Type": kind,
            "Cache-Control": "no-cache",
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            **more,
        }
    )
    return Response(status.value, status.phrase, headers, body)
