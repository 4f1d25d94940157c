"""What clients may ask about a judge: why it scored as it did."""

from typing import Literal

from msgspec import Struct

from game.commands import Asked, RoundNumber
from game.grounds import Because, Reason
from game.ids import GameId, ResponseId
from server.wire.envelope import Reply


class AskWhy(Asked, frozen=True, kw_only=True, tag="judge.why"):
    """Why the judge scored the answers of a revealed round as it did; `response`: only this one."""

    game: GameId
    round: RoundNumber
    response: ResponseId | None = None


class AnswerWhy(Struct, frozen=True, kw_only=True):
    """Of one answer; `confidence`: 0 to 1; `version` of all votes, `table`: how many of its own."""

    response: ResponseId
    confidence: float
    marks: tuple[str, ...]
    reasons: tuple[Reason, ...]
    version: int
    table: int = 0


class WhyReply(Reply, frozen=True, kw_only=True):
    """What each score came from, if told; `because`: why it was not the judge that was asked."""

    round: int
    judge: str | None
    answers: tuple[AnswerWhy, ...]
    because: Because | Literal[""] = ""
