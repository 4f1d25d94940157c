"""The cases of RFC 6455 that the websockets library promises, held through our own shell.

In the manner of the Autobahn suite: bytes in, frames out, on a real loopback socket.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from msgspec import Struct
from websockets.frames import Close
from websockets.utils import accept_key

from server.limits import ENDLESS_BYTES
from server.wire import FRAME_BYTES_MAX, JSON, MSGPACK
from tests.fuzz.bits import BINARY, CLOSE, CONT, PING, PONG, TEXT, close, frame, pieces
from tests.server.fake_clock import WITHIN_S
from tests.server.peer import KEY, Peer, SocketNode

ASKED = b'{"op":"game.list","id":"a"}'
FENCE = frame(PING, b"fence")
# Any four bytes of UTF-8; cut anywhere, they are one letter again.
CLEF = "\U0001d11e".encode()
WRONG = b'{"op":"game.list","id":"a","x\xce\xba":"' + CLEF + b'"}'


class Case(Struct, frozen=True):
    """What is written, piece by piece, and what comes back: pongs, replies, and perhaps a close.

    A reply is (re, "ok" or an error code). `shut` 1006 means: the socket ends without a word.
    """

    name: str
    sent: Sequence[bytes]
    pongs: tuple[bytes, ...] = ()
    replies: tuple[tuple[str, str], ...] = ()
    shut: int | None = None
    # What the close frame repeats after its code; None where the library words it.
    reason: bytes | None = None
    codec: str = JSON
    half_close: bool = False


OK = (("a", "ok"),)
BAD = (("a", "bad_request"),)


def split(payload: bytes, size: int) -> list[bytes]:
    """A text message in fragments of this size."""
    return pieces(TEXT, payload, [size] * ((len(payload) - 1) // size))


def bytewise(data: bytes) -> list[bytes]:
    return [data[n : n + 1] for n in range(len(data))]


def padded(length: int) -> bytes:
    """A command of exactly this many bytes; spaces are JSON too."""
    return ASKED + b" " * (length - len(ASKED))


FRAGMENTS = [
    *(Case(f"in {n} pieces", split(ASKED, -(-len(ASKED) // n)), replies=OK) for n in (1, 2, 3, 9)),
    Case("a byte in each piece", split(ASKED, 1), replies=OK),
    Case("all pieces in one segment", [b"".join(split(ASKED, 4))], replies=OK),
    Case("an empty first piece", pieces(TEXT, ASKED, [0, 5, 0]), replies=OK),
    Case("an empty last piece", pieces(TEXT, ASKED, [len(ASKED)]), replies=OK),
    Case(
        "a ping in the middle, answered before the rest comes",
        [*split(ASKED, 20)[:1], frame(PING, b"mid"), b"", *split(ASKED, 20)[1:]],
        pongs=(b"mid",),
        replies=OK,
    ),
    Case(
        "a pong in the middle",
        [split(ASKED, 20)[0], frame(PONG, b"?"), split(ASKED, 20)[1]],
        replies=OK,
    ),
    Case("a continuation of nothing", [frame(CONT, ASKED)], shut=1002),
    Case("a continuation of nothing, unfinished", [frame(CONT, ASKED, fin=False)], shut=1002),
    Case(
        "a second start",
        [frame(TEXT, ASKED[:9], fin=False), frame(TEXT, ASKED[9:])],
        shut=1002,
    ),
    Case("a continuation after the end", [*split(ASKED, 9), frame(CONT, b"x")], shut=1002),
    Case("a close amid a message", [frame(TEXT, b"{", fin=False), close()], shut=1002),
    Case(
        "fragments of both kinds are of the first's kind",
        pieces(BINARY, msgspec.msgpack.encode({"op": "game.list", "id": "a"}), [4, 4]),
        replies=OK,
        codec=MSGPACK,
    ),
]
PINGS = [
    Case("an empty ping", [frame(PING)], pongs=(b"",)),
    Case("a ping of 125 bytes", [frame(PING, b"\xfe" * 125)], pongs=(b"\xfe" * 125,)),
    Case("a ping of 126 bytes", [frame(PING, b"x" * 126)], shut=1002),
    Case("a ping byte by byte", bytewise(frame(PING, b"slow")), pongs=(b"slow",)),
    Case(
        "ten pings in one segment",
        [b"".join(frame(PING, b"%d" % n) for n in range(10))],
        pongs=tuple(b"%d" % n for n in range(10)),
    ),
    Case("a pong that nobody asked for", [frame(PONG, b"here"), frame(PONG)]),
    Case("a fragmented ping", [frame(PING, b"x", fin=False)], shut=1002),
    Case("a pong of 126 bytes", [frame(PONG, b"x" * 126)], shut=1002),
    Case("a ping and a command together", [frame(PING, b"1") + frame(TEXT, ASKED)], (b"1",), OK),
]
BITS = [
    *(Case(f"reserved bits {rsv:03b}", [frame(TEXT, ASKED, rsv=rsv)], shut=1002) for rsv in (1, 2)),
    *(Case(f"reserved bits {rsv:03b}", [frame(PING, b"", rsv=rsv)], shut=1002) for rsv in (4, 7)),
    *(Case(f"opcode {code}", [frame(code, b"x")], shut=1002) for code in (3, 4, 5, 6, 7)),
    *(Case(f"opcode {code}", [frame(code)], shut=1002) for code in (11, 12, 13, 14, 15)),
    Case("no mask on text", [frame(TEXT, ASKED, key=None)], shut=1002),
    Case("no mask on a ping", [frame(PING, b"x", key=None)], shut=1002),
    Case("no mask on a close", [frame(CLOSE, b"\x03\xe8", key=None)], shut=1002),
    Case("a mask of zeros", [frame(TEXT, ASKED, key=b"\0\0\0\0")], replies=OK),
    Case(
        "what came before a broken frame is heard",
        [frame(PING, b"1") + frame(PING, b"2") + frame(3)],
        pongs=(b"1", b"2"),
        shut=1002,
    ),
    Case("nothing is heard after a broken frame", [frame(3) + frame(PING, b"1")], shut=1002),
]
LENGTHS = [
    Case("an empty message is no map", [frame(TEXT), FENCE], pongs=(b"fence",)),
    *(Case(f"{n} bytes", [frame(TEXT, padded(n))], replies=OK) for n in (125, 126, 127, 128)),
    Case("125 bytes said in 16 bits", [frame(TEXT, padded(125), form=126)], replies=OK),
    Case("125 bytes said in 64 bits", [frame(TEXT, padded(125), form=127)], replies=OK),
    Case("all that a command may hold", [frame(TEXT, padded(FRAME_BYTES_MAX))], replies=OK),
    Case(
        "a byte more",
        [frame(TEXT, padded(FRAME_BYTES_MAX + 1))],
        replies=(("a", "too_large"),),
    ),
    *(
        Case(f"{n} bytes", [frame(TEXT, padded(n))], replies=(("a", "too_large"),))
        for n in (65_535, 65_536, 2**18, 2**20)
    ),
    Case(
        "fragments that are too much together",
        split(padded(4 * FRAME_BYTES_MAX), FRAME_BYTES_MAX),
        replies=(("a", "too_large"),),
    ),
    # The library would say 1009; here that is the same fault as three frames that are too large.
    Case("more than anyone skims", [frame(TEXT, length=ENDLESS_BYTES + 1)], shut=4400),
    Case("a length of 2^63, without a byte of it", [frame(TEXT, length=2**63)], shut=4400),
    Case("a length of 2^64 - 1", [frame(BINARY, length=2**64 - 1)], shut=4400),
    Case("a limit on binary too", [frame(BINARY, length=2**40)], shut=4400, codec=MSGPACK),
]
CLOSES = [
    *(
        Case(f"code {code}", [close(code)], shut=code, reason=b"")
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
    ),
    Case("with a reason", [close(1000, b"bye " + CLEF)], shut=1000, reason=b"bye " + CLEF),
    Case("with the longest reason", [close(1000, b"x" * 123)], shut=1000, reason=b"x" * 123),
    Case("without a code", [close(None)], shut=1005, reason=b""),
    Case("with half a code", [frame(CLOSE, b"\x03")], shut=1002),
    Case("too long", [close(1000, b"x" * 124)], shut=1002),
    *(
        Case(f"invalid code {code}", [close(code)], shut=1002)
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)
    ),
    Case("a reason that is no UTF-8", [close(1000, b"\xce\xba\xe1\xbd")], shut=1007),
    Case("in fragments", [frame(CLOSE, b"\x03\xe8", fin=False)], shut=1002),
    Case("twice", [close(), close()], shut=1000, reason=b""),
    Case(
        "what follows is not heard", [close() + FENCE + frame(TEXT, ASKED)], shut=1000, reason=b""
    ),
    Case("broken bits after it", [close() + b"\xff\xff\xff\xff"], shut=1000, reason=b""),
    Case("byte by byte", bytewise(close(1001, b"bye")), shut=1001, reason=b"bye"),
    Case("half a frame, and the end of the stream", [b"\x81"], shut=1006, half_close=True),
    Case("the end of the stream at once", [], shut=1006, half_close=True),
    Case("the end after a close", [close(4000)], shut=4000, reason=b"", half_close=True),
]
# The library leaves the UTF-8 of messages to whoever reads them. Here that is the codec: such a
# message is one that can't be read, and the third of them ends in 4400, as protocol.md says.
LETTERS = [
    *(
        Case(f"a letter cut after {n} bytes", pieces(TEXT, WRONG, [WRONG.index(CLEF) + n]), (), BAD)
        for n in (1, 2, 3)
    ),
    Case("a letter cut into bytes", split(WRONG, 1), replies=BAD),
    *(
        Case(f"never valid: {wrong!r}", split(b'{"id":"a","op":"' + wrong + b'"}', 7))
        for wrong in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", CLEF[:3])
    ),
    Case(
        "three that are not UTF-8", [frame(TEXT, b'{"op":"game.list","id":"\xff"}')] * 3, shut=4400
    ),
    Case("text where MessagePack was agreed", [frame(TEXT, ASKED)], codec=MSGPACK),
    Case("bytes where JSON was agreed", [frame(BINARY, ASKED)], replies=BAD),
]
SEGMENTS = [
    Case("a command byte by byte", bytewise(frame(TEXT, ASKED)), replies=OK),
    Case("the mask cut in two", [frame(TEXT, ASKED)[:4], frame(TEXT, ASKED)[4:]], replies=OK),
    Case("a long head byte by byte", bytewise(frame(TEXT, padded(126), form=127)), replies=OK),
    Case("twenty in one segment", [frame(TEXT, ASKED) * 20], replies=OK * 20),
    Case(
        "one and a half, and the other half",
        [frame(TEXT, ASKED) + frame(TEXT, ASKED)[:11], frame(TEXT, ASKED)[11:]],
        replies=OK * 2,
    ),
]
TABLE = {
    "fragments": FRAGMENTS,
    "pings": PINGS,
    "bits": BITS,
    "lengths": LENGTHS,
    "closes": CLOSES,
    "letters": LETTERS,
    "segments": SEGMENTS,
}
CASES = [
    pytest.param(case, id=f"{group}: {case.name}")
    for group, cases in TABLE.items()
    for case in cases
]


class Heard(Struct):
    """What came back, sorted by kind; each kind in its order."""

    pongs: list[bytes] = []
    replies: list[tuple[str, str]] = []
    shut: int | None = None
    reason: bytes | None = None
    half_closed: bool = False


async def listen(peer: Peer, heard: Heard) -> None:
    """The next frame."""
    opcode, payload = await peer._frame()
    if opcode == CLOSE:
        heard.shut = Close.parse(payload).code
        heard.reason = payload[2:]
        if not heard.half_closed:
            peer.write(frame(CLOSE, payload))
    elif opcode == PONG and peer.closed is not None:
        heard.shut = heard.shut or peer.closed.code
    elif opcode == PONG:
        heard.pongs.append(payload)
    else:
        form: Any = msgspec.msgpack if peer.codec.binary else msgspec.json
        said = form.decode(payload)
        heard.replies.append((said["re"], "ok" if said["ok"] else said["error"]["code"]))


@pytest.mark.parametrize("case", CASES)
async def test_a_case_of_the_protocol(socket_node: SocketNode, case: Case) -> None:
    """Method: write the pieces, read to the close, or else to the pong of a last ping."""
    peer = await socket_node.guest("Ada", case.codec)
    heard = Heard(half_closed=case.half_close)
    async with asyncio.timeout(WITHIN_S):
        for piece in case.sent:
            if piece:
                peer.write(piece)
                await asyncio.sleep(0)
            else:
                # The reader is answered before any more is written.
                await listen(peer, heard)
        if case.half_close:
            await asyncio.sleep(0)
            peer.writer.write_eof()
        if case.shut is None:
            while len(heard.pongs) < len(case.pongs) or len(heard.replies) < len(case.replies):
                await listen(peer, heard)
            peer.write(FENCE)
            while len(heard.pongs) <= len(case.pongs):
                await listen(peer, heard)
            assert heard.pongs.pop() == b"fence"
        else:
            while heard.shut is None or peer.closed is None:
                await listen(peer, heard)
    assert (tuple(heard.pongs), heard.shut) == (case.pongs, case.shut)
    # Replies that wait for a table may be cut off by the close that follows them.
    assert tuple(heard.replies) == case.replies or case.shut is not None
    if case.reason is not None:
        assert heard.reason == case.reason


# ------------------------------------------------------------------ handshakes

GOOD = {
    "Host": "x",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
}


def request(path: str = "/ws", line: str = "GET {} HTTP/1.1", **changes: str | None) -> bytes:
    """A handshake with these headers in place of the good ones; None leaves one out."""
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    headers = {**GOOD, **named}
    lines = [line.format(path), *(f"{k}: {v}" for k, v in headers.items() if v is not None)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


HANDSHAKES = {
    "a good one": (request(), 101),
    "headers in any case": (request().replace(b"Sec-WebSocket", b"SEC-WEBSOCKET"), 101),
    "Connection with more in it": (request(Connection="keep-alive, Upgrade"), 101),
    "both sub-protocols": (request(Sec_WebSocket_Protocol=f"{MSGPACK}, {JSON}"), 101),
    "neither sub-protocol": (request(Sec_WebSocket_Protocol="chat"), 101),
    "compression is not agreed to": (
        request(Sec_WebSocket_Extensions="permessage-deflate; client_max_window_bits"),
        101,
    ),
    "no key": (request(Sec_WebSocket_Key=None), 400),
    "a key that is no base64": (request(Sec_WebSocket_Key="not a key!"), 400),
    "a key that is too short": (request(Sec_WebSocket_Key="YWJj"), 400),
    "two keys": (request().replace(b"Host: x", b"Sec-WebSocket-Key: " + KEY.encode()), 400),
    "no version": (request(Sec_WebSocket_Version=None), 400),
    "version 8": (request(Sec_WebSocket_Version="8"), 400),
    "no upgrade": (request(Upgrade=None), 426),
    "two upgrades": (request().replace(b"Host: x", b"Host: x\r\nUpgrade: websocket"), 426),
    "two hosts": (request().replace(b"Host: x", b"Host: x\r\nHost: y"), 400),
    "a key that is no ASCII": (request(Sec_WebSocket_Key="\xff\xfe"), 400),
    "another upgrade": (request(Upgrade="h2c"), 426),
    "no Connection": (request(Connection=None), 426),
    "Connection: close": (request(Connection="close"), 426),
    "POST": (request(line="POST {} HTTP/1.1"), 405),
    "HTTP/1.0": (request(line="GET {} HTTP/1.0"), 505),
    "another path": (request("/nowhere"), 404),
    "no path": (request(""), 404),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "a header without a colon": (request().replace(b"Host: x", b"Host x"), 400),
    "a line without an end": (b"GET /" + b"x" * 9_000, 414),
    "a header without an end": (request(X="y" * 9_000), 431),
    "more headers than anyone has": (request(**{f"X{n}": "y" for n in range(130)}), 431),
    "a body": (request(Content_Length="5") + b"hello", 405),
}


async def answered(port: int, sent: bytes) -> tuple[bytes, Peer]:
    """The head of what comes back, or nothing."""
    peer = await Peer.raw(port)
    peer.write(sent)
    try:
        async with asyncio.timeout(WITHIN_S):
            return await peer.reader.readuntil(b"\r\n\r\n"), peer
    except (asyncio.IncompleteReadError, ConnectionError):
        return b"", peer


@pytest.mark.parametrize("name", HANDSHAKES)
async def test_a_handshake(socket_node: SocketNode, name: str) -> None:
    """Only a good one leaves the connection open."""
    sent, status = HANDSHAKES[name]
    head, peer = await answered(socket_node.port, sent)
    socket_node.peers.append(peer)
    assert int(head.split()[1]) == status
    if status == 101:
        assert f"Sec-WebSocket-Accept: {accept_key(KEY)}".encode() in head
        assert b"Extensions" not in head
        peer.write(FENCE)
        assert await peer._frame() == (PONG, b"fence")
    else:
        async with asyncio.timeout(WITHIN_S):
            assert await peer.reader.read() is not None


async def test_a_handshake_byte_by_byte_and_a_command_right_behind(
    socket_node: SocketNode,
) -> None:
    peer = await Peer.raw(socket_node.port)
    socket_node.peers.append(peer)
    for byte in bytewise(request()):
        peer.write(byte)
        await asyncio.sleep(0)
    peer.write(FENCE)
    assert (await peer.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    assert await peer._frame() == (PONG, b"fence")


async def test_a_handshake_and_a_command_in_one_segment(socket_node: SocketNode) -> None:
    peer = await Peer.raw(socket_node.port)
    socket_node.peers.append(peer)
    peer.write(request() + frame(TEXT, ASKED))
    await peer.reader.readuntil(b"\r\n\r\n")
    assert (await peer.reply("a"))["error"]["code"] == "unauthorized"
