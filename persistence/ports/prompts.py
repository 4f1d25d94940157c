"""Where prompts are kept."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from game.commands import Prompt


class StoredPrompt(Struct, frozen=True):
    """A prompt with the pack it belongs to."""

    pack: str
    language: str
    prompt: Prompt


class Prompts(Protocol):
    """The prompt store, filled from the packs at start."""

    async def load(self, prompts: Sequence[StoredPrompt]) -> int:
        """Make the packs' prompts the active ones; those gone from a pack rest; the count."""

    async def drawn_from(self, pack: str, language: str) -> tuple[Prompt, ...]:
        """The active prompts of a pack, in a stable order."""
