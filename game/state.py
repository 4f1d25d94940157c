"""The state of one game: frozen values, folded from events and never changed in place.

Tuples and dicts only. A set would be iterated in another order in another process, and the
evening would differ.
"""

from enum import StrEnum
from typing import Literal

from msgspec import UNSET, Struct, UnsetType, field

from game.commands import CastMember, Prompt, Verdict
from game.grounds import Because
from game.ids import Actor, GameId, MessageId, PlayerId, ResponseId
from game.results import Result, Unlocked, VoteCount
from game.rules import Mode, Settings, Visibility, VoteType


class Phase(StrEnum):
    """Where a game stands."""

    LOBBY = "lobby"
    ANSWERING = "answering"
    JUDGING = "judging"
    VOTING = "voting"
    REVEAL = "reveal"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


# The allowed moves; the folds assert them. Judging is left out with `judge` off, and a round
# without a response goes straight to its reveal.
MOVES: dict[Phase, tuple[Phase, ...]] = {
    Phase.LOBBY: (Phase.ANSWERING, Phase.CANCELLED),
    Phase.ANSWERING: (Phase.JUDGING, Phase.VOTING, Phase.REVEAL, Phase.CANCELLED),
    Phase.JUDGING: (Phase.VOTING, Phase.REVEAL, Phase.CANCELLED),
    Phase.VOTING: (Phase.REVEAL, Phase.CANCELLED),
    Phase.REVEAL: (Phase.ANSWERING, Phase.COMPLETED, Phase.CANCELLED),
    Phase.COMPLETED: (),
    Phase.CANCELLED: (),
}
OVER = (Phase.COMPLETED, Phase.CANCELLED)
Status = Literal["waiting", "in_progress", "completed", "cancelled"]


class Seat(Struct, frozen=True):
    """A player at the table; `number` is the order of arrival, from 1."""

    player: PlayerId
    user: Actor
    name: str
    avatar_url: str | None
    is_ai: bool
    number: int
    is_ready: bool = False
    is_active: bool = True
    score: int = 0


class Tally(Struct, frozen=True):
    """What a player gathered over the game, for its closing statistics."""

    responses: int = 0
    response_ms: int = 0
    votes: VoteCount = VoteCount()


class Answer(Struct, frozen=True):
    """A response with its author."""

    response: ResponseId
    author: PlayerId
    text: str
    elapsed_ms: int


class Round(Struct, frozen=True):
    """The round being played; `votes` holds each voter's choices by type."""

    number: int
    prompt: Prompt
    started_ms: int
    answers: dict[PlayerId, Answer] = field(default_factory=dict)
    ballot: tuple[ResponseId, ...] = ()
    judge: str | None = None
    judged: bool = False
    verdicts: dict[ResponseId, Verdict] = field(default_factory=dict)
    votes: dict[PlayerId, dict[VoteType, ResponseId]] = field(default_factory=dict)
    results: tuple[Result, ...] = ()
    # Set where the judge that was asked first did not speak.
    because: Because | UnsetType = UNSET
    # Mode turing: by guesser and response, whether a machine made it. Unset until the first.
    guesses: dict[PlayerId, dict[ResponseId, bool]] | UnsetType = UNSET


class Chat(Struct, frozen=True):
    """A kept line of chat."""

    message: MessageId
    player: PlayerId
    name: str
    text: str
    at_ms: int


class Mutes(Struct, frozen=True):
    """`silenced`: who may not chat, with who said so. `hidden`: by whom, which seats of whom."""

    silenced: dict[Actor, Actor] = {}
    hidden: dict[Actor, dict[PlayerId, Actor]] = {}


class Announcement(Struct, frozen=True):
    """What those who run the server said last."""

    text: str
    at_ms: int


class Honours(Struct, frozen=True):
    """The game is counted, as the `number`-th of all, and brought this."""

    number: int
    unlocked: tuple[Unlocked, ...]


class GameState(Struct, frozen=True):
    """One game. `seq` counts the folded events; `seed` and `deck` are secrets."""

    game: GameId
    code: str
    host: Actor
    name: str
    max_players: int
    total_rounds: int
    time_limit_seconds: int
    mode: Mode
    visibility: Visibility
    settings: Settings
    seed: str
    deck: tuple[Prompt, ...]
    cast: tuple[CastMember, ...]
    created_ms: int
    phase: Phase
    deadline_ms: int | None
    seq: int = 0
    # How many ids of a kind were minted so far: the next one's number.
    seats_taken: int = 0
    messages_sent: int = 0
    seats: dict[PlayerId, Seat] = field(default_factory=dict)
    players: dict[Actor, PlayerId] = field(default_factory=dict)
    kicked: tuple[Actor, ...] = ()
    round: Round | None = None
    tallies: dict[PlayerId, Tally] = field(default_factory=dict)
    chat: tuple[Chat, ...] = ()
    paused: bool = False
    winners: tuple[PlayerId, ...] = ()
    # Not encoded while unset: digests of games that never had one stay what they were.
    announcement: Announcement | UnsetType = UNSET
    # Unset until the game is counted, and not encoded then either.
    honours: Honours | UnsetType = UNSET
    # Unset while nobody was ever muted.
    mutes: Mutes | UnsetType = UNSET
    # How many machine players were asked for who come one by one; unset without masks.
    invited: int | UnsetType = UNSET
    # Which formulas points are counted by; unset where it is the first.
    scoring: int | UnsetType = UNSET

    @property
    def status(self) -> Status:
        """The coarse phase that lists and tables use."""
        match self.phase:
            case Phase.LOBBY:
                return "waiting"
            case Phase.COMPLETED:
                return "completed"
            case Phase.CANCELLED:
                return "cancelled"
            case _:
                return "in_progress"

    @property
    def active(self) -> tuple[Seat, ...]:
        """The seats still in the game, in order of arrival."""
        # By way of a list, here and where votes are counted: a generator takes half as long again.
        return tuple([seat for seat in self.seats.values() if seat.is_active])

    @property
    def people(self) -> tuple[Actor, ...]:
        """Who is in the game, machine players not counted, in order of arrival."""
        return tuple(seat.user for seat in self.active if not seat.is_ai)

    def seat_of(self, actor: Actor) -> Seat | None:
        """The actor's seat while they are in the game."""
        player = self.players.get(actor)
        seat = self.seats[player] if player is not None else None
        return seat if seat is not None and seat.is_active else None
