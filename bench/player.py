"""One scripted player on a socket of their own, as cheap as Python can have it: nothing that needs
no reaction is decoded. Knows frames and its own script; the table tells it what there is to play.
"""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from time import perf_counter
from typing import Final, Protocol, cast

from msgspec.json import encode
from websockets.speedups import apply_mask

from server.wire import JSON

# A browser draws a new one for each frame; the server does the same work for this.
MASK: Final = bytes.fromhex("a7b1c35e")
GREETING: Final = (
    "GET /ws HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    f"Sec-WebSocket-Key: {b64encode(b'0123456789abcdef').decode()}\r\n"
    f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {JSON}\r\n\r\n"
)
CHOICES: Final = (b"funny", b"creative", b"best")
# How every reply begins, and every event.
REPLY, EVENT = b'{"re":"', b'{"ev":"'
RETRY_S: Final = 0.5
_CLOSE, _PING = 0x88, 0x89


class Tally(Protocol):
    """Who counts."""

    def acked(self, at_s: float, took_s: float, command: bytes) -> None:
        """A command was answered with ok, after so long; its name, if a game keeps it."""

    def refused(self, code: str) -> None:
        """A command was answered with a refusal."""

    def wrong(self, what: str) -> None:
        """Something that must not be."""

    def heard(self, frames: int, size: int) -> None:
        """So many whole frames came in one piece of so many bytes."""


class Seat(Protocol):
    """The table, as one who sits at it needs it."""

    game: bytes

    def answered(self, player: "Player", op: str, frame: bytes) -> None:
        """A command of this player is done."""

    def told(self, player: "Player", event: bytes, frame: bytes, now_s: float) -> None:
        """An event of the game that asks for a reaction came to this player."""

    def think(self, then: Callable[[], None]) -> None:
        """Call back after a thought."""


# By the first letters behind EVENT; of all others only the number is looked at.
ASKS: Final = {b"round.s", b"round.c", b"voting.", b"game.co", b"game.ca"}


class Player(asyncio.Protocol):
    """A connection with somebody at it, who does what the table asks after a thought."""

    __slots__ = (
        "_at",
        "_count",
        "_open",
        "_rest",
        "_transport",
        "flying",
        "number",
        "own",
        "prefix",
        "seat",
        "seq",
        "tally",
        "votes",
    )

    def __init__(self, seat: Seat, tally: Tally, number: int) -> None:
        self.seat, self.tally, self.number = seat, tally, number
        self._transport: asyncio.Transport | None = None
        self._count, self._open, self._rest = 0, False, b""
        # What is not answered yet: its op, its text, and when it was sent.
        self.flying: dict[bytes, tuple[str, bytes, float]] = {}
        # What an event of this game has in it before its number; the last number.
        self.prefix, self.seq = b"", 0
        # The id of my own answer, and how many votes I have cast.
        self.own, self.votes = b"", 0

    # ------------------------------------------------------------ out

    def ask(self, op: str, fields: bytes) -> float:
        """Send a command, its fields written as JSON; the moment it was sent at."""
        self._count += 1
        name = b"%d.%d" % (self.number, self._count)
        text = b'{"op":"%b","id":"%b",%b}' % (op.encode(), name, fields)
        now_s = perf_counter()
        self.flying[name] = (op, text, now_s)
        self._send(text)
        return now_s

    def _again(self, name: bytes) -> None:
        flown = self.flying.get(name)
        if flown is not None:
            self.flying[name] = (*flown[:2], perf_counter())
            self._send(flown[1])

    def _send(self, text: bytes, opcode: int = 1) -> None:
        size = len(text)
        head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else b""
        head = head or bytes((0x80 | opcode, 0xFE, size >> 8, size & 255))
        if self._transport is not None:
            self._transport.write(head + MASK + apply_mask(text, MASK))

    def leave(self) -> None:
        """Drop the socket."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.abort()

    # ------------------------------------------------------------ in

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Shake hands."""
        self._transport = cast(asyncio.Transport, transport)
        host, port = transport.get_extra_info("peername")[:2]
        self._transport.write(GREETING.format(host=f"{host}:{port}").encode())

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody comes back here: a lost connection is an error of the run."""
        if self._transport is not None:
            self._transport = None
            self.tally.wrong("a connection was lost")

    def data_received(self, data: bytes) -> None:
        """Take all whole frames."""
        now_s = perf_counter()
        if self._rest:
            data = self._rest + data
        at = 0 if self._open else self._opened(data)
        end, frames = len(data), 0
        while end - at >= 2:
            length, start = data[at + 1], at + 2
            if length > 125:
                start += 2 if length == 126 else 8
                length = int.from_bytes(data[at + 2 : start], "big")
            stop = start + length
            if stop > end:
                break
            if data[at] == 0x81:
                self._frame(data, start, stop, now_s)
            else:
                self._control(data[at], data[start:stop])
            at, frames = stop, frames + 1
        self._rest = data[at:] if at < end else b""
        self.tally.heard(frames, at)

    def _opened(self, data: bytes) -> int:
        end = data.find(b"\r\n\r\n") + 4
        if end < 4:
            return 0
        if data.startswith(b"HTTP/1.1 101"):
            self._open = True
            name = encode({"kind": "guest", "name": f"P{self.number}"})
            self.ask("hello", b'"v":1,"client":"bench/1","auth":' + name)
        else:
            self.tally.wrong(data[:40].split(b"\r")[0].decode())
            self.leave()
        return end

    def _control(self, opcode: int, payload: bytes) -> None:
        if opcode == _PING:
            self._send(payload, 10)
        elif opcode == _CLOSE:
            self.tally.wrong(f"closed with {int.from_bytes(payload[:2], 'big')}")
            self.leave()

    def _frame(self, data: bytes, start: int, stop: int, now_s: float) -> None:
        if data.startswith(EVENT, start):
            # Its own game's: another may still say something after its end.
            found = data.find(self.prefix, start, start + 120) if self.prefix else -1
            if found < 0:
                return
            first = found + len(self.prefix)
            last = data.find(b",", first, stop)
            seq = int(data[first : last if last > 0 else stop - 1])
            if seq != self.seq + 1:
                self.tally.wrong("a hole in seq" if seq > self.seq else "an event twice")
            self.seq = seq
            kind = data[start + 7 : start + 14]
            if kind in ASKS:
                self.seat.told(self, kind, data[start:stop], now_s)
        elif data.startswith(REPLY, start):
            self._reply(data[start:stop], now_s)

    def _reply(self, frame: bytes, now_s: float) -> None:
        end = frame.find(b'"', 7)
        name = frame[7:end]
        flown = self.flying.pop(name, None)
        if flown is None:
            self.tally.wrong("an answer to nothing")
        elif frame.startswith(b'","ok":true', end):
            self.tally.acked(now_s, now_s - flown[2], b"" if flown[0] == "hello" else name)
            self.seat.answered(self, flown[0], frame)
        else:
            code = frame.partition(b'"code":"')[2].partition(b'"')[0].decode()
            self.tally.refused(f"{flown[0]}: {code}")
            if code in ("unavailable", "rate_limited"):
                # The same command with the same id.
                self.flying[name] = flown
                asyncio.get_running_loop().call_later(RETRY_S, self._again, name)

    # ------------------------------------------------------------ in a game

    def enter(self, game: bytes, seq: int) -> None:
        """Sit down in this game, whose last event had this number."""
        self.prefix, self.seq = b'"game":"%b","seq":' % game, seq
