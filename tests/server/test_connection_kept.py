"""Several requests on one connection: in order, as long as they are polite, and then no longer."""

import asyncio

import pytest

from server.doors import Doors
from server.limits import (
    HALF_OPEN_MAX,
    KEPT_MS_CROWDED,
    KEPT_MS_MAX,
    REQUESTS_MAX,
    Limits,
)
from server.settings_readers import networks
from server.site import Links
from server.tariffs import DRAWINGS_LOOPBACK, REQUESTS_LOOPBACK
from server.terms import Terms
from tests.server.conftest import NewSocketNode
from tests.server.fake_clock import WITHIN_S, FakeClock, until
from tests.server.peer import Answer, Peer, SocketNode, upgrade

MODULE = "/main.js"


async def opened(node: SocketNode) -> Peer:
    """A connection that has asked nothing yet."""
    node.peers.append(await Peer.raw(node.port))
    return node.peers[-1]


def request(path: str = MODULE, method: str = "GET", **more: str) -> bytes:
    """A request as a browser writes it."""
    lines = {"Host": "x", **{name.replace("_", "-"): value for name, value in more.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode()


async def heard(peer: Peer, *, has_body: bool = True) -> Answer:
    """The next answer on this connection, no byte more."""
    async with asyncio.timeout(WITHIN_S):
        head = (await peer.reader.readuntil(b"\r\n\r\n")).decode()
        lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        length = int(lines.get("Content-Length", 0)) if has_body else 0
        return Answer(int(head.split()[1]), head, await peer.reader.readexactly(length))


async def is_over(peer: Peer) -> bool:
    """Whether nothing comes any more, and the connection ends."""
    async with asyncio.timeout(WITHIN_S):
        try:
            return await peer.reader.read() == b""
        except ConnectionError:
            return True


async def test_requests_follow_each_other_and_then_a_websocket(socket_node: SocketNode) -> None:
    peer = await opened(socket_node)
    for path, method, status in (
        (MODULE, "GET", 200),
        ("/", "HEAD", 200),
        ("/nothing", "GET", 404),
        ("/join/BCDFG", "GET", 302),
        ("/", "GET", 200),
    ):
        peer.write(request(path, method))
        answer = await heard(peer, has_body=method == "GET")
        assert answer.status == status
        assert "\r\nConnection: " not in answer.head, "HTTP/1.1 goes on unless it says so"
    tag = (await _again(peer)).head.split("ETag: ")[1].split("\r\n")[0]
    peer.write(request(If_None_Match=tag))
    assert (await heard(peer)).status == 304
    peer.write(upgrade())
    assert (await heard(peer)).status == 101
    await peer.hello("Ada")
    assert (await peer.ask("game.list"))["ok"]
    (connection,) = socket_node.connections
    assert (connection.state, connection.door) == ("open", "ws")


async def _again(peer: Peer) -> Answer:
    peer.write(request())
    return await heard(peer)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request(Connection="close"), 200),
        (b"GET / HTTP/1.0\r\nHost: x\r\n\r\n", 200),
        (b"GET / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n", 200),
        (request("/healthz"), 200),
        (request("/ws"), 426),
        (request("/", Upgrade="h2c"), 200),
        (request("/", "POST"), 405),
        (request("/", Host="x, y"), 421),
        (upgrade(headers={"Origin": "http://evil.example"}), 403),
        (b"quack\r\n\r\n", 400),
        (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\n\r\n", 414),
    ],
)
async def test_after_these_the_connection_ends(
    socket_node: SocketNode, sent: bytes, status: int
) -> None:
    """Method: each as the second request of a connection that was welcome before."""
    peer = await opened(socket_node)
    assert (await _again(peer)).status == 200
    peer.write(sent)
    answer = await heard(peer)
    assert answer.status == status
    assert "\r\nConnection: close\r\n" in answer.head
    assert await is_over(peer)
    await until(lambda: socket_node.terms.census.total == 0)


async def test_where_only_the_head_is_asked_for_a_refusal_has_no_body_either(
    socket_node: SocketNode,
) -> None:
    peer = await opened(socket_node)
    peer.write(request("/", "HEAD", Host="evil.example"))
    assert (await heard(peer, has_body=False)).status == 421
    assert await is_over(peer)


