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
    """The machine's clock; a step of the wall clock moves `now_ms` but no running timer."""

    def now_ms(self) -> int:
        """Now, in Unix milliseconds."""
        return time.time_ns() // 1_000_000

    def call_at(self, at_ms: int, callback: Callable[[], None]) -> Timer:
        """Call back on the running loop at or soon after `at_ms`."""
        delay_s = max(0.0, (at_ms - self.now_ms()) / 1000)
        return asyncio.get_running_loop().call_later(delay_s, callback)
