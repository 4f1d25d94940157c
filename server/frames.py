"""Server frames of RFC 6455 made once for many receivers: unmasked, unfragmented, uncompressed."""

from websockets.frames import Frame, Opcode

from server.wire import Codec


def frame(codec: Codec, said: object) -> bytes:
    """The whole frame, header and payload, that says this in the codec."""
    opcode = Opcode.BINARY if codec.binary else Opcode.TEXT
    return Frame(opcode, codec.encode(said)).serialize(mask=False)
