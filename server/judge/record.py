"""Who judged a node's rounds, why it was not who was asked, and how judges agree. Pure counts."""

from collections import Counter
from typing import Final

from agents.ports import Sitting
from game.grounds import Because

NOBODY: Final = "nobody"
# What one round counts in the running mean of agreement: the last twenty or so make most of it.
SMOOTHING: Final = 0.1


class Record:
    """Of one node, since it began; as many lines as it has judges and there are reasons."""

    def __init__(self) -> None:
        self.rounds: Counter[tuple[str, str]] = Counter()
        self.agreement: float | None = None  # -1 to 1, see `agents.judge.model_judge`

    def note(self, sitting: Sitting | None, because: Because) -> None:
        """A round was judged; without a sitting by nobody, `because` of this."""
        if sitting is None:
            self.rounds[NOBODY, because] += 1
            return
        self.rounds[sitting.judge, sitting.because] += 1
        if sitting.agreement is not None:
            before = sitting.agreement if self.agreement is None else self.agreement
            self.agreement = before + SMOOTHING * (sitting.agreement - before)
