"""One WebSocket connection as callbacks: no task, no queue, one write per turn of the loop.

Stands on the sans-I/O protocol of `websockets`; knows frames and close codes, not what they say.
"""

import asyncio
import ssl
from collections.abc import Callable
from typing import Final, cast

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidHandshake, InvalidState
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import WebSocketURI, parse_uri

FRAME_BYTES_MAX: Final = 8 * 1024 * 1024
PING_S: Final = 20.0
CLOSE_S: Final = 2.0
ABNORMAL: Final = int(CloseCode.ABNORMAL_CLOSURE)


class Link(asyncio.Protocol):
    """One connection. `closed` resolves to (code, reason) however it ends; it never raises."""

    def __init__(
        self,
        uri: WebSocketURI,
        subprotocol: str,
        on_frame: Callable[[bytes], None],
        quiet_s: float = PING_S,
    ) -> None:
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[tuple[int, str]] = loop.create_future()
        self._loop = loop
        self._on_frame = on_frame
        self._protocol = ClientProtocol(
            uri, subprotocols=[Subprotocol(subprotocol)], max_size=FRAME_BYTES_MAX
        )
        self._subprotocol = subprotocol
        self._transport: asyncio.Transport | None = None
        self._parts: list[bytes] = []
        self._quiet_s = quiet_s
        self._heard_at = loop.time()
        self._asked_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._flushing = False

    # -- what the owner calls

    def send(self, payload: bytes, *, binary: bool) -> None:
        """Queue a frame for this turn of the loop; dropped where the connection is closing."""
        if self._protocol.state is not State.OPEN:
            return
        if binary:
            self._protocol.send_binary(payload)
        else:
            self._protocol.send_text(payload)
        if not self._flushing:
            self._flushing = True
            self._loop.call_soon(self._flush)

    def close(self, code: int = CloseCode.NORMAL_CLOSURE) -> None:
        """Say goodbye; the socket goes after `CLOSE_S` even when the other side is silent."""
        try:
            self._protocol.send_close(code)
        except InvalidState:
            self.abort()
            return
        self._flush()
        self._after(CLOSE_S, self.abort)

    async def goodbye(self) -> None:
        """Close, and wait until the socket is gone."""
        self.close()
        await self.closed

    def abort(self) -> None:
        """Drop the socket at once."""
        if self._transport is not None:
            self._transport.abort()

    # -- what the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not asserted: uvloop's transports have the methods, not the class.
        self._transport = cast(asyncio.Transport, transport)
        self._protocol.send_request(self._protocol.connect())
        self._flush()

    def data_received(self, data: bytes) -> None:
        self._heard_at = self._loop.time()
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Frame):
                self._take(event)
            elif isinstance(event, Response):
                self._open()
        self._flush()
        if self.opened.done() and self._protocol.close_expected():
            self._after(CLOSE_S, self.abort)
        self._check_handshake()

    def eof_received(self) -> None:
        self._protocol.receive_eof()
        self._flush()
        self._check_handshake()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._protocol.state is not State.CLOSED:
            self._protocol.receive_eof()
        if not self.opened.done():
            self.opened.set_exception(ConnectionResetError("closed during the handshake"))
        if not self.closed.done():
            received = self._protocol.close_code
            self.closed.set_result(
                (ABNORMAL if received is None else received, self._protocol.close_reason or "")
            )

    # -- inside

    def _open(self) -> None:
        if self._protocol.handshake_exc is not None:
            return
        if self._protocol.subprotocol != self._subprotocol:
            self.opened.set_exception(InvalidHandshake(f"{self._subprotocol} is not spoken here"))
            self.abort()
            return
        self.opened.set_result(None)
        self._after(self._quiet_s, self._beat)

    def _check_handshake(self) -> None:
        error = self._protocol.handshake_exc
        if error is not None and not self.opened.done():
            self.opened.set_exception(error)
            self.abort()

    def _take(self, frame: Frame) -> None:
        opcode = frame.opcode
        if opcode not in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            return  # pings and closes are answered by the protocol itself
        if frame.fin and not self._parts:
            self._on_frame(bytes(frame.data))
            return
        self._parts.append(bytes(frame.data))
        if frame.fin:
            whole, self._parts = b"".join(self._parts), []
            self._on_frame(whole)

    def _flush(self) -> None:
        self._flushing = False
        assert self._transport is not None
        if self._transport.is_closing():
            self._protocol.data_to_send()
            return
        # An empty chunk asks to end our direction; the server ends the connection anyway.
        if written := b"".join(self._protocol.data_to_send()):
            self._transport.write(written)

    def _beat(self) -> None:
        """A silent line is asked once, and dropped when it stays silent."""
        now = self._loop.time()
        silent_s = now - self._heard_at
        if silent_s < self._quiet_s:
            self._after(self._quiet_s - silent_s, self._beat)
        elif self._asked_at is None or self._asked_at <= self._heard_at:
            # Never dropped unasked: the silence may have been our own loop's. And an answer may
            # come in the same moment, since a loop's time goes in steps of a millisecond.
            self._asked_at = now
            if self._protocol.state is State.OPEN:
                self._protocol.send_ping(b"")
                self._flush()
            self._after(self._quiet_s, self._beat)
        else:
            self.abort()

    def _after(self, delay_s: float, then: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(delay_s, then)


async def connect(
    url: str,
    subprotocol: str,
    on_frame: Callable[[bytes], None],
    timeout_s: float,
    quiet_s: float = PING_S,
) -> Link:
    """Open a connection, or raise OSError, TimeoutError or InvalidHandshake.

    A line silent for `quiet_s` is asked whether it lives, and dropped after as long again.
    """
    uri = parse_uri(url)
    tls = ssl.create_default_context() if uri.secure else None
    link: Link | None = None
    async with asyncio.timeout(timeout_s):
        _, link = await asyncio.get_running_loop().create_connection(
            lambda: Link(uri, subprotocol, on_frame, quiet_s), uri.host, uri.port, ssl=tls
        )
        try:
            await link.opened
        except BaseException:
            link.abort()
            raise
    return link