async def test_a_stranger_s_link_is_by_the_name_they_called(socket_node: SocketNode) -> None:
    """Method: a page at this machine is told its address, one passed on by a proxy is not."""
    socket_node.node.site.links = Links(nearby="192.168.1.7:8765")
    peer = await opened(socket_node)
    peer.write(request("/link/BCDFG", Host="localhost:1"))
    assert (await heard(peer)).body == b"http://192.168.1.7:8765/join/BCDFG"
    peer.write(request("/link/BCDFG", Host="localhost:1", X_Forwarded_For="198.51.100.1"))
    assert (await heard(peer)).body == b"http://localhost:1/join/BCDFG"


async def test_who_does_not_wait_for_the_answer_gets_that_one_only(socket_node: SocketNode) -> None:
    peer = await opened(socket_node)
    peer.write(request("/nothing") + request() + request())
    answer = await heard(peer)
    assert answer.status == 404
    assert "\r\nConnection: close\r\n" in answer.head
    assert await is_over(peer)


async def test_who_does_not_read_is_not_answered_on_and_on(
    socket_node: SocketNode, clock: FakeClock
) -> None:
    """Method: a writer that is full already; the next answer is the last."""
    peer = await opened(socket_node)
    assert (await _again(peer)).status == 200
    (connection,) = socket_node.connections
    connection.pause_writing()
    peer.write(request())
    assert "\r\nConnection: close\r\n" in (await heard(peer)).head
    assert await is_over(peer)


async def test_a_request_in_pieces_is_read_on_a_kept_connection_too(
    socket_node: SocketNode,
) -> None:
    peer = await opened(socket_node)
    for _ in range(2):
        for byte in request():
            peer.write(bytes([byte]))
            await asyncio.sleep(0)
        assert (await heard(peer)).status == 200


async def test_a_connection_has_so_many_requests(socket_node: SocketNode) -> None:
    peer = await opened(socket_node)
    for n in range(1, REQUESTS_MAX + 1):
        peer.write(request("/nothing"))
        says_close = "\r\nConnection: close\r\n" in (await heard(peer)).head
        assert says_close is (n == REQUESTS_MAX), n
    assert await is_over(peer)


async def test_an_idle_connection_ends_by_itself(socket_node: SocketNode, clock: FakeClock) -> None:
    peer, other = await opened(socket_node), await socket_node.guest("Ada")
    for _ in range(3):
        clock.jump(KEPT_MS_MAX)
        await socket_node.look_after()
        assert (await _again(peer)).status == 200
    assert socket_node.connections[0].state == "kept"
    clock.jump(KEPT_MS_MAX + 1)
    await socket_node.look_after()
    assert await is_over(peer)
    await until(lambda: len(socket_node.connections) == 1)
    assert (await other.ask("game.list"))["ok"]


async def test_the_next_request_may_not_drip_in_either(
    socket_node: SocketNode, clock: FakeClock
) -> None:
    peer = await opened(socket_node)
    assert (await _again(peer)).status == 200
    (connection,) = socket_node.connections
    clock.jump(KEPT_MS_MAX)
    for n, byte in enumerate(b"GET / HTTP", start=1):
        peer.write(bytes([byte]))
        await until(lambda n=n: connection._head_bytes == n)  # type: ignore[misc]
        assert connection.state == "handshake"
        await socket_node.look_after()
        clock.jump(1_000)
    assert socket_node.connections
    clock.jump(1)
    await socket_node.look_after()
    assert await is_over(peer)


async def test_kept_connections_are_no_unfinished_handshakes(
    socket_node: SocketNode, clock: FakeClock
) -> None:
    """Method: more than an address may leave unfinished; but they have asked, and may again."""
    peers = [await opened(socket_node) for _ in range(HALF_OPEN_MAX + 4)]
    for peer in peers:
        assert (await _again(peer)).status == 200
    clock.jump(KEPT_MS_MAX - 1)
    await socket_node.look_after()
    assert len(socket_node.connections) == HALF_OPEN_MAX + 4
    assert (await _again(peers[0])).status == 200


