"""The shell of one hostile connection: bytes out as told, the server's frames in to a callback."""

import asyncio
from collections.abc import Callable
from typing import cast

from tests.fuzz.bits import CLOSE, PING, PONG, TEXT, close, frame
from tests.fuzz.judge import SAID_NOTHING

# Longer than any wait of the server's own, so that a time-out here is a broken promise.
WITHIN_S = 60.0


class Line(asyncio.Protocol):
    """One socket. `on_frame` gets data frames and pongs; `ended` is the close code, or 1006."""

    def __init__(self, on_frame: Callable[[int, bytes], None]) -> None:
        self._on_frame = on_frame
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._changed = asyncio.Event()
        self.head: bytes | None = None
        self.code: int | None = None
        self.ended = False
        self.fault: Exception | None = None
        self._eof = False

    @classmethod
    async def open(cls, port: int, address: str, on_frame: Callable[[int, bytes], None]) -> "Line":
        """Connect from this address of the loopback."""
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(
            lambda: cls(on_frame), "127.0.0.1", port, local_addr=(address, 0)
        )
        return line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self.fault is None:
            try:
                self._read()
            except Exception as error:
                # Raised where the episode is played, which waits for it.
                self.fault = error
        self._changed.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended = True
        self._changed.set()

    def _read(self) -> None:
        if self.head is None:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            self.head = bytes(self._buffer[:end])
            del self._buffer[: end + 4]
        if not self.head.startswith(b"HTTP/1.1 101"):
            return
        at, size = 0, len(self._buffer)
        while size - at >= 2:
            length, head = self._buffer[at + 1], 2
            if length >= 126:
                head = 4 if length == 126 else 10
                if size - at < head:
                    break
                length = int.from_bytes(self._buffer[at + 2 : at + head], "big")
            if size - at < head + length:
                break
            payload = bytes(self._buffer[at + head : at + head + length])
            self._take(self._buffer[at] & 0x0F, payload)
            at += head + length
        del self._buffer[:at]

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == CLOSE:
            self.code = int.from_bytes(payload[:2], "big") if payload else 1005
            self.write(close(self.code if payload else None))
        elif opcode == PING:
            self.write(frame(PONG, payload))
        else:
            self._on_frame(opcode, payload)

    def write(self, data: bytes) -> None:
        """These bytes, unless there is nobody to read them."""
        if self._transport is not None and not self._transport.is_closing() and not self._eof:
            self._transport.write(data)

    def say(self, payload: bytes, *, binary: bool) -> None:
        """One message in one frame."""
        self.write(frame(TEXT + binary, payload))

    def finish(self) -> None:
        """Say that no more will come; the server must end the connection."""
        if self._transport is not None and not self._transport.is_closing() and not self._eof:
            self._eof = True
            self._transport.write_eof()

    def abort(self) -> None:
        """Gone, without a word."""
        if self._transport is not None:
            self._transport.abort()

    async def until(self, true: Callable[[], bool], what: Callable[[], str]) -> None:
        """Wait for a condition, or the end; raises the fault found, or TimeoutError with `what`."""
        try:
            async with asyncio.timeout(WITHIN_S):
                while self.fault is None and not true() and not self.ended:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise TimeoutError(f"not within {WITHIN_S:g} s: {what()}") from None
        if self.fault is not None:
            raise self.fault

    async def breathe(self) -> None:
        """Let what was written go out as a segment of its own."""
        await asyncio.sleep(0)

    @property
    def over(self) -> bool:
        """Whether the server has closed, or the socket is gone."""
        return self.code is not None or self.ended

    @property
    def last_code(self) -> int:
        """How it ended."""
        return SAID_NOTHING if self.code is None else self.code
