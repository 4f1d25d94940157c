"""Eight at a table who play one game after the other, and what they count. Knows no socket."""

import asyncio
from array import array
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Final

import msgspec
from msgspec import Struct

from bench.player import CHOICES, Player

TEXTS: Final = (
    "A trombone full of soup, served cold",
    "My grandmother, but only on Tuesdays",
    "Seven identical cousins in one coat and no refunds",
    "Legally speaking: a very patient goose",
    "Emergency confetti",
)


class Habits(Struct, frozen=True):
    """How everyone plays; durations in seconds. `together`: three votes after one thought."""

    players: int = 8
    agents: int = 2
    rounds: int = 5
    think_min_s: float = 1.0
    think_max_s: float = 3.0
    reveal_s: int = 8
    together: bool = False


class Founded(Struct):
    """Of the answer to `game.create`."""

    class Game(Struct):
        """What is needed to come in."""

        id: str
        code: str

    game: Game


class Joined(Struct):
    """Of the answer to `game.join`."""

    seq: int


class Ballot(Struct):
    """Of `voting.started`."""

    class Line(Struct):
        """Something to vote for."""

        id: str

    seq: int
    responses: list[Line]


_founded = msgspec.json.Decoder(Founded).decode
_joined = msgspec.json.Decoder(Joined).decode
_ballot = msgspec.json.Decoder(Ballot).decode


class Counts:
    """What all tables have seen so far; times in seconds of `perf_counter`."""

    def __init__(self) -> None:
        self.ack_at, self.ack_took = array("d"), array("d")
        self.vote_at, self.vote_took = array("d"), array("d")
        self.frames = self.pieces = self.bytes = self.games = 0
        # Rounds whose last answer was a machine's: nothing to measure from.
        self.by_machine = self.rounds = 0
        self.names: list[bytes] = []
        self.refusals: Counter[str] = Counter()
        self.wrongs: Counter[str] = Counter()

    def acked(self, at_s: float, took_s: float, command: bytes) -> None:
        """A command was answered with ok, after so long; its name, if a game keeps it."""
        self.ack_at.append(at_s)
        self.ack_took.append(took_s)
        if command:
            self.names.append(command)

    def refused(self, code: str) -> None:
        """A command was answered with a refusal."""
        self.refusals[code] += 1

    def wrong(self, what: str) -> None:
        """Something that must not be."""
        self.wrongs[what] += 1

    def heard(self, frames: int, size: int) -> None:
        """So many whole frames came in one piece of so many bytes."""
        self.frames += frames
        self.pieces += 1
        self.bytes += size


