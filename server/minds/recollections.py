"""The one way from a question to an agent's memories, whoever asks: a talk, a table, a visitor."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from agents.memories import Memory, Whom
from agents.retrieval import CANDIDATES_MAX, Cue, Recalled, Weights, retrieve
from persistence.ports import Memories

# More do not come to mind at once.
MIND_MAX: Final = 5


class Shortlist(Protocol):
    """Whoever chooses which of an agent's memories are considered, from RAM or from tables."""

    async def considered(
        self, agent: str, asked: Cue, about: Whom | None = None, among: int = CANDIDATES_MAX
    ) -> Sequence[Memory]:
        """The first `among` in each order, the same from both; raises StorageUnavailable."""

    async def considered_each(
        self, agent: str, whom: Whom, among: int
    ) -> Mapping[str, Sequence[Memory]]:
        """For each of these by themselves, with nothing asked."""


class Reading(Protocol):
    """Whoever tells what a question means."""

    async def cue(self, query: str) -> Cue:
        """Its words, and its meaning where there is a model."""


class Recollections:
    """What comes to mind. Every method raises StorageUnavailable."""

    def __init__(
        self,
        memories: Memories,
        shortlist: Shortlist,
        reading: Reading,
        weights: Weights,
        now_ms: Callable[[], int],
    ) -> None:
        self._memories, self._shortlist, self._reading = memories, shortlist, reading
        self._weights, self._now_ms = weights, now_ms

    async def cue(self, question: str) -> Cue:
        """What to look for at a question."""
        return await self._reading.cue(question)

    async def look(
        self,
        agent: str,
        asked: Cue,
        about: Whom | None = None,
        limit: int = MIND_MAX,
        fits: Callable[[Memory], bool] | None = None,
        among: int = CANDIDATES_MAX,
    ) -> tuple[Recalled, ...]:
        """What would come to the agent's mind, best first; nothing gets fresher by it.

        Of those considered, `among` in each order, only the ones that fit are weighed.
        """
        considered = await self._shortlist.considered(agent, asked, about, among)
        if fits is not None:
            considered = [each for each in considered if fits(each)]
        return retrieve(considered, asked, self._weights, self._now_ms(), limit)

    async def look_for(
        self, agent: str, whom: Whom, limit: int, among: int
    ) -> dict[str, tuple[Recalled, ...]]:
        """As `look`, for each of these by themselves, with nothing asked."""
        considered = await self._shortlist.considered_each(agent, whom, among)
        now_ms = self._now_ms()
        return {
            each: retrieve(memories, Cue(), self._weights, now_ms, limit)
            for each, memories in considered.items()
        }

    async def came(self, agent: str, ids: Sequence[str]) -> None:
        """These did come to the agent's mind: they are fresher now, and may be told again."""
        if ids:
            await self._memories.touch(agent, ids, self._now_ms())
