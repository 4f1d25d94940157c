"""What a viewer may see, as it goes over the wire: a closed union of views, types only.

A view lists what it shows, so a new secret in an event is safe until somebody adds it here.
"""

from msgspec import Struct

from game.commands import Verdict
from game.ids import GameId, MessageId, PlayerId, ResponseId
from game.results import GameStats, Guesser, Result, Standing, Unlocked
from game.rules import Difficulty, VoteType
from game.snapshot import BallotLine


class View(Struct, frozen=True, kw_only=True, tag_field="ev"):
    """Base of all views of events; `at` is Unix milliseconds."""

    game: GameId
    seq: int
    at: int


class Skipped(Struct, frozen=True, kw_only=True, tag_field="ev", tag="skip"):
    """Something happened that this viewer may not see; only its number shows."""

    game: GameId
    seq: int


class PlayerShown(Struct, frozen=True, kw_only=True):
    """A player as the table sees them; `user` is null and `agent` set for machine players."""

    id: PlayerId
    name: str
    avatar_url: str | None
    is_ai: bool
    user: str | None
    agent: str | None = None


class GameCreatedView(View, frozen=True, kw_only=True, tag="game.created"):
    """The first event of a game."""

    code: str
    name: str
    mode: str
    host: str
    max_players: int
    total_rounds: int


class PlayerJoinedView(View, frozen=True, kw_only=True, tag="player.joined"):
    """Someone sat down (again)."""

    player: PlayerShown


class PlayerLeftView(View, frozen=True, kw_only=True, tag="player.left"):
    """Someone left or was kicked; `freed`: the seat is gone, not only empty."""

    player: PlayerId
    reason: str
    freed: bool


class PlayerReadyView(View, frozen=True, kw_only=True, tag="player.ready"):
    """Someone is (not) ready."""

    player: PlayerId
    ready: bool


class HostChangedView(View, frozen=True, kw_only=True, tag="host.changed"):
    """`host` is the user id of who leads now."""

    host: str
    player: PlayerId


class GameStartedView(View, frozen=True, kw_only=True, tag="game.started"):
    """The first round follows."""

    total_rounds: int
    seats: tuple[PlayerId, ...]


class RoundStartedView(View, frozen=True, kw_only=True, tag="round.started"):
    """Answer until `deadline`."""

    round: int
    prompt: str
    category: str
    difficulty: Difficulty
    deadline: int


class ResponseSubmittedView(
    View, frozen=True, kw_only=True, tag="response.submitted", omit_defaults=True
):
    """Someone answered; `text` and `response` only for its author (and in a finished game)."""

    round: int
    player: PlayerId
    received: int
    expected: int
    text: str | None = None
    response: ResponseId | None = None


class JudgingStartedView(View, frozen=True, kw_only=True, tag="judging.started"):
    """The judge reads until `deadline`."""

    round: int
    deadline: int


class RoundJudgedView(View, frozen=True, kw_only=True, tag="round.judged"):
    """Only in the history of a finished game."""

    round: int
    judge: str | None
    verdicts: dict[ResponseId, Verdict]


class VotingStartedView(View, frozen=True, kw_only=True, tag="voting.started"):
    """Vote until `deadline`."""

    round: int
    responses: tuple[BallotLine, ...]
    deadline: int


class VoteCastView(View, frozen=True, kw_only=True, tag="vote.cast", omit_defaults=True):
    """Votes cast so far out of all that can be; the choice only for the voter (and in history)."""

    round: int
    received: int
    expected: int
    player: PlayerId | None = None
    response: ResponseId | None = None
    vote_type: VoteType | None = None


class GuessCastView(View, frozen=True, kw_only=True, tag="guess.cast", omit_defaults=True):
    """Guesses made so far out of all that can be; which only for the guesser (and in history)."""

    round: int
    received: int
    expected: int
    player: PlayerId | None = None
    response: ResponseId | None = None
    is_ai: bool | None = None


class RoundCompletedView(
    View, frozen=True, kw_only=True, tag="round.completed", omit_defaults=True
):
    """The reveal, shown until `reveal_until`; `guessers` in mode turing only."""

    round: int
    results: tuple[Result, ...]
    standings: tuple[Standing, ...]
    reveal_until: int
    guessers: tuple[Guesser, ...] = ()


class GameCompletedView(View, frozen=True, kw_only=True, tag="game.completed"):
    """The podium."""

    standings: tuple[Standing, ...]
    winners: tuple[PlayerId, ...]
    stats: GameStats
    achievements: tuple[Unlocked, ...] = ()


class HonoursRecordedView(View, frozen=True, kw_only=True, tag="honours.recorded"):
    """What was unlocked, where the podium came first; before it a skip, but for the history."""

    number: int
    achievements: tuple[Unlocked, ...]
    is_late: bool


class GamePausedView(View, frozen=True, kw_only=True, tag="game.paused"):
    """The clocks stood still."""

    reason: str


class GameResumedView(View, frozen=True, kw_only=True, tag="game.resumed"):
    """The clocks run again, to this deadline."""

    deadline: int | None


class GameCancelledView(View, frozen=True, kw_only=True, tag="game.cancelled"):
    """The game ended without a podium."""

    reason: str


class AnnouncementView(View, frozen=True, kw_only=True, tag="announcement.made"):
    """Those who run the server say something to the table."""

    text: str


class ChatView(View, frozen=True, kw_only=True, tag="chat.message"):
    """A line of chat."""

    message: MessageId
    player: PlayerId
    text: str


class PlayerMutedView(View, frozen=True, kw_only=True, tag="player.muted"):
    """Someone may not chat here any more, or may again."""

    player: PlayerId
    muted: bool


class ChatMutedView(View, frozen=True, kw_only=True, tag="chat.muted"):
    """I hide this player's lines, or see them again; a skip for everyone else."""

    player: PlayerId
    muted: bool


EventView = (
    GameCreatedView
    | PlayerJoinedView
    | PlayerLeftView
    | PlayerReadyView
    | HostChangedView
    | GameStartedView
    | RoundStartedView
    | ResponseSubmittedView
    | JudgingStartedView
    | RoundJudgedView
    | VotingStartedView
    | VoteCastView
    | GuessCastView
    | RoundCompletedView
    | HonoursRecordedView
    | GameCompletedView
    | GamePausedView
    | GameResumedView
    | GameCancelledView
    | AnnouncementView
    | ChatView
    | PlayerMutedView
    | ChatMutedView
)
