"""What one connection may take: commands, frames, bytes, fragments; and nobody else feels it."""

import zlib

import pytest
from websockets.frames import Opcode

from persistence.ports import Login
from server.limits import ENDLESS_BYTES, KEPT_BYTES_MAX, Limits
from server.tariffs import BYTES, CONTROL, KINDS, PATIENCE, TARIFFS
from server.terms import Terms
from tests.fuzz.bits import PING, frame
from tests.server.conftest import NewSocketNode
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.peer import Peer, SocketNode, upgrade

CHAT = TARIFFS[KINDS.index("chat")].connection
SIGNAL = TARIFFS[KINDS.index("signal")].connection


@pytest.fixture
async def strict(new_socket_node: NewSocketNode) -> SocketNode:
    """A node on the terms that hold unless others are set."""
    return await new_socket_node(Terms())


async def is_well(peer: Peer) -> bool:
    """Whether this one still gets what they ask for."""
    return bool((await peer.ask("game.list"))["ok"])


async def test_too_much_at_once_is_told_when_to_come_again(
    strict: SocketNode, clock: FakeClock
) -> None:
    game, (ada, bob) = await strict.table("Ada", "Bob")
    ids = [ada.say("chat.send", game=game, text=f"{n}") for n in range(int(CHAT.burst) + 3)]
    replies = [await ada.reply(each) for each in ids]
    assert [said["ok"] for said in replies] == [True] * int(CHAT.burst) + [False] * 3
    refusal = replies[-1]["error"]
    assert refusal["code"] == "rate_limited"
    assert 0 < refusal["retry_after_ms"] <= 1_000 / CHAT.per_s + 1
    assert (await bob.ask("chat.send", game=game, text="me too"))["ok"]
    clock.jump(refusal["retry_after_ms"])
    # A refused command has changed nothing, and may be sent again with its id.
    ada.heard = [said for said in ada.heard if said.get("re") != ids[-1]]
    assert (await ada.ask("chat.send", id=ids[-1], game=game, text="again"))["ok"]


async def test_signals_beyond_the_limit_are_dropped_without_a_word(strict: SocketNode) -> None:
    game, (ada, bob) = await strict.table("Ada", "Bob")
    for _ in range(int(SIGNAL.burst) + 20):
        ada.say("game.react", id=None, game=game, kind="clap")
        await settle(1)  # not more in one turn than the outbox keeps
    assert await is_well(ada)
    assert await is_well(bob)
    claps = [said for said in bob.heard if said.get("sig") == "reaction"]
    assert len(claps) <= SIGNAL.burst
    assert not [said for said in ada.heard if "ok" in said and not said["ok"]]


async def test_whoever_goes_on_is_closed_with_4429_and_not_listened_to(
    strict: SocketNode, clock: FakeClock
) -> None:
    game, (ada, bob) = await strict.table("Ada", "Bob")
    for _ in range(int(SIGNAL.burst + PATIENCE.burst) + 50):
        ada.say("game.react", id=None, game=game, kind="clap")
    assert (await ada.end()).code == 4429
    (connection, _) = strict.connections
    heard_ms = connection._heard_ms
    clock.jump(5)
    ada.send(b"hello?", Opcode.PING)
    await settle(30)
    assert connection._heard_ms == heard_ms
    await ada.hang_up()
    await until(lambda: len(strict.connections) == 1)
    assert await is_well(bob)
    again = await strict.connect()
    token = ada.heard[0]["token"]
    assert (await again.ask("hello", auth={"kind": "token", "token": token}))["ok"]


@pytest.mark.parametrize(
    ("opcode", "payload", "first"),
    [(Opcode.PING, b"?", b""), (Opcode.PONG, b"", b""), (Opcode.CONT, b"", b"{")],
)
async def test_a_flood_of_frames_that_say_nothing_ends_in_4429(
    strict: SocketNode, opcode: Opcode, payload: bytes, first: bytes
) -> None:
    peer, other = await strict.guest("Ada"), await strict.guest("Bob")
    if first:
        peer.send(first, fin=False)
    for _ in range(int(CONTROL.burst) + 5):
        peer.send(payload, opcode, fin=opcode is not Opcode.CONT)
    assert (await peer.end()).code == 4429
    assert await is_well(other)


