"""What a machine player recalls of those it plays with: fetched beside the rooms, in its own time.

Nobody waits for it: what comes too late, or not at all, is played without.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from agents.memories import Memory
from agents.retrieval import Cue, Weights, retrieve
from game.ids import Actor, GameId, PlayerId
from persistence.ports import Memories, StorageUnavailable
from server.clock import Clock
from server.minds.meaning_task import Meaning

DEADLINE_S: Final = 2.0
# What is asked of the tables at a time, and what may wait; beyond, it is played without.
TOGETHER: Final = 4
WAITING_MAX: Final = 500
RECALLED_MAX: Final = 12
OF_EACH: Final = 3

log = logging.getLogger(__name__)


class Wanted(Struct, frozen=True, kw_only=True):
    """What one agent wants to recall: what fits a prompt ("" for none), about these people."""

    game: GameId
    player: PlayerId
    agent: str
    prompt: str
    people: tuple[Actor, ...]
    agents: tuple[str, ...]


Told = Callable[[Wanted, Sequence[Memory]], None]


class Recalling:
    """One wish a player at a time, the newest."""

    def __init__(
        self, memories: Memories, meaning: Meaning, weights: Weights, clock: Clock
    ) -> None:
        self._memories, self._meaning = memories, meaning
        self._weights, self._clock = weights, clock
        self._due: dict[PlayerId, Wanted] = {}
        self._wake = asyncio.Event()
        self.told: Told = lambda _wanted, _memories: None
        self.dropped = 0

    def want(self, wanted: Wanted) -> None:
        """Fetch this when there is time."""
        if wanted.player not in self._due and len(self._due) >= WAITING_MAX:
            self.dropped += 1
            return
        self._due[wanted.player] = wanted
        self._wake.set()

    async def run(self) -> None:
        """Fetch what is wanted, a few at a time."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._due:
                first = [self._due.pop(player) for player in list(self._due)[:TOGETHER]]
                async with asyncio.TaskGroup() as group:
                    for each in first:
                        group.create_task(self._fetch(each))

    async def _fetch(self, wanted: Wanted) -> None:
        try:
            async with asyncio.timeout(DEADLINE_S):
                found = await self._found(wanted)
        except (TimeoutError, StorageUnavailable) as error:
            log.debug("%s plays without memories: %r", wanted.agent, error)
            return
        if found:
            self.told(wanted, found)

    async def _found(self, wanted: Wanted) -> list[Memory]:
        """What fits the prompt first, then the last and weightiest about each of those here."""
        now_ms, chosen = self._clock.now_ms(), dict[str, Memory]()
        cues: list[tuple[Cue, Actor | None, int]] = []
        if wanted.prompt:
            cues.append((await self._meaning.cue(wanted.prompt), None, RECALLED_MAX))
        cues += [(Cue(), each, OF_EACH) for each in wanted.people]
        for asked, about, limit in cues:
            considered = await self._memories.recall(wanted.agent, asked, about)
            here = [each for each in considered if _concerns(each, wanted)]
            ranked = retrieve(here, asked, self._weights, now_ms)
            chosen.update((each.memory.id, each.memory) for each in ranked[:limit])
        if chosen:
            await self._memories.touch(wanted.agent, list(chosen), now_ms)
        return list(chosen.values())


def _concerns(memory: Memory, wanted: Wanted) -> bool:
    is_about_people = any(each in wanted.people for each in memory.players)
    return is_about_people or any(each in wanted.agents for each in memory.agents)
