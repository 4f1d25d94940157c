"""Server frames of RFC 6455 made once for many receivers: unmasked, unfragmented, uncompressed."""

from typing import Final

from server.wire import Codec

# The whole message in one frame: its final bit, with the opcode of each kind.
TEXT: Final = 0x81
BINARY: Final = 0x82


def frame(codec: Codec, said: object) -> bytes:
    """The whole frame, header and payload, that says this in the codec."""
    payload: bytes = codec.encode(said)
    first, length = BINARY if codec.binary else TEXT, len(payload)
    if length < 126:
        head = bytes((first, length))
    elif length < 65_536:
        head = bytes((first, 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((first, 127)) + length.to_bytes(8, "big")
    return head + payload
