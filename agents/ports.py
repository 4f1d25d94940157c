"""What cognition asks of the outside: a judge of answers, a model of meaning. Shapes only."""

from collections.abc import Mapping, Sequence
from typing import Protocol

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
