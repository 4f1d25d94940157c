"""What the layers of minds told each other and have learnt, as far as it was written in time."""

from collections.abc import Sequence
from typing import Protocol

from agents.neurons.learning import Learnt
from agents.neurons.signals import Sent


class Nerves(Protocol):
    """A log that only grows, and is cut off at its old end; and what came of it.

    Every method raises StorageUnavailable.
    """

    async def add(self, batch: Sequence[Sent]) -> None:
        """Write them; those that are there already stay as they are."""

    async def last(self, agent: str, limit: int) -> list[Sent]:
        """The newest of an agent, newest first."""

    async def cut(self, before_ms: int) -> int:
        """Forget all from before; whole months at least, how many signals or months is returned."""

    async def keep(self, batch: Sequence[Learnt]) -> None:
        """What these agents have learnt, in place of what they had before it; all or none."""

    async def learnt(self) -> list[Learnt]:
        """What every agent has learnt, if anything, by id."""
