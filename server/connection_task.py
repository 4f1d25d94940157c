"""The shell of one connection: bytes to frames, frames to the session, commands to the errands.

An asyncio.Protocol around the websockets library's sans-I/O protocol; its way out is the outlet.
"""

import asyncio
import time
from typing import Final

from websockets.frames import BINARY, CLOSE, CONT, PING, PONG, TEXT, Frame
from websockets.http11 import Request
from websockets.protocol import State

from game.ids import Actor, GameId
from persistence.ports import Login, Person
from server import http, wire
from server.census import Ticket
from server.doorstep_task import Doorstep
from server.errands_task import Errands
from server.fanout import Audience
from server.frames import BINARY as MESSAGE_BINARY
from server.hall import Hall
from server.limits import CLOSING_MS_MAX, KEPT_BYTES_MAX, PIECE_BYTES, REQUEST_MS_MAX
from server.session import HangUp, Session
from server.wallet import Wallet
from server.websocket import message

DOORS: Final = {http.PLAYERS: "ws", http.CONSOLE: "console"}
NOBODY: Final = Login(Person(Actor(""), "", "user", True), "", 0)


class Connection(Doorstep):
    """One socket: some page requests, or a player until they hang up."""

    __slots__ = (
        *("_binary", "_errands", "_heard_bytes", "_heard_ms", "_part", "_pinged_ms"),
        *("_throttled", "_waiting", "_wallet", "games", "login", "session", "__weakref__"),
    )

    def __init__(self, hall: Hall, ticket: Ticket | None = None) -> None:
        super().__init__(hall, ticket)
        # Of a message in fragments: what has come so far, and its kind.
        self._part: bytearray | None = None
        self._binary = False
        # Bytes that are still to be paid for.
        self._heard_bytes = 0
        # Why nothing is read: commands wait, or bytes came too fast.
        self._waiting = self._throttled = False
        self._heard_ms = self._pinged_ms = self.asked_ms
        self._errands = Errands(self, hall)
        self._wallet: Wallet | None = None
        self.session: Session | None = None
        self.login = NOBODY
        self.games: dict[GameId, Audience] = {}

    @property
    def actor(self) -> Actor:
        """Who speaks; empty before the hello."""
        return self.login.person.id

    @property
    def name(self) -> str:
        """The name that others see."""
        return self.login.person.name

    @property
    def state(self) -> str:
        """How far it is: "handshake", "kept", "hello", "open" or "closing"."""
        if self._closing_ms is not None:
            return "closing"
        if self.session is None:
            return "kept" if self.is_between else "handshake"
        return "open" if self.session.person is not None else "hello"

    # ------------------------------------------------------------ the transport's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Accepted."""
        super().connection_made(transport)
        self._hall.entered(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone; whoever sat here keeps the seat, for the next connection."""
        self._transport = None
        self._hall.left(self)
        self._errands.stop()
        if self._wallet is not None:
            self._wallet.close()
        if self._ticket is not None:
            self._ticket.leave()

    def data_received(self, data: bytes) -> None:
        """Bytes came: whole frames go on, the rest waits."""
        if self._deaf:
            return
        self._heard_ms = now_ms = self._hall.clock.now_ms()
        self._heard_bytes += len(data)
        if self._heard_bytes > PIECE_BYTES:
            self._weigh(now_ms)
        if len(data) <= PIECE_BYTES and self._wire.at_rest and self.session is not None:
            data = self._read_messages(data)
            if not data:
                return
        for start in range(0, len(data), PIECE_BYTES):
            self._read(data[start : start + PIECE_BYTES])
        self._pump()

    def _read_messages(self, data: bytes) -> bytes:
        """Hear the whole messages that the data begins with; what is left is for the library."""
        start, size = 0, len(data)
        while start < size and self._closing_ms is None:
            found = message(data, start)
            if found is None:
                break
            binary = data[start] == MESSAGE_BINARY
            payload, start = found
            self._hear(payload, binary=binary)
        return data[start:]

    def _read(self, data: bytes) -> None:
        if self._deaf or (self.session is None and not self._is_head(len(data))):
            return
        self._wire.receive_data(data)
        while events := self._wire.events_received():
            for event in events:
                if isinstance(event, Frame):
                    self._frame(event)
                    continue
                assert isinstance(event, Request)
                if self._heed(event):
                    self._open(http.path_of(event))
                    self._wire.go_on()

    def eof_received(self) -> bool:
        """The peer will send no more."""
        # Whoever has all they asked for may go without a word.
        if not self._deaf and not (self.session is None and self.is_between):
            self._wire.receive_eof()
            self._pump()
        return False

    def stay(self, *, waiting: bool) -> None:
        """Read no more for now, or go on reading: commands wait."""
        self._waiting = waiting
        self._listen()

    def _weigh(self, now_ms: int) -> None:
        """Pay for the bytes that came, and read no more until they are paid."""
        count, self._heard_bytes = self._heard_bytes, 0
        # What is thrown away as it comes costs nothing.
        if self._wallet is None or self._wire.reader.skimming:
            return
        wait_ms = self._wallet.bytes.owe(now_ms, count)
        if wait_ms and not self._throttled:
            self._throttled = True
            self._hall.clock.call_at(now_ms + wait_ms, self._unthrottle)
            self._listen()

    def _unthrottle(self) -> None:
        self._throttled = False
        self._listen()

    def _listen(self) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if self._waiting or self._throttled:
            transport.pause_reading()
        else:
            transport.resume_reading()

    # ------------------------------------------------------------ inbound

    def _open(self, path: str) -> None:
        hall, ticket = self._hall, self._ticket
        codecs = wire.CODECS
        if path == http.CONSOLE:
            codecs, self._errands.counter = wire.CONSOLE_CODECS, hall.console
        self.door = DOORS[path]
        self.codec = codecs[self._wire.subprotocol or wire.JSON]
        self._wallet = Wallet(self._terms.credits, ticket.place if ticket is not None else None)
        now_ms = hall.clock.now_ms()
        self.session = Session(self.codec, now_ms, self._wallet, self._terms.limits.hello_ms)

    def _frame(self, received: Frame) -> None:
        opcode = received.opcode
        if received.fin and (opcode is TEXT or opcode is BINARY):
            self._hear(bytes(received.data), binary=opcode is BINARY)
            return
        if opcode is CLOSE or self.session is None:
            return
        if opcode is PING or opcode is PONG:
            self._count()
            return
        if opcode is not CONT:
            self._binary = opcode is BINARY
        # One piece that grows, so that fragments without content leave nothing behind.
        part = self._part if self._part is not None else bytearray()
        part += received.data[: KEPT_BYTES_MAX - len(part)]
        self._part = None if received.fin else part
        if received.fin:
            self._hear(bytes(part), binary=self._binary)
        else:
            self._count()

    def _count(self) -> None:
        assert self.session is not None
        end = self.session.passed(self._heard_ms)
        if end is not None:
            self.hang_up(end.code, end.reason)

    def _hear(self, data: bytes, *, binary: bool) -> None:
        if self.session is None or self._closing_ms is not None:
            return
        heard = self.session.hear(data, binary=binary, now_ms=self._heard_ms)
        if isinstance(heard, HangUp):
            self.hang_up(heard.code, heard.reason)
        elif isinstance(heard, wire.ErrorReply):
            self.reply(heard)
        else:
            if self._stopwatch is not None:
                op = str(heard.__struct_config__.tag)
                self._stopwatch.heard(heard.id, op, time.perf_counter() * 1000)
            self._errands.obey(heard)

    def welcome(self, login: Login) -> None:
        """Go on as this person."""
        assert self.session is not None
        assert self._wallet is not None
        self.session.welcome(login.person)
        self._wallet.sign_in(login.person.id, login.session, login.rate_limit)
        self.login = login

    def look_after(self, now_ms: int) -> None:
        """Now and then: ping the quiet, drop the silent, and end what will not end by itself."""
        if self._closing_ms is not None:
            # A page may still be on its way to a phone that is far off.
            patience_ms = CLOSING_MS_MAX if self.session is not None else REQUEST_MS_MAX
            if now_ms - self._closing_ms > patience_ms:
                self.abort()
            return
        if self.session is None:
            self._look_after_page(now_ms)
            return
        overdue, limits = self.session.overdue(now_ms), self._terms.limits
        if overdue is not None:
            self.hang_up(overdue.code, overdue.reason)
        elif now_ms - self._heard_ms > limits.silent_ms:
            self.hang_up(wire.Close.HEARTBEAT_LOST, "no sign of life")
        elif now_ms - self._pinged_ms > limits.ping_ms and self._wire.state is State.OPEN:
            self._pinged_ms = now_ms
            self._wire.send_ping(b"")
            self._pump()
