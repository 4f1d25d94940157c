"""How long a program was kept from running by others on its core, as the kernel tells it.

Without it a figure of a shared machine can't be told from one of a slow server.
"""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import Final

LOOK_S: Final = 0.05
NS: Final = 1e-9


class Queueing:
    """Looks at the main threads of some programs while a run lasts; one that ends is let go."""

    def __init__(self, pids: Iterable[int]) -> None:
        waits = {pid: waited_s(pid) for pid in pids}
        self._first = {pid: (perf_counter(), w) for pid, w in waits.items() if w is not None}
        self._last = dict(self._first)
        self._task = asyncio.create_task(self._go_on())

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            self.look()

    def look(self) -> None:
        """Read the kernel's counts now; done by itself every LOOK_S."""
        for pid in self._first:
            wait = waited_s(pid)
            if wait is not None:
                self._last[pid] = perf_counter(), wait

    def end(self) -> None:
        """Look no more."""
        self._task.cancel()

    def share(self, pid: int) -> float:
        """The part of the time in which it could have run but another had its core; 0 to 1."""
        if pid not in self._first:
            return 0.0
        (began, before), (ended, after) = self._first[pid], self._last[pid]
        return (after - before) / (ended - began) if ended > began else 0.0


def waited_s(pid: int) -> float | None:
    """Seconds that its main thread has stood in the queue; None where that can't be told."""
    try:
        told = Path(f"/proc/{pid}/schedstat").read_text()
    except OSError:
        return None
    return waited_in(told)


def waited_in(told: str) -> float | None:
    """The second of the kernel's three numbers, in seconds."""
    numbers = told.split()
    return int(numbers[1]) * NS if len(numbers) == 3 else None
