"""Looks, after every counted game, whether its people vote as no taste explains; tells moderators.

Nothing else follows from it. A look that is lost with its node is made up for by the next one,
which sees all the games before.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from typing import Final

from game.ballots import Ballot
from game.flocks import flocks
from game.ids import AGENT_PREFIX, Actor
from game.mutual import Signal, mutual
from persistence.ports import Ballots, Signals, StorageUnavailable
from server.clock import Clock

# While so many wait, the oldest are let go: their people's next game looks again.
WAITING_MAX: Final = 256
RETRY_S = 5.0

log = logging.getLogger(__name__)


class Vigil:
    """One look at a time, since nobody waits for it."""

    def __init__(self, ballots: Ballots, signals: Signals, clock: Clock) -> None:
        self._ballots, self._signals, self._clock = ballots, signals, clock
        self._due: deque[tuple[Actor, ...]] = deque(maxlen=WAITING_MAX)
        self._some = asyncio.Event()

    def counted(self, people: Sequence[Actor]) -> None:
        """A game of these was counted: look at those who are people, when there is time."""
        users = tuple(user for user in people if not user.startswith(AGENT_PREFIX))
        if len(users) > 1:
            self._due.append(users)
            self._some.set()

    async def run(self) -> None:
        """Look, one game after the other."""
        while True:
            if not self._due:
                self._some.clear()
                await self._some.wait()
            people = self._due.popleft()
            try:
                await self._look(people)
            except StorageUnavailable as error:
                log.warning("looking at votes waits for the database: %s", error)
                if len(self._due) < WAITING_MAX:
                    self._due.appendleft(people)
                await asyncio.sleep(RETRY_S)

    async def _look(self, people: Sequence[Actor]) -> None:
        read = await self._ballots.of_people(people)
        # A few hundred rounds: some tens of milliseconds, in which the loop goes on.
        for signal in await asyncio.to_thread(_found, read, people):
            if await self._signals.keep(signal, self._clock.now_ms()):
                names = ", ".join(signal.people)
                log.info("votes to look at (%s): %s", signal.kind, names)


def _found(ballots: Sequence[Ballot], people: Sequence[Actor]) -> list[Signal]:
    return [*mutual(ballots, people), *flocks(ballots, people)]
