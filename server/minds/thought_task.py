"""Thought beside everything else: reflection, looks at oneself, plans, feelings that fade.

Each agent thinks in a task of its own, within a deadline and with a heartbeat; one that is slow or
stuck is cut off, told of, and tried later, and delays nobody else.
"""

import asyncio
import logging
from collections.abc import Mapping, MutableMapping
from typing import Final

from msgspec import Struct

from agents.metacognition import evaluated, noted, showing
from agents.persona import Persona
from agents.planning import taken_up, wanted
from agents.reflection import insights, is_due, reflected
from agents.relationships import Stir, apart
from agents.strategy import Strategy, applied
from game.ids import mint
from persistence.ports import Bonds, Minds, StorageUnavailable, Thoughts
from server.clock import Clock
from server.minds.meaning_task import Meaning

# Between two rounds in which each agent is looked at once.
PAUSE_MS: Final = 20_000
DEADLINE_S: Final = 20.0
# Without a heartbeat for so long a thought is stuck.
STUCK_MS: Final = 30_000
# Agents that think at once.
AT_ONCE: Final = 4
# After a failure an agent is let be, twice as long each time.
REST_MS, REST_MS_MAX = 30_000, 1_800_000
MEMORIES_READ: Final = 500
# A day of the valley, in which 30 minutes pass in one of ours.
VALLEY_DAY_MS: Final = 48 * 60_000
DAY_MS: Final = 24 * 3_600_000

log = logging.getLogger(__name__)


class Shelves(Struct, frozen=True):
    """Where thoughts are kept."""

    minds: Minds
    bonds: Bonds


class Thinking(Struct):
    """One agent's thought under way: since when, and when it was last heard of."""

    task: "asyncio.Task[None]"
    began_ms: int
    beat_ms: int


