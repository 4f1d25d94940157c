"""Time as the shells see it: a port, and the real one. Tests bring their own."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """A call that is to come."""

    def cancel(self) -> None:
        """Don't call."""


class Clock(Protocol):
    """Unix milliseconds, and calls at a moment."""

    def now_ms(self) -> int:
        """Now, in Unix milliseconds."""

    def call_at(self, at_ms: int, callback: Callable[[], None]) -> Timer:
        """Call back at or soon after `at_ms`; at once if it has passed."""


def later(clock: Clock) -> Callable[[int, Callable[[], None]], object]:
    """Calls back after so many milliseconds."""
    return lambda pause_ms, callback: clock.call_at(clock.now_ms() + pause_ms, callback)


class SystemClock:
    """The machine's clock; a step of the wall clock moves `now_ms` but no running timer.

    For one event loop: it keeps the one that it first meets.
    """

    def __init__(self) -> None:
        # Kept, since asking asyncio for it costs a system call each time (getpid).
        self._loop: asyncio.AbstractEventLoop | None = None

    def now_ms(self) -> int:
        """Now, in Unix milliseconds."""
        return time.time_ns() // 1_000_000

    def call_at(self, at_ms: int, callback: Callable[[], None]) -> Timer:
        """Call back on the running loop at or soon after `at_ms`."""
        loop = self._loop = self._loop or asyncio.get_running_loop()
        delay_ms = at_ms - self.now_ms()
        # uvloop makes a timer of every delay, even of none.
        if delay_ms <= 0:
            return loop.call_soon(callback)
        return loop.call_later(delay_ms / 1000, callback)
