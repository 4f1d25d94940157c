"""Signals on their way to the database: behind, in batches, and never in anybody's way."""

import asyncio
import logging
from typing import Final

from persistence.ports import Nerves, StorageUnavailable
from server.clock import Clock
from server.minds.signal_book import SignalBook

PAUSE_MS: Final = 2_000
BATCH_MAX: Final = 1_000
DAY_MS: Final = 86_400_000

log = logging.getLogger(__name__)


class SignalWriter:
    """Writes what the book holds; while the database is away it waits there, as far as it fits."""

    def __init__(self, signals: Nerves, book: SignalBook, clock: Clock, days: int) -> None:
        self._signals, self._book, self._clock = signals, book, clock
        self._days = days

    async def run(self) -> None:
        """Write, then rest a little."""
        while True:
            await self.write()
            rested = asyncio.Event()
            self._clock.call_at(self._clock.now_ms() + PAUSE_MS, rested.set)
            await rested.wait()

    async def write(self) -> None:
        """Write all that waits, until the database can't."""
        waiting = self._book.unstored
        while waiting:
            batch = [waiting.popleft() for _ in range(min(BATCH_MAX, len(waiting)))]
            try:
                await self._signals.add(batch)
            except StorageUnavailable as error:
                log.debug("signals wait for the database: %s", error)
                # Perhaps they are there: written again, they are still there once.
                waiting.extendleft(reversed(batch))
                return

    async def cut(self) -> None:
        """Forget what is too old."""
        before_ms = self._clock.now_ms() - self._days * DAY_MS
        try:
            await self._signals.cut(before_ms)
        except StorageUnavailable as error:
            log.warning("old signals stay for another day: %s", error)
