"""The memories of agents who are asked again and again, in RAM; those of all others in tables.

Which have changed is asked of the tables each time, so that RAM tells nothing they would not.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from agents.hot import Hot
from agents.memories import Memory, Whom
from agents.retrieval import CANDIDATES_MAX, Cue
from persistence.ports import Memories

# Asked again within so long, an agent is hot; one occasion asks several things at once.
HOT_MS: Final = 60_000
OCCASION_MS: Final = 1_000
# Of all hot agents together, some 5 kB each: beyond, whoever becomes hot stays in the tables.
HELD_MAX: Final = 20_000
# Read in one go; laid out, and searched, without leaving the loop: 2 ms and .3 ms.
PAGE: Final = 500
LAID_OUT_MAX: Final = 500
HERE_MAX: Final = 2_000
# To lay out ten thousand takes 53 ms, and who plays at forty tables learns something every second:
# no oftener than so, and the tables answer in between.
ANEW_MS: Final = 10_000


class HotAgent:
    """One agent's memories, as they were at a version."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.held: dict[str, Memory] = {}
        self.version = 0
        # To be laid out anew, which whoever asks may give up in between; not before `again_ms`.
        self.hot, self.is_stale, self.again_ms = Hot(()), False, 0

    def forget(self) -> None:
        """Hold nothing."""
        self.held, self.version = {}, 0
        self.hot, self.is_stale = Hot(()), True


class HotAgents:
    """Chooses the memories to consider; raises StorageUnavailable."""

    def __init__(self, memories: Memories, now_ms: Callable[[], int]) -> None:
        self._memories, self._now_ms = memories, now_ms
        # When each was asked first and last, those asked last at the end.
        self._asked: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._hot: OrderedDict[str, HotAgent] = OrderedDict()

    async def considered(
        self, agent: str, asked: Cue, about: Whom | None = None, among: int = CANDIDATES_MAX
    ) -> Sequence[Memory]:
        """Those to consider, from RAM or tables: the same."""
        hot = await self._fresh(agent) if self._is_hot(agent) else None
        if hot is None:
            return await self._memories.recall(agent, asked, about, among)
        if len(hot.memories) > HERE_MAX:
            return await asyncio.to_thread(hot.candidates, asked, about, among)
        return hot.candidates(asked, about, among)

    async def considered_each(
        self, agent: str, whom: Whom, among: int
    ) -> Mapping[str, Sequence[Memory]]:
        """For each of these by themselves, with nothing asked."""
        hot = await self._fresh(agent) if self._is_hot(agent) else None
        if hot is None:
            return await self._memories.recall_each(agent, whom, among)
        return {each: hot.candidates(Cue(), (each,), among) for each in whom}

    @property
    def hot(self) -> Sequence[str]:
        """Who is held in RAM, those asked last at the end."""
        return [agent for agent, one in self._hot.items() if one.held]

    def _is_hot(self, agent: str) -> bool:
        now_ms = self._now_ms()
        while self._asked and now_ms - next(iter(self._asked.values()))[1] > HOT_MS:
            gone, _ = self._asked.popitem(last=False)
            self._hot.pop(gone, None)
        first_ms, _ = self._asked.get(agent, (now_ms, now_ms))
        self._asked[agent] = first_ms, now_ms
        self._asked.move_to_end(agent)
        return now_ms - first_ms >= OCCASION_MS

    async def _fresh(self, agent: str) -> Hot | None:
        """What the agent remembers now; None where that won't hold still, or is too much."""
        one = self._hot.setdefault(agent, HotAgent())
        self._hot.move_to_end(agent)
        async with one.turn:
            if one.is_stale and self._now_ms() < one.again_ms:
                return None
            is_whole = await self._catch_up(agent, one)
            if not is_whole and one.held:
                # Something is gone: from the beginning. Who held nothing has found no room.
                one.forget()
                is_whole = await self._catch_up(agent, one)
            if not is_whole:
                one.forget()
                one.again_ms = self._now_ms() + ANEW_MS
            elif one.is_stale and self._now_ms() >= one.again_ms:
                await self._lay_out(one)
            return None if one.is_stale else one.hot

    async def _catch_up(self, agent: str, one: HotAgent) -> bool:
        """Take in what has changed; False where that is too much, or comes out wrong."""
        others = sum(len(each.held) for each in self._hot.values() if each is not one)
        if not one.held and others + await self._memories.count(agent) > HELD_MAX:
            # Counted first: whoever finds no room would read hundreds in vain, every ten seconds.
            return False
        while True:
            found = await self._memories.changes(agent, one.version, PAGE)
            if others + found.held > HELD_MAX:
                return False
            for each in found.memories:
                one.held[each.id] = each
                one.is_stale = not one.hot.renew(each) or one.is_stale
            one.version = found.version
            if len(found.memories) < PAGE:
                return len(one.held) == found.held

    async def _lay_out(self, one: HotAgent) -> None:
        held = list(one.held.values())
        is_small = len(held) <= LAID_OUT_MAX
        one.hot = Hot(held) if is_small else await asyncio.to_thread(Hot, held)
        one.is_stale = False
        one.again_ms = self._now_ms() + (0 if is_small else ANEW_MS)