class Table:
    """Eight who sit together: the first of them founds each game and starts it."""

    def __init__(self, number: int, habits: Habits, counts: Counts, random: Random) -> None:
        self.habits, self._counts, self._random = habits, counts, random
        first = number * habits.players
        self.players = [Player(self, counts, first + each) for each in range(habits.players)]
        self.game = b""
        self._come: Counter[str] = Counter()
        # Whether a first round has begun; set once it is enough, and nothing new is asked.
        self.playing = self.stopped = False
        self._forget()

    def _forget(self) -> None:
        self._round, self._voting_seq, self._is_voting = 0, 0, False
        self._ballot: list[bytes] = []
        self._heard_at: list[float] = []
        # When each answer of this round was sent, by the number it got.
        self._sent_at: dict[Player, float] = {}
        self._last_sent_s: float | None = None

    def think(self, then: Callable[[], None]) -> None:
        """Call back after a thought."""
        low, high = self.habits.think_min_s, self.habits.think_max_s
        pause_s = low + (high - low) * self._random.random()
        asyncio.get_running_loop().call_later(pause_s, self._then, then)

    def _then(self, then: Callable[[], None]) -> None:
        if not self.stopped:
            then()

    def _all(self, step: str) -> bool:
        """Whether everyone has come this far."""
        self._come[step] = (self._come[step] + 1) % len(self.players)
        return self._come[step] == 0

    # ------------------------------------------------------------ answers

    def answered(self, player: Player, op: str, frame: bytes) -> None:
        """A command of this player is done: go on."""
        if op == "vote.cast":
            if not self.habits.together:
                self._vote_later(player)
        elif op == "response.submit":
            self._answer_kept(player, frame)
        elif op == "game.join":
            player.enter(self.game, _joined(frame).seq)
            self.think(lambda: self._ask(player, "game.ready"))
        elif op == "game.ready":
            if self._all(op):
                self._ask(self.players[0], "game.start")
        elif op == "game.create":
            founded = _founded(frame).game
            self.game = founded.id.encode()
            for each in self.players:
                each.ask("game.join", b'"code":"%b"' % founded.code.encode())
        elif op == "hello" and self._all(op):
            self._found()

    def _ask(self, player: Player, op: str) -> None:
        player.ask(op, b'"game":"%b"' % self.game)

    def _found(self) -> None:
        habits = self.habits
        wishes = {
            "max_players": habits.players + habits.agents,
            "total_rounds": habits.rounds,
            "agents": habits.agents,
            "visibility": "private",
            "settings": {"judge": "off", "reveal_seconds": habits.reveal_s},
        }
        self._forget()
        self.players[0].ask("game.create", msgspec.json.encode(wishes)[1:-1])

    def _answer_kept(self, player: Player, frame: bytes) -> None:
        player.own = frame.partition(b'"response":"')[2][:36]
        seq = int(frame.partition(b'"seq":')[2].partition(b",")[0].rstrip(b"}"))
        if seq + 1 == self._voting_seq:
            # Mine was the last: with it the voting began.
            self._last_sent_s = self._sent_at.get(player)

    # ------------------------------------------------------------ events

    def told(self, player: Player, event: bytes, frame: bytes, now_s: float) -> None:
        """An event that asks for a reaction came to this player."""
        if event == b"voting.":
            if not self._is_voting:
                self._is_voting = True
                ballot = _ballot(frame)
                self._voting_seq = ballot.seq
                self._ballot = [each.id.encode() for each in ballot.responses]
            self._heard_at.append(now_s)
            player.votes = 0
            self._vote_later(player)
        elif event == b"round.s":
            number = int(frame.partition(b'"round":')[2].partition(b",")[0])
            if number != self._round:
                self._round, self._is_voting, self.playing = number, False, True
            player.own = b""
            self.think(lambda: self._answer(player))
        elif event == b"round.c":
            if self._all("round"):
                self._measure()
        elif event == b"game.co":
            if self._all("game"):
                self._counts.games += 1
                self.think(self._found)
        elif event == b"game.ca":
            self._counts.wrong("a game was cancelled")

    def _measure(self) -> None:
        """A round is over: how long its voting took to reach everyone after the last answer."""
        counts, sent_s = self._counts, self._last_sent_s
        if self._heard_at:
            counts.rounds += 1
            if sent_s is None:
                counts.by_machine += 1
            else:
                for heard_s in self._heard_at:
                    counts.vote_at.append(heard_s)
                    counts.vote_took.append(heard_s - sent_s)
        self._heard_at.clear()
        self._sent_at.clear()
        self._last_sent_s = None

    def _answer(self, player: Player) -> None:
        text = TEXTS[player.number % len(TEXTS)].encode()
        fields = b'"game":"%b","round":%d,"text":"%b, %d"'
        self._sent_at[player] = player.ask(
            "response.submit", fields % (self.game, self._round, text, player.number)
        )

    def _vote_later(self, player: Player) -> None:
        if player.votes < len(CHOICES):
            self.think(lambda: self._vote(player))

    def _vote(self, player: Player) -> None:
        for choice in CHOICES if self.habits.together else (CHOICES[player.votes],):
            player.votes += 1
            response = player.own
            while response == player.own:
                response = self._ballot[int(self._random.random() * len(self._ballot))]
            fields = b'"game":"%b","round":%d,"response":"%b","vote_type":"%b"'
            player.ask("vote.cast", fields % (self.game, self._round, response, choice))
