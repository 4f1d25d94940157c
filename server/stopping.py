"""SIGTERM and SIGINT: an open node drains; before that its start is given up at once."""

import asyncio
import logging
import signal
from types import TracebackType
from typing import Self

log = logging.getLogger(__name__)


class Stopping:
    """`async with` around a node's whole life; the second signal changes nothing."""

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self._open = False
        self._work: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._work = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, self.tell)
        return self

    def tell(self) -> None:
        """Stop: what a signal says."""
        if not self._open and not self._told.is_set():
            # There is nothing to drain yet; whatever was begun cleans up after itself.
            assert self._work is not None
            self._work.cancel()
        self._told.set()

    def open(self) -> None:
        """From here on there is something to drain, and `told` returns instead."""
        self._open = True

    async def told(self) -> None:
        """Wait until somebody wants it to stop."""
        await self._told.wait()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        if kind is not asyncio.CancelledError or self._open or not self._told.is_set():
            return False
        assert self._work is not None
        self._work.uncancel()
        log.info("told to stop before it was open")
        return True
