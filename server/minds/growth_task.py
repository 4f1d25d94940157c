"""What characters learn over games is kept: written when a game ends, and known after a restart.

Behind: `kill -9` loses what was learnt in the games that ended within the last moments, and while
the database was away. Of two nodes whose games end at about the same time, the later one's counts.
"""

import asyncio
from typing import Final

from agents.neurons.brain import Grown
from agents.neurons.learning import Learnt
from persistence.ports import Nerves
from server.clock import Clock
from server.minds.mind_task import Minds

BATCH_MAX: Final = 200


class Growth:
    """Of each character the latest waits, so no more than there are characters."""

    def __init__(self, nerves: Nerves, minds: Minds, clock: Clock) -> None:
        self._nerves, self._minds, self._clock = nerves, minds, clock
        self._due: dict[str, Learnt] = {}
        # When what each one knows here was learnt.
        self._at_ms: dict[str, int] = {}
        self._wake = asyncio.Event()
        minds.learnt = self._note

    async def restore(self) -> None:
        """Take in what was learnt before, or elsewhere since; raises StorageUnavailable."""
        for each in await self._nerves.learnt():
            if each.at > self._at_ms.get(each.agent, -1):
                self._at_ms[each.agent] = each.at
                self._minds.teach(each.agent, each.grown)

    async def run(self) -> None:
        """A chore without end; raises StorageUnavailable, and is begun again."""
        while True:
            await self._write()
            await self._wake.wait()
            self._wake.clear()

    async def _write(self) -> None:
        while self._due:
            batch = list(self._due.values())[:BATCH_MAX]
            await self._nerves.keep(batch)
            for each in batch:
                if self._due[each.agent] is each:
                    del self._due[each.agent]

    def _note(self, agent: str, grown: Grown) -> None:
        now_ms = self._clock.now_ms()
        self._at_ms[agent] = now_ms
        self._due[agent] = Learnt(agent, grown, now_ms)
        self._wake.set()
