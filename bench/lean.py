"""People who cost the load's core next to nothing: they sit in rooms, play, and come back.

One object for each connection; a shell of the bench, loopback only. Knows the wire, no server part.
"""

import asyncio
import itertools
from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import Any, Final

import msgspec
from msgspec import Struct
from websockets.uri import parse_uri

from clients.bots.thin import Thin
from server.wire import Close

# Handshakes and sign-ins under way at one time while rooms are filled; not in a storm.
ARRIVALS_MAX: Final = 96
# As many as one address may have: they come from 127.0.2.1, 127.0.2.2, ...
PER_ADDRESS: Final = 100
ANSWER_S: Final = 60.0
SEATS: Final = 8
# The least a game may have, and what it has unless its host wants more.
ROUNDS: Final = 5
encode = msgspec.json.Encoder().encode


class Option(Struct):
    """A response that may be voted for."""

    id: str
    text: str


class Said(Struct):
    """What a frame says, as far as it matters here."""

    re: str | None = None
    ok: bool = False
    error: dict[str, Any] | None = None
    ev: str | None = None
    game: Any = None
    seq: int | None = None
    round: int = 0
    received: int = 0
    token: str = ""
    user: Any = None
    events: list[msgspec.Raw] | None = None
    snapshot: msgspec.Raw = msgspec.Raw()
    responses: list[Option] | None = None


decode = msgspec.json.Decoder(Said).decode


class Held(Struct):
    """What one of them knows of one game."""

    seat: int
    seq: int = 0
    round: int = 0
    received: int = 0


class Refused(Exception):
    """The server said no, or hung up."""


