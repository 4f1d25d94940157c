"""What clients may ask about answers of games that are over."""

from typing import Annotated

from msgspec import Meta, Struct

from game.commands import Asked
from game.ids import GameId
from server.wire.envelope import Reply


class BestAnswers(Asked, frozen=True, kw_only=True, tag="prompt.best"):
    """The best answers a prompt (its text or id) ever got at public tables."""

    prompt: Annotated[str, Meta(min_length=1, max_length=500)]
    limit: Annotated[int, Meta(ge=1, le=20)] = 3


class AnswerShown(Struct, frozen=True, kw_only=True):
    """An answer: `chance` is that of being preferred to a middling one, by votes of `voters`."""

    text: str
    name: str
    is_ai: bool
    game: GameId
    chance: float
    votes: int
    voters: int


class AnswersReply(Reply, frozen=True, kw_only=True):
    """Best first; none while nobody has chosen among answers to it."""

    answers: list[AnswerShown]
