"""What cognition asks of the outside: a judge, a model of meaning, one of language. Shapes only."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from game.commands import Prompt, Verdict
from game.ids import ResponseId


class Judge(Protocol):
    """Scores a round's responses."""

    @property
    def name(self) -> str:
        """Under which its verdicts are kept."""
        ...

    async def judge(
        self, prompt: Prompt, responses: Mapping[ResponseId, str]
    ) -> dict[ResponseId, Verdict]:
        """Three scores from 0 to 10 for each response it has an opinion on; may be empty.

        The caller brings the time limit; what comes later than that is dropped.
        """
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
