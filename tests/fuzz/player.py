"""Plays hostile episodes against a server, one connection after the other, and judges each.

A shell around episodes and judge; a broken promise is raised with all that replays it.
"""

import itertools
import json
from collections import Counter
from random import Random

import msgspec
from msgspec import Struct, field

from server.wire import JSON, MSGPACK
from tests.fuzz import bits, garbage
from tests.fuzz.episodes import Burst, Episode, Message, writes
from tests.fuzz.judge import ENDINGS, GOODBYES, SAID_NOTHING, Broken, Judge, Told
from tests.fuzz.line import Line
from tests.fuzz.person import Person

FENCE = b"fence"
# The ids of commands that are ours and not the episode's.
OWN = "own-"
# What a failure shows of what was written; more is in nobody's interest.
KEPT_SEGMENTS = 400


class Failure(Exception):
    """A promise broken in this episode; the text says how to see it again."""


class Tally(Struct):
    """What was sent, and what became of it."""

    sent: int = 0
    answered: int = 0
    ended: int = 0
    cut_off: int = 0
    connections: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    closes: Counter[int] = field(default_factory=Counter)

    @property
    def heard(self) -> int:
        """Frames that the server had to look at: not those behind one that ended it all."""
        return self.sent - self.cut_off


class Player:
    """One lane: its person, its address, one episode at a time."""

    def __init__(self, port: int, address: str, tally: Tally, *, may_limit: bool = False) -> None:
        self._port, self._address, self._tally = port, address, tally
        self._may_limit = may_limit
        self._person = Person()
        self._judge = Judge(JSON)
        self._line: Line | None = None
        self._may_be_over = False
        self._own: Told | None = None
        self._numbers = itertools.count(1)
        self._fences = 0
        self._written: list[bytes] = []

    async def play(self, episode: Episode) -> None:
        """The whole of it; raises Failure."""
        self._written, self._fences = [], 0
        self._may_be_over |= self._judge.may_be_over
        self._judge = Judge(episode.codec, self._may_limit)
        if self._may_be_over or not episode.signed_in:
            # What an earlier one asked for without an id may be done only now; and whoever says no
            # hello has ten seconds.
            self._judge.expect(*GOODBYES)
        self._tally.kinds[episode.kind] += 1
        try:
            if episode.opening:
                await self._knock(await self._connect(), episode)
            else:
                await self._converse(episode, Random(f"{episode.name}.cut"))
        except (Broken, TimeoutError) as error:
            raise Failure(self._complaint(episode, error)) from error
        finally:
            if self._line is not None:
                self._line.abort()
            self._count()

    async def _connect(self) -> Line:
        self._line = await Line.open(self._port, self._address, self._hear)
        self._tally.connections += 1
        return self._line

    def _hear(self, opcode: int, payload: bytes) -> None:
        if opcode == bits.PONG:
            self._fences += payload == FENCE
            return
        told = self._judge.read(payload)
        if told.ok is True or told.ev == "voting.started":
            self._person.learn(told)
        if isinstance(told.re, str) and told.re.startswith(OWN):
            self._own = told
        else:
            self._judge.hear(told, payload)

    # -- below the websocket

    async def _knock(self, line: Line, episode: Episode) -> None:
        """Bytes in place of a handshake, or a handshake with more behind it."""
        self._tally.sent += 1
        self._judge.expect(*garbage.ANY)
        self._judge.lenient = True
        opening = episode.opening
        if episode.merged:
            asked = b"Sec-WebSocket-Protocol: " + episode.codec.encode() + b"\r\n\r\n"
            opening = garbage.HANDSHAKE + asked + opening
        self._write(line, opening)
        line.finish()
        await line.until(lambda: line.ended, lambda: "an end after the end of what was sent")
        self._tally.ended += 1
        head = line.head or b""
        if head and not episode.merged:
            words = head.split(b" ", 2)
            status = int(words[1]) if words[0] == b"HTTP/1.1" and words[1].isdigit() else 0
            if status not in garbage.STATUSES:
                raise Broken(f"answered with {head[:80]!r}")
            self._tally.codes[f"http {status}"] += 1

    # -- messages

    async def _converse(self, episode: Episode, rng: Random) -> None:
        line = await self._arrive(episode)
        for burst in episode.bursts:
            if not await self._say(line, burst, episode.codec, rng):
                break
        if not line.over:
            await self._leave(line, episode, rng)
        await line.until(lambda: line.ended, lambda: f"the socket's end after {line.last_code}")
        self._judge.end(line.last_code)

    async def _arrive(self, episode: Episode) -> Line:
        """Shake hands and sign in; where an old token has died, once more as a new guest."""
        asked = b"Sec-WebSocket-Protocol: " + episode.codec.encode() + b"\r\n\r\n"
        for _ in range(2):
            line = await self._connect()
            line.write(garbage.HANDSHAKE + asked)
            await line.until(lambda at=line: at.head is not None, lambda: "a handshake's answer")
            if line.head is None or not line.head.startswith(b"HTTP/1.1 101"):
                raise Broken(f"a good handshake met {line.head!r}")
            if not episode.signed_in or await self._sign_in(line, episode.codec):
                return line
            line.abort()
            self._person, self._may_be_over = Person(), False
        raise Broken(f"a new guest was refused: {self._own}")

    async def _sign_in(self, line: Line, codec: str) -> bool:
        token = self._person.token
        auth = {"kind": "token", "token": token} if token else {"kind": "guest", "name": "Mal"}
        reply = await self._ask(line, codec, "hello", auth=auth)
        return reply is not None and reply.ok is True

    async def _ask(self, line: Line, codec: str, op: str, **fields: object) -> Told | None:
        """A command of our own, not counted; None where the connection ended before its reply."""
        self._own = None
        said = {"op": op, "id": f"{OWN}{next(self._numbers)}", **fields}
        form = json.dumps(said).encode() if codec == JSON else msgspec.msgpack.encode(said)
        line.say(form, binary=codec == MSGPACK)
        await line.until(lambda: line.over or self._own is not None, lambda: f"our own {op}")
        return self._own

    async def _say(self, line: Line, burst: Burst, codec: str, rng: Random) -> bool:
        """Write it, and wait until all is paid; whether the connection lives on."""
        if any(word in each.payload for each in burst.messages for word in ENDINGS):
            # Whoever ends their own login here would leave lobbies that nobody can cancel.
            await self._tidy(line, codec)
        framed = [self._frame(message, codec, rng) for message in burst.messages]
        before = self._fences
        for segment in writes(rng, framed, burst.cut):
            self._write(line, segment)
            if burst.cut != "one":
                await line.breathe()
        line.write(bits.frame(bits.PING, FENCE))
        judge = self._judge
        await line.until(
            lambda: line.over or (judge.settled and self._fences > before),
            lambda: judge.waiting,
        )
        return not line.over

    def _frame(self, message: Message, codec: str, rng: Random) -> list[bytes]:
        payload = self._person.filled(message.payload, codec)
        self._judge.send(payload, binary=message.binary)
        opcode = bits.BINARY if message.binary else bits.TEXT
        pieces = bits.pieces(opcode, payload, message.sizes, message.key)
        if len(pieces) > 1 and rng.random() < 0.3:
            pieces.insert(1, bits.frame(bits.PING, b"between"))
        return pieces

    async def _leave(self, line: Line, episode: Episode, rng: Random) -> None:
        """The raw bytes that end it, or one of the ways to go."""
        if episode.signed_in:
            await self._tidy(line, episode.codec)
        if episode.raw:
            self._judge.sent += 1
            self._judge.lenient = episode.kind == "noise"
            # Who is still writing when the door closes may not hear why.
            large = len(episode.raw) > 60_000
            self._judge.expect(*episode.codes, *([SAID_NOTHING] if large else []))
            self._write(line, episode.raw)
            if not large:
                line.finish()
            return
        match rng.randrange(4):
            case 0:
                self._judge.expect(SAID_NOTHING)
                line.finish()
            case 1:
                self._judge.expect(SAID_NOTHING)
                line.abort()
            case _:
                self._judge.expect(1000)
                self._write(line, bits.close())

    async def _tidy(self, line: Line, codec: str) -> None:
        """End the games that this person founded, so that they don't fill the memory measured."""
        games, self._person.games = self._person.games, []
        for game in games:
            if not line.over:
                await self._ask(line, codec, "game.cancel", game=game)

    # -- the account

    def _write(self, line: Line, data: bytes) -> None:
        if len(self._written) < KEPT_SEGMENTS:
            self._written.append(data)
        line.write(data)

    def _count(self) -> None:
        judge, tally = self._judge, self._tally
        tally.sent += judge.sent
        tally.answered += judge.answered
        tally.codes += judge.codes
        if judge.ended is not None:
            tally.closes[judge.ended] += 1
            if judge.ended not in (1000, SAID_NOTHING):
                tally.ended += 1
            tally.cut_off += max(0, judge.unpaid - 1)

    def _complaint(self, episode: Episode, error: Exception) -> str:
        segments = "\n".join(each.hex() for each in self._written)
        return (
            f"episode {episode.name} ({episode.kind}, {episode.codec},"
            f" signed in: {episode.signed_in}): {error}\n"
            f"again with: make fuzz SEED={episode.name}\n"
            f"segments as written, in hexadecimal, after the handshake and the hello:\n{segments}"
        )
