"""Memories and questions get their meaning from a model, in the judge's process: no loop waits.

Without it, words alone tell what fits, and memories get their meaning later.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Final, Protocol

from agents.memories import Memory, embedded
from agents.retelling import gist
from agents.retrieval import Cue, cue
from persistence.ports import Memories
from server.judge.child_task import JudgeAway
from server.judge.words import Task, Word

# Read in one go, for which the judge waits: some 30 ms.
TEXTS_MAX: Final = 8
# Who asks waits so long, with a process that must be begun first; then words must do.
CUE_S: Final = 3.0
# Then a save goes on without.
SAVE_S: Final = 10.0
# Two who sat at one table remember the same of it, one after the other; 1.5 kB each.
KEPT_MAX: Final = 500
# Who asks beyond these does without.
WAITING_MAX: Final = 64
# Memories that get their meaning later are taken so many at a time, with a rest in between.
LATE_MAX: Final = 64
REST_S: Final = 0.1

log = logging.getLogger(__name__)


class Reader(Protocol):
    """Whoever reads texts; raises JudgeAway."""

    async def ask(self, task: Task) -> Word:
        """What each text of the task means."""


class Meaning:
    """What a model of meaning adds; `reader` None: nothing."""

    def __init__(self, reader: Reader | None = None) -> None:
        self._reader, self._waiting = reader, 0
        # What was read last, the latest at the end; by digests, since the words of somebody who is
        # erased must not stay.
        self._kept: OrderedDict[bytes, bytes | None] = OrderedDict()
        # The model and how many numbers it gives, once it has given any.
        self.known: tuple[str, int] | None = None

    async def cue(self, query: str) -> Cue:
        """The cue of a question."""
        found = await self._read([query], CUE_S) if query.strip() else []
        if not found or found[0] is None or self.known is None:
            return cue(query)
        return cue(query, found[0], self.known[0])

    async def embedded(self, batch: Sequence[Memory], budget_s: float = SAVE_S) -> list[Memory]:
        """The memories with their embeddings; those that could not be read in time, without."""
        found = await self._read([gist(each.content) for each in batch], budget_s)
        model = self.known[0] if self.known is not None else ""
        return list(embedded(batch, found, model))

    async def _read(self, texts: Sequence[str], budget_s: float) -> list[bytes | None]:
        """What each text means; None where it means nothing, or could not be read in time."""
        marks = {each: _mark(each) for each in texts}
        unread = [each for each, mark in marks.items() if mark not in self._kept]
        found = {each: self._kept[mark] for each, mark in marks.items() if mark in self._kept}
        if unread and self._reader is not None and self._waiting < WAITING_MAX:
            self._waiting += 1
            try:
                async with asyncio.timeout(budget_s):
                    for start in range(0, len(unread), TEXTS_MAX):
                        part = tuple(unread[start : start + TEXTS_MAX])
                        word = await self._reader.ask(Task(texts=part))
                        found |= zip(part, self._fitting(part, word), strict=True)
            except (TimeoutError, JudgeAway) as error:
                log.debug("%d texts have no meaning yet: %s", len(texts) - len(found), error)
            finally:
                self._waiting -= 1
        self._keep({marks[each]: meant for each, meant in found.items()})
        return [found.get(each) for each in texts]

    def _keep(self, found: Mapping[bytes, bytes | None]) -> None:
        for mark, meant in found.items():
            self._kept[mark] = meant
            self._kept.move_to_end(mark)
        while len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)

    def _fitting(self, texts: Sequence[str], word: Word) -> Sequence[bytes | None]:
        """What was said of these texts; raises JudgeAway where it can't be that."""
        widths = {len(each) for each in word.meanings if each is not None}
        if self.known is not None:
            widths.add(4 * self.known[1])
        if len(widths) > 1 or any(each % 4 for each in widths):
            raise JudgeAway(f"meanings of {len(texts)} texts are {sorted(widths)} bytes wide")
        for width in widths:
            self.known = word.model, width // 4
        return word.meanings


def _mark(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


class Afterthought:
    """Gives memories that were saved without a meaning theirs, and the tables an index for it."""

    def __init__(self, meaning: Meaning, memories: Memories) -> None:
        self._meaning, self._memories = meaning, memories
        self._indexed: tuple[str, int] | None = None

    async def look(self) -> None:
        """All of them, some at a time; raises StorageUnavailable."""
        after = None
        while batch := await self._memories.unmeant(after, LATE_MAX):
            read = [each for each in await self._meaning.embedded(batch) if each.embedding]
            await self._index()
            if not read:
                # Without a reader it is in vain for now.
                return
            await self._memories.mean(read)
            after = batch[-1].id
            await asyncio.sleep(REST_S)
        await self._index()

    async def _index(self) -> None:
        known = self._meaning.known
        if known is not None and known != self._indexed:
            await self._memories.index(*known)
            self._indexed = known
