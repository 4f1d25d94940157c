"""What may be asked of a room: a closed, tagged union. It never says who asks.

`Inbound` is what clients may send; the rest of `Command` only the server itself posts.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from game.ids import Actor, GameId, PlayerId, ResponseId
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
    VoteType,
)

Key = Annotated[str, Meta(min_length=1, max_length=64)]


class Asked(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="op",
):
    """`id` is the client's own name for this one action; a retry carries the same id."""

    id: Key | None = None


class JoinGame(Asked, frozen=True, kw_only=True, tag="game.join"):
    """Take a seat (or watch); names the game by id or by its short code."""

    game: GameId | None = None
    code: str | None = None
    name: str | None = None
    avatar_url: str | None = None
    role: Literal["player", "spectator"] = "player"


class LeaveGame(Asked, frozen=True, kw_only=True, tag="game.leave"):
    """Give the seat up; in mid-game it stays in the standings and can be taken again."""

    game: GameId


class SetReady(Asked, frozen=True, kw_only=True, tag="game.ready"):
    """Say whether I am ready to start."""

    game: GameId
    ready: bool = True


class StartGame(Asked, frozen=True, kw_only=True, tag="game.start"):
    """The host opens the first round."""

    game: GameId


class KickPlayer(Asked, frozen=True, kw_only=True, tag="game.kick"):
    """The host removes a player, who can't come back to this game."""

    game: GameId
    player: PlayerId


class AddAgent(Asked, frozen=True, kw_only=True, tag="game.add_agent"):
    """The host seats a machine player: the named one, or one drawn from those free."""

    game: GameId
    agent: str | None = None


class CancelGame(Asked, frozen=True, kw_only=True, tag="game.cancel"):
    """The host ends the game for everyone."""

    game: GameId


class SubmitResponse(Asked, frozen=True, kw_only=True, tag="response.submit"):
    """My one answer to this round's prompt."""

    game: GameId
    round: int
    text: str


class CastVote(Asked, frozen=True, kw_only=True, tag="vote.cast"):
    """One of my three votes; the same type again moves it."""

    game: GameId
    round: int
    response: ResponseId
    vote_type: VoteType


class SendChat(Asked, frozen=True, kw_only=True, tag="chat.send"):
    """A line of chat that everyone in the game sees, and that is kept."""

    game: GameId
    text: str


class Prompt(Struct, frozen=True):
    """One task for a round, as a pack holds it."""

    text: str
    category: str
    difficulty: Difficulty


class CastMember(Struct, frozen=True):
    """A machine player that could be seated in this game."""

    agent: str
    name: str
    avatar_url: str | None = None


class OpenGame(Asked, frozen=True, kw_only=True, tag="game.open"):
    """Found the game: the host's wishes, with all that the rules must not fetch themselves."""

    game: GameId
    code: str
    host: Actor
    name: GameName
    max_players: MaxPlayers
    total_rounds: TotalRounds
    time_limit_seconds: TimeLimitSeconds
    mode: Mode
    visibility: Visibility
    settings: Settings
    agents: AgentCount
    # Secret of this game: every draw and every response id comes from it.
    seed: str
    prompts: tuple[Prompt, ...]
    cast: tuple[CastMember, ...]


class Tick(Asked, frozen=True, kw_only=True, tag="clock.tick"):
    """The deadline may have come."""


class ThawClock(Asked, frozen=True, kw_only=True, tag="clock.thaw"):
    """The server could not commit for `lost_ms`; give that time back."""

    lost_ms: Annotated[int, Meta(ge=0)]
    reason: str


class Verdict(Struct, frozen=True):
    """A judge's three scores for one response, 0 to 10 each."""

    creativity: float
    humor: float
    relevance: float


class RecordVerdicts(Asked, frozen=True, kw_only=True, tag="judge.record"):
    """The judge is done with this round; no verdicts when it had nothing to say."""

    round: int
    judge: str | None = None
    verdicts: dict[ResponseId, Verdict] = {}


class PassHost(Asked, frozen=True, kw_only=True, tag="host.pass"):
    """The host has been away too long; `present` are the people who are here."""

    present: tuple[Actor, ...]


Inbound = (
    JoinGame
    | LeaveGame
    | SetReady
    | StartGame
    | KickPlayer
    | AddAgent
    | CancelGame
    | SubmitResponse
    | CastVote
    | SendChat
)
Internal = OpenGame | Tick | ThawClock | RecordVerdicts | PassHost
Command = Inbound | Internal
