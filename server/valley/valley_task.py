"""The valley at work: on one node of several it ticks ten times a second; all of them show it.

Never in the way of games: a tick that comes late is left out, writing is done beside it, and where
nothing can be written the valley stands still.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Sequence
from typing import Final

from agents.persona import Persona
from agents.world.body import World, state_hash
from agents.world.clock import TICK_MS, shown
from agents.world.happenings import Happening
from agents.world.map import Map
from game.ids import GameId
from persistence.ports import Agents, Memories, OwnershipLost, StorageUnavailable, Valley
from server.clock import Clock
from server.cluster.cluster_task import Cluster
from server.cluster.letters import Sights, Walkers
from server.cluster.owners import UNKNOWN
from server.meters import NOBODY_LISTENS, Meters
from server.minds.meaning_task import Meaning
from server.valley.chronicle import Chronicle
from server.valley.life import Living, Plan
from server.valley.mirror import Mirror, Watchers
from server.valley.newcomers_task import Newcomers
from server.valley.office import Clerk
from server.valley.post import WALKERS, Post
from server.valley.present import Present
from server.wire import MemorySignal

# The lease that the valley has among those of the games; asked for each second, and renewed.
LEASE: Final = GameId("valley")
LEASE_BEATS, RENEW_BEATS = 10, 200
# A tick that takes longer is made in a thread, and may take one part in so many of the time.
SLOW_MS, SHARE = 5.0, 10
# Between two checkpoints, unless writing takes long: then so many times as long, at most this.
KEEP_MS, KEEP_TIMES, KEEP_MS_MAX = 2_000, 20, 10_000
# Of what was felt elsewhere, so many changes are taken in after each; the others wait.
BROUGHT_MAX: Final = 200

Told = Callable[[Sequence[Happening], World], None]
log = logging.getLogger(__name__)


class ValleyTask:
    """What one node has to do with the valley."""

    def __init__(
        self,
        map: Map,
        cast: Sequence[Persona],
        kept: tuple[Valley, Agents, Memories],
        meaning: Meaning,
        cluster: Cluster,
        clock: Clock,
        plan: Plan,
        meters: Meters = NOBODY_LISTENS,
    ) -> None:
        self._valley, self._agents, self._memories = kept
        self._meaning, self._clock = meaning, clock
        self._owners, mail = cluster.directory.owners, cluster.mail
        self._plan, self._meters = plan, meters
        self.mirror = Mirror(plan.pace)
        self.watchers = Watchers(self.mirror, plan.watchers_max, meters)
        self.life = Living(map, cast, self.mirror, plan)
        self._newcomers = Newcomers(self.life, self._valley, self._owners.node, cast)
        names = [each.name for each in cast]
        self.office = Clerk(
            map, self.mirror, self.watchers, self._valley, names, clock.now_ms, plan
        )
        self.present = Present(self.mirror, self._agents, self._valley)
        # Told of what happened in a tick once it is durable, with the world after it.
        self.followers: list[Told] = []
        self._post = Post(mail, self.mirror)
        self._beats = self._keep_at_ms = 0
        self._took_ms = 0.0
        self._is_over = False
        self._keeping: asyncio.Task[None] | None = None
        self._leasing: asyncio.Task[None] | None = None
        mail.on(Walkers, self._post.hear_walkers)
        mail.on(Sights, self._hear_sights)

    # ------------------------------------------------------------ what others use

    def remembered(self, agent: str, kind: str) -> None:
        """Somebody has a new memory: those who watch here are told."""
        self.watchers.pass_on(MemorySignal(agent=agent, kind=kind))

    def inhabit(self, cast: Sequence[Persona]) -> None:
        """Whoever is new among these moves in, and all live by these files: within seconds."""
        self._newcomers.expect(cast)
        self.office.keep_names(each.name for each in cast)

    # ------------------------------------------------------------ from start to end

    async def run(self) -> None:
        """A chore without end: ten beats a second."""
        if not self._plan.is_open:
            await asyncio.Event().wait()
        due_ms = self._clock.now_ms()
        while True:
            now_ms = self._clock.now_ms()
            late = max(0, now_ms - due_ms) // TICK_MS
            if late and self.life.is_here:
                self._meters.valley_skipped(late)
            # The wall clock may have been set back.
            due_ms = min(due_ms + (late + 1) * TICK_MS, now_ms + TICK_MS)
            await self.beat()
            if self._took_ms * SHARE > TICK_MS:
                # However many live there, most of the time is for the games.
                rest_ms = math.ceil(self._took_ms * SHARE / TICK_MS) * TICK_MS
                self._meters.valley_skipped(rest_ms // TICK_MS - 1)
                due_ms += rest_ms - TICK_MS
            rested = asyncio.Event()
            self._clock.call_at(due_ms, rested.set)
            await rested.wait()

    async def stop(self) -> None:
        """Write the last of it, and let another node go on."""
        self._is_over = True
        for task in (self._leasing, self._keeping):
            if task is not None:
                await asyncio.wait([task])
        if self.life.chronicle is not None:
            try:
                # What waits may be more than the checkpoint that was under way.
                await self._keep(self.life.chronicle)
                await self._keep(self.life.chronicle)
                await self.office.settle()
            except StorageUnavailable as error:
                log.warning("the valley's last moments can't be written: %s", error)
            self._leave()
            await self._owners.release([LEASE])

    # ------------------------------------------------------------ one beat

    async def beat(self) -> None:
        """A tick if it is this node's, letters to the others, and word to those who watch."""
        if self._is_over:
            return
        self._beats += 1
        if self._beats % LEASE_BEATS == 1 and (self._leasing is None or self._leasing.done()):
            self._leasing = asyncio.create_task(self._settle(), name="valley.lease")
        if self.life.is_here:
            await self._tick()
            self._keep_soon()
        if not self._owners.membership.is_alone:
            self._write_letters()
        for _ in self.watchers.tell():
            await asyncio.sleep(0)

    async def _tick(self) -> None:
        """One tick; of a crowd so large that it takes long, beside whatever else is to be done."""
        began = time.perf_counter()
        walkers = self._post.walkers(self.office.walkers)
        make = self.life.next_tick(walkers)
        if make is None:
            return
        made = await asyncio.to_thread(make) if self._took_ms > SLOW_MS else make()
        self.life.take(made, walkers, self._clock.now_ms())
        self._took_ms = (time.perf_counter() - began) * 1000
        self._meters.valley_ticked(self._took_ms)

    def _write_letters(self) -> None:
        if self.office.is_changed or self._beats % WALKERS == 0:
            self.office.is_changed = False
            self._post.say_who_walks(self.office.walkers, watching=len(self.watchers) > 0)
        if self.life.is_here:
            self._post.say_what_is_seen(self._beats)

    def _hear_sights(self, letter: Sights) -> None:
        if not self.life.is_here and self._plan.is_open:
            self._post.hear_sights(letter)

    # ------------------------------------------------------------ whose it is

    async def _settle(self) -> None:
        """Find out whose the valley is, and take it up or let it go."""
        owners = self._owners
        self._post.living(each.node for each in owners.membership.others)
        holder = (await owners.settle([LEASE]))[LEASE].holder
        if holder == owners.node and self._beats % RENEW_BEATS < LEASE_BEATS:
            holder = (await owners.keep([LEASE]))[LEASE]
        if holder == UNKNOWN or self._is_over:
            # Nobody can be asked: whoever has it keeps it, by the database's word.
            return
        try:
            if holder == owners.node and not self.life.is_here:
                await self._begin()
            elif holder != owners.node and self.life.is_here:
                log.info("the valley goes on elsewhere, at node %s", holder)
                self._leave()
        except StorageUnavailable as error:
            log.warning("the valley waits for the database: %s", error)
        except Exception:
            log.exception("the valley can't be taken up")

    async def _begin(self) -> None:
        """Take the valley up where it was written last; raises StorageUnavailable."""
        if self._keeping is not None:
            await asyncio.wait([self._keeping])
        now_ms = self._clock.now_ms()
        # Before it is read: whoever is loaded later may have no ties in it.
        self._newcomers.settle()
        found = await self._valley.begin(self._owners.node, self._plan.seed, now_ms)
        world = self.life.begin(found)
        self._keep_at_ms = now_ms + KEEP_MS
        when = shown(world.now_ms)
        log.info("the valley lives here: %s, tick %d, %s", when, world.tick, state_hash(world))

    def _leave(self) -> None:
        self.life.leave()
        self._post.forget()

    # ------------------------------------------------------------ what is kept

    def _keep_soon(self) -> None:
        is_idle = self._keeping is None or self._keeping.done()
        if is_idle and self._clock.now_ms() >= self._keep_at_ms and self.life.chronicle is not None:
            kept = self._keep_or_wait(self.life.chronicle)
            self._keeping = asyncio.create_task(kept, name="valley.keep")

    async def _keep_or_wait(self, chronicle: Chronicle) -> None:
        began_ms, pause_ms = self._clock.now_ms(), KEEP_MS
        try:
            await self._keep(chronicle)
            await self._newcomers.move_in(chronicle)
            # Written by whichever node, it waits until a tick that is written too has taken it in.
            brought = await self._valley.unlived(BROUGHT_MAX)
            if self.life.chronicle is chronicle:
                self.life.bring(brought)
            await self.office.settle()
            took_ms = self._clock.now_ms() - began_ms
            pause_ms = min(KEEP_MS_MAX, max(KEEP_MS, KEEP_TIMES * took_ms))
        except StorageUnavailable as error:
            log.warning("what happens in the valley waits for the database: %s", error)
        except OwnershipLost as error:
            self._lose(chronicle, error)
        except Exception:
            # What can't be written is not lived on: it is taken up again where it was written.
            log.exception("what happened in the valley can't be written")
            if self.life.chronicle is chronicle:
                self._leave()
        self._keep_at_ms = self._clock.now_ms() + pause_ms

    async def _keep(self, chronicle: Chronicle) -> None:
        """Write a checkpoint; raises StorageUnavailable."""
        if self._took_ms > SLOW_MS:
            made = await asyncio.to_thread(chronicle.checkpoint)
        else:
            made = chronicle.checkpoint()
        if made is None:
            return
        found, ticks = made
        for agent, batch in found.memories.items():
            found.memories[agent] = await self._meaning.embedded(batch)
        try:
            held = await self._valley.keep(self._owners.node, found)
        except OwnershipLost as error:
            self._lose(chronicle, error)
            return
        chronicle.settled()
        for each in ticks:
            self.life.lived(each.lived)
            for follower in self.followers:
                follower(each.happened, each.world)
        for agent, count in held.items():
            if count > self._plan.memories_max:
                now_ms = self._clock.now_ms()
                await self._memories.compact(agent, now_ms, self._plan.memories_max)

    def _lose(self, chronicle: Chronicle, error: OwnershipLost) -> None:
        log.warning("the valley is lost to this node: %s", error)
        if self.life.chronicle is chronicle:
            self._leave()
