"""Seals games that are over: reads each back from the journal and keeps its digest beside it."""

import asyncio
import logging
from collections.abc import Sequence

from game.digest import ENDINGS, digest
from game.events import Entry
from game.ids import GameId
from game.state import OVER
from persistence.ports import Games, Journal, StorageUnavailable
from server.reading import read_all
from server.room_task import RoomTask

RETRY_S = 5.0

log = logging.getLogger(__name__)


class Archive:
    """One game at a time, since nobody waits for it."""

    def __init__(self, games: Games, journal: Journal) -> None:
        self._games, self._journal = games, journal
        # None: whatever is not sealed yet.
        self._due: asyncio.Queue[GameId | None] = asyncio.Queue()

    def opened(self, room: RoomTask) -> None:
        """Nothing to seal yet."""

    def committed(self, room: RoomTask, entries: Sequence[Entry]) -> None:
        """Seal the game once it is over."""
        if room.state.phase not in OVER:
            return
        if any(isinstance(entry.event, ENDINGS) for entry in entries):
            self._due.put_nowait(room.game)

    def closed(self, game: GameId) -> None:
        """Sealing goes on without the room."""

    def look_again(self) -> None:
        """A node has died, perhaps between the end of a game and its sealing."""
        self._due.put_nowait(None)

    async def run(self) -> None:
        """Seal what earlier runs left, then whatever ends."""
        pending: list[GameId] | None = None
        while True:
            try:
                if pending is None:
                    pending = await self._games.unsealed()
                for game in pending:
                    await self._seal(game)
                due = await self._due.get()
                pending = [due] if due is not None else None
            except StorageUnavailable as error:
                log.warning("sealing waits for the database: %s", error)
                pending = None
                await asyncio.sleep(RETRY_S)

    async def _seal(self, game: GameId) -> None:
        """Seal one game; one that can't be folded is said once and holds up no other."""
        entries = await read_all(self._journal, game)
        try:
            sealed, state = digest(entries)
            assert state is not None
            assert state.phase in OVER
        except Exception:
            log.exception("game %s can't be sealed", game)
            return
        await self._games.seal(game, sealed)
