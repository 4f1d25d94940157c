"""Both encodings of the same maps, and the one decoder that lets nothing unknown pass."""

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from server.wire.codes import FRAME_BYTES_MAX, Fault, WireError
from server.wire.inbound import FromClient, FromConsole

JSON: Final = "genius.v1.json"
MSGPACK: Final = "genius.v1.msgpack"


# What a frame that can't be read makes msgspec raise; nesting without end is one of the ways.
UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Named(Struct):
    """The one field to look for in a frame that is otherwise wrong."""

    id: Annotated[str, Meta(max_length=256)]


class Codec:
    """One of the two encodings of the same maps: text frames of JSON or binary of MessagePack.

    `asked` is what may be said at the door it is for.
    """

    def __init__(self, name: str, asked: Any = FromClient) -> None:
        self.name = name
        self.binary = name == MSGPACK
        form: Any = msgspec.msgpack if self.binary else msgspec.json
        self._decoder = form.Decoder(asked)
        self._named = form.Decoder(_Named)
        self._anything = form.Decoder(dict[str, Any])
        self.encode = form.Encoder().encode
        # How U+0000 looks in a frame; other things may look so too.
        self._zero = b"\0" if self.binary else b"\\u0000"

    def decode(self, frame: bytes, *, binary: bool) -> FromClient | FromConsole:
        """Read a command, or raise WireError telling what is wrong with the frame."""
        if binary is not self.binary:
            kind = "binary" if self.binary else "text"
            raise WireError(
                Fault.BAD_REQUEST, f"{self.name} takes {kind} frames", self._id(frame), counts=True
            )
        if len(frame) > FRAME_BYTES_MAX:
            raise WireError(Fault.TOO_LARGE, "", self._id(frame), counts=True)
        try:
            command: FromClient | FromConsole = self._decoder.decode(frame)
        except msgspec.ValidationError as error:
            counts = not self._whole(frame)
            raise WireError(
                Fault.BAD_REQUEST, str(error), self._id(frame), counts=counts
            ) from error
        except UNREADABLE as error:
            raise WireError(Fault.BAD_REQUEST, str(error), None, counts=True) from error
        if self._zero in frame and _holds_zero(msgspec.to_builtins(command)):
            # PostgreSQL keeps it neither in text nor in jsonb.
            detail = "text must not hold U+0000"
            raise WireError(Fault.BAD_REQUEST, detail, command.id, counts=False)
        return command

    def _whole(self, frame: bytes) -> bool:
        """Whether it is a map at all: a wrong field may be found before what is broken behind."""
        try:
            self._anything.decode(frame)
        except UNREADABLE:
            return False
        return True

    def _id(self, frame: bytes) -> str | None:
        try:
            named: _Named = self._named.decode(frame)
        except UNREADABLE:
            return None
        return named.id


def _holds_zero(said: object) -> bool:
    match said:
        case str():
            return "\0" in said
        case dict():
            return any(_holds_zero(each) for each in said.values())
        case list() | tuple():
            return any(_holds_zero(each) for each in said)
        case _:
            return False


CODECS: Final = {name: Codec(name) for name in (JSON, MSGPACK)}
CONSOLE_CODECS: Final = {name: Codec(name, FromConsole) for name in (JSON, MSGPACK)}
