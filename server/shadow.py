"""A game that is played on another node, as this node shows it: folded from the journal, by hints.

Takes no commands. Reads after a hint, and again after any reconnect, so no hint needs to arrive.
"""

import asyncio
import logging

from game.events import Entry
from game.ids import GameId
from game.state import GameState
from persistence.ports import Journal, StorageUnavailable
from server.fanout import Audience
from server.room import Room

log = logging.getLogger(__name__)


class Shadow:
    """A read-only copy with an audience of its own."""

    def __init__(self, room: Room, audience: Audience, journal: Journal, owner: str) -> None:
        self.room, self.audience, self.owner = room, audience, owner
        self._journal = journal
        self._reading = asyncio.Lock()

    @property
    def game(self) -> GameId:
        """Which game this is."""
        return self.room.game

    @property
    def state(self) -> GameState:
        """The state as far as this node has read."""
        assert self.room.state is not None
        return self.room.state

    async def follow(self, seq: int | None = None) -> None:
        """Read on, unless entry `seq` is here already; without one, read in any case."""
        if seq is not None and seq <= self.room.seq:
            return
        async with self._reading:
            if seq is not None and seq <= self.room.seq:
                # Whoever read before us has read this too.
                return
            try:
                entries: list[Entry] = await self._journal.read(self.game, self.room.seq)
            except StorageUnavailable as error:
                log.warning("game %s: can't read on: %s", self.game, error)
                return
            self.room.reload(entries)
            self.audience.publish(entries, self.state)