class Contemplation:
    """Thinks for all agents; `playing` is how each one plays, changed here when it changes."""

    def __init__(
        self,
        cast: Mapping[str, Persona],
        playing: MutableMapping[str, Persona],
        shelves: Shelves,
        meaning: Meaning,
        clock: Clock,
    ) -> None:
        self._cast, self._playing = cast, playing
        self._minds, self._bonds = shelves.minds, shelves.bonds
        self._meaning, self._clock = meaning, clock
        self._under_way: dict[str, Thinking] = {}
        self._places = asyncio.Semaphore(AT_ONCE)
        # Until when each agent that failed is let be, and how often it has failed in a row.
        self._resting: dict[str, tuple[int, int]] = {}
        # On which day each agent's feelings have faded.
        self._faded: dict[str, int] = {}
        self.done = self.failed = self.stuck = 0

    async def run(self) -> None:
        """A chore without end."""
        while True:
            try:
                await self.learn()
            except StorageUnavailable as error:
                log.warning("thinking waits for the database: %s", error)
            else:
                self.look()
            rested = asyncio.Event()
            self._clock.call_at(self._clock.now_ms() + PAUSE_MS, rested.set)
            await rested.wait()

    async def learn(self) -> None:
        """Let everybody play as they have decided to, here or on another node."""
        strategies = await self._minds.strategies()
        for slug, persona in self._cast.items():
            self._playing[slug] = applied(persona, strategies.get(slug, Strategy()))

    def look(self) -> None:
        """Cut off what is stuck, and let everybody else think."""
        now_ms = self._clock.now_ms()
        for slug, thinking in list(self._under_way.items()):
            if now_ms - thinking.beat_ms > STUCK_MS:
                self.stuck += 1
                log.error("%s is stuck in thought since %d ms", slug, now_ms - thinking.began_ms)
                thinking.task.cancel()
                self._rest(slug)
                del self._under_way[slug]
        for slug in self._cast:
            if slug not in self._under_way and self._resting.get(slug, (0, 0))[0] <= now_ms:
                task = asyncio.create_task(self._in_turn(slug), name=f"thought {slug}")
                self._under_way[slug] = Thinking(task, now_ms, now_ms)

    async def settle(self) -> None:
        """Wait for all that is under way."""
        while self._under_way:
            await asyncio.wait([each.task for each in self._under_way.values()])

    def _beat(self, slug: str) -> None:
        thinking = self._under_way.get(slug)
        if thinking is not None:
            thinking.beat_ms = self._clock.now_ms()

    def _rest(self, slug: str) -> None:
        _, times = self._resting.get(slug, (0, 0))
        rest_ms = min(REST_MS << min(times, 10), REST_MS_MAX)
        self._resting[slug] = (self._clock.now_ms() + rest_ms, times + 1)

    async def _in_turn(self, slug: str) -> None:
        """Think within the deadline, which counts from when there is a place."""
        mine = asyncio.current_task()
        try:
            async with self._places:
                self._beat(slug)
                async with asyncio.timeout(DEADLINE_S):
                    await self.think(slug)
        except StorageUnavailable as error:
            self.failed += 1
            self._rest(slug)
            log.warning("%s thinks later: %s", slug, error)
        except TimeoutError:
            self.failed += 1
            self._rest(slug)
            log.warning("%s thought for longer than %.0f s, and thinks later", slug, DEADLINE_S)
        except Exception:
            # One that can't think holds up no other.
            self.failed += 1
            self._rest(slug)
            log.exception("%s can't think", slug)
        else:
            self.done += 1
            self._resting.pop(slug, None)
        finally:
            if slug in self._under_way and self._under_way[slug].task is mine:
                del self._under_way[slug]

    async def think(self, slug: str) -> None:
        """All that is due for one agent; raises StorageUnavailable."""
        stands = await self._minds.thoughts(slug)
        self._beat(slug)
        if is_due(stands.gathered):
            await self._reflect(slug, stands)
        self._beat(slug)
        if self._clock.now_ms() - stands.evaluated_until >= VALLEY_DAY_MS:
            await self._evaluate(slug, stands)
        self._beat(slug)
        await self._fade(slug)

    async def _reflect(self, slug: str, stands: Thoughts) -> None:
        """Conclude what follows from what happened since, and plan by it."""
        seen = await self._minds.since(slug, stands.reflected_until, MEMORIES_READ)
        names = {each.slug: each.name for each in self._cast.values() if each.slug != slug}
        now_ms = self._clock.now_ms()
        # Away from the loop: hundreds of memories are gone through.
        found = await asyncio.to_thread(insights, seen, names)
        self._beat(slug)
        made = [reflected(slug, each, now_ms) for each in found]
        homes = {each.slug: each.home for each in self._cast.values()}
        new = wanted(self._cast[slug], found, stands.strategy, homes, now_ms)
        plans = taken_up(await self._minds.plans(slug), new, now_ms)
        embedded = await self._meaning.embedded(made)
        until = max(each.at for each in seen)
        await self._minds.reflect(slug, stands.reflected_until, until, embedded, plans)

    async def _evaluate(self, slug: str, stands: Thoughts) -> None:
        """Look at the day, and change what should be otherwise."""
        now_ms = self._clock.now_ms()
        after = max(stands.evaluated_until, now_ms - DAY_MS)
        seen = await self._minds.since(slug, after, MEMORIES_READ)
        if not seen:
            await self._minds.evaluate(slug, stands.evaluated_until, now_ms, None, None)
            return
        how = await asyncio.to_thread(showing, seen)
        self._beat(slug)
        found = evaluated(stands.strategy, how)
        (memory,) = await self._meaning.embedded([noted(slug, found, seen, now_ms)])
        written = await self._minds.evaluate(slug, stands.evaluated_until, now_ms, found, memory)
        if written:
            self._playing[slug] = applied(self._cast[slug], found.strategy)

    async def _fade(self, slug: str) -> None:
        """What it feels about people who stay away gets weaker, a point a day."""
        now_ms = self._clock.now_ms()
        today = now_ms // DAY_MS
        if self._faded.get(slug) == today:
            return
        stirs = []
        for user, tie in (await self._bonds.of(slug)).items():
            faded = apart(tie, slug, user, now_ms, DAY_MS)
            if faded is not None:
                id = mint(today * DAY_MS, "apart", slug, user)
                stirs.append(Stir(id=id, change=faded[1]))
        if stirs:
            await self._bonds.stir(slug, stirs)
        self._faded[slug] = today
