"""What may be asked of a room: a closed, tagged union. It never says who asks.

`Inbound` is what clients may send; the rest of `Command` only the server itself posts.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from game.grounds import Because, Grounds
from game.ids import Actor, GameId, PlayerId, ResponseId
from game.results import Unlocked
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
# No game has so many, and every encoding can hold it.
RoundNumber = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]


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
    round: RoundNumber
    text: str


class CastVote(Asked, frozen=True, kw_only=True, tag="vote.cast"):
    """One of my three votes; the same type again moves it."""

    game: GameId
    round: RoundNumber
    response: ResponseId
    vote_type: VoteType


class CastGuess(Asked, frozen=True, kw_only=True, tag="guess.cast"):
    """Mode turing: whether I think a machine made this response; again for the same moves it."""

    game: GameId
    round: RoundNumber
    response: ResponseId
    is_ai: bool


class SendChat(Asked, frozen=True, kw_only=True, tag="chat.send"):
    """A line of chat that everyone in the game sees, and that is kept."""

    game: GameId
    text: str


class MutePlayer(Asked, frozen=True, kw_only=True, tag="game.mute"):
    """The host silences a player for everyone here, or lets them speak again."""

    game: GameId
    player: PlayerId
    muted: bool = True


class MuteChat(Asked, frozen=True, kw_only=True, tag="chat.mute"):
    """Hide a player's lines from myself, or show them again; nobody else learns of it."""

    game: GameId
    player: PlayerId
    muted: bool = True


class Prompt(Struct, frozen=True):
    """One task for a round, as a pack holds it."""

    text: str
    category: str
    difficulty: Difficulty


class Candidate(Struct, frozen=True):
    """A prompt that could be dealt, as storage knows it.

    `last_seen_ms`: when anybody of this table met it last, 0 for never; `rating` is 0 to 10, None
    while nobody has rated it.
    """

    prompt: Prompt
    last_seen_ms: int = 0
    rating: float | None = None


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
    # Some that fit the settings: the deck itself is drawn at the start, for those who play.
    prompts: tuple[Prompt, ...]
    cast: tuple[CastMember, ...]


class BeginGame(Asked, frozen=True, kw_only=True, tag="game.begin"):
    """A `game.start`, with the prompts that its deck may be drawn from."""

    game: GameId
    candidates: tuple[Candidate, ...]


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


class Reasoned(Verdict, frozen=True):
    """The verdict of a judge that tells why."""

    grounds: Grounds


class RecordVerdicts(Asked, frozen=True, kw_only=True, tag="judge.record"):
    """The judge is done with this round; no verdicts when it had nothing to say."""

    round: int
    judge: str | None = None
    verdicts: dict[ResponseId, Verdict] = {}
    grounds: dict[ResponseId, Grounds] = {}
    because: Because | UnsetType = UNSET


class Announce(Asked, frozen=True, kw_only=True, tag="operator.announce"):
    """Those who run the server say something to the table."""

    text: str


class RecordHonours(Asked, frozen=True, kw_only=True, tag="honours.record"):
    """The game is counted, as the `number`-th of all (0: it could not be), and brought this."""

    number: Annotated[int, Meta(ge=0)]
    unlocked: tuple[Unlocked, ...] = ()


class PassHost(Asked, frozen=True, kw_only=True, tag="host.pass"):
    """The host has been away too long; `present` are the people who are here."""

    present: tuple[Actor, ...]


class MoveRoom(Asked, frozen=True, kw_only=True, tag="room.move"):
    """The game is played on at the node `to` from now on."""

    to: str


class CloseLobby(Asked, frozen=True, kw_only=True, tag="lobby.close"):
    """Nobody who is connected has watched this lobby for long."""


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
    | CastGuess
    | SendChat
    | MutePlayer
    | MuteChat
)
Internal = (
    OpenGame
    | BeginGame
    | Tick
    | ThawClock
    | RecordVerdicts
    | RecordHonours
    | PassHost
    | CloseLobby
    | MoveRoom
    | Announce
)
Command = Inbound | Internal
