"""What cognition asks of the outside: a judge, a model of meaning, one of language. Shapes only."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct

from game.commands import Prompt, Verdict
from game.grounds import Because
from game.ids import GameId, ResponseId


class Hearing(Struct, frozen=True):
    """A round before its judge: the answers without their authors, the time for it, and whose."""

    prompt: Prompt
    responses: Mapping[ResponseId, str]
    within_s: float
    game: GameId | None = None  # what its table has come to like may count


class Sitting(Struct, frozen=True, kw_only=True):
    """A judged round: who spoke, and why it was not the judge that was asked, where it wasn't.

    `verdicts` are three scores from 0 to 10 for each response it has an opinion on; may be empty.
    """

    judge: str
    verdicts: Mapping[ResponseId, Verdict]
    because: Because | Literal[""] = ""
    detail: str = ""  # of that, for the log
    agreement: float | None = None  # of the judge that was asked with another, -1 to 1


class Judge(Protocol):
    """Scores a round's responses."""

    @property
    def name(self) -> str:
        """Under which it is known."""
        ...

    async def judge(self, hearing: Hearing) -> Sitting:
        """Its verdicts; the caller stops waiting when the hearing's time is up."""
        ...


@runtime_checkable
class ReadsAhead(Judge, Protocol):
    """A judge that can read answers as they come, and then has its verdicts at once."""

    def read_ahead(self, prompt: Prompt, texts: Sequence[str]) -> None:
        """These answers to this prompt will be judged."""
        ...


class Embedder(Protocol):
    """Turns texts into meanings."""

    @property
    def name(self) -> str:
        """Which model it is: what was learned from one's vectors says nothing of another's."""
        ...

    def vectors(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """A unit vector for each text; a text's vector never depends on the other texts."""
        ...


class Question(Struct, frozen=True):
    """What a language model is asked: what it is told to do, and the text it is to do it with.

    Players' words are in `text` only, fenced. The same question has the same seed.
    """

    instructions: str
    text: str
    seed: int
    reply_length_max: int = 200  # characters


class ModelUnavailable(Exception):
    """The model can't answer now; says why in a few words, and nothing secret."""


class Model(Protocol):
    """A language model."""

    @property
    def name(self) -> str:
        """Under which its answers are known."""
        ...

    async def reply(self, question: Question) -> str:
        """Its answer as it said it, which may be nonsense; ModelUnavailable if there is none.

        The caller brings the time limit and cancels.
        """
        ...
