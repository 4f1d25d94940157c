"""What cognition asks of the outside: a judge of answers. Shapes only, no I/O."""

from collections.abc import Mapping
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
