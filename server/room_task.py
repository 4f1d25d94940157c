"""The shell around a room: wait, stamp, propose, append, commit, publish, answer.

One append is in flight per room; whatever comes meanwhile waits in the inbox for the next. While
the journal can't be written nothing is taken in, the clocks stand still, and play goes on by
itself once it can.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final, Protocol

from game.commands import Command, ThawClock, Tick
from game.deadlines import next_deadline
from game.events import Entry
from game.ids import SYSTEM, Actor, GameId
from game.state import GameState
from persistence.ports import Journal, NothingWritten, OwnershipLost, StorageUnavailable
from server.alarm import Alarm
from server.clock import Clock
from server.fanout import Audience
from server.outcomes import Broken, Gone, Said, Unavailable
from server.place import Told, nobody
from server.recorder import Recorder
from server.room import Batch, Post, Room, post
from server.under_way import UnderWay
from server.wire import CountdownSignal, OutageSignal

RELOAD_PAUSES_MS: Final = (50, 100, 250, 500, 1_000)
# Less than this is within what any commit may take, and no reason to move a deadline.
LOST_MS_MIN: Final = 250

log = logging.getLogger(__name__)


class Follower(Protocol):
    """Someone of the node who reacts to committed events: the judge, the minds, the snapshots."""

    def opened(self, room: "RoomTask") -> None:
        """The room lives here from now on, at its present state; may post."""

    def committed(self, room: "RoomTask", entries: Sequence[Entry]) -> None:
        """These entries are durable and told; may post."""

    def closed(self, game: GameId) -> None:
        """The room lives here no longer."""


class RoomTask:
    """A live room on this node."""

    def __init__(
        self,
        room: Room,
        audience: Audience,
        journal: Journal,
        clock: Clock,
        recorder: Recorder,
        followers: Sequence[Follower],
    ) -> None:
        self.room, self.audience = room, audience
        self._journal, self._clock, self._recorder = journal, clock, recorder
        self._followers = followers
        self._under_way = UnderWay()
        # Done once there is something to do; an Event with a waiter would be a kilobyte.
        self._loop = asyncio.get_running_loop()
        self._woken: asyncio.Future[None] = self._loop.create_future()
        self._alarm = Alarm(clock, self._call_last, self._due)
        self.stalled = self._overtaken = self._closed = False
        # Who plays on once this task has ended, if that is agreed.
        self.heir: str | None = None
        # Since when what is asked may be lost; None while everything is kept.
        self._owed_since_ms: int | None = None

    @property
    def game(self) -> GameId:
        """Which game this is."""
        return self.room.game

    @property
    def state(self) -> GameState:
        """The committed state; a room is published only once it is founded."""
        assert self.room.state is not None
        return self.room.state

    def post(self, actor: Actor, command: Command, told: Told | None = None) -> None:
        """Take a command in; `told` is called once its outcome is durable, or at once if refused.

        The same command, posted again while its outcome is unknown, waits for that outcome.
        """
        self.take(post(actor, command), told or nobody)

    def take(self, posted: Post, told: Told) -> None:
        """As `post`, for a command whose cause is already named."""
        if self._closed:
            told(Gone(), self)
        elif posted in self._under_way:
            if not self._under_way.add(posted, told):
                told(Unavailable(), self)
        elif (self.stalled and posted.actor != SYSTEM) or not self.room.post(posted):
            told(self.room.answer(posted) or Unavailable(), self)
        else:
            self._under_way.add(posted, told)
            self._wake()

    async def run(self) -> None:
        """Serve the room until `close`; raises OwnershipLost once another node has it."""
        end: Said = Broken()
        try:
            self._arm()
            for follower in self._followers if self.room.state is not None else ():
                follower.opened(self)
            while not self._closed:
                await self._woken
                await self._journal.ready()
                self._woken = self._loop.create_future()
                if self._overtaken:
                    raise OwnershipLost(self.game)
                await self._turn()
            end = Gone()
        except (OwnershipLost, asyncio.CancelledError):
            end = Gone()
            raise
        except Exception:
            log.exception("room %s died at event %d", self.game, self.room.seq)
            self._recorder.dump(self.game, self.room.seq)
            raise
        finally:
            self._closed = True
            self._alarm.stop()
            for told in self._under_way.rest():
                told(end, self)
            for follower in self._followers:
                follower.closed(self.game)

    def give_back(self, lost_ms: int, reason: str) -> None:
        """Shift the running deadline by time in which nobody could act.

        Before anything that waits: the next decision must not find a deadline that passed.
        """
        if lost_ms >= LOST_MS_MIN:
            self._owe(self._clock.now_ms() - lost_ms)
            self.room.inbox.insert(0, post(SYSTEM, ThawClock(lost_ms=lost_ms, reason=reason)))
            self._wake()

    @property
    def kept_ms(self) -> int:
        """Until when this room has lost nobody's time; what came later is not given back yet."""
        now_ms = self._clock.now_ms()
        return now_ms if self._owed_since_ms is None else self._owed_since_ms

    def _owe(self, since_ms: int) -> None:
        self._owed_since_ms = min(since_ms, self.kept_ms)

    def hint(self, seq: int) -> None:
        """Somebody has written up to `seq`; if that is not us, another node has the room."""
        if seq > self.room.seq and self._owed_since_ms is None:
            self.overtake()

    def overtake(self) -> None:
        """Another node has the lease: let the room go after the turn under way."""
        self._overtaken = True
        self._wake()

    def close(self, heir: str | None = None) -> None:
        """End the task after the turn under way; the `heir` is a node that plays on."""
        self._closed, self.heir = True, heir
        self._wake()

    async def _turn(self) -> None:
        began_ms = self._clock.now_ms()
        self._recorder.note(self.room.inbox, began_ms)
        batch = self.room.propose(began_ms)
        if batch.entries:
            assert batch.state is not None
            self._owe(began_ms)
            try:
                await self._journal.append(self.game, batch.after, batch.entries, batch.state)
            except (StorageUnavailable, OwnershipLost) as error:
                await self._recover(batch, began_ms, error)
                return
        self._owed_since_ms = None
        self.room.commit(batch)
        self._publish(batch.entries)
        for posted, outcome in batch.outcomes:
            self._answer(posted, outcome)
        self._follow(batch.entries)

    def _publish(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        self.audience.publish(entries, self.state)
        self._arm()

    def _follow(self, entries: Sequence[Entry]) -> None:
        """Let judge, minds and the others react; a bug of theirs is not the room's."""
        for follower in self._followers if entries else ():
            try:
                follower.committed(self, entries)
            except Exception:
                log.exception("room %s: %s broke", self.game, type(follower).__name__)

    def _answer(self, posted: Post, said: Said) -> None:
        for told in self._under_way.done(posted):
            told(said, self)

    def _arm(self) -> None:
        """Wake up for the next deadline."""
        state = self.room.state
        if state is None:
            self._alarm.stop()
        else:
            self._alarm.set(next_deadline(state), state.phase)

    def _call_last(self) -> None:
        """The phase is about to end: tell those who still think."""
        state = self.state
        if state.deadline_ms is None or self.stalled:
            return
        left_ms = max(0, state.deadline_ms - self._clock.now_ms())
        said = CountdownSignal(game=self.game, phase=state.phase.value, left_ms=left_ms)
        self.audience.signal(said, "countdown")

    def _wake(self) -> None:
        if not self._woken.done():
            self._woken.set_result(None)

    def _due(self) -> None:
        due = next_deadline(self.state)
        if due is None or self.stalled:
            # No deadline passes in an outage; the recovery arms the timer again.
            return
        if self._clock.now_ms() < due:
            self._arm()
            return
        self.post(SYSTEM, Tick())

    async def _recover(self, batch: Batch, began_ms: int, error: Exception) -> None:
        """Learn what became of a batch, tell its authors, give the lost time back, go on."""
        log.warning("room %s: nothing can be written: %s", self.game, error)
        self.stalled = True
        self._refuse_waiting()
        self.audience.signal(OutageSignal(game=self.game, over=False), "outage")

        if isinstance(error, NothingWritten):
            self._settle(batch, ours=False, lost=False)
        found = await self._reload()
        ours = tuple(found[: len(batch.entries)]) == batch.entries
        self.stalled = False
        self.room.reload(found)
        self._publish(found)
        # Whatever is not ours, another node has written, which plays the game by now.
        foreign = len(found) > (len(batch.entries) if ours else 0)
        lost = foreign or (isinstance(error, OwnershipLost) and not ours)
        self._settle(batch, ours=ours, lost=lost)
        self.audience.signal(OutageSignal(game=self.game, over=True), "outage")
        if lost:
            raise OwnershipLost(self.game) from error
        self._follow(found)
        lost_ms = self._clock.now_ms() - began_ms
        self.give_back(lost_ms + (0 if ours else self.room.put_back(batch)), "storage")
        self._wake()
        self._arm()

    def _settle(self, batch: Batch, *, ours: bool, lost: bool) -> None:
        """Tell the authors what became of a batch; of a lost room only what is certain."""
        for posted, outcome in batch.outcomes:
            known = outcome if ours else self.room.answer(posted)
            if known is not None or not lost:
                self._answer(posted, known or Unavailable())

    def _refuse_waiting(self) -> None:
        """Whatever waits for the next turn is certainly not written: say so at once."""
        waiting = list(self.room.inbox)
        self.room.inbox.clear()
        for posted in waiting:
            if posted.actor == SYSTEM:
                self.room.inbox.append(posted)
            else:
                self._answer(posted, self.room.answer(posted) or Unavailable())

    async def _reload(self) -> list[Entry]:
        """Read what the journal holds after our state, as soon as it can be read at all."""
        pauses = iter(RELOAD_PAUSES_MS)
        pause_ms = next(pauses)
        while True:
            try:
                return await self._journal.read(self.game, self.room.seq)
            except StorageUnavailable:
                resumed = asyncio.Event()
                self._clock.call_at(self._clock.now_ms() + pause_ms, resumed.set)
                await resumed.wait()
                pause_ms = next(pauses, pause_ms)
