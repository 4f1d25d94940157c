"""The shell around bcrypt: a bounded queue before few threads, which give way to everything else.

Must not know whose password it is.
"""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol, TypeVar

import bcrypt

from server.passwords import BYTES_MAX, canonical

COST: Final = 12
THREADS: Final = 1
WAITING_MAX: Final = 32
# What one hash takes on a common machine, for saying when to come back.
HASH_MS: Final = 250
NICENESS: Final = 10

T = TypeVar("T")


class TooBusy(Exception):
    """The queue is full: nothing was tried."""

    def __init__(self, retry_after_ms: int) -> None:
        super().__init__(f"come back in {retry_after_ms} ms")
        self.retry_after_ms = retry_after_ms


class Passwords(Protocol):
    """Makes and checks hashes, both slowly; raises TooBusy."""

    async def hashed(self, password: str) -> str:
        """A hash to keep; the password has at most 72 bytes."""

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether it is the hash's; without one False, after just as long."""


class Bcrypt:
    """The Passwords port. Its threads give the interpreter free, and way to all others.

    At most `waiting_max` wait; more are refused with TooBusy before anything is computed.
    """

    def __init__(
        self, *, cost: int = COST, threads: int = THREADS, waiting_max: int = WAITING_MAX
    ) -> None:
        self.cost = cost
        self._retry_after_ms = HASH_MS * max(1, waiting_max) // threads
        self._free = threading.BoundedSemaphore(threads + waiting_max)
        self._threads = ThreadPoolExecutor(threads, "password", initializer=_be_nice)
        # A hash of nothing, at the same cost: it takes as long to say no to nobody.
        self._nobody = f"$2b${cost:02}$" + "." * 53

    async def hashed(self, password: str) -> str:
        """A hash to keep; the password has at most 72 bytes."""
        read = canonical(password)
        return await self._run(
            lambda: bcrypt.hashpw(read, bcrypt.gensalt(self.cost)).decode("ascii")
        )

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether it is the hash's; without one False, after just as long."""
        read = canonical(password)
        against = (password_hash or self._nobody).encode("ascii")
        is_right = await self._run(lambda: bcrypt.checkpw(read[:BYTES_MAX], against))
        return is_right and password_hash is not None and len(read) <= BYTES_MAX

    async def _run(self, compute: Callable[[], T]) -> T:
        if not self._free.acquire(blocking=False):
            raise TooBusy(self._retry_after_ms)
        # Freed when the thread is done with it, which is later than a caller who has gone.
        running = self._threads.submit(compute)
        running.add_done_callback(lambda _: self._free.release())
        return await asyncio.wrap_future(running)

    def close(self) -> None:
        """Drop what waits; what runs ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _be_nice() -> None:
    """Where the system allows it: the loop, which serves the games, goes first."""
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
