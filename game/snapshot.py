"""The shapes of a snapshot: all that one viewer may see of a game at one moment, types only."""

from typing import Literal

from msgspec import Struct

from game.ids import GameId, MessageId, PlayerId, ResponseId
from game.results import Result, Standing, Unlocked
from game.rules import Difficulty, Settings, VoteType


class BallotLine(Struct, frozen=True):
    """One response to vote for, its author hidden."""

    id: ResponseId
    text: str


class SeatShown(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A seat in a snapshot."""

    id: PlayerId
    name: str
    avatar_url: str | None
    is_ai: bool
    user: str | None
    agent: str | None
    score: int
    rank: int
    is_ready: bool
    is_active: bool
    connected: bool
    # Silenced for everyone.
    muted: bool = False


class PromptShown(Struct, frozen=True):
    """The prompt of the current round."""

    round: int
    text: str
    category: str
    difficulty: Difficulty


class ChatLine(Struct, frozen=True):
    """A kept line of chat, with the name its sender had."""

    message: MessageId
    player: PlayerId
    name: str
    text: str
    at: int


class GameShown(Struct, frozen=True, kw_only=True):
    """A game as lists and replies name it; `host` is a user id."""

    id: GameId
    code: str
    name: str
    mode: str
    status: Literal["waiting", "in_progress", "completed", "cancelled"]
    phase: str
    host: str
    visibility: str
    max_players: int
    players: int
    current_round: int
    total_rounds: int
    time_limit_seconds: int
    settings: Settings


class GameListed(GameShown, frozen=True, kw_only=True):
    """A game in a list, with the name of who leads it."""

    host_name: str | None = None


class AnnouncementShown(Struct, frozen=True):
    """What those who run the server said last."""

    text: str
    at: int


class Snapshot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that one viewer may see of a game at `seq`; events from `seq` + 1 on continue it."""

    game: GameShown
    seq: int
    at: int
    phase: str
    round: int
    total_rounds: int
    deadline: int | None
    paused: bool
    host: str
    me: PlayerId | None
    players: tuple[SeatShown, ...]
    prompt: PromptShown | None
    responses: tuple[BallotLine, ...]
    my_response: BallotLine | None
    my_votes: dict[VoteType, ResponseId]
    received: int
    expected: int
    results: tuple[Result, ...]
    standings: tuple[Standing, ...]
    winners: tuple[PlayerId, ...]
    chat: tuple[ChatLine, ...]
    announcement: AnnouncementShown | None = None
    # Mode turing: whether I think a machine made it, by response.
    my_guesses: dict[ResponseId, bool] = {}
    # Whose lines I hide from myself.
    my_mutes: tuple[PlayerId, ...] = ()
    # At the podium: what its players unlocked.
    achievements: tuple[Unlocked, ...] = ()
