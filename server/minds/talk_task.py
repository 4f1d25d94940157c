"""Machine players talk among themselves where they meet; what they feel about people is told on.

Nobody waits for it; so many talks wait at most, further ones are not heard by anybody.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from agents.banter import Banter
from agents.chatter import Party, Scene, converse, told_on
from agents.memories import ANYBODY
from agents.persona import Persona
from agents.relationships import Tie
from agents.retrieval import cue
from agents.world.body import Tone, World
from agents.world.happenings import Happening, Talked
from persistence.ports import Agents, Bonds, StorageUnavailable, Talks
from server.clock import Clock
from server.minds.recollections import Recollections

WAITING_MAX: Final = 256
LINES_READ: Final = 30
OPEN_MAX: Final = 8
RETRY_MS: Final = 5_000

log = logging.getLogger(__name__)


class Encounter(Struct, frozen=True):
    """Two who talk: where, how it goes, and when; `seed` says which talk it is."""

    a: str
    b: str
    place: str
    course: Tone
    at_ms: int
    seed: str


class Encounters:
    """One talk after the other; each is written under ids of its own, so again is once."""

    def __init__(
        self,
        cast: Mapping[str, Persona],
        banter: Banter,
        talks: Talks,
        bonds: Bonds,
        agents: Agents,
        recollections: Recollections,
        clock: Clock,
    ) -> None:
        self._cast, self._banter = cast, banter
        self._talks, self._bonds, self._agents = talks, bonds, agents
        self._recollections, self._clock = recollections, clock
        self._waiting: asyncio.Queue[Encounter] = asyncio.Queue(WAITING_MAX)
        # Talks that nobody heard, since too many waited.
        self.unheard = 0

    def between(self, a: str, b: str, place: str, course: Tone, at_ms: int, seed: str) -> None:
        """Let these two talk, in Unix ms; for the valley, which does not wait."""
        if a not in self._cast or b not in self._cast:
            return
        try:
            self._waiting.put_nowait(Encounter(a, b, place, course, at_ms, seed))
        except asyncio.QueueFull:
            self.unheard += 1

    def heard(self, happened: Sequence[Happening], world: World) -> None:
        """What happened in a tick of the valley, once it is durable."""
        for each in happened:
            if isinstance(each, Talked):
                seed = f"{world.seed}/{world.tick}"
                self.between(each.a, each.b, each.place, each.tone, self._clock.now_ms(), seed)

    async def run(self) -> None:
        """A chore without end; while the database is away the next one waits."""
        while True:
            met = await self._waiting.get()
            while True:
                try:
                    await self.hold(met)
                except StorageUnavailable as error:
                    log.warning("talks among agents wait for the database: %s", error)
                    rested = asyncio.Event()
                    self._clock.call_at(self._clock.now_ms() + RETRY_MS, rested.set)
                    await rested.wait()
                else:
                    break

    async def hold(self, met: Encounter) -> None:
        """One talk, and what it leads to; raises StorageUnavailable."""
        ties = await self._agents.ties()
        a, b = await self._party(met.a, met.b, ties), await self._party(met.b, met.a, ties)
        names = {slug: each.name for slug, each in self._cast.items()}
        before = tuple(await self._talks.heard(met.a, met.b, LINES_READ))
        scene = Scene(
            course=met.course, place=met.place, at_ms=met.at_ms, seed=met.seed, names=names,
            before=tuple(each for each in before if each.at < met.at_ms),
        )  # fmt: skip
        await self._talks.overheard(converse(a, b, self._banter, scene))
        for teller, hearer in ((a, b), (b, a)):
            stir = told_on(teller, hearer, scene)
            if stir is not None:
                await self._bonds.stir(hearer.persona.slug, [stir])

    async def _party(self, who: str, other: str, ties: Mapping[str, Mapping[str, Tie]]) -> Party:
        mine = ties.get(who, {})
        about = cue(self._cast[other].name)
        open_ = await self._recollections.look(who, about, ANYBODY, OPEN_MAX)
        return Party(
            persona=self._cast[who],
            tie=mine.get(other, Tie()),
            ties=mine,
            people=await self._bonds.of(who),
            open=tuple(each.memory for each in open_),
        )
