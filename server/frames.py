"""Frames of RFC 6455 of the plainest kind, a whole message in each: the server's made once for
many receivers, a client's read without the library's generators. Uncompressed, both.
"""

from struct import Struct
from typing import Final

from server.wire import Codec

try:
    from websockets.speedups import apply_mask
except ImportError:  # a build of the library without its C part
    from websockets.utils import apply_mask

# The whole message in one frame: its final bit, with the opcode of each kind.
TEXT: Final = 0x81
BINARY: Final = 0x82
# Of frames with lengths below 126, by kind.
HEADS: Final = {first: [bytes((first, n)) for n in range(126)] for first in (TEXT, BINARY)}
HEAD_16: Final = Struct("!BBH").pack
HEAD_64: Final = Struct("!BBQ").pack
MASKED: Final = 0x80


def frame(codec: Codec, said: object) -> bytes:
    """The whole frame, header and payload, that says this in the codec."""
    payload: bytes = codec.encode(said)
    first, length = BINARY if codec.binary else TEXT, len(payload)
    if length < 126:
        return HEADS[first][length] + payload
    if length < 65_536:
        return HEAD_16(first, 126, length) + payload
    return HEAD_64(first, 127, length) + payload


def message(data: bytes, start: int) -> tuple[bytes, int] | None:
    """The payload of the frame that begins there, and where it ends.

    None unless it is all there, and a client's whole message of less than 64 KiB. Such frames are
    nearly all that clients send; the library takes 6 µs for one, and this takes 1.
    """
    size = len(data) - start
    if size < 6 or (data[start] != TEXT and data[start] != BINARY) or data[start + 1] < MASKED:
        return None
    length, begin = data[start + 1] - MASKED, start + 6
    if length > 125:
        if length > 126 or size < 8:
            return None
        length, begin = data[start + 2] << 8 | data[start + 3], start + 8
    end = begin + length
    if end > len(data):
        return None
    return apply_mask(data[begin:end], data[begin - 4 : begin]), end
