"""Bytes that no good client sends: below the messages, and below the websocket. Pure."""

from random import Random
from typing import Final

from server.wire import Close
from tests.fuzz.bits import CLOSE, CONT, PING, PONG, TEXT, close, frame

ANY: Final = tuple(range(65_536))
# For a message longer than anyone waits for.
ENDLESS: Final = (int(Close.PROTOCOL_ERROR), 1009)
STATUSES: Final = (101, 200, 302, 304, 400, 403, 404, 405, 408, 414, 421, 426, 429, 431, 503, 505)
KEY: Final = b"MDEyMzQ1Njc4OWFiY2RlZg=="
HANDSHAKE: Final = (
    b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: " + KEY + b"\r\nSec-WebSocket-Version: 13\r\n"
)
HEADERS: Final = (
    *(
        b"Upgrade: websocket",
        b"Host: evil.example",
        b"Origin: http://evil.example",
        b"Origin: null",
    ),
    *(b"Sec-WebSocket-Key: " + KEY, b"Sec-WebSocket-Version: 8", b"Connection: close"),
    *(b"Content-Length: 9", b"Content-Length: -1", b"Transfer-Encoding: chunked", b": x", b"x"),
    *(b"Sec-WebSocket-Protocol: " + b"a," * 500, b"Sec-WebSocket-Protocol: \xff", b"X: \xff\xfe"),
    *(b"Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99", b"X: \0"),
    *(b"X-Forwarded-For: 1.2.3.4, \xff", b"Forwarded: for=;;", b"Cookie: " + b"a" * 7_000),
    *(b"Accept-Language: " + b"de;q=x," * 99, b"Range: bytes=0-0,-1", b"Expect: 100-continue"),
    *(
        b"Accept-Encoding: gzip;q=0.\xff, *;q=, identity;q=0",
        b"Accept-Encoding: " + b"a;q=1," * 999,
    ),
    *(b"If-None-Match: *", b'If-None-Match: W/"' + b'",' * 900, b"Connection: keep-alive, Upgrade"),
    *(b" folded", b"Host: a\r\nHost: b", b"Sec-WebSocket-Extensions: ;;=", b"Upgrade: \xc3\xa9"),
)
PATHS: Final = (
    *(b"/", b"/ws", b"/console", b"/metrics", b"/healthz", b"/readyz", b"/../../etc/passwd", b"*"),
    *(b"/%00", b"/%ff%fe", b"/ws/", b"/ws?x=" + b"y" * 3_000, b"//", b"\xff", b"http://x/", b""),
    *(b"/qr/BCDFG.svg", b"/link/BCDFG", b"/join/BCDFG", b"/stage/BCDFG", b"/main.0123456789.js"),
    *(b"/stage/" + b"A" * 300, b"/admin", b"/index.html%20", b"/./ws", b"/ws#x", b"/?\r"),
)
METHODS: Final = (
    b"GET",
    b"GET",
    b"GET",
    b"HEAD",
    b"POST",
    b"CONNECT",
    b"get",
    b"",
    b"\xff",
    b"PRI",
)


def violation(rng: Random) -> tuple[bytes, tuple[int, ...]]:
    """One break of RFC 6455, and the codes that may close for it."""
    payload = rng.randbytes(rng.choice((0, 1, 7, 60, 125)))
    match rng.randrange(12):
        case 0:
            return frame(TEXT, payload, rsv=rng.randint(1, 7)), (1002,)
        case 1:
            return frame(rng.choice((3, 4, 5, 6, 7, 11, 12, 13, 14, 15)), payload), (1002,)
        case 2:
            return frame(rng.choice((TEXT, PING, PONG, CLOSE)), payload, key=None), (1002,)
        case 3:
            return frame(rng.choice((PING, PONG, CLOSE)), rng.randbytes(126)), (1002,)
        case 4:
            return frame(rng.choice((PING, PONG, CLOSE)), payload, fin=False), (1002,)
        case 5:
            return frame(CONT, payload, fin=rng.random() < 0.5), (1002,)
        case 6:
            return frame(TEXT, payload, fin=False) + frame(TEXT, payload), (1002,)
        case 7:
            length = rng.choice((2**31, 2**32 + 5, 2**63 - 1, 2**63, 2**64 - 1))
            return frame(TEXT, payload, form=127, length=length), ENDLESS
        case 8:
            code = rng.choice((0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535))
            return close(code, b"why not"), (1002,)
        case 9:
            return close(1000, b"\xff" + payload[:60]), (1007,)
        case 10:
            code = rng.choice((1000, 1001, 1011, 3000, 4000, 4999))
            return close(code, b"x" * rng.choice((0, 5, 123))), (code,)
        case _:
            return frame(CLOSE, rng.choice((b"\x03", b""))), (1002, 1005)


def noise(rng: Random, sound: bytes) -> bytes:
    """Random bytes, or sound frames with bits turned over."""
    if rng.random() < 0.4:
        return rng.randbytes(rng.choice((1, 2, 3, 14, 200, 3_000)))
    changed = bytearray(sound)
    for _ in range(rng.choice((1, 1, 3, 20))):
        changed[rng.randrange(min(len(changed), 40))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def request(rng: Random) -> bytes:
    """What comes to the port in place of a handshake."""
    match rng.randrange(7):
        case 0:
            return rng.randbytes(rng.choice((1, 40, 900, 20_000)))
        case 1:
            return HANDSHAKE[: rng.randrange(len(HANDSHAKE))]
        case 6:
            # One after the other on the same connection, without a wait in between.
            asked = b"%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            each = [
                asked % (rng.choice(METHODS), rng.choice(PATHS)) for _ in range(rng.randint(2, 9))
            ]
            return b"".join(each) + rng.choice((b"", HANDSHAKE, rng.randbytes(9)))
        case 2:
            changed = bytearray(HANDSHAKE + b"\r\n")
            for _ in range(rng.choice((1, 2, 5))):
                changed[rng.randrange(len(changed))] = rng.randrange(256)
            return bytes(changed)
        case 3:
            extra = b"\r\n".join(rng.choices(HEADERS, k=rng.choice((1, 2, 5, 150))))
            return HANDSHAKE + extra + b"\r\n\r\n"
        case 4:
            line = b"%s %s HTTP/%s\r\n" % (
                rng.choice(METHODS),
                rng.choice(PATHS),
                rng.choice((b"1.1", b"1.1", b"1.0", b"2", b"9.9", b"")),
            )
            return line + b"\r\n".join(rng.choices(HEADERS, k=3)) + b"\r\n\r\n"
        case _:
            return b"GET /" + b"a" * rng.choice((8_000, 9_000, 300_000)) + b" HTTP/1.1\r\n\r\n"
