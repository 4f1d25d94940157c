"""What clients may send: the game's own commands, and those that only the server understands."""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from game.commands import Asked, Inbound
from game.ids import GameId
from game.rules import (
    AgentCount,
    GameName,
    MaxPlayers,
    Mode,
    Settings,
    TimeLimitSeconds,
    TotalRounds,
    Visibility,
)


class GuestAuth(Struct, frozen=True, tag_field="kind", tag="guest", forbid_unknown_fields=True):
    """A new guest."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]


class TokenAuth(Struct, frozen=True, tag_field="kind", tag="token", forbid_unknown_fields=True):
    """Someone who was here before."""

    token: Annotated[str, Meta(min_length=1, max_length=256)]


class Hello(Asked, frozen=True, kw_only=True, tag="hello"):
    """The first command of every connection."""

    v: Literal[1] = field(default=1)
    client: Annotated[str, Meta(max_length=128)] = ""
    auth: GuestAuth | TokenAuth


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


FromClient = Inbound | Hello | CreateGame | ListGames | ResumeGame | GameHistory | React | Typing
