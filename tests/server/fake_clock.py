"""A clock that stands still until a test moves it, and a bounded way to wait for anything else."""

import asyncio
import heapq
import itertools
from collections.abc import Callable

NOW = 1_764_000_000_000
WITHIN_S = 10.0


class FakeTimer:
    """A call to come; `cancel` keeps it from being made."""

    def __init__(self, at_ms: int, callback: Callable[[], None]) -> None:
        self.at_ms, self.callback = at_ms, callback
        self.is_over = False

    def cancel(self) -> None:
        """Don't call."""
        self.is_over = True

    def fire(self) -> None:
        """Call, once and only if not cancelled."""
        if not self.is_over:
            self.is_over = True
            self.callback()


class FakeClock:
    """The Clock port. What is already due is called in the next turn of the loop."""

    def __init__(self, now_ms: int = NOW) -> None:
        self._now_ms = now_ms
        self._count = itertools.count()
        self._heap: list[tuple[int, int, FakeTimer]] = []

    def now_ms(self) -> int:
        """Now, in Unix milliseconds."""
        return self._now_ms

    def call_at(self, at_ms: int, callback: Callable[[], None]) -> FakeTimer:
        """Call back when the test has moved the clock this far."""
        timer = FakeTimer(at_ms, callback)
        if at_ms <= self._now_ms:
            asyncio.get_running_loop().call_soon(timer.fire)
        else:
            heapq.heappush(self._heap, (at_ms, next(self._count), timer))
        return timer

    @property
    def pending(self) -> list[int]:
        """The moments for which calls are still due, in order."""
        return sorted(at_ms for at_ms, _, timer in self._heap if not timer.is_over)

    def jump(self, ms: int) -> None:
        """Let time pass without anybody being called: what is overdue is called by `advance`."""
        self._now_ms += ms

    async def advance(self, ms: int) -> None:
        """Let time pass, calling each timer at its moment and what follows from it in between."""
        target = self._now_ms + ms
        while self._heap and self._heap[0][0] <= target:
            at_ms, _, timer = heapq.heappop(self._heap)
            self._now_ms = max(self._now_ms, at_ms)
            timer.fire()
            await settle()
        self._now_ms = max(self._now_ms, target)
        await settle()


async def settle(turns: int = 12) -> None:
    """Let the loop turn until what the twins can do at once is done: they never suspend."""
    for _ in range(turns):
        await asyncio.sleep(0)


async def until(condition: Callable[[], object], what: str = "") -> None:
    """Turn the loop until this holds; fails after 10 s of real time."""
    try:
        async with asyncio.timeout(WITHIN_S):
            while not condition():  # noqa: ASYNC110 - a condition, not an event
                await asyncio.sleep(0)
    except TimeoutError:
        raise AssertionError(f"it never came to this: {what or condition}") from None
