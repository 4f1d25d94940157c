"""Server frames of RFC 6455 made once for many receivers: unmasked, unfragmented, uncompressed."""

from struct import Struct
from typing import Final

from server.wire import Codec

# The whole message in one frame: its final bit, with the opcode of each kind.
TEXT: Final = 0x81
BINARY: Final = 0x82
# Of frames with lengths below 126, by kind.
HEADS: Final = {first: [bytes((first, n)) for n in range(126)] for first in (TEXT, BINARY)}
HEAD_16: Final = Struct("!BBH").pack
HEAD_64: Final = Struct("!BBQ").pack


def frame(codec: Codec, said: object) -> bytes:
    """The whole frame, header and payload, that says this in the codec."""
    payload: bytes = codec.encode(said)
    first, length = BINARY if codec.binary else TEXT, len(payload)
    if length < 126:
        return HEADS[first][length] + payload
    if length < 65_536:
        return HEAD_16(first, 126, length) + payload
    return HEAD_64(first, 127, length) + payload