class Guest:
    """One person with one connection, and the seats they hold."""

    def __init__(self, company: "Company", number: int) -> None:
        self._company, self.number = company, number
        self.name = f"Guest {number}"
        self.token = ""
        self.games: dict[str, Held] = {}
        self.line: Thin | None = None
        self._opened: asyncio.Future[None] | None = None
        self._asked: dict[str, asyncio.Future[Said]] = {}
        self._ids = itertools.count(1)
        # When this one began to come back, and had all games again; of `perf_counter`.
        self.began_s = self.back_s = 0.0

    # ------------------------------------------------------------ asking

    async def arrive(self) -> None:
        """Connect and sign in: as a new guest, later by the token; raises Refused."""
        self._opened = asyncio.get_running_loop().create_future()
        await self._company.dial(self)
        await self._opened
        kind = {"kind": "token", "token": self.token}
        auth = kind if self.token else {"kind": "guest", "name": self.name}
        said = await self.ask("hello", v=1, client="bench/1", auth=auth)
        self.token = said.token

    async def ask(self, op: str, **fields: Any) -> Said:
        """The reply; raises Refused."""
        said = await self.post(op, **fields)
        if not said.ok:
            raise Refused(f"{self.name}: {op}: {said.error}")
        return said

    def post(self, op: str, **fields: Any) -> "asyncio.Future[Said]":
        """Ask at once; the reply comes later, whatever it says."""
        id = f"{self.number}-{next(self._ids)}"
        answer: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self._asked[id] = answer
        if self.line is None:
            raise Refused(f"{self.name} has no line")
        self.line.send(encode({"op": op, "id": id, **fields}))
        return answer

    async def come_back(self) -> None:
        """Connect, sign in by the token and resume every game; raises Refused."""
        self.began_s = perf_counter()
        await self.arrive()
        await asyncio.gather(*(self._resume(game, held) for game, held in self.games.items()))
        self.back_s = perf_counter()

    async def _resume(self, game: str, held: Held) -> None:
        # Further events may come before this is looked at.
        before = held.seq
        said = await self.ask("game.resume", game=game, seq=before)
        missed = (said.seq or 0) - before
        if missed < 0 or (said.events is not None and len(said.events) != missed):
            raise Refused(f"{self.name} held {before}, was told {said.seq} with a hole")
        held.seq = max(held.seq, said.seq or 0)

    # ------------------------------------------------------------ the line's side

    def opened(self, line: Thin) -> None:
        """Shaken hands."""
        self.line = line
        if self._opened is not None and not self._opened.done():
            self._opened.set_result(None)

    def closed(self, code: int) -> None:
        """The line is gone: whoever waits for anything hears of it."""
        self.line = None
        waiting, self._asked = self._asked, {}
        for each in (self._opened, *waiting.values()):
            if each is not None and not each.done():
                each.set_exception(Refused(f"{self.name}: the line ended with {code}"))
                each.exception()  # noted: perhaps nobody waits any more
        self._company.lost(self, code)

    def take(self, frame: bytes) -> None:
        """A frame came."""
        said = decode(frame)
        if said.re is not None:
            answer = self._asked.pop(said.re, None)
            if answer is not None and not answer.done():
                answer.set_result(said)
        elif said.ev is not None:
            held = self.games.get(said.game)
            if held is not None:
                held.seq = said.seq or 0
                self._play(said, held)

    def _play(self, said: Said, held: Held) -> None:
        """Answer and vote until the company has played enough rounds, then only answer half."""
        rounds = self._company.rounds
        if said.ev == "round.started":
            held.round, held.received = said.round, 0
            if said.round <= rounds or (said.round == rounds + 1 and held.seat < SEATS // 2):
                text = f"{self.name} says {said.round}"
                self.post("response.submit", game=said.game, round=said.round, text=text)
        elif said.ev == "response.submitted":
            held.received = said.received
        elif said.ev == "voting.started" and said.responses and said.round <= rounds:
            mine = f"{self.name} says"
            other = next(each for each in said.responses if not each.text.startswith(mine))
            for kind in ("funny", "creative", "best"):
                fields = {"round": said.round, "response": other.id, "vote_type": kind}
                self.post("vote.cast", game=said.game, **fields)


class Company:
    """All guests of one bench, and the rooms they sit in."""

    def __init__(self, url: str, *, rounds: int = 2) -> None:
        self.rounds = rounds
        self._url = parse_uri(url)
        self.guests: list[Guest] = []
        self.rooms: dict[str, Guest] = {}
        self.ends: dict[int, int] = {}
        self._arriving = asyncio.Semaphore(ARRIVALS_MAX)

    async def dial(self, guest: Guest) -> None:
        """Connect, from an address that is not too full; raises OSError."""
        host = guest.number // PER_ADDRESS
        await asyncio.get_running_loop().create_connection(
            lambda: Thin(self._url, guest.opened, guest.take, guest.closed),
            self._url.host,
            self._url.port,
            local_addr=(f"127.0.{2 + host // 250}.{1 + host % 250}", 0),
        )

    def lost(self, guest: Guest, code: int) -> None:
        """Count how lines ended."""
        self.ends[code] = self.ends.get(code, 0) + 1

    async def invite(self, count: int) -> None:
        """So many more guests, signed in."""
        first = len(self.guests)
        more = [Guest(self, number) for number in range(first, first + count)]
        self.guests += more

        async def one(guest: Guest) -> None:
            async with self._arriving:
                await guest.arrive()

        await gathered(one(guest) for guest in more)

    async def seat(self, tables: Sequence[Sequence[Guest]]) -> None:
        """Each of these tables plays a game, until all are in the middle of a round."""

        async def one(table: Sequence[Guest]) -> None:
            async with self._arriving:
                await self._begin(table)

        await gathered(one(table) for table in tables)
        async with asyncio.timeout(ANSWER_S):
            while not self._all_live():  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.1)

    async def _begin(self, table: Sequence[Guest]) -> None:
        host = table[0]
        settings = {"voting_seconds": 300, "reveal_seconds": 0, "judge": "off"}
        wishes = {"max_players": SEATS, "total_rounds": ROUNDS, "time_limit_seconds": 600}
        said = await host.ask("game.create", name="A room", settings=settings, **wishes)
        game = str(said.game["id"])
        self.rooms[game] = host
        for seat, guest in enumerate(table):
            guest.games[game] = Held(seat)
            joined = await guest.ask("game.join", game=game, role="player")
            guest.games[game].seq = joined.seq or 0
        await host.ask("game.start", game=game)

    def _all_live(self) -> bool:
        return all(self._is_live(game, host) for game, host in self.rooms.items())

    def _is_live(self, game: str, host: Guest) -> bool:
        held = host.games[game]
        return held.round == self.rounds + 1 and held.received == SEATS // 2

    def hang_up(self) -> None:
        """All leave without a word."""
        for guest in self.guests:
            if guest.line is not None:
                guest.line.abort()

    @property
    def wrong_ends(self) -> dict[int, int]:
        """Lines that the server closed as if somebody had done wrong."""
        return {code: n for code, n in self.ends.items() if code >= Close.PROTOCOL_ERROR}


async def gathered(all_of: Iterable[Any]) -> None:
    """Wait for all, not for ever; the first that fails ends it."""
    async with asyncio.timeout(ANSWER_S * 3):
        await asyncio.gather(*all_of)
