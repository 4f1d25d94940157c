"""One timer of a room: for the last call of a phase, then for its deadline; sans I/O.

Must not know what is done at either.
"""

from collections.abc import Callable
from typing import Final, Protocol

from game.state import Phase

# So long before these phases end, everyone is told once.
LAST_CALL_MS: Final = 10_000
LAST_CALLED: Final = (Phase.ANSWERING, Phase.VOTING)


class Timer(Protocol):
    """A call that is to come."""

    def cancel(self) -> None:
        """Don't call."""


class Times(Protocol):
    """A clock, as far as it is needed here."""

    def now_ms(self) -> int:
        """Now, in Unix milliseconds."""

    def call_at(self, at_ms: int, callback: Callable[[], None]) -> Timer:
        """Call back at or soon after `at_ms`."""


class Alarm:
    """Rings at one deadline at a time; `last_call` is called before it, where there is one."""

    def __init__(
        self, clock: Times, last_call: Callable[[], None], ring: Callable[[], None]
    ) -> None:
        self._clock, self._last_call, self._ring = clock, last_call, ring
        self._timer: Timer | None = None
        self._due_ms: int | None = None
        self._phase: Phase | None = None

    def set(self, due_ms: int | None, phase: Phase | None) -> None:
        """Ring at `due_ms`, Unix milliseconds; not at all for None."""
        if self._timer is not None and due_ms == self._due_ms and phase is self._phase:
            return  # as it is: most of what happens moves no deadline
        self.stop()
        self._due_ms, self._phase = due_ms, phase
        if due_ms is None:
            return
        call_ms = due_ms - LAST_CALL_MS
        if phase in LAST_CALLED and self._clock.now_ms() < call_ms:
            self._timer = self._clock.call_at(call_ms, self._call_last)
        else:
            self._timer = self._clock.call_at(due_ms, self._go_off)

    def stop(self) -> None:
        """Don't ring."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _call_last(self) -> None:
        assert self._due_ms is not None
        self._timer = self._clock.call_at(self._due_ms, self._go_off)
        self._last_call()

    def _go_off(self) -> None:
        self._timer = None
        self._ring()
