"""Commands as payloads of either encoding, whole and broken. Knows nothing of sockets."""

import json
from random import Random
from typing import Any, Final

import msgspec

from server.wire import FRAME_BYTES_MAX, JSON
from tests.fuzz import shapes

# What can't be written so by the encoders, put in place of this number.
HOLE: Final = 1_234_567_891
HOLES_JSON: Final = (
    *(b"1e999", b"-1e-999", b"00", b"+1", b".5", b"0x1f", b"NaN", b"'a'", b'"\\x41"', b'"\\ud83d"'),
    *(b'"\xff\xfe"', b'"\xc0\x80"', b'"\xed\xa0\x80"', b'"\x00"', b'"\n"', b"[" * 2_000, b"{}" * 9),
    *(b"9" * 4_000, b"1." + b"0" * 3_000, b'{"a":' * 900, b"[1,]", b"/**/1", b"undefined", b""),
)
HOLES_MSGPACK: Final = (
    *(
        b"\xc1",
        b"\xd9\xffab",
        b"\xdb\xff\xff\xff\xff",
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
    ),
    *(
        b"\xa2\xff\xfe",
        b"\xa3\xed\xa0\x80",
        b"\xd6\xff\0\0\0\0",
        b"\xc7\x05\x01aaaaa",
        b"\xcb\x7f\xf8" + b"\0" * 6,
    ),
    *(
        b"\x91" * 3_000,
        b"\x81\xa1a" * 900,
        b"\xc4\x03abc",
        b"\xcf" + b"\xff" * 8,
        b"\xc6\xff\xff\xff\xff",
    ),
)
HOLE_MSGPACK: Final = msgspec.msgpack.encode(HOLE)


def encoded(said: dict[str, Any], codec: str) -> bytes:
    """The payload; JSON can say things that MessagePack's encoder refuses, which become null."""
    if codec == JSON:
        return json.dumps(said, separators=(",", ":"), ensure_ascii=len(said) % 2 == 0).encode(
            errors="surrogatepass"
        )
    try:
        return msgspec.msgpack.encode(said)
    except (UnicodeEncodeError, OverflowError):
        plain = {str(k).encode(errors="replace").decode(): _plain(v) for k, v in said.items()}
        return msgspec.msgpack.encode(plain)


def _plain(value: Any) -> Any:
    try:
        msgspec.msgpack.encode(value)
    except (UnicodeEncodeError, OverflowError):
        return None
    return value


def payload(rng: Random, name: str, codec: str, oddness: float) -> bytes:
    """A command with this id, most of the time; oddness is how wrong it is."""
    said = shapes.command(rng, oddness)
    if said["op"] == "game.create" or rng.random() > oddness / 6:
        said["id"] = name
    elif rng.random() < 0.5:
        said["id"] = rng.choice((*shapes.NUMBERS, *shapes.TEXTS))
    if rng.random() >= oddness / 5:
        return encoded(said, codec)
    # Something that no encoder writes, inside a map that is otherwise well formed.
    keys = [key for key in said if key not in ("op", "id")] or ["more"]
    said[rng.choice(keys)] = HOLE
    whole = encoded(said, codec)
    if codec == JSON:
        return whole.replace(b"%d" % HOLE, rng.choice(HOLES_JSON))
    return whole.replace(HOLE_MSGPACK, rng.choice(HOLES_MSGPACK))


def mutated(rng: Random, whole: bytes, codec: str) -> bytes:
    """The same bytes after something happened to them."""
    match rng.randrange(12):
        case 0 | 1 | 2:
            return _flipped(rng, whole, rng.choice((1, 1, 2, 8)))
        case 3:
            return whole[: rng.randrange(len(whole) + 1)]
        case 4:
            return whole[rng.randrange(len(whole)) :]
        case 5:
            cut = rng.randrange(len(whole))
            return whole[:cut] + rng.randbytes(rng.randrange(9)) + whole[cut:]
        case 6:
            cut, end = sorted((rng.randrange(len(whole)), rng.randrange(len(whole))))
            return whole[:end] + whole[cut:]
        case 7:
            return whole + whole
        case 8 if codec == JSON:
            # The same key again: the last one counts.
            return whole[:-1] + rng.choice((b',"id":1}', b',"op":"game.list"}', b',"id":"@"}'))
        case 9:
            return rng.randbytes(rng.choice((0, 1, 4, 60, 900)))
        case 10:
            return whole + b" " * rng.choice((1, FRAME_BYTES_MAX - len(whole), FRAME_BYTES_MAX))
        case _:
            return rng.choice((b"", b"[]", b"null", b"1", b'"hi"', b"\x80", b"\xc0", b"{" * 3_000))


def _flipped(rng: Random, whole: bytes, count: int) -> bytes:
    changed = bytearray(whole)
    for _ in range(count):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)
