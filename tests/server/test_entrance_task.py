"""The doors over real sockets: how many come in, from where, by which name, behind TLS or not."""

import asyncio
import errno
import resource
import socket
import ssl
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path

import pytest

from game.ids import Actor
from server import entrance_task, tls
from server.doors import Doors
from server.entrance_task import Entrance
from server.limits import (
    HALF_OPEN_MAX,
    HALF_OPEN_MS,
    Limits,
)
from server.meters import Meters
from server.terms import Terms
from server.wire import Reply
from tests.server.conftest import NewSocketNode
from tests.server.fake_clock import FakeClock, until
from tests.server.peer import Answer, Peer, SocketNode, answered, fetch, upgrade

PEMS = Path(__file__).parent / "tls"
FEW = Limits(rate_factor=10_000, connections_per_address=4, connections_loopback=4)


class Refusals(Meters):
    """Remembers who was not let in, and why."""

    def __init__(self) -> None:
        self.why: list[str] = []

    def refused(self, why: str) -> None:
        self.why.append(why)


async def shake(node: SocketNode, path: str = "/ws", **headers: str) -> Answer:
    """A handshake that is refused; underscores in names are dashes."""
    lines = {name.replace("_", "-"): value for name, value in headers.items()}
    return await answered(node.port, upgrade(path, lines))


# ------------------------------------------------------------------ how many


async def test_an_address_may_open_so_many_and_is_told(new_socket_node: NewSocketNode) -> None:
    terms = Terms(FEW, meters=Refusals())
    node = await new_socket_node(terms)
    peers = [await node.guest(f"Ada {n}") for n in range(4)]
    refused = await shake(node)
    assert refused.status == 429
    assert "\r\nRetry-After: 5" in refused.head
    # Pages and health are still to be had.
    assert (await fetch(node.port, "/")).status == 200
    assert (await fetch(node.port, "/healthz")).status == 200
    await peers[0].hang_up()
    await until(lambda: terms.census.total == 3)
    assert (await (await node.guest("Eve")).ask("game.list"))["ok"]


async def test_far_beyond_its_limit_an_address_is_cut(new_socket_node: NewSocketNode) -> None:
    terms = Terms(FEW, meters=Refusals())
    node = await new_socket_node(terms)
    peers = [await Peer.raw(node.port) for _ in range(40)]
    await until(lambda: terms.meters.why == ["full"] * 20)  # type: ignore[attr-defined]
    stay = await asyncio.gather(*map(_stays, peers))
    assert stay.count(False) == 20  # four, and a margin of sixteen
    assert terms.census.total == 20
    for peer in peers:
        await peer.hang_up()
    await until(lambda: terms.census.total == 0)
    assert (await (await node.guest("Ada")).ask("game.list"))["ok"]


# An address may open 4 connections and then one in 2.5 s, the machine itself 20 and 2 a second.
SLOW = Limits(rate_factor=0.02)


async def test_who_opens_too_many_is_told_before_anything_is_read(
    new_socket_node: NewSocketNode, clock: FakeClock
) -> None:
    terms = Terms(SLOW, meters=Refusals())
    node = await new_socket_node(terms)
    node.peers += [await Peer.raw(node.port) for _ in range(20)]
    await until(lambda: terms.census.total == 20)
    for _ in range(3):
        said = await _told(node)
        assert said.startswith(b"HTTP/1.1 429 ")
        assert b"\r\nRetry-After: 5\r\n" in said
    assert terms.census.total == 20
    assert terms.meters.why == ["flood"] * 3  # type: ignore[attr-defined]
    clock.jump(600)
    assert (await fetch(node.port, "/healthz")).status == 200
    terms.credits.sweep(clock.now_ms())
    assert b" 429 " in await _told(node), "it was forgotten before it was full"


async def _told(node: SocketNode) -> bytes:
    """What a connection hears that asks nothing."""
    peer = await Peer.raw(node.port)
    node.peers.append(peer)
    return await peer.reader.read()


async def test_behind_tls_who_opens_too_many_is_cut(new_socket_node: NewSocketNode) -> None:
    secure = tls.context(PEMS / "cert.pem", PEMS / "key.pem")
    node = await new_socket_node(Terms(SLOW, Doors(tls=True)), tls=secure)
    node.peers += [await Peer.raw(node.port) for _ in range(21)]
    assert await node.peers[-1].reader.read() == b""


async def test_who_opens_too_many_through_a_proxy_is_told_apart(
    new_socket_node: NewSocketNode,
) -> None:
    terms = Terms(SLOW, PROXIES, meters=Refusals())
    node = await new_socket_node(terms)
    busy, other = {"X-Forwarded-For": "198.51.100.1"}, {"X-Forwarded-For": "198.51.100.2"}
    assert [await _status(node, busy) for _ in range(6)] == [101] * 4 + [429] * 2
    assert terms.meters.why == ["flood"] * 2  # type: ignore[attr-defined]
    assert await _status(node, other) == 101


