"""Ends lobbies in which nobody is any more. Sans I/O; must not know why they left."""

from game.commands import CloseLobby
from game.ids import SYSTEM, GameId
from game.state import Phase
from server.clock import Clock
from server.directory import Directory
from server.limits import EMPTY_LOBBY_MS_MAX
from server.room_task import RoomTask


class Caretaker:
    """Looks into the lobbies served here, now and then; a restart makes each wait begin anew."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory, self._clock = directory, clock
        # Since when each has been seen empty; no more of them than there are rooms.
        self._empty_since: dict[GameId, int] = {}

    async def look(self) -> None:
        """End those that have been empty for long."""
        now_ms, before = self._clock.now_ms(), self._empty_since
        empty = [room for room in self._directory.rooms if _is_empty_lobby(room)]
        self._empty_since = {room.game: before.get(room.game, now_ms) for room in empty}
        for room in empty:
            if now_ms - self._empty_since[room.game] >= EMPTY_LOBBY_MS_MAX:
                room.post(SYSTEM, CloseLobby())


def _is_empty_lobby(room: RoomTask) -> bool:
    founded = room.room.state is not None
    return founded and room.state.phase is Phase.LOBBY and not room.audience.everywhere
