"""What a reveal and a podium show: shapes that are public once their event is.

Shared by events and views, since nothing in them is a secret by then.
"""

from typing import Literal

from msgspec import Struct

from game.grounds import Because
from game.ids import PlayerId, ResponseId


class VoteCount(Struct, frozen=True):
    """How many votes of each type a response got."""

    funny: int = 0
    creative: int = 0
    best: int = 0


class Scores(Struct, frozen=True):
    """The judge's three scores and their mean, 0 to 10."""

    creativity: float
    humor: float
    relevance: float
    total: float


class Unlocked(Struct, frozen=True):
    """An achievement that a player unlocked by this game; `points` is what it is worth."""

    player: PlayerId
    code: str
    name: str
    points: int


class Guesses(Struct, frozen=True):
    """What a response was taken for, and the points its author got for fooling people."""

    machine: int
    human: int
    points: int


class Guesser(Struct, frozen=True):
    """How many responses a player guessed right and wrong, and the points for it."""

    player: PlayerId
    right: int
    wrong: int
    points: int


class Result(Struct, frozen=True, omit_defaults=True):
    """One response, uncovered; `because`: why it was not the judge that was asked first."""

    response: ResponseId
    player: PlayerId
    text: str
    is_ai: bool
    scores: Scores | None
    judge: str | None
    votes: VoteCount
    points: int
    # Mode turing only; their points are among `points`.
    guesses: Guesses | None = None
    # "" where that judge spoke, or nobody knows.
    because: Because | Literal[""] = ""


class Standing(Struct, frozen=True):
    """A player's place; equal scores share a rank."""

    player: PlayerId
    score: int
    rank: int


class GameStats(Struct, frozen=True):
    """What the evening amounted to; times in milliseconds, players None where nobody qualifies."""

    total_responses: int
    human_responses: int
    ai_responses: int
    total_votes: int
    avg_response_time_ms: int | None
    fastest_player: PlayerId | None
    most_funny_player: PlayerId | None
    most_creative_player: PlayerId | None
