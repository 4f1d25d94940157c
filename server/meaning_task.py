"""Memories and questions get their meaning from a model, in a thread: the loop waits for none.

Without a model, words alone tell what fits.
"""

import asyncio
from collections.abc import Sequence

from agents.memories import Memory, embedded, unit
from agents.ports import Embedder
from agents.retrieval import Cue, cue


class Meaning:
    """What a model of meaning adds; `embedder` None: nothing."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder

    async def cue(self, query: str) -> Cue:
        """The cue of a question."""
        model = self._embedder
        if model is None or not query.strip():
            return cue(query)
        (vector,) = await asyncio.to_thread(model.vectors, [query])
        return cue(query, unit(vector), model.name)

    async def embedded(self, batch: Sequence[Memory]) -> Sequence[Memory]:
        """The memories with their embeddings, at most a few dozen at a time."""
        model = self._embedder
        if model is None or not batch:
            return batch
        vectors = await asyncio.to_thread(model.vectors, [each.content for each in batch])
        return embedded(batch, vectors, model.name)
