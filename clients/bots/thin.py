"""A WebSocket client that costs next to nothing: for thousands in one process, who only listen.

Frames in, small text frames out; it trusts the server to speak the protocol.
"""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from secrets import token_bytes
from typing import Final, cast

from websockets.uri import WebSocketURI

from server.wire import JSON

FRAME_BYTES_MAX: Final = 8 * 1024 * 1024
ABNORMAL: Final = 1006
_FIN: Final = 0x80
_MASKED: Final = 0x80
# A mask of zeros hides nothing, and leaves the text as it is.
_MASK: Final = bytes(4)
_CLOSE, _PING, _PONG = 8, 9, 10


class Thin(asyncio.Protocol):
    """One connection; `on_closed(code)` is called exactly once, however it ends."""

    __slots__ = ("_code", "_on_closed", "_on_frame", "_on_open", "_open", "_parts", "_rest", "_to")

    def __init__(
        self,
        uri: WebSocketURI,
        on_open: Callable[["Thin"], None],
        on_frame: Callable[[bytes], None],
        on_closed: Callable[[int], None],
    ) -> None:
        self._on_open, self._on_frame, self._on_closed = on_open, on_frame, on_closed
        self._to: WebSocketURI | asyncio.Transport = uri
        self._open, self._rest, self._code = False, b"", ABNORMAL
        self._parts: list[bytes] | None = None

    def send(self, text: bytes) -> None:
        """Write a text frame at once."""
        self._write(1, text)

    def abort(self) -> None:
        """Drop the socket."""
        self._transport.abort()

    @property
    def _transport(self) -> asyncio.Transport:
        assert not isinstance(self._to, WebSocketURI)
        return self._to

    # -- what the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        uri, self._to = self._to, cast(asyncio.Transport, transport)
        assert isinstance(uri, WebSocketURI)
        key = b64encode(token_bytes(16)).decode()
        lines = (
            f"GET {uri.resource_name} HTTP/1.1",
            f"Host: {uri.host}:{uri.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Protocol: {JSON}",
            "\r\n",
        )
        self._transport.write("\r\n".join(lines).encode())

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        if not self._open:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            self._rest = b""
            if not head.startswith(b"HTTP/1.1 101"):
                self.abort()
                return
            self._open = True
            self._on_open(self)
        self._rest = data[self._read(data) :]

    def connection_lost(self, exc: Exception | None) -> None:
        self._on_closed(self._code)

    # -- inside

    def _read(self, data: bytes) -> int:
        """Take all whole frames; where the first that is not whole begins."""
        at, size = 0, len(data)
        while size - at >= 2:
            length, start = data[at + 1], at + 2
            if length >= 126:
                start += 2 if length == 126 else 8
                length = int.from_bytes(data[at + 2 : start], "big")
                if length > FRAME_BYTES_MAX:
                    self.abort()
                    return size
            if size < start + length:
                break
            self._take(data[at], data[start : start + length])
            at = start + length
        return at

    def _take(self, head: int, payload: bytes) -> None:
        opcode = head & 15
        if opcode == _PING:
            self._write(_PONG, payload)
        elif opcode == _CLOSE:
            self._code = int.from_bytes(payload[:2], "big") if len(payload) >= 2 else 1005
            self._write(_CLOSE, payload[:2])
            self._transport.close()
        elif opcode != _PONG:
            if head & _FIN and self._parts is None:
                self._on_frame(payload)
                return
            parts = self._parts = [*(self._parts or ()), payload]
            if head & _FIN:
                self._parts = None
                self._on_frame(b"".join(parts))

    def _write(self, opcode: int, payload: bytes) -> None:
        if self._transport.is_closing():
            return
        size = len(payload)
        assert size < 1 << 16, "a listener says little"
        short = bytes((_FIN | opcode, _MASKED | size)) if size < 126 else b""
        long = bytes((_FIN | opcode, _MASKED | 126)) + size.to_bytes(2, "big")
        self._transport.write((short or long) + _MASK + payload)
