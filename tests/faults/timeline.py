"""Acts at their moments; it knows no act."""

import heapq
import itertools
import time
from collections.abc import Callable

Act = Callable[[], object]


class Timeline:
    """A list of what is to be done when; seconds count from its making."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._acts: list[tuple[float, int, Act]] = []
        self._count = itertools.count()

    @property
    def now_s(self) -> float:
        """How far we are."""
        return time.monotonic() - self._began

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return not self._acts

    def add(self, at_s: float, act: Act) -> None:
        """To be done at `at_s`, or soon after."""
        heapq.heappush(self._acts, (at_s, next(self._count), act))

    def repeat(self, every_s: float, act: Act, goes_on: Callable[[], bool]) -> None:
        """To be done now, and again and again for as long as something goes on."""
        act()
        if goes_on():
            self.add(self.now_s + every_s, lambda: self.repeat(every_s, act, goes_on))

    def step(self) -> None:
        """Do what is due, or wait for a moment."""
        if self._acts and self._acts[0][0] <= self.now_s:
            heapq.heappop(self._acts)[2]()
        else:
            time.sleep(0.02)  # the moments are the point of it
