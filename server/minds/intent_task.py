"""What agents plan is done in the valley: the next step goes on the agenda, what became of it back.

Only where the valley lives; a step that is given again after a restart begins anew.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection, Sequence
from typing import Final

from agents.planning import Turn, task_of, turned
from agents.world.body import World
from agents.world.clock import MINUTE_MS, PACE
from agents.world.happenings import Assign, Happening, Turned
from persistence.ports import Minds, StorageUnavailable
from server.clock import Clock

PAUSE_MS: Final = 30_000
# What became of so many steps waits to be written; of more the oldest is forgotten.
WAITING_MAX: Final = 1_000

log = logging.getLogger(__name__)


class Intentions:
    """Plans on their way into the valley and back; `minute` is the valley's, None elsewhere."""

    def __init__(self, cast: Collection[str], minds: Minds, clock: Clock) -> None:
        self._cast, self._minds, self._clock = cast, minds, clock
        self.give: Callable[[Assign], None] = lambda _given: None
        self.minute: Callable[[], int | None] = lambda: None
        self._happened: deque[tuple[str, str, Turn]] = deque(maxlen=WAITING_MAX)
        # Which step of which plan is on an agenda.
        self._given: dict[str, int] = {}

    def heard(self, happened: Sequence[Happening], _world: World) -> None:
        """What happened in a tick of the valley, once it is durable."""
        for each in happened:
            if isinstance(each, Turned):
                self._happened.append((each.id, each.task, each.to))

    async def run(self) -> None:
        """A chore without end."""
        while True:
            try:
                await self.look()
            except StorageUnavailable as error:
                log.warning("plans wait for the database: %s", error)
            rested = asyncio.Event()
            self._clock.call_at(self._clock.now_ms() + PAUSE_MS, rested.set)
            await rested.wait()

    async def look(self) -> None:
        """Write what became of steps, and put the next on agendas; raises StorageUnavailable."""
        while self._happened:
            slug, what, to = self._happened[0]
            await self._turn(slug, what, to)
            self._happened.popleft()
        minute = self.minute()
        if minute is None:
            self._given.clear()
            return
        for slug in list(self._cast):
            await self._assign(slug, minute)

    async def _turn(self, slug: str, what: str, to: Turn) -> None:
        """One thing done may be a step of several plans."""
        now_ms = self._clock.now_ms()
        plans = await self._minds.plans(slug)
        open_ = [each for each in plans if each.is_open and each.steps[each.current].what == what]
        if open_:
            await self._minds.plan([turned(each, to, now_ms) for each in open_])

    async def _assign(self, slug: str, minute: int) -> None:
        for plan in await self._minds.plans(slug):
            task = task_of(plan, self._clock.now_ms(), minute, MINUTE_MS // PACE)
            if task is not None and self._given.get(plan.id) != plan.current:
                self.give(Assign(slug, task))
                self._given[plan.id] = plan.current
            elif task is None:
                self._given.pop(plan.id, None)
