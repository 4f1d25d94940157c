"""Counts games whose last round is revealed, and tells their rooms what that brought."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import UNSET

from game.commands import RecordHonours
from game.digest import ENDINGS
from game.events import Entry, RoundCompleted
from game.honours import all_played
from game.ids import SYSTEM, Actor, GameId
from game.outcomes import outcome
from game.state import GameState, Phase
from persistence.ports import Counted, Honours, Journal, StorageUnavailable
from server.clock import Clock
from server.reading import read_all
from server.room_task import RoomTask

# Asked again after these; then the game is left to the sweep. The podium waits no longer than
# two seconds, whatever happens here.
PAUSES_MS: Final = (50, 100, 250, 500, 1_000, 2_000, 4_000)
RETRY_S = 5.0

log = logging.getLogger(__name__)


class Scribe:
    """One task per game at its last reveal, and one that counts what was left behind."""

    def __init__(self, honours: Honours, journal: Journal, clock: Clock) -> None:
        self._honours, self._journal, self._clock = honours, journal, clock
        self._tasks: dict[GameId, asyncio.Task[None]] = {}
        self._left = asyncio.Event()
        # Told who played, whenever a game is counted; it must not wait.
        self.counted: Callable[[Sequence[Actor]], None] = lambda _people: None

    def opened(self, room: RoomTask) -> None:
        """A room reopened at its last reveal, or over and never told, is counted now."""
        if _is_due(room.state):
            self._begin(room)

    def committed(self, room: RoomTask, entries: Sequence[Entry]) -> None:
        """The last round was revealed: count."""
        if room.game in self._tasks or not _is_due(room.state):
            return
        if any(isinstance(each.event, (RoundCompleted, *ENDINGS)) for each in entries):
            self._begin(room)

    def closed(self, game: GameId) -> None:
        """Nobody waits for the word any more; a game that is over is counted all the same."""
        task = self._tasks.pop(game, None)
        if task is not None:
            task.cancel()
            self._left.set()

    def look_again(self) -> None:
        """A node has died, perhaps between the end of a game and its counting."""
        self._left.set()

    async def run(self) -> None:
        """Count what earlier runs left, oldest first, and later whatever was given up."""
        while True:
            self._left.clear()
            try:
                for game in await self._honours.uncounted():
                    await self._catch_up(game)
                await self._left.wait()
            except StorageUnavailable as error:
                log.warning("counting waits for the database: %s", error)
                await asyncio.sleep(RETRY_S)

    def _begin(self, room: RoomTask) -> None:
        self._tasks[room.game] = asyncio.create_task(self._tell(room))

    async def _tell(self, room: RoomTask) -> None:
        """Post what the game brought; nothing where counting broke, so that the podium comes."""
        said: RecordHonours | None = RecordHonours(number=0)
        try:
            said = _said(await self._insist(room.game))
        except Exception:
            log.exception("game %s can't be counted", room.game)
        # Not reached when cancelled: then `closed` has forgotten this task, and maybe begun anew.
        del self._tasks[room.game]
        if said is None:
            self._left.set()
        else:
            room.post(SYSTEM, said)

    async def _insist(self, game: GameId) -> Counted | None:
        """Count, and again while the database is away; None when that takes too long."""
        for pause_ms in (*PAUSES_MS, None):
            try:
                return await self._count(game)
            except StorageUnavailable as error:
                log.warning("game %s can't be counted yet: %s", game, error)
            if pause_ms is not None:
                over = asyncio.Event()
                self._clock.call_at(self._clock.now_ms() + pause_ms, over.set)
                await over.wait()
        return None

    async def _count(self, game: GameId) -> Counted:
        played = outcome(game, await read_all(self._journal, game))
        assert played is not None, "asked for a game that is not played to its end"
        counted = await self._honours.count(played)
        self.counted([each.user for each in played.people])
        return counted

    async def _catch_up(self, game: GameId) -> None:
        """Count one game; one that can't be is said and holds up no other."""
        try:
            await self._count(game)
        except StorageUnavailable:
            raise
        except Exception:
            log.exception("game %s can't be counted", game)


def _said(counted: Counted | None) -> RecordHonours | None:
    if counted is None:
        return None
    return RecordHonours(number=counted.number, unlocked=counted.unlocked)


def _is_due(state: GameState) -> bool:
    """Whether nobody has told this room what the game brought, and it has come to that."""
    return state.honours is UNSET and (all_played(state) or state.phase is Phase.COMPLETED)
