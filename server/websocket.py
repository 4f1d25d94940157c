"""The websockets library's protocol as we want it: long messages are skimmed, not kept; every
response has its headers; what unfolds too far ends. No sockets.
"""

import logging
from collections.abc import Generator, Sequence
from typing import Final

from websockets.exceptions import InvalidMessage
from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import (
    PerMessageDeflate,
    ServerPerMessageDeflateFactory,
)
from websockets.frames import CloseCode, Frame
from websockets.http11 import Response
from websockets.protocol import Protocol, State
from websockets.server import ServerProtocol
from websockets.streams import StreamReader
from websockets.typing import ExtensionParameter, Subprotocol

from server import http, wire
from server.frames import BINARY, TEXT
from server.limits import ENDLESS_BYTES, KEPT_BYTES_MAX

try:
    from websockets.speedups import apply_mask
except ImportError:  # a build of the library without its C part
    from websockets.utils import apply_mask

MASKED: Final = 0x80
SUBPROTOCOLS: Final = [Subprotocol(wire.JSON), Subprotocol(wire.MSGPACK)]
# 4 KiB of memory for a client's compressed message, in place of 32.
WINDOW_BITS: Final = 12


class Socket(ServerProtocol):
    """One connection's protocol, from the request on; bytes in, frames out, and back."""

    def __init__(self, *, compression: bool = False) -> None:
        super().__init__(
            subprotocols=SUBPROTOCOLS,
            select_subprotocol=_select,
            extensions=[_Deflate()] if compression else None,
            max_size=ENDLESS_BYTES,
            logger=_quiet,
        )
        self.reader: Skimmer = Skimmer()
        self.strict_transport = False
        # The one it began with holds the reader it began with.
        self.parser = self.parse()
        next(self.parser)

    @property
    def at_rest(self) -> bool:
        """Whether a plain message may begin with the next byte, and nothing is left to be read."""
        whole = self.reader.is_between and self.current_size is None
        return whole and self.state is State.OPEN and not self.extensions

    def go_on(self) -> None:
        """The request is answered: frames that came with it are read now, and answered after."""
        self.reader.is_held = False
        # The parser that read the request would hold it, all its headers with it, to the end.
        self.parser = Protocol.parse(self)
        next(self.parser)

    def fail(self, code: CloseCode | int, reason: str = "") -> None:
        """What is too large is the same fault here as a little below that."""
        if code == CloseCode.MESSAGE_TOO_BIG:
            code, reason = wire.Close.PROTOCOL_ERROR, "a message without end"
        super().fail(code, reason)

    def send_response(self, response: Response) -> None:
        """Answer the request, with the headers that every answer has."""
        if response.status_code != 101:
            self._last(response)
        super().send_response(response)

    @property
    def is_asked_more(self) -> bool:
        """Whether there is something behind the request already."""
        return bool(self.reader.buffer)

    def answer_and_stay(self, response: Response) -> None:
        """Answer the request, and read the next one on the same connection."""
        http.guard(response, strict_transport=self.strict_transport)
        self.writes.append(response.serialize())
        self.parser = self.parse()
        next(self.parser)

    def send_eof(self) -> None:
        """The end; after a request that can't be read, not without a word."""
        why = self.handshake_exc
        if self.state is State.CONNECTING and isinstance(why, InvalidMessage) and not self.writes:
            response = http.unreadable(why.__cause__)
            self._last(response)
            self.writes.append(response.serialize())
        super().send_eof()

    def _last(self, response: Response) -> None:
        """Have it say that nothing comes after it."""
        http.guard(response, strict_transport=self.strict_transport)
        if "Connection" not in response.headers:
            response.headers["Connection"] = "close"


class Skimmer(StreamReader):
    """Of a long stretch the beginning is kept, and the rest thrown away as it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.skimming = 0
        # No frame is read before the request is answered, even if it came along.
        self.is_held = True
        # Whether a frame may begin with the next byte that comes.
        self.is_between = False

    def at_eof(self) -> Generator[None, None, bool]:
        """Wait for a byte or the end; asked before every frame."""
        while not self.buffer:
            if self.eof:
                return True
            self.is_between = not self.is_held
            yield
        self.is_between = False
        return False

    def read_exact(self, n: int) -> Generator[None, None, bytearray]:
        """The next `n` bytes, or the first KEPT_BYTES_MAX of them.

        Written out rather than left to the base class: every frame comes through here thrice.
        """
        while self.is_held:
            yield
        most = n if n <= KEPT_BYTES_MAX else KEPT_BYTES_MAX
        buffer = self.buffer
        while len(buffer) < most:
            if self.eof:
                raise EOFError("stream ends within a frame")
            yield
        kept = buffer[:most]
        del buffer[:most]
        if most < n:
            yield from self._skim(n - most)
        return kept

    def _skim(self, n: int) -> Generator[None, None, None]:
        self.skimming = n
        while self.skimming:
            gone = min(self.skimming, len(self.buffer))
            del self.buffer[:gone]
            self.skimming -= gone
            if self.skimming:
                if self.eof:
                    raise EOFError("stream ends within a frame")
                yield


class _Inflate(PerMessageDeflate):
    """Takes compressed messages up to the size that would be kept of any; ours stay as they are."""

    def decode(self, frame: Frame, *, max_size: int | None = None) -> Frame:
        return super().decode(frame, max_size=KEPT_BYTES_MAX)


class _Deflate(ServerPerMessageDeflateFactory):
    """Compression without memory between messages."""

    def __init__(self) -> None:
        super().__init__(
            server_no_context_takeover=True,
            client_no_context_takeover=True,
            client_max_window_bits=WINDOW_BITS,
        )

    def process_request_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], PerMessageDeflate]:
        agreed, made = super().process_request_params(params, accepted_extensions)
        return agreed, _Inflate(
            made.remote_no_context_takeover,
            made.local_no_context_takeover,
            made.remote_max_window_bits,
            made.local_max_window_bits,
        )


def _select(protocol: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """The first sub-protocol of the client's that we speak; none is JSON too."""
    return next((each for each in offered if each in SUBPROTOCOLS), None)


_quiet = logging.getLogger("server.websocket.library")
_quiet.setLevel(logging.ERROR)


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
