"""Bots that play through a siege, how long they waited in each window, and what peace is like."""

import asyncio
from statistics import median
from typing import Final

from clients.bots.load import Load
from clients.bots.measures import Measures, Spread, spread
from clients.bots.options import Options
from clients.bots.outcome import Outcome

LOOK_S: Final = 0.1
SEATED_S_MAX: Final = 120.0


class Timed(Measures):
    """Also keeps when each acknowledgement came."""

    def __init__(self) -> None:
        super().__init__()
        self.took: list[tuple[float, float]] = []

    def acked(self, at_s: float, took_s: float, *, submit: bool) -> None:
        """One command was acknowledged."""
        super().acked(at_s, took_s, submit=submit)
        self.took.append((at_s, took_s * 1000))


class Players:
    """One load of bots, looked at while it plays."""

    def __init__(self, options: Options) -> None:
        self._load = Load(options)
        self._measures = self._load.measures = Timed()

    async def run(self) -> Outcome:
        """Play to the end."""
        return await self._load.run()

    async def seated(self, count: int) -> None:
        """Wait until so many have taken their seats."""
        for _ in range(int(SEATED_S_MAX / LOOK_S)):
            if self._measures.acks >= count:
                return
            await asyncio.sleep(LOOK_S)
        raise TimeoutError(f"{self._measures.acks} of {count} seated in {SEATED_S_MAX:g} s")

    def waits(self, began_s: float, ended_s: float) -> Spread:
        """How long it took from command to acknowledgement, in this window."""
        return spread([took for at, took in self._measures.took if began_s <= at <= ended_s])


class Calm:
    """The p99 of the windows of peace."""

    def __init__(self) -> None:
        self._windows: list[float] = []

    def add(self, p99: float) -> None:
        """One more."""
        self._windows.append(p99)

    def usual(self) -> float:
        """The middle one: a single hiccup must not make an attack look mild."""
        return median(self._windows)