async def test_idle_connections_make_room_where_all_places_are_taken(
    new_socket_node: NewSocketNode, clock: FakeClock
) -> None:
    """Method: five places; those who loaded a page hold them, and somebody wants to play."""
    node = await new_socket_node(Terms(Limits(connections_loopback=5)))
    idle = [await opened(node) for _ in range(5)]
    for peer in idle:
        assert (await _again(peer)).status == 200
    late = await opened(node)
    late.write(upgrade())
    assert (await heard(late)).status == 429
    assert await is_over(late)
    clock.jump(KEPT_MS_CROWDED + 1)
    await node.look_after()
    assert len(node.connections) == 5, "as long as nobody waits they stay"
    asking = await opened(node)
    await until(lambda: len(node.connections) == 6)
    await node.look_after()
    assert [await is_over(peer) for peer in idle] == [True] * 5
    asking.write(upgrade())
    assert (await heard(asking)).status == 101


async def test_requests_are_counted_by_address(
    new_socket_node: NewSocketNode, clock: FakeClock
) -> None:
    """Method: a 200th of what an address may; the machine itself is given more."""
    node = await new_socket_node(Terms(Limits(rate_factor=0.005)))
    most = int(REQUESTS_LOOPBACK.burst / 200)
    peer = await opened(node)
    statuses = []
    for _ in range(most + 2):  # the first came with the connection
        peer.write(request("/nothing"))
        statuses.append((await heard(peer)).status)
    assert statuses == [404] * (most + 1) + [429]
    assert await is_over(peer)
    other = await opened(node)
    assert (await _again(other)).status == 200, "the first is paid for by its connection"
    clock.jump(1_000)
    assert (await _again(other)).status == 200


async def test_pictures_that_take_time_are_counted_by_address(
    new_socket_node: NewSocketNode,
) -> None:
    """Method: a hundredth of what the machine itself may ask for."""
    node = await new_socket_node(Terms(Limits(rate_factor=0.01)))
    peer = await opened(node)
    statuses = []
    for n in range(int(DRAWINGS_LOOPBACK.burst / 100) + 1):
        peer.write(request(f"/qr/BCDF{n}.svg"))
        statuses.append((await heard(peer)).status)
    assert statuses == [200] * (len(statuses) - 1) + [429]
    assert await is_over(peer)
    other = await opened(node)
    assert (await _again(other)).status == 200
    # What was drawn already costs nobody anything.
    for code in ("BCDF0", "bcdf0", "BCDF1"):
        other.write(request(f"/qr/{code}.svg"))
        assert (await heard(other)).status == 200


async def test_through_a_proxy_each_request_is_somebody_else_s(
    new_socket_node: NewSocketNode,
) -> None:
    terms = Terms(Limits(rate_factor=10), Doors(trusted_proxies=networks("127.0.0.1")))
    node = await new_socket_node(terms)
    peer = await opened(node)
    for address in ("198.51.100.1", "198.51.100.2", "198.51.100.1"):
        peer.write(request(X_Forwarded_For=address))
        assert (await heard(peer)).status == 200
        (connection,) = node.connections
        assert (connection.address, connection.place) == (address, address)
        assert terms.census.of(address) == 1
    assert terms.census.of("198.51.100.2") == 0
    await peer.hang_up()
    await until(lambda: terms.census.total == 0)
    assert terms.census.of("198.51.100.1") == 0


async def test_who_has_all_may_go_without_a_word(socket_node: SocketNode) -> None:
    peer = await opened(socket_node)
    assert (await _again(peer)).status == 200
    peer.writer.write_eof()
    assert await is_over(peer)
    await until(lambda: not socket_node.connections)


async def test_a_drain_ends_idle_connections_at_once(socket_node: SocketNode) -> None:
    idle, fresh = await opened(socket_node), await opened(socket_node)
    assert (await _again(idle)).status == 200
    await until(lambda: len(socket_node.connections) == 2)
    draining = asyncio.create_task(socket_node.node.drain())
    assert await is_over(idle)
    assert await is_over(fresh)
    await draining
    assert socket_node.terms.census.total == 0
