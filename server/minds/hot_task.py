"""The memories of agents who are asked again and again, in RAM; those of all others in tables.

Which have changed is asked of the tables each time, so that RAM tells nothing they would not.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

from agents.hot import Hot
from agents.memories import Memory
from agents.retrieval import Cue
from game.ids import Actor
from persistence.ports import Memories

# Asked twice within so long, an agent is hot.
HOT_MS: Final = 60_000
# Of all hot agents together, some 4 kB each; who was asked longest ago makes room.
HELD_MAX: Final = 60_000
# Read in one go, and laid out or searched without leaving the loop.
PAGE: Final = 500
HERE_MAX: Final = 2_000


class HotAgent:
    """One agent's memories, as they were at a version."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.held: dict[str, Memory] = {}
        self.version = 0
        self.hot = Hot(())


class HotAgents:
    """Chooses the memories to consider; raises StorageUnavailable."""

    def __init__(self, memories: Memories, now_ms: Callable[[], int]) -> None:
        self._memories, self._now_ms = memories, now_ms
        self._asked: OrderedDict[str, int] = OrderedDict()
        self._hot: OrderedDict[str, HotAgent] = OrderedDict()

    async def considered(
        self, agent: str, asked: Cue, about: Actor | None = None
    ) -> Sequence[Memory]:
        """Those to consider, from RAM or tables: the same."""
        hot = await self._fresh(agent) if self._is_hot(agent) else None
        if hot is None:
            return await self._memories.recall(agent, asked, about)
        if len(hot.memories) > HERE_MAX:
            return await asyncio.to_thread(hot.candidates, asked, about)
        return hot.candidates(asked, about)

    @property
    def hot(self) -> Sequence[str]:
        """Who is held in RAM, those asked last at the end."""
        return list(self._hot)

    def _is_hot(self, agent: str) -> bool:
        now_ms = self._now_ms()
        while self._asked and now_ms - next(iter(self._asked.values())) > HOT_MS:
            gone, _ = self._asked.popitem(last=False)
            self._hot.pop(gone, None)
        is_hot = agent in self._asked
        self._asked[agent] = now_ms
        self._asked.move_to_end(agent)
        return is_hot

    async def _fresh(self, agent: str) -> Hot | None:
        """What the agent remembers now; None where that won't hold still, or is too much."""
        one = self._hot.setdefault(agent, HotAgent())
        self._hot.move_to_end(agent)
        async with one.turn:
            is_whole = await self._catch_up(agent, one)
            if not is_whole:
                # Something is gone: from the beginning.
                one.held, one.version = {}, 0
                is_whole = await self._catch_up(agent, one)
        while sum(len(each.held) for each in self._hot.values()) > HELD_MAX:
            self._hot.popitem(last=False)
        if not is_whole or len(one.held) > HELD_MAX:
            self._hot.pop(agent, None)
            return None
        return one.hot

    async def _catch_up(self, agent: str, one: HotAgent) -> bool:
        """Take in what has changed; False where it does not come out as it should."""
        before = one.version
        while True:
            found = await self._memories.changes(agent, one.version, PAGE)
            one.held.update((each.id, each) for each in found.memories)
            one.version = found.version
            if len(found.memories) < PAGE or len(one.held) > HELD_MAX:
                break
        if one.version != before:
            held = list(one.held.values())
            is_small = len(held) <= HERE_MAX
            one.hot = Hot(held) if is_small else await asyncio.to_thread(Hot, held)
        return len(one.held) == found.held
