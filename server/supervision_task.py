"""The rooms' tasks, owned: each ends alone, its end is seen, and one that keeps dying is left.

Must not know what comes after an end.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from game.ids import GameId
from server import logs
from server.room_task import RoomTask

TURN_S_MAX: Final = 4.0
# A room that dies this often is left closed until somebody asks for it again.
DEATHS_MAX: Final = 3

Ended = Callable[[RoomTask, BaseException | None], None]


class Supervision:
    """Runs rooms, and tells of each how it ended: None by request."""

    def __init__(self, ended: Ended) -> None:
        self._tell = ended
        self._serving: dict[RoomTask, asyncio.Task[None]] = {}
        self._deaths: dict[GameId, int] = {}

    def serve(self, room: RoomTask) -> None:
        """Run a room from now on."""
        running = self._serving[room] = asyncio.create_task(
            logs.of_game(room.game, room.run), name=f"room {room.game}"
        )
        running.add_done_callback(partial(self._ended, room))

    def _ended(self, room: RoomTask, running: "asyncio.Task[None]") -> None:
        del self._serving[room]
        self._tell(room, None if running.cancelled() else running.exception())

    def gives_up(self, game: GameId) -> bool:
        """Count a death; whether the game has died too often to be opened by itself."""
        self._deaths[game] = self._deaths.get(game, 0) + 1
        return self.has_given_up(game)

    def has_given_up(self, game: GameId) -> bool:
        """Whether the game has died too often."""
        return self._deaths.get(game, 0) >= DEATHS_MAX

    def forget(self, game: GameId) -> None:
        """The game is closed: its deaths count no longer."""
        self._deaths.pop(game, None)

    async def ended(self, room: RoomTask) -> None:
        """Wait until a room that was closed has ended; one that can't is cut off."""
        running = self._serving.get(room)
        if running is not None and (await asyncio.wait([running], timeout=TURN_S_MAX))[1]:
            running.cancel()
            await asyncio.wait([running])

    async def end(self) -> None:
        """Wait for all, which were closed."""
        serving = list(self._serving.values())
        # A room that still waits for a database that is away has nothing to finish.
        for each in (await asyncio.wait(serving, timeout=TURN_S_MAX))[1] if serving else ():
            each.cancel()
