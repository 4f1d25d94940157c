"""What clients may send: the game's own commands, and those that only the server understands."""

from typing import Annotated, Literal

from msgspec import Meta, field

from game.commands import Asked, Inbound, RoundNumber
from game.ids import GameId
from game.rules import (
    AgentCount,
    Difficulty,
    GameName,
    MaxPlayers,
    Mode,
    Settings,
    TimeLimitSeconds,
    TotalRounds,
    Visibility,
)
from server.wire.accounts import AccountCommand, AnyAuth
from server.wire.agents import AgentCommand
from server.wire.console import ConsoleCommand
from server.wire.world import WorldCommand


class Hello(Asked, frozen=True, kw_only=True, tag="hello"):
    """The first command of every connection."""

    v: Literal[1] = field(default=1)
    client: Annotated[str, Meta(max_length=128)] = ""
    auth: AnyAuth


class CreateGame(Asked, frozen=True, kw_only=True, tag="game.create"):
    """Found a game; its creator is host, and not yet seated."""

    name: GameName = "AI Genius"
    max_players: MaxPlayers = 8
    total_rounds: TotalRounds = 5
    time_limit_seconds: TimeLimitSeconds = 60
    mode: Mode = "classic"
    visibility: Visibility = "public"
    agents: AgentCount = 0
    settings: Settings = Settings()


class ListGames(Asked, frozen=True, kw_only=True, tag="game.list"):
    """Public games, newest first."""

    status: Literal["waiting", "in_progress", "completed", "cancelled"] | None = None
    mode: str | None = None
    cursor: str | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class ResumeGame(Asked, frozen=True, kw_only=True, tag="game.resume"):
    """Go on from `seq`, the last number held."""

    game: GameId
    seq: Annotated[int, Meta(ge=0, le=2**53)]


class GameHistory(Asked, frozen=True, kw_only=True, tag="game.history"):
    """The events of a finished game, secrets revealed."""

    game: GameId
    from_seq: Annotated[int, Meta(ge=1, le=2**53)] = 1
    limit: Annotated[int, Meta(ge=1, le=500)] = 200


class React(Asked, frozen=True, kw_only=True, tag="game.react"):
    """A passing reaction, shown to everyone here and kept nowhere."""

    game: GameId
    kind: Annotated[str, Meta(min_length=1, max_length=32)]
    data: Annotated[str, Meta(max_length=128)] | None = None


class Typing(Asked, frozen=True, kw_only=True, tag="game.typing"):
    """I am writing."""

    game: GameId


class ReportChat(Asked, frozen=True, kw_only=True, tag="chat.report"):
    """Tell the moderators of a line of chat that should not have been said."""

    game: GameId
    message: str
    reason: Annotated[str, Meta(max_length=200)] = ""


class ProposePrompt(Asked, frozen=True, kw_only=True, tag="prompt.propose"):
    """A prompt of my own; it is played once a moderator has taken it."""

    text: Annotated[str, Meta(max_length=500)]
    category: Annotated[str, Meta(min_length=1, max_length=64)] = "community"
    difficulty: Difficulty = "medium"
    language: Annotated[str, Meta(pattern="^[a-z]{2}$")] = "en"


class RatePrompt(Asked, frozen=True, kw_only=True, tag="prompt.rate"):
    """Whether this round's prompt was a good one; the newest of mine counts."""

    game: GameId
    round: RoundNumber
    liked: bool


FromClient = (
    Inbound
    | Hello
    | CreateGame
    | ListGames
    | ResumeGame
    | GameHistory
    | React
    | Typing
    | ReportChat
    | ProposePrompt
    | RatePrompt
    | AccountCommand
    | AgentCommand
    | WorldCommand
)
FromConsole = Hello | ConsoleCommand
