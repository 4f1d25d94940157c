"""The shell of one connection's way out: what is to be sent gathers in the outbox and is written
once per turn of the event loop, or not at all to who is too slow; and how the connection ends.
"""

import asyncio
import time
from typing import Final

from websockets.exceptions import InvalidState
from websockets.protocol import State

from server import wire
from server.frames import frame
from server.hall import Hall
from server.meters import NOBODY_LISTENS, Stopwatch
from server.outbox import Outbox
from server.websocket import Socket

OPEN: Final = State.OPEN


class Outlet(asyncio.Protocol):
    """One socket, towards its client."""

    # Beyond 30 attributes an object without slots has a dict of more than a KiB.
    __slots__ = (
        *("_closing_ms", "_deaf", "_flushing", "_hall", "_loop", "_outbox", "_paused"),
        *("_stopwatch", "_terms", "_transport", "_wire", "codec"),
    )

    def __init__(self, hall: Hall) -> None:
        terms = hall.terms
        self._hall, self._terms = hall, terms
        self._wire = Socket(compression=terms.limits.compression)
        self._transport: asyncio.Transport | None = None
        # Kept, since asking asyncio for it costs a system call each time (getpid).
        self._loop = asyncio.get_running_loop()
        self._outbox = Outbox(terms.meters)
        self._stopwatch = None if terms.meters is NOBODY_LISTENS else Stopwatch(terms.meters)
        self._flushing = self._paused = False
        # Set when nothing that still comes is of any interest.
        self._deaf = False
        self._closing_ms: int | None = None
        self.codec: wire.Codec = wire.CODECS[wire.JSON]

    @property
    def gone(self) -> bool:
        """Whether the socket is closed."""
        return self._transport is None

    @property
    def lagging(self) -> bool:
        """Whether what was sent still waits for its reader."""
        return self._paused

    def pause_writing(self) -> None:
        """The reader lags: gather, and drop what may be dropped."""
        self._paused = self._outbox.lagging = True

    def resume_writing(self) -> None:
        """The reader caught up."""
        self._paused = self._outbox.lagging = False
        self._flush_soon()

    def reply(self, said: wire.Reply | wire.ErrorReply | wire.Signal) -> None:
        """Answer, after whatever was sent before; a command without an id has no answer."""
        if isinstance(said, wire.Reply | wire.ErrorReply):
            if said.re is None:
                return
            if self._stopwatch is not None:
                outcome = "ok" if isinstance(said, wire.Reply) else said.error.code
                self._stopwatch.answered(said.re, outcome, time.perf_counter() * 1000)
        if self._transport is not None:
            self.must(frame(self.codec, said))

    def must(self, frames: bytes) -> None:
        """Send without fail, or end the connection of a reader who is too slow."""
        self._outbox.must(frames)
        if self._paused and self._outbox.too_slow:
            self._outbox.give_up()
            self.hang_up(wire.Close.TOO_SLOW, "too slow; reconnect and resume")
        self._flush_soon()

    def newest(self, key: str, frames: bytes) -> None:
        """Send in place of an older one of this key."""
        self._outbox.newest(key, frames)
        self._flush_soon()

    def best_effort(self, frames: bytes) -> None:
        """Send if there is room; at once if nothing else waits, since these come gathered."""
        if self._paused or self._flushing:
            self._outbox.best_effort(frames)
            return
        transport = self._transport
        if transport is not None and self._wire.state is OPEN and not transport.is_closing():
            transport.write(frames)

    def _flush_soon(self) -> None:
        if not self._flushing and self._transport is not None:
            self._flushing = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._flushing = False
        transport = self._transport
        if self._paused or transport is None or transport.is_closing() or self._outbox.empty:
            return
        if self._wire.state is OPEN:
            transport.write(self._outbox.take())

    def _pump(self) -> None:
        """Write what the protocol itself has to say: handshakes, pongs, close frames."""
        transport = self._transport
        for data in self._wire.data_to_send():
            if transport is None or transport.is_closing():
                return
            if data:
                transport.write(data)
            else:
                transport.close()
        if self._closing_ms is None and self._wire.close_expected():
            self._closing_ms = self._hall.clock.now_ms()

    def hang_up(self, code: wire.Close, reason: str) -> None:
        """Close with this code, after what is still to be sent."""
        if self._closing_ms is not None or self._transport is None:
            return
        self._flush()
        self._closing_ms = self._hall.clock.now_ms()
        self._terms.meters.closed(code)
        try:
            self._wire.send_close(code, reason)
        except InvalidState:
            # Not open yet, or closing by the peer's wish already.
            self._transport.close()
            return
        self._pump()
        if code is wire.Close.FLOODING:
            # Not one more of their frames is read, not even their goodbye.
            self._deaf = True
            if self._transport.can_write_eof():
                self._transport.write_eof()

    def abort(self) -> None:
        """Cut the line."""
        if self._transport is not None:
            self._transport.abort()
