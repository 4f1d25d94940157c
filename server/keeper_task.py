"""Hot copies of live rooms, written behind: the newest of each, now and then."""

import asyncio
from collections.abc import Sequence
from typing import Final

from game.events import Entry
from game.ids import GameId
from game.state import OVER
from persistence.ports import Kept, Snapshots
from server.clock import Clock
from server.room_task import RoomTask

# A fold of this many events takes well under a millisecond, so a copy need not be fresher.
ENTRIES_BETWEEN: Final = 32
# Between two rounds of writing, so that a room in full chatter is copied once in this time and not
# with every 32nd line: its copies took 9 % of what the node did. Reading on costs 3 us an event.
PAUSE_MS: Final = 2_000
# Written in one round trip; while they are encoded, some 50 us each, nobody else has a turn.
TOGETHER: Final = 16


class Keeper:
    """Saves snapshots off the rooms' path; a lost one costs only a longer fold."""

    def __init__(self, snapshots: Snapshots, clock: Clock) -> None:
        self._snapshots, self._clock = snapshots, clock
        self._saved: dict[GameId, int] = {}
        self._due: dict[GameId, Kept | None] = {}
        self._wake = asyncio.Event()

    def opened(self, room: RoomTask) -> None:
        """Count from here."""
        self._saved[room.game] = room.room.seq

    def committed(self, room: RoomTask, entries: Sequence[Entry]) -> None:
        """Mark the room for saving when enough has happened; for forgetting when it is over."""
        if room.state.phase in OVER:
            self._note(room.game, None)
        elif room.room.seq - self._saved.get(room.game, 0) >= ENTRIES_BETWEEN:
            self._saved[room.game] = room.room.seq
            self._note(room.game, Kept(room.state, room.room.at_ms))

    def closed(self, game: GameId) -> None:
        """Nothing more to save."""
        self._saved.pop(game, None)

    def _note(self, game: GameId, kept: Kept | None) -> None:
        self._due[game] = kept
        self._wake.set()

    async def keep_all(self, rooms: Sequence[RoomTask]) -> None:
        """Save every live room now; the node is about to stop."""
        for room in rooms:
            if room.room.state is not None and room.state.phase not in OVER:
                self._note(room.game, Kept(room.state, room.room.at_ms))
        await self._write()

    async def run(self) -> None:
        """Write what is due, then rest; the newest copy of a room replaces one that waits."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._write()
            rested = asyncio.Event()
            self._clock.call_at(self._clock.now_ms() + PAUSE_MS, rested.set)
            await rested.wait()

    async def _write(self) -> None:
        while self._due:
            due = [self._due.popitem() for _ in range(min(TOGETHER, len(self._due)))]
            await self._snapshots.save(*(kept for _, kept in due if kept is not None))
            for game, kept in due:
                if kept is None:
                    await self._snapshots.forget(game)
