"""Plain requests: the client's files and nothing else, health, readiness, headers of all."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from server.http import GUARDS, answer, stays, wants_socket
from server.site import Assets, Site
from tests.server.fake_clock import until
from tests.server.peer import Peer, SocketNode, answered, fetch, site, upgrade

FILES = {
    "index.html": ("text/html; charset=utf-8", "<h1>naïve</h1>"),
    "stage.html": ("text/html; charset=utf-8", "<h1>big</h1>"),
    "main.js": ("text/javascript; charset=utf-8", "let x"),
    "play.css": ("text/css; charset=utf-8", "p {}"),
    "icons/icon.svg": ("image/svg+xml", "<svg/>"),
    "odd.xyzzy": ("application/octet-stream", "?"),
}


@pytest.fixture
def pages(tmp_path: Path) -> Site:
    web = tmp_path / "web"
    for name, (_, text) in FILES.items():
        (web / name).parent.mkdir(parents=True, exist_ok=True)
        (web / name).write_text(text, "utf-8")
    (tmp_path / "secret.txt").write_text("secret")
    return Site(Assets(web))


def get(pages: Site, path: str, reason: str | None = None, **more: str) -> Response:
    headers = Headers(
        {"Host": "x", **{name.replace("_", "-"): each for name, each in more.items()}}
    )
    return answer(Request(path, headers), pages, lambda: reason)


@pytest.mark.parametrize("name", FILES)
def test_the_clients_files_are_served_by_kind(pages: Site, name: str) -> None:
    kind, text = FILES[name]
    response = get(pages, f"/{name}?v=1")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == kind
    assert response.body == text.encode()
    assert response.headers["Content-Length"] == str(len(text.encode()))


def test_the_folder_is_the_page(pages: Site) -> None:
    assert get(pages, "/").body == get(pages, "/index.html").body
    assert get(pages, "/?code=BCDFG").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/nothing", "/icons", "/icons/", "", "//index.html", "index.html"),
        *("/../secret.txt", "/icons/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt"),
        *("/./index.html", "\\..\\secret.txt", "http://x/index.html", "/index.html\0", "*"),
    ],
)
def test_no_path_leads_out(pages: Site, path: str) -> None:
    response = get(pages, path)
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/plain")
    assert b"secret" not in (response.body or b"")


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/healthz", "/readyz", "/ws", "/console", "/metrics"]
)
def test_every_response_has_its_headers(pages: Site, path: str) -> None:
    headers = get(pages, path).headers
    assert headers["Cache-Control"] == "no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Date"].endswith("GMT")
    policy = headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    for rule in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    for source in ("unsafe", "data:", "blob:", "http:", "https:", "*"):
        assert source not in policy


@pytest.mark.parametrize("path", ["/main.js", "/play.css"])
def test_what_pages_are_made_of_needs_no_guards_of_pages(pages: Site, path: str) -> None:
    headers = get(pages, path).headers
    assert "Content-Security-Policy" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_health_is_the_process_and_readiness_the_node(pages: Site) -> None:
    assert get(pages, "/healthz", "draining").status_code == 200
    ready = get(pages, "/readyz")
    assert (ready.status_code, msgspec.json.decode(ready.body or b"")) == (200, {"ready": True})
    for reason in ("starting", "draining", "the database does not answer"):
        response = get(pages, "/readyz", reason)
        assert response.status_code == 503
        assert response.headers["Content-Type"] == "application/json"
        said = msgspec.json.decode(response.body or b"")
        assert said == {"ready": False, "reason": reason}


def test_the_doors_are_for_sockets(pages: Site) -> None:
    for door in ("/ws", "/console"):
        response = get(pages, door)
        assert response.status_code == 426
        assert response.headers["Upgrade"] == "websocket"
    for path, asked, wanted in (
        ("/ws", "websocket", True),
        ("/ws?x=1", "WebSocket", True),
        ("/console", "websocket", True),
        ("/ws", "h2c", False),
        ("/", "websocket", False),
    ):
        assert wants_socket(Request(path, Headers({"Upgrade": asked}))) is wanted
    assert not wants_socket(Request("/ws", Headers()))
    twice = Headers([("Upgrade", "websocket"), ("Upgrade", "h2c")])
    assert not wants_socket(Request("/ws", twice))


def test_numbers_are_for_whom_they_are_for(pages: Site) -> None:
    asked = Request("/metrics", Headers({"Host": "x"}))
    assert answer(asked, pages, lambda: None).status_code == 403
    response = answer(asked, pages, lambda: None, lambda: b"genius_rooms 1\n")
    assert (response.status_code, response.body) == (200, b"genius_rooms 1\n")
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")


def test_one_may_only_look(pages: Site) -> None:
    head = answer(Request("/", Headers(), "HEAD"), pages, lambda: None)
    whole = get(pages, "/")
    assert (head.status_code, head.body) == (200, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    for method in ("POST", "PUT", "DELETE", "BREW"):
        response = answer(Request("/", Headers(), method), pages, lambda: None)
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD"


def test_what_is_held_already_is_not_sent_again(pages: Site) -> None:
    first = get(pages, "/main.js")
    again = get(pages, "/main.js", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.body) == (304, b"")
    assert "Content-Length" not in again.headers
    assert "Content-Type" not in again.headers
    for name in ("ETag", "Cache-Control", "Date"):
        assert again.headers[name]
    other = get(pages, "/main.js", If_None_Match='"x"')
    assert other.status_code == 200


def test_a_code_leads_to_its_stage_and_into_its_game(pages: Site) -> None:
    assert get(pages, "/stage/BCDFG").body == get(pages, "/stage.html").body
    joined = get(pages, "/join/bcdfg")
    assert (joined.status_code, joined.headers["Location"]) == (302, "/#BCDFG")
    assert joined.headers["Cache-Control"] == "no-store"
    assert get(pages, "/link/BCDFG").body == b"http://x/join/BCDFG"
    assert get(pages, "/qr/BCDFG.svg").headers["Content-Type"] == "image/svg+xml"
    asked = Request("/link/BCDFG", Headers({"Host": "x"}))
    assert answer(asked, pages, lambda: None, is_secure=True).body == b"https://x/join/BCDFG"


@pytest.mark.parametrize(
    ("path", "protocol", "connection", "stays_"),
    [
        ("/", "HTTP/1.1", None, True),
        ("/nothing", "HTTP/1.1", "keep-alive", True),
        ("/join/BCDFG", "HTTP/1.1", "Upgrade, x", True),
        ("/", "HTTP/1.1", "close", False),
        ("/", "HTTP/1.1", "x, Close", False),
        ("/", "HTTP/1.0", "keep-alive", False),
        ("/healthz", "HTTP/1.1", None, False),
        ("/ws", "HTTP/1.1", None, False),
        ("/metrics", "HTTP/1.1", None, False),  # refused here
    ],
)
def test_which_connections_may_go_on(
    pages: Site, path: str, protocol: str, connection: str | None, stays_: bool
) -> None:
    headers = Headers({"Host": "x"} if connection is None else {"Connection": connection})
    request = Request(path, headers, protocol=protocol)
    response = answer(request, pages, lambda: None)
    assert stays(request, response) is stays_


def test_the_client_that_ships_is_served() -> None:
    page = get(site(), "/")
    assert page.status_code == 200
    assert b"<!doctype html>" in (page.body or b"").lower()


async def test_pages_and_players_share_one_port(socket_node: SocketNode) -> None:
    peer = await socket_node.guest("Ada")
    page = await fetch(socket_node.port, "/")
    assert page.status == 200
    assert "Content-Security-Policy" in page.head
    assert (await fetch(socket_node.port, "/healthz")).body == b"alive\n"
    assert (await fetch(socket_node.port, "/readyz")).status == 200
    assert (await fetch(socket_node.port, "/nothing")).status == 404
    assert (await fetch(socket_node.port, "/ws")).status == 426
    assert (await peer.ask("game.list"))["ok"]


POST = b"POST / HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"quack\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\r\n", 400),
        (b"\r\n" * 300, 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\n no colon\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 400),
        (POST + b"\r\n", 405),
        (POST + b"Content-Length: 5\r\n\r\nhello", 405),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 405),
        (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nA: " + b"x" * 9_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"A: x\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + (b"A: " + b"x" * 4_000 + b"\r\n") * 20, 431),
        (b"GET /healthz HTTP/1.0\r\n\r\n", 200),
        (upgrade().replace(b"GET", b"POST"), 405),
        (upgrade().replace(b"HTTP/1.1", b"HTTP/1.0"), 505),
        (upgrade(headers={"Sec-WebSocket-Version": "8"}), 400),
        (upgrade(headers={"Sec-WebSocket-Key": "short"}), 400),
    ],
)
async def test_whatever_is_asked_is_answered_with_all_headers(
    socket_node: SocketNode, request_: bytes, status: int
) -> None:
    found = await answered(socket_node.port, request_)
    assert found.status == status
    for name in GUARDS:
        assert f"\r\n{name}: " in found.head
    assert "Strict-Transport-Security" not in found.head
    await until(lambda: socket_node.terms.census.total == 0)


async def test_half_a_request_is_no_request(socket_node: SocketNode) -> None:
    peer = await Peer.raw(socket_node.port)
    socket_node.peers.append(peer)
    peer.write(b"GET / HT")
    peer.writer.write_eof()
    async with asyncio.timeout(10):
        assert b" 200 " not in await peer.reader.read()
