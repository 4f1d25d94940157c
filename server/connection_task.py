"""The shell of one connection: bytes to frames, frames to the session, commands to the desk.

An asyncio.Protocol around the websockets library's sans-I/O ServerProtocol. What is to be sent
gathers in the outbox and is written once per turn of the event loop.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from typing import Final, cast

from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from game.ids import Actor, GameId
from persistence.ports import StorageUnavailable
from server import http, wire
from server.answers import unavailable
from server.frames import frame
from server.hall import Hall
from server.outbox import Outbox
from server.session import HELLO_MS_MAX, HangUp, Session

# Beyond FRAME_BYTES_MAX a frame is refused but read; beyond this the connection is closed (1009).
MESSAGE_BYTES_MAX: Final = 256 * 1024
# Commands that wait while one needs the database; reading from the socket stops beyond.
WAITING_MAX: Final = 64
PING_EVERY_MS: Final = 20_000
SILENT_MS_MAX: Final = 45_000
CLOSING_MS_MAX: Final = 5_000
SUBPROTOCOLS: Final = [Subprotocol(wire.JSON), Subprotocol(wire.MSGPACK)]

log = logging.getLogger(__name__)


class Connection(asyncio.Protocol):
    """One socket: a page request, or a player until they hang up."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._wire = ServerProtocol(
            subprotocols=SUBPROTOCOLS,
            select_subprotocol=_select,
            max_size=MESSAGE_BYTES_MAX,
            logger=_quiet,
        )
        self._transport: asyncio.Transport | None = None
        self._part, self._binary = bytearray(), False
        self._outbox = Outbox()
        self._flushing = False
        self._paused = False
        self._waiting: deque[wire.FromClient] = deque()
        self._task: asyncio.Task[None] | None = None
        self._session: Session | None = None
        self._made_ms = self._heard_ms = self._pinged_ms = hall.clock.now_ms()
        self._closing_ms: int | None = None
        self.codec: wire.Codec = wire.CODECS[wire.JSON]
        self.actor = Actor("")
        self.name = ""
        self.games: dict[GameId, None] = {}

    @property
    def gone(self) -> bool:
        """Whether the socket is closed."""
        return self._transport is None

    # ------------------------------------------------------------ the transport's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Accepted."""
        # uvloop's transports have the methods, but not the base class.
        self._transport = cast(asyncio.Transport, transport)
        self._hall.entered(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone; whoever sat here keeps the seat, for the next connection."""
        self._transport = None
        if self._task is not None:
            self._task.cancel()
        self._hall.left(self)
        self._hall.desk.depart(self)

    def pause_writing(self) -> None:
        """The reader lags: gather, and drop what may be dropped."""
        self._paused = self._outbox.lagging = True

    def resume_writing(self) -> None:
        """The reader caught up."""
        self._paused = self._outbox.lagging = False
        self._flush_soon()

    def data_received(self, data: bytes) -> None:
        """Bytes came: whole frames go on, the rest waits."""
        self._heard_ms = self._hall.clock.now_ms()
        self._wire.receive_data(data)
        for event in self._wire.events_received():
            if isinstance(event, Request):
                self._request(event)
            else:
                assert isinstance(event, Frame)
                self._frame(event)
        self._pump()

    def eof_received(self) -> bool:
        """The peer will send no more."""
        self._wire.receive_eof()
        self._pump()
        return False

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

    # ------------------------------------------------------------ inbound

    def _request(self, request: Request) -> None:
        if not http.wants_socket(request):
            response = http.answer(request, self._hall.pages, self._hall.unready)
            self._wire.send_response(response)
            return
        self._wire.send_response(self._wire.accept(request))
        if self._wire.state is State.OPEN:
            self.codec = wire.CODECS[self._wire.subprotocol or wire.JSON]
            self._session = Session(self.codec, self._hall.clock.now_ms())

    def _frame(self, received: Frame) -> None:
        if received.opcode not in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            return
        if received.opcode is not Opcode.CONT:
            self._binary = received.opcode is Opcode.BINARY
        # One piece that grows, so that fragments without content leave nothing behind.
        self._part += received.data
        if received.fin:
            whole = bytes(self._part)
            self._part.clear()
            self._hear(whole, binary=self._binary)

    def _hear(self, data: bytes, *, binary: bool) -> None:
        if self._session is None or self._closing_ms is not None:
            return
        heard = self._session.hear(data, binary=binary)
        match heard:
            case HangUp(code=code, reason=reason):
                self.hang_up(code, reason)
            case wire.ErrorReply():
                self.reply(heard)
            case _:
                self._obey(heard)

    def _obey(self, command: wire.FromClient) -> None:
        """Carry commands out in their order; one that must wait makes the next ones wait."""
        if self._task is None and self.actor and self._hall.desk.at_once(self, command):
            return
        self._waiting.append(command)
        if len(self._waiting) >= WAITING_MAX and self._transport is not None:
            self._transport.pause_reading()
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._carry_out(self._waiting.popleft())
        finally:
            self._task = None
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    async def _carry_out(self, command: wire.FromClient) -> None:
        try:
            if isinstance(command, wire.Hello):
                await self._sign_in(command)
            elif not self.actor:
                self.reply(wire.error_reply(command.id, wire.Fault.UNAUTHORIZED, "say hello first"))
            elif not self._hall.desk.at_once(self, command):
                await self._hall.desk.serve(self, command)
        except StorageUnavailable:
            self.reply(unavailable(command.id))
        except Exception:
            # One command of one connection broke: its author is told, everyone else plays on.
            log.exception("a command broke: %s", type(command).__name__)
            self.reply(wire.error_reply(command.id, wire.Fault.INTERNAL))

    async def _sign_in(self, command: wire.Hello) -> None:
        session = self._session
        assert session is not None
        if session.person is not None:
            self.reply(wire.error_reply(command.id, wire.Fault.CONFLICT, "already signed in"))
            return
        # Whoever has said hello isn't silent: an outage must not cost them the connection.
        session.hello_by_ms = self._hall.clock.now_ms() + HELLO_MS_MAX
        address = self._transport.get_extra_info("peername") if self._transport else None
        signed = await self._hall.desk.hello(command, address[0] if address else None)
        if isinstance(signed, wire.ErrorReply):
            self.reply(signed)
            if signed.error.code == wire.Fault.UNAUTHORIZED:
                self.hang_up(wire.Close.NOT_SIGNED_IN, "hello was refused")
            return
        login, reply = signed
        session.welcome(login.person)
        self.actor, self.name = login.person.id, login.person.name
        self.reply(reply)

    # ------------------------------------------------------------ outbound

    def reply(self, said: wire.Reply | wire.ErrorReply | wire.Signal) -> None:
        """Answer, after whatever was sent before; a command without an id has no answer."""
        unnamed = isinstance(said, wire.Reply | wire.ErrorReply) and said.re is None
        if self._transport is not None and not unnamed:
            self.must(frame(self.codec, said))

    def must(self, frames: bytes) -> None:
        """Send without fail, or end the connection of a reader who is too slow."""
        self._outbox.must(frames)
        if self._paused and self._outbox.too_slow:
            self._outbox.take()
            self.hang_up(wire.Close.TOO_SLOW, "too slow; reconnect and resume")
        self._flush_soon()

    def newest(self, key: str, frames: bytes) -> None:
        """Send in place of an older one of this key."""
        self._outbox.newest(key, frames)
        self._flush_soon()

    def best_effort(self, frames: bytes) -> None:
        """Send if there is room."""
        self._outbox.best_effort(frames)
        self._flush_soon()

    def _flush_soon(self) -> None:
        if not self._flushing and self._transport is not None:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._flushing = False
        transport = self._transport
        if self._paused or transport is None or transport.is_closing() or self._outbox.empty:
            return
        if self._wire.state is State.OPEN:
            transport.write(self._outbox.take())

    # ------------------------------------------------------------ the end

    def hang_up(self, code: wire.Close, reason: str) -> None:
        """Close with this code, after what is still to be sent."""
        if self._closing_ms is not None or self._transport is None:
            return
        self._flush()
        self._closing_ms = self._hall.clock.now_ms()
        try:
            self._wire.send_close(code, reason)
        except InvalidState:
            # Not open yet, or closing by the peer's wish already.
            self._transport.close()
            return
        self._pump()

    def look_after(self, now_ms: int) -> None:
        """Now and then: ping the quiet, drop the silent, and end what will not end by itself."""
        if self._closing_ms is not None:
            if now_ms - self._closing_ms > CLOSING_MS_MAX and self._transport is not None:
                self._transport.abort()
            return
        overdue = self._session.overdue(now_ms) if self._session is not None else None
        if overdue is not None:
            self.hang_up(overdue.code, overdue.reason)
        elif self._session is None and now_ms - self._made_ms > HELLO_MS_MAX and self._transport:
            # A request that takes this long is not one of a browser's.
            self._transport.close()
        elif now_ms - self._heard_ms > SILENT_MS_MAX:
            self.hang_up(wire.Close.HEARTBEAT_LOST, "no sign of life")
        elif now_ms - self._pinged_ms > PING_EVERY_MS and self._wire.state is State.OPEN:
            self._pinged_ms = now_ms
            self._wire.send_ping(b"")
            self._pump()


def _select(protocol: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """The first sub-protocol of the client's that we speak; none is JSON too."""
    return next((each for each in offered if each in SUBPROTOCOLS), None)


_quiet = logging.getLogger("server.websocket")
_quiet.setLevel(logging.ERROR)