async def _stays(peer: Peer) -> bool:
    try:
        async with asyncio.timeout(0.05):
            return bool(await peer.reader.read(1))
    except TimeoutError:
        return True
    except ConnectionError:
        return False


async def test_a_full_node_says_when_to_come_again(new_socket_node: NewSocketNode) -> None:
    node = await new_socket_node(Terms(Limits(rate_factor=10_000, connections=3)))
    for n in range(3):
        await node.guest(f"Ada {n}")
    refused = await shake(node)
    assert refused.status == 503
    assert "\r\nRetry-After: 5" in refused.head
    assert (await fetch(node.port, "/readyz")).status == 200


async def test_handshakes_left_unfinished_give_way(
    socket_node: SocketNode, clock: FakeClock
) -> None:
    """Method: more than an address may leave; the oldest go, the players and newcomers stay."""
    player = await socket_node.guest("Ada")
    idle = [await Peer.raw(socket_node.port) for _ in range(HALF_OPEN_MAX + 8)]
    socket_node.peers += idle
    await until(lambda: len(socket_node.connections) == HALF_OPEN_MAX + 9)
    await socket_node.look_after()
    assert len(socket_node.connections) == HALF_OPEN_MAX + 9, "they get a second"
    clock.jump(HALF_OPEN_MS + 1)
    await socket_node.look_after()
    await until(lambda: len(socket_node.connections) == HALF_OPEN_MAX + 1)
    stay = await asyncio.gather(*map(_stays, idle))
    assert stay == [False] * 8 + [True] * HALF_OPEN_MAX
    assert (await player.ask("game.list"))["ok"]
    assert (await (await socket_node.guest("Bob")).ask("game.list"))["ok"]


