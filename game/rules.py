"""Every length, count and duration of the game: what is fixed, and what a host may set.

The ranges here are the ones the wire promises; nothing else in the house repeats a number.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct


class Rules(Struct, frozen=True):
    """What holds in every game; lengths in characters, durations in milliseconds."""

    seats_min: int = 2
    text_length_max: int = 280
    chat_length_max: int = 500
    name_length_max: int = 32
    avatar_length_max: int = 256
    chat_kept: int = 50
    # A lobby that nobody starts ends by itself, so that forgotten ones don't pile up.
    lobby_ms: int = 6 * 3_600_000
    points_per_round: int = 1_000


RULES = Rules()

VoteType = Literal["funny", "creative", "best"]
VOTE_TYPES: tuple[VoteType, ...] = ("funny", "creative", "best")
Difficulty = Literal["easy", "medium", "hard"]
Mode = Literal["classic", "turing"]
Visibility = Literal["public", "private"]
Profanity = Literal["off", "mask", "refuse"]

GAME_NAME_MAX = 80
GameName = Annotated[str, Meta(min_length=1, max_length=GAME_NAME_MAX)]
MaxPlayers = Annotated[int, Meta(ge=2, le=12)]
TotalRounds = Annotated[int, Meta(ge=5, le=50)]
TimeLimitSeconds = Annotated[int, Meta(ge=5, le=600)]
AgentCount = Annotated[int, Meta(ge=0, le=11)]
Share = Annotated[float, Meta(ge=0, le=100)]


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """How much each part counts in a round's points; only their proportion matters."""

    judge: Share = 30.0
    votes: Share = 70.0
    speed: Share = 0.0


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """What a host may set for one game; durations in seconds, as on the wire."""

    voting_seconds: Annotated[int, Meta(ge=5, le=300)] = 30
    reveal_seconds: Annotated[int, Meta(ge=0, le=60)] = 8
    judging_seconds: Annotated[int, Meta(ge=0, le=30)] = 5
    categories: tuple[str, ...] = ()
    difficulty: Difficulty | None = None
    language: Annotated[str, Meta(pattern="^[a-z]{2}$")] = "en"
    pack: Annotated[str, Meta(min_length=1, max_length=64)] = "house"
    allow_spectators: bool = True
    # Swearing and slurs, in whatever people and machines write: let be, covered, or refused.
    profanity: Profanity = "off"
    judge: Annotated[str, Meta(min_length=1, max_length=64)] = "auto"
    weights: Weights = Weights()
