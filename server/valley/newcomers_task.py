"""Who is to live in the valley by now, and how those who are new get there."""

import logging
from collections.abc import Sequence

from agents.persona import Persona
from persistence.ports import Valley
from server.valley.chronicle import Chronicle
from server.valley.life import Living

log = logging.getLogger(__name__)


class Newcomers:
    """The newest cast that was heard of; it is taken in between two writings of the valley."""

    def __init__(self, life: Living, valley: Valley, run: str, cast: Sequence[Persona]) -> None:
        self._life, self._valley, self._run = life, valley, run
        self._cast = self._settled = tuple(cast)
        self._miss()

    def expect(self, cast: Sequence[Persona]) -> None:
        """These are to live there, by these files."""
        self._cast = tuple(cast)

    def settle(self) -> None:
        """Let them live there from the next beginning on."""
        if self._cast is not self._settled:
            self._life.inhabit(self._cast)
            self._settled = self._cast
            self._miss()

    async def move_in(self, chronicle: Chronicle) -> None:
        """Let them live there from the next tick on; raises StorageUnavailable, OwnershipLost."""
        cast, life = self._cast, self._life
        if cast is self._settled or life.chronicle is not chronicle:
            return
        ids = life.strangers(cast)
        ties = await self._valley.welcome(self._run, ids) if ids else []
        if cast is self._cast and life.chronicle is chronicle:
            self.settle()
            life.move_in(ids, ties)
            if ids:
                log.info("the valley has new inhabitants: %s", ", ".join(ids))

    def _miss(self) -> None:
        for each in self._cast:
            if each.slug not in self._life.names:
                log.warning("%s can't live in the valley: its map lacks their places", each.slug)
