"""What happened in a room: a closed, tagged union, stored as it is in the journal.

Events may hold secrets (answers, authors, the seed); `redact.py` decides who sees what. Each one
carries every outcome, so that folding needs no clock and no dice.
"""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from game.commands import CastMember, Prompt, Verdict
from game.grounds import Because, Grounds
from game.ids import Actor, GameId, MessageId, PlayerId, ResponseId
from game.results import GameStats, Guesser, Result, Standing, Unlocked
from game.rules import Mode, Settings, Visibility, VoteType


class Fact(Struct, frozen=True, tag_field="t"):
    """Base of all events."""


class GameCreated(Fact, frozen=True, tag="game.created"):
    """The room exists; `seed` is a secret.

    `deck` is empty since decks are drawn at the start; games from before hold theirs here.
    """

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
    at_ms: int
    deadline_ms: int
    # How many machine players are still to come, in a mode with masks; unset elsewhere.
    invited: int | UnsetType = UNSET


class PlayerJoined(Fact, frozen=True, tag="player.joined", omit_defaults=True):
    """A seat was taken, or taken again by the one who left it.

    `is_veiled`: who is behind it is a secret until the game is over.
    """

    player: PlayerId
    user: Actor
    name: str
    avatar_url: str | None
    is_ai: bool
    number: int
    is_veiled: bool = False


class PlayerLeft(Fact, frozen=True, tag="player.left"):
    """A seat was given up; `freed` tells whether it vanished (lobby) or stays in the standings."""

    player: PlayerId
    reason: Literal["left", "kicked"]
    freed: bool


class PlayerReady(Fact, frozen=True, tag="player.ready"):
    """A player said whether they are ready."""

    player: PlayerId
    ready: bool


class HostChanged(Fact, frozen=True, tag="host.changed"):
    """Someone else leads the game now."""

    host: Actor
    player: PlayerId


class GameStarted(Fact, frozen=True, tag="game.started", omit_defaults=True):
    """The lobby closed; `deck` are the prompts to come, one per round, and secret.

    Empty in games from before: theirs was drawn at the founding. `scoring` names the formulas that
    the game is played by to its end (`game/scoring.py`), 1 for games from before.
    """

    seats: tuple[PlayerId, ...]
    total_rounds: int
    deck: tuple[Prompt, ...] = ()
    scoring: int = 1


class RoundStarted(Fact, frozen=True, tag="round.started"):
    """A prompt is open for answers until the deadline."""

    round: int
    prompt: Prompt
    at_ms: int
    deadline_ms: int


class ResponseSubmitted(Fact, frozen=True, tag="response.submitted"):
    """One seat answered; the text is a secret until voting, its author until the reveal."""

    round: int
    author: PlayerId
    response: ResponseId
    text: str
    elapsed_ms: int
    received: int
    expected: int


class JudgingStarted(Fact, frozen=True, tag="judging.started"):
    """The judge may score until the deadline."""

    round: int
    deadline_ms: int


class RoundJudged(Fact, frozen=True, tag="round.judged"):
    """The judge's word, kept secret until the reveal."""

    round: int
    judge: str | None
    verdicts: dict[ResponseId, Verdict]
    # Not folded: a room need not hold what is looked up in its journal. Unset where there is none,
    # as in games from before.
    grounds: dict[ResponseId, Grounds] | UnsetType = UNSET
    # Set where the judge that was asked first did not speak; then `judge` stood in, or nobody.
    because: Because | UnsetType = UNSET


class VotingStarted(Fact, frozen=True, tag="voting.started"):
    """Votes are open; `ballot` is the drawn order of the responses."""

    round: int
    ballot: tuple[ResponseId, ...]
    texts: tuple[str, ...]
    deadline_ms: int


class VoteCast(Fact, frozen=True, tag="vote.cast"):
    """A vote was cast or moved; what was chosen is the voter's secret until the game is over."""

    round: int
    voter: PlayerId
    response: ResponseId
    vote_type: VoteType
    received: int
    expected: int


class GuessCast(Fact, frozen=True, tag="guess.cast"):
    """Mode turing: a guess was made or moved; which is the guesser's secret until the end."""

    round: int
    guesser: PlayerId
    response: ResponseId
    is_ai: bool
    received: int
    expected: int


class RoundCompleted(Fact, frozen=True, tag="round.completed", omit_defaults=True):
    """The reveal: who wrote what, and what it was worth."""

    round: int
    results: tuple[Result, ...]
    standings: tuple[Standing, ...]
    at_ms: int
    reveal_until_ms: int
    # Mode turing only.
    guessers: tuple[Guesser, ...] = ()


class HonoursRecorded(Fact, frozen=True, tag="honours.recorded"):
    """The game is counted, as the `number`-th of all; `is_late`: its podium was shown before."""

    number: int
    unlocked: tuple[Unlocked, ...]
    is_late: bool = False


# What has its default is not encoded: games sealed before keep their digest.
class GameCompleted(Fact, frozen=True, tag="game.completed", omit_defaults=True):
    """The podium."""

    standings: tuple[Standing, ...]
    winners: tuple[PlayerId, ...]
    stats: GameStats
    achievements: tuple[Unlocked, ...] = ()


class GamePaused(Fact, frozen=True, tag="game.paused"):
    """The clocks stood still, since the server could not commit."""

    reason: str


class GameResumed(Fact, frozen=True, tag="game.resumed"):
    """The clocks run again; `lost_ms` was given back."""

    deadline_ms: int | None
    lost_ms: int


class GameCancelled(Fact, frozen=True, tag="game.cancelled"):
    """The game ended without a podium: by its host, or because nobody was left or came."""

    reason: Literal["host", "abandoned", "idle", "operator"]


class AnnouncementMade(Fact, frozen=True, tag="announcement.made"):
    """Those who run the server said something to the table."""

    text: str
    at_ms: int


class PlayerMuted(Fact, frozen=True, tag="player.muted"):
    """Someone may not speak here any more (`muted`), or may again; `by` is the host or SYSTEM."""

    player: PlayerId
    muted: bool
    by: Actor


class ChatMuted(Fact, frozen=True, tag="chat.muted"):
    """`by` hides the lines of `player` from themselves, or shows them again: their secret."""

    by: PlayerId
    player: PlayerId
    muted: bool


class RoomMoved(Fact, frozen=True, tag="room.moved"):
    """Node `to` writes from here on; whoever wrote before finds this number taken."""

    to: str


class ChatSent(Fact, frozen=True, tag="chat.message"):
    """A line of chat."""

    message: MessageId
    player: PlayerId
    text: str
    at_ms: int


Event = (
    GameCreated
    | PlayerJoined
    | PlayerLeft
    | PlayerReady
    | HostChanged
    | GameStarted
    | RoundStarted
    | ResponseSubmitted
    | JudgingStarted
    | RoundJudged
    | VotingStarted
    | VoteCast
    | GuessCast
    | RoundCompleted
    | HonoursRecorded
    | GameCompleted
    | GamePaused
    | GameResumed
    | GameCancelled
    | AnnouncementMade
    | ChatSent
    | PlayerMuted
    | ChatMuted
    | RoomMoved
)


class Entry(Struct, frozen=True):
    """An event in its place: number, time (Unix ms), and the command that caused it.

    `cause` is `actor/fingerprint/id`, so that a retry after a crash finds its answer.
    """

    seq: int
    at_ms: int
    cause: str
    event: Event
