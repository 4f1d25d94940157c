"""What comes to an agent's mind at a question, and what can be seen of that from outside."""

from collections.abc import Callable
from typing import Final

from agents.retrieval import Recalled, Weights, retrieve
from game.ids import Actor
from persistence.ports import Memories
from server.minds.hot_task import HotAgents
from server.minds.meaning_task import Meaning

# More do not come to mind at once.
MIND_MAX: Final = 5


class Recollections:
    """The one way from a question to memories. Every method raises StorageUnavailable."""

    def __init__(
        self, memories: Memories, meaning: Meaning, weights: Weights, now_ms: Callable[[], int]
    ) -> None:
        self._memories, self._meaning = memories, meaning
        self._agents = HotAgents(memories, now_ms)
        self._weights, self._now_ms = weights, now_ms

    async def come(
        self, agent: str, question: str, about: Actor | None = None, limit: int = MIND_MAX
    ) -> tuple[Recalled, ...]:
        """What comes to the agent's mind, best first: from then on that is fresher."""
        found = await self.look(agent, question, about, limit)
        # Before anything can be said of it: so what is said is known to be old.
        await self._memories.touch(agent, [each.memory.id for each in found], self._now_ms())
        return found

    async def look(
        self, agent: str, question: str, about: Actor | None = None, limit: int = MIND_MAX
    ) -> tuple[Recalled, ...]:
        """The same seen from outside, which makes nothing fresher; `about`: with this person."""
        asked = await self._meaning.cue(question)
        considered = await self._agents.considered(agent, asked, about)
        return retrieve(considered, asked, self._weights, self._now_ms())[:limit]
