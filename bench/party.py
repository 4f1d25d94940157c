"""People in many rooms at once who write, chat and vote in step; each room is told when.

One process, loopback only; `python -m bench.judging` plays with it.
"""

import asyncio
import itertools
import random
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from bench.lean import ROUNDS, Company, Guest, Held, gathered
from bench.town import Town

MODES: Final = ("off", "auto")
WHO: Final = ("A tired", "My aunt's", "The mayor's", "One loud", "Every second", "Our smallest")
WHAT: Final = (
    "goose",
    "trombone",
    "parliament",
    "umbrella",
    "dentist",
    "bakery",
    "cactus",
    "choir",
)
DOES: Final = ("sells", "forgives", "borrows", "marries", "paints", "outruns", "inherits")


class Size(Struct, frozen=True, kw_only=True):
    """So many rooms of so many people, for so many rounds each way; seconds."""

    rooms: int = 100
    seats: int = 4
    rounds: int = 5
    # All but the last answers of a room come over this time.
    writing_s: float = 6.0
    # And the last ones over this: so many rooms are judged, and then vote, at once.
    last_s: float = 2.0
    chat_every_s: float = 0.02
    chat_s: float = 4.0


class Option(Struct):
    """A response on the ballot."""

    id: str
    text: str


class Got(Struct):
    """What an answer got."""

    scores: dict[str, float] | None = None


class Told(Struct):
    """An event, as far as it matters here."""

    ev: str = ""
    game: Any = None
    round: int = 0
    responses: list[Option] = []
    results: list[Got] = []


decode = msgspec.json.Decoder(Told).decode


class Table(Struct):
    """A room: whether it is judged, and when its last answer went out and its ballot came."""

    mode: str
    players: list["Player"] = field(default_factory=list)
    round: int = 0
    voting: int = 0
    done: int = 0
    last_s: float = 0.0
    waits_ms: list[float] = field(default_factory=list)
    scored: int = 0
    answers: int = 0


class Player(Guest):
    """Answers when told, votes at once, and tells the table what was seen."""

    tables: dict[str, Table]

    def take(self, frame: bytes) -> None:
        """Hear first what concerns the table: the first of its players speaks for all."""
        if b'"ev"' in frame:
            told = decode(frame)
            table = self.tables.get(told.game) if isinstance(told.game, str) else None
            if table is not None:
                self._hear(told, table)
        super().take(frame)

    def _play(self, _said: Any, _held: Held) -> None:
        """Nothing by itself."""

    def _hear(self, told: Told, table: Table) -> None:
        first = table.players[0] is self
        if told.ev == "voting.started":
            if first:
                table.voting = told.round
                table.waits_ms.append((perf_counter() - table.last_s) * 1000)
            other = next(each for each in told.responses if not each.text.startswith(self.name))
            for kind in ("funny", "creative", "best"):
                fields = {"round": told.round, "response": other.id, "vote_type": kind}
                self.post("vote.cast", game=told.game, **fields)
        elif told.ev == "round.started" and first:
            table.round = told.round
        elif told.ev == "round.completed" and first:
            table.done = told.round
            table.answers += len(told.results)
            table.scored += sum(each.scores is not None for each in told.results)


class Party:
    """All rooms of both kinds, and the same people in them."""

    def __init__(self, town: Town, size: Size) -> None:
        self._company, self._size = Company(town.urls[0]), size
        self._draw, self._count = random.Random(8), itertools.count()
        self.tables: dict[str, Table] = {}
        self.refused: list[str] = []
        self.acks_ms: dict[str, list[float]] = {mode: [] for mode in MODES}

    async def arrive(self) -> None:
        """Everybody signs in and sits down, in a room of each kind."""
        size = self._size
        players = [Player(self._company, number) for number in range(size.rooms * size.seats)]
        for each in players:
            each.tables = self.tables
        for some in _by(players):
            await gathered(each.arrive() for each in some)
        for at in range(0, len(players), size.seats):
            for mode in MODES:
                await self._found(players[at : at + size.seats], mode)

    async def _found(self, players: Sequence["Player"], mode: str) -> None:
        rules = {"judge": mode, "voting_seconds": 300, "reveal_seconds": 0}
        wishes = {"total_rounds": max(ROUNDS, self._size.rounds), "time_limit_seconds": 600}
        said = await players[0].ask("game.create", settings=rules, **wishes)
        game = str(said.game["id"])
        self.tables[game] = Table(mode, list(players))
        for seat, each in enumerate(players):
            each.games[game] = Held(seat)
            await each.ask("game.join", game=game, role="player")

    async def begin(self, mode: str) -> None:
        """All rooms of this kind are in their first round."""
        await gathered(
            table.players[0].ask("game.start", game=game) for game, table in self._of(mode)
        )

    async def round(self, mode: str, number: int) -> None:
        """One round of all rooms of this kind, in step."""
        tables = self._of(mode)
        await self._until(lambda: all(table.round >= number for _, table in tables))
        early = [(game, player) for game, table in tables for player in table.players[1:]]
        self._draw.shuffle(early)
        for game, player in early:
            await asyncio.sleep(self._size.writing_s / len(early))
            self._answer(mode, game, player, number)
        chat = asyncio.create_task(self._chat(mode, tables))
        await asyncio.sleep(self._size.chat_s / 4)
        for game, table in tables:
            await asyncio.sleep(self._size.last_s / len(tables))
            table.last_s = perf_counter()
            self._answer(mode, game, table.players[0], number)
        await chat
        await self._until(lambda: all(table.done >= number for _, table in tables))

    def _of(self, mode: str) -> list[tuple[str, Table]]:
        return [(game, table) for game, table in self.tables.items() if table.mode == mode]

    async def _chat(self, mode: str, tables: Sequence[tuple[str, Table]]) -> None:
        for _ in range(int(self._size.chat_s / self._size.chat_every_s)):
            game, table = self._draw.choice(tables)
            text = f"line {next(self._count)}"
            self._timed(mode, self._draw.choice(table.players), "chat.send", game=game, text=text)
            await asyncio.sleep(self._size.chat_every_s)

    def _answer(self, mode: str, game: str, player: Player, number: int) -> None:
        who, what, does, whom = (self._draw.choice(each) for each in (WHO, WHAT, DOES, WHAT))
        text = f"{player.name}: {who} {what} {does} a {whom}"
        self._timed(mode, player, "response.submit", game=game, round=number, text=text)

    def _timed(self, mode: str, player: Player, op: str, **fields: Any) -> None:
        began_s, acks_ms = perf_counter(), self.acks_ms[mode]

        def told(reply: "asyncio.Future[Any]") -> None:
            if reply.exception() is not None or not reply.result().ok:
                self.refused.append(op)
            else:
                acks_ms.append((perf_counter() - began_s) * 1000)

        player.post(op, **fields).add_done_callback(told)

    async def _until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not true():  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)


def _by(players: Sequence[Player], count: int = 50) -> list[Sequence[Player]]:
    return [players[at : at + count] for at in range(0, len(players), count)]
