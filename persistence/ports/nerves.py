"""What the layers of minds told each other, as far as it was written down in time."""

from collections.abc import Sequence
from typing import Protocol

from agents.neurons.signals import Sent


class Nerves(Protocol):
    """A log that only grows, and is cut off at its old end. Raises StorageUnavailable."""

    async def add(self, batch: Sequence[Sent]) -> None:
        """Write them; those that are there already stay as they are."""

    async def last(self, agent: str, limit: int) -> list[Sent]:
        """The newest of an agent, newest first."""

    async def cut(self, before_ms: int) -> int:
        """Forget all from before; whole months at least, how many signals or months is returned."""