async def test_out_of_descriptors_newcomers_wait_and_come_in(
    socket_node: SocketNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = await socket_node.guest("Ada")
    entrance = socket_node.node._entrances[0]
    assert isinstance(entrance, Entrance)
    monkeypatch.setattr(entrance_task, "SHORTAGE_S", 0.01)
    real, tried = entrance._listening, []

    class Short:
        def accept(self) -> tuple[socket.socket, object]:
            tried.append(1)
            if len(tried) < 3:
                raise OSError(errno.EMFILE, "Too many open files")
            return real.accept()

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

    entrance._listening = Short()  # type: ignore[assignment]
    assert (await (await socket_node.guest("Bob")).ask("game.list"))["ok"]
    assert (await player.ask("game.list"))["ok"]
    assert len(tried) >= 3


def test_every_connection_has_its_descriptor() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        entrance_task.allow_files(300)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (300, hard)
        entrance_task.allow_files(200)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (300, hard)
        # More than may be had is no reason not to begin.
        entrance_task.allow_files(2**40)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[1] == hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


# ------------------------------------------------------------------ from where, by which name


async def test_a_strange_page_or_name_does_not_come_in(new_socket_node: NewSocketNode) -> None:
    terms = Terms(FEW, Doors(hosts=("play.example.org",)), meters=Refusals())
    node = await new_socket_node(terms)
    here = f"localhost:{node.port}"
    for origin in ("http://evil.example", "null", f"http://localhost:{node.port + 1}"):
        assert (await shake(node, Host=here, Origin=origin)).status == 403
    assert (
        await shake(node, path="/console", Host=here, Origin="http://evil.example")
    ).status == 403
    for host in ("evil.example", f"evil.example:{node.port}"):
        assert (await fetch(node.port, "/", headers={"Host": host})).status == 421
        assert (await shake(node, Host=host, Origin=f"http://{host}")).status == 421
        # Whoever asks for our health need not know our name.
        assert (await fetch(node.port, "/healthz", headers={"Host": host})).status == 200
    assert isinstance(terms.meters, Refusals)
    assert terms.meters.why == ["origin"] * 4 + ["host"] * 4
    for host in (here, "play.example.org"):
        page = {"Host": host, "Origin": f"http://{host}"}
        assert (await node.connect(headers=page)).closed is None


class Banned:
    """One address and one person are kept out."""

    user: Actor | None = None

    def refuses(self, address: str | None, user: Actor | None, now_ms: int) -> str | None:
        return "banned: spam" if address == "203.0.113.7" or (user and user == self.user) else None


PROXIES = Doors(trusted_proxies=(ip_network("127.0.0.0/8"),))


async def test_who_is_banned_gets_nothing(new_socket_node: NewSocketNode) -> None:
    bans = Banned()
    node = await new_socket_node(Terms(FEW, PROXIES, bans))
    by = {"X-Forwarded-For": "203.0.113.7"}
    assert (await fetch(node.port, "/", headers=by)).status == 403
    assert (await answered(node.port, upgrade(headers=by))).status == 403
    assert (await fetch(node.port, "/healthz", headers=by)).status == 200
    peer = await node.guest("Ada")
    bans.user = Actor(peer.heard[0]["user"]["id"])
    again = await node.connect()
    auth = {"kind": "token", "token": peer.heard[0]["token"]}
    said = await again.ask("hello", auth=auth)
    assert said["error"]["code"] == "forbidden"
    assert "banned: spam" in said["error"]["message"]
    assert (await again.end()).code == 4403


@pytest.mark.parametrize(("doors", "address"), [(PROXIES, "198.51.100.1"), (Doors(), "127.0.0.1")])
async def test_a_proxys_word_counts_if_it_is_trusted(
    new_socket_node: NewSocketNode, doors: Doors, address: str
) -> None:
    """Method: five people behind one proxy, of four that one address may have."""
    terms = Terms(FEW, doors)
    node = await new_socket_node(terms)
    await node.connect(headers={"X-Forwarded-For": "6.6.6.6, 198.51.100.1"})
    (connection,) = node.connections
    assert (connection.address, connection.place) == (address, address)
    assert terms.census.of(address) == 1
    others: list[Mapping[str, str]] = [{"X-Forwarded-For": f"198.51.100.{n}"} for n in range(2, 6)]
    found = [await _status(node, each) for each in others]
    assert found == [101] * 4 if doors is PROXIES else [101, 101, 101, 429]


async def _status(node: SocketNode, headers: Mapping[str, str]) -> int:
    peer = await Peer.raw(node.port)
    node.peers.append(peer)
    peer.write(upgrade(headers=headers))
    return int((await peer.reader.readuntil(b"\r\n\r\n")).split()[1])


async def test_the_numbers_hook_is_told_who_asks(new_socket_node: NewSocketNode) -> None:
    asked: list[tuple[str | None, bool]] = []

    def numbers(address: str | None, passed_on: bool) -> bytes | None:
        asked.append((address, passed_on))
        return None if passed_on else b"one 1\n"

    node = await new_socket_node(numbers=numbers)
    assert (await fetch(node.port, "/metrics")).body == b"one 1\n"
    by = {"X-Forwarded-For": "127.0.0.1"}
    assert (await fetch(node.port, "/metrics", headers=by)).status == 403
    assert asked == [("127.0.0.1", False), ("127.0.0.1", True)]


async def test_the_consoles_door_leads_to_the_console(new_socket_node: NewSocketNode) -> None:
    node = await new_socket_node()
    heard: list[str] = []

    class Console:
        """Signs everyone in as the desk does, and says what it was told."""

        async def hello(self, command: object, address: str | None) -> object:
            return await node.inner.desk.hello(command, address)  # type: ignore[arg-type]

        def at_once(self, visitor: object, command: object) -> bool:
            heard.append(type(command).__name__)
            visitor.reply(Reply(re=command.id))  # type: ignore[attr-defined]
            return True

        def depart(self, visitor: object) -> None:
            heard.append("gone")

    node.node.console = Console()  # type: ignore[assignment]
    peer = await node.connect(path="/console")
    await peer.hello("Ada")
    assert (await peer.ask("console.exec", line="help"))["ok"]
    assert (await peer.ask("game.list"))["error"]["code"] == "bad_request"
    assert node.gathering.connections() == {("console", "open"): 1}
    await peer.hang_up()
    await until(lambda: heard == ["Execute", "gone"])


# ------------------------------------------------------------------ TLS


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(PEMS / "cert.pem"))


async def test_behind_tls_everything_is_as_before(new_socket_node: NewSocketNode) -> None:
    secure = tls.context(PEMS / "cert.pem", PEMS / "key.pem")
    node = await new_socket_node(Terms(FEW, Doors(tls=True)), tls=secure)
    peer = await node.connect(tls=trusting())
    await peer.hello("Ada")
    assert (await peer.ask("game.list"))["ok"]
    assert peer.writer.get_extra_info("ssl_object").version() in ("TLSv1.2", "TLSv1.3")
    page = await Peer.raw(node.port, tls=trusting())
    page.write(b"GET / HTTP/1.1\r\nHost: play.local\r\nConnection: close\r\n\r\n")
    head = await page.reader.read()
    assert b"\r\nStrict-Transport-Security: max-age=" in head
    await page.hang_up()
    # Whoever speaks plainly to it, or an old TLS, is no guest.
    assert (await fetch(node.port, "/")).status == 0
    old = trusting()
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await Peer.raw(node.port, tls=old)
    await until(lambda: node.terms.census.total == 1)
