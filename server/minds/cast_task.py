"""Who plays here: what `genius agents load` writes while the server runs counts for new games."""

import asyncio
import logging
from collections.abc import Callable, MutableMapping, Sequence

from agents.persona import Persona
from persistence.ports import Agents, StorageUnavailable

log = logging.getLogger(__name__)


class Casting:
    """Keeps the cast that all share, and how each of it plays; both are changed in place.

    Whoever sits at a table already plays on as they sat down. `inhabit` is told of all of them
    after a change: the valley's.
    """

    def __init__(
        self,
        cast: MutableMapping[str, Persona],
        playing: MutableMapping[str, Persona],
        agents: Agents,
    ) -> None:
        self._cast, self._playing, self._agents = cast, playing, agents
        self._wake = asyncio.Event()
        self.inhabit: Callable[[Sequence[Persona]], None] = lambda _: None

    def heard(self) -> None:
        """Characters were written, or may have been while nobody listened."""
        self._wake.set()

    async def run(self) -> None:
        """A chore without end; raises StorageUnavailable, and looks again when begun again."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.look()
            except StorageUnavailable:
                self._wake.set()
                raise

    async def look(self) -> None:
        """Take up whoever is new or another by now; raises StorageUnavailable."""
        found = await self._agents.cast()
        fresh = [each for each in found if self._cast.get(each.slug) != each]
        for persona in fresh:
            self._cast[persona.slug] = self._playing[persona.slug] = persona
            log.info("%s plays from the next game on as the tables say", persona.slug)
        if fresh:
            self.inhabit(found)
