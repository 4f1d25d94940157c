"""A game that is played on another node, as this node shows it: folded from the journal, by hints.

Forwards commands to whoever plays it. Reads after a hint, and again after any reconnect, so no
hint needs to arrive.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from game.commands import Command
from game.events import Entry, RoomMoved
from game.ids import Actor, GameId
from game.state import GameState
from persistence.ports import Journal, StorageUnavailable
from server.fanout import Audience
from server.place import Told, nobody
from server.room import Post, Room, post

# Shadows that are read on at the same time.
READ_AT_ONCE: Final = 16

log = logging.getLogger(__name__)


class Shadow:
    """A copy with an audience of its own, that decides nothing; a Place."""

    def __init__(
        self,
        room: Room,
        audience: Audience,
        journal: Journal,
        owner: str,
        forward: "Forward",
    ) -> None:
        self.room, self.audience, self.owner = room, audience, owner
        self._journal, self._forward = journal, forward
        # Told when somebody else plays the game, or the same node says so.
        self.moved: Callable[[Shadow], None] = lambda _shadow: None
        self._reading = asyncio.Lock()
        self._closed = False

    @property
    def game(self) -> GameId:
        """Which game this is."""
        return self.room.game

    @property
    def state(self) -> GameState:
        """The state as far as this node has read."""
        assert self.room.state is not None
        return self.room.state

    def post(self, actor: Actor, command: Command, told: Told | None = None) -> None:
        """Have the owner carry it out; `told` is called once this node has read what came of it."""
        self.take(post(actor, command), told or nobody)

    def take(self, posted: Post, told: Told) -> None:
        """As `post`, for a command whose cause is already named."""
        known = self.room.answer(posted)
        if known is not None:
            told(known, self)
        else:
            self._forward(self, posted, told)

    async def follow(self, seq: int | None = None) -> None:
        """Read on, unless entry `seq` is here already; without one, read in any case.

        Raises StorageUnavailable.
        """
        if seq is not None and seq <= self.room.seq:
            return
        async with self._reading:
            if self._closed or (seq is not None and seq <= self.room.seq):
                # Whoever read before us has read this too.
                return
            entries: list[Entry] = await self._journal.read(self.game, self.room.seq)
            self.room.reload(entries)
            moves = [entry.event for entry in entries if isinstance(entry.event, RoomMoved)]
            if moves:
                self.owner = moves[-1].to
            self.audience.publish(entries, self.state)
            if moves and not self._closed:
                self.moved(self)

    def close(self) -> None:
        """Read no more: the game is played here from now on, or nobody watches it."""
        self._closed = True


Forward = Callable[[Shadow, Post, Told], None]


async def follow(shadow: Shadow, seq: int) -> None:
    """Read on after a hint; without a database, after the next one."""
    try:
        await shadow.follow(seq)
    except StorageUnavailable as error:
        log.warning("game %s: can't read on before the next hint: %s", shadow.game, error)


async def follow_all(shadows: Sequence[Shadow]) -> None:
    """Read on in all of them; raises StorageUnavailable where that fails in any."""
    for first in range(0, len(shadows), READ_AT_ONCE):
        await asyncio.gather(*(each.follow() for each in shadows[first : first + READ_AT_ONCE]))
