"""The single writer of one game, sans I/O: posts go in, batches come out, commits are told back.

Knows no socket, clock or database. The pure rules make rollback free: until `commit`, the room
still is what it was.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from hashlib import blake2b
from typing import Final

import msgspec
from msgspec import Struct

from game.commands import Asked, Command, ThawClock
from game.decide import decide
from game.events import ChatSent, Entry, Event, PlayerJoined, ResponseSubmitted
from game.evolve import evolve
from game.ids import SYSTEM, Actor, GameId
from game.refusals import Rejected
from game.state import GameState
from server.answered import Answered

# Posts that wait for the commit under way. More are refused as `unavailable`, never queued; but
# the room's own, a few at most, always find room: a deadline must not be lost to a crowd.
INBOX_MAX: Final = 256
# People whose outcomes are kept: every seat, and passers-by. Of more, whoever has neither seat nor
# lead and has asked nothing for longest is forgotten: a retry of theirs is decided anew.
ACTORS_MAX: Final = 64

_encode = msgspec.json.Encoder(order="deterministic").encode


class Post(Struct, frozen=True):
    """A command with its author; `cause` names it in the journal, `` for one without an id."""

    actor: Actor
    command: Command
    cause: str


class Answer(Struct, frozen=True, tag="answer"):
    """An accepted command: the number of its own event, and the id that it minted, if any."""

    seq: int
    made: str | None = None


Outcome = Answer | Rejected


class Batch(Struct, frozen=True):
    """What one turn of the inbox leads to, beside the room's present state."""

    after: int
    entries: tuple[Entry, ...]
    state: GameState | None
    outcomes: tuple[tuple[Post, Outcome], ...]


def cause_of(actor: Actor, command: Asked) -> str:
    """The journal's name for this command of this author; a retry, equal in all, gets the same.

    The content is part of it: a client that counts its ids from 1 on every connection is told
    the outcome of an earlier command only where all of it is equal. Empty without an id.
    """
    if command.id is None:
        return ""
    mark = blake2b(_encode(command), digest_size=8).hexdigest()
    return f"{actor}/{mark}/{command.id}"


def post(actor: Actor, command: Command) -> Post:
    """A command, addressed."""
    return Post(actor, command, SYSTEM if actor == SYSTEM else cause_of(actor, command))


class Room:
    """One game: state, inbox, and the outcomes that retries ask for again."""

    def __init__(self, game: GameId, state: GameState | None = None, at_ms: int = 0) -> None:
        self.game = game
        self.state = state
        self.at_ms = at_ms
        self.inbox: list[Post] = []
        # In the order in which people last asked.
        self._answers: dict[Actor, Answered] = {}

    @property
    def seq(self) -> int:
        """The number of the last committed event."""
        return self.state.seq if self.state is not None else 0

    def post(self, posted: Post) -> bool:
        """Take a post in; False when the inbox is full."""
        if len(self.inbox) >= INBOX_MAX and posted.actor != SYSTEM:
            return False
        self.inbox.append(posted)
        return True

    def propose(self, now_ms: int) -> Batch:
        """Decide everything in the inbox at one moment, beside the present state."""
        posts, self.inbox = self.inbox, []
        at_ms = max(now_ms, self.at_ms)
        state, entries = self.state, list[Entry]()
        outcomes: list[tuple[Post, Outcome]] = []
        fresh: dict[str, Outcome] = {}
        for posted in posts:
            known = fresh.get(posted.cause) or self.answer(posted)
            if known is not None:
                outcomes.append((posted, known))
                continue
            decided = decide(state, posted.actor, posted.command, at_ms)
            outcome: Outcome
            if isinstance(decided, Rejected):
                outcome = decided
            else:
                first = (state.seq if state is not None else 0) + 1
                state = decided.state
                numbered = enumerate(decided.events, start=first)
                entries += [Entry(seq, at_ms, posted.cause, event) for seq, event in numbered]
                outcome = _answer(first, decided.events) or Answer(state.seq)
            outcomes.append((posted, outcome))
            if posted.cause and posted.actor != SYSTEM:
                fresh[posted.cause] = outcome
        return Batch(self.seq, tuple(entries), state, tuple(outcomes))

    def commit(self, batch: Batch) -> None:
        """The batch is durable: it is what the room is now."""
        assert batch.after == self.seq
        self.state = batch.state
        if batch.entries:
            self.at_ms = batch.entries[-1].at_ms
        for posted, outcome in batch.outcomes:
            self._remember(posted.actor, posted.cause, outcome)

    def put_back(self, batch: Batch) -> int:
        """Keep the room's own posts of a batch that was not written: nobody else tries again.

        Returns the time (ms) that they were to give back. It goes first and as one, since after
        a part of it the next decision would still find a deadline that passed.
        """
        owed_ms = 0
        for posted, _ in reversed(batch.outcomes):
            if isinstance(posted.command, ThawClock):
                owed_ms += posted.command.lost_ms
            elif posted.actor == SYSTEM:
                self.inbox.insert(0, posted)
        return owed_ms

    def reload(self, entries: Sequence[Entry]) -> None:
        """Fold entries found in the journal after the present state."""
        for entry in entries:
            assert entry.seq == self.seq + 1
            self.state = evolve(self.state, entry.event)
            self.at_ms = max(self.at_ms, entry.at_ms)
        self.recall(entries)

    def recall(self, entries: Iterable[Entry]) -> None:
        """Rebuild the outcomes of the commands that caused these entries."""
        caused: dict[str, list[Entry]] = {}
        for entry in entries:
            caused.setdefault(entry.cause, []).append(entry)
        for cause, mine in caused.items():
            actor = author(cause)
            outcome = _answer(mine[0].seq, [entry.event for entry in mine])
            if actor is not None and outcome is not None:
                self._remember(actor, cause, outcome)

    def answer(self, posted: Post) -> Outcome | None:
        """The outcome this very command already had."""
        answers = self._answers.get(posted.actor)
        known = answers.get(posted.cause) if answers is not None and posted.cause else None
        return Answer(*known) if isinstance(known, tuple) else known

    def _remember(self, actor: Actor, cause: str, outcome: Outcome) -> None:
        if not cause or actor == SYSTEM:
            return
        known = (outcome.seq, outcome.made) if isinstance(outcome, Answer) else outcome
        answers = self._answers.pop(actor, None)
        answers = self._answers[actor] = Answered() if answers is None else answers
        answers.note(cause, known)
        if len(self._answers) > ACTORS_MAX:
            del self._answers[next(filter(self._passes_by, self._answers), actor)]

    def _passes_by(self, actor: Actor) -> bool:
        return self.state is None or (actor not in self.state.players and actor != self.state.host)


def author(cause: str) -> Actor | None:
    """Who posted the command that this cause names; None for the system and nameless ones."""
    actor, found, _ = cause.partition("/")
    return Actor(actor) if found else None


def fold(entries: Iterable[Entry], start: GameState | None = None) -> GameState | None:
    """The state that a journal leads to, from nothing or from the state before these entries."""
    return reduce(lambda state, entry: evolve(state, entry.event), entries, start)


def _answer(first: int, events: Sequence[Event]) -> Answer | None:
    """What the author of these events is told: the number of the first, and what it minted."""
    if not events:
        return None
    match events[0]:
        case ResponseSubmitted(response=response):
            return Answer(first, response)
        case ChatSent(message=message):
            return Answer(first, message)
        case PlayerJoined(player=player):
            return Answer(first, player)
        case _:
            return Answer(first)