async def test_whoever_sends_too_many_bytes_is_read_more_slowly(
    strict: SocketNode, clock: FakeClock
) -> None:
    """Method: twice the burst in messages that are too long for what they ask, in one go."""
    peer, other = await strict.guest("Ada"), await strict.guest("Bob")
    (connection, _) = strict.connections
    # Not read, since the other end of a ping is: it costs bytes, and few frames.
    chunk = peer.codec.encode({"op": "game.list", "id": "x", "pad": "x" * 12_000})
    for _ in range(int(2 * BYTES.burst) // len(chunk)):
        peer.send(chunk)
    await until(lambda: connection._throttled or peer.closed)
    assert connection._throttled
    assert await is_well(other)
    await clock.advance(60_000)
    await until(lambda: not connection._throttled)


async def test_a_part_of_a_message_is_never_kept_beyond_its_limit(
    socket_node: SocketNode,
) -> None:
    peer = await socket_node.guest("Ada")
    (connection,) = socket_node.connections
    piece = b"x" * 10_000
    peer.send(peer.codec.encode({"op": "chat.send", "id": "big"})[:-1] + b',"text":"', fin=False)
    for _ in range(30):
        peer.send(piece, Opcode.CONT, fin=False)
        await settle(2)
        assert connection._part is not None
        assert len(connection._part) <= KEPT_BYTES_MAX
    peer.send(b'"}', Opcode.CONT)
    assert (await peer.reply("big"))["error"]["code"] == "too_large"
    assert connection._part is None
    assert await is_well(peer)


async def test_an_api_key_has_its_own_limit(
    strict: SocketNode, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: the login that a hello comes to is one by a key of 5 commands a minute."""
    desk = strict.inner.desk
    hello = desk.hello

    async def by_key(command: object, address: object) -> object:
        signed = await hello(command, address)  # type: ignore[arg-type]
        assert isinstance(signed, tuple)
        login, reply = signed
        scopes = ("read", "play")
        return Login(login.person, "key-1", 0, scopes, 5), reply

    monkeypatch.setattr(desk, "hello", by_key)
    one, two = await strict.guest("Ada"), await strict.guest("Ada")
    said = [await peer.ask("game.list") for peer in (one, two) for _ in range(3)]
    assert [each["ok"] for each in said] == [True] * 5 + [False]
    wait_ms = said[-1]["error"]["retry_after_ms"]
    assert 11_900 <= wait_ms <= 12_001
    clock.jump(wait_ms)
    assert (await two.ask("game.list"))["ok"]


async def test_what_a_gone_connection_held_is_forgotten(
    strict: SocketNode, clock: FakeClock
) -> None:
    credits = strict.terms.credits
    peer = await strict.guest("Ada")
    assert (len(credits.users), len(credits.addresses)) == (1, 1)
    await peer.hang_up()
    await until(lambda: not strict.connections)
    clock.jump(3_600_000)
    await strict.node._sweep()
    assert (len(credits.users), len(credits.addresses)) == (0, 0)
    assert strict.terms.census.total == 0


@pytest.mark.parametrize(
    "offer", ["permessage-deflate", "permessage-deflate; client_max_window_bits"]
)
async def test_compression_is_off_unless_it_is_set(
    socket_node: SocketNode, new_socket_node: NewSocketNode, offer: str
) -> None:
    headers = {"Sec-WebSocket-Extensions": offer}
    assert (await socket_node.connect(headers=headers)).extensions == ""
    node = await new_socket_node(Terms(Limits(compression=True, rate_factor=100)))
    peer = await node.connect(headers=headers)
    assert "client_no_context_takeover" in peer.extensions
    await peer.hello("Ada")
    for n in range(3):
        peer.write(deflated(peer.codec.encode({"op": "game.list", "id": f"small{n}"})))
        assert (await peer.reply(f"small{n}"))["ok"]
    # And what is not compressed is as welcome.
    assert await is_well(peer)
    peer.write(deflated(peer.codec.encode({"op": "game.list", "id": "big", "x": "x" * 20_000})))
    assert (await peer.reply("big"))["error"]["code"] == "too_large"


@pytest.mark.parametrize("size", [KEPT_BYTES_MAX + 1, 4 * ENDLESS_BYTES])
async def test_a_message_that_unfolds_too_far_ends_the_connection(
    new_socket_node: NewSocketNode, size: int
) -> None:
    node = await new_socket_node(Terms(Limits(compression=True, rate_factor=100)))
    peer = await node.connect(headers={"Sec-WebSocket-Extensions": "permessage-deflate"})
    await peer.hello("Ada")
    peer.write(deflated(b" " * size))
    assert (await peer.end()).code == 4400


async def test_a_broken_compression_is_a_protocol_error(new_socket_node: NewSocketNode) -> None:
    node = await new_socket_node(Terms(Limits(compression=True)))
    peer = await node.connect(headers={"Sec-WebSocket-Extensions": "permessage-deflate"})
    peer.write(deflated(b"", b"\xff\xff\xff"))
    assert (await peer.end()).code == 1002


async def test_a_request_may_not_drip_in(socket_node: SocketNode, clock: FakeClock) -> None:
    """Method: a byte a second, each a sign of life; after ten seconds the line is cut."""
    peer = await Peer.raw(socket_node.port)
    socket_node.peers.append(peer)
    await until(lambda: socket_node.connections)
    for n, byte in enumerate(b"GET / HTTP", start=1):
        peer.write(bytes([byte]))
        await until(lambda n=n: socket_node.connections[0]._head_bytes == n)  # type: ignore[misc]
        clock.jump(1_000)
        await socket_node.look_after()
    assert socket_node.connections
    clock.jump(1)
    await socket_node.look_after()
    await until(lambda: not socket_node.connections)
    assert (await peer.end()).code == 1006


def deflated(payload: bytes, packed: bytes | None = None) -> bytes:
    """A compressed message in one frame, masked with zeros."""
    if packed is None:
        deflate = zlib.compressobj(wbits=-12)
        packed = (deflate.compress(payload) + deflate.flush(zlib.Z_SYNC_FLUSH))[:-4]
    size = len(packed)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    if size >= 65_536:
        length = b"\xff" + size.to_bytes(8, "big")
    return b"\xc1" + length + b"\0\0\0\0" + packed


async def test_what_comes_with_the_handshake_is_answered_after_it(socket_node: SocketNode) -> None:
    peer = await Peer.raw(socket_node.port)
    socket_node.peers.append(peer)
    peer.write(upgrade() + frame(PING, b"early") + frame(PING, b"too"))
    assert (await peer.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
    assert await peer.reader.readexactly(12) == b"\x8a\x05early\x8a\x03too"


async def test_what_comes_with_a_handshake_that_is_refused_is_not_answered(
    socket_node: SocketNode,
) -> None:
    strange = upgrade(headers={"Origin": "http://evil.example"})
    peer = await Peer.raw(socket_node.port)
    socket_node.peers.append(peer)
    peer.write(strange + frame(PING, b"early"))
    said = await peer.reader.read()
    assert said.startswith(b"HTTP/1.1 403 ")
    assert b"early" not in said
