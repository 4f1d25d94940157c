"""Bots in a process of their own, looked at while they play.

`python -m bench.crew` reads its Options as the first line. Each further line is a window of
`perf_counter`, answered with the acks in it; at the end of the input it ends, games or not.
"""

import asyncio
import os
from time import perf_counter
from typing import Final, Self

import msgspec
import uvloop
from msgspec import Struct

from bench.calm import Timed
from bench.child import Child
from clients.bots.load import Load
from clients.bots.options import Options
from clients.bots.orders import answer, orders

ANSWER_S: Final = 60.0


class Asked(Struct, frozen=True):
    """A window of time, in seconds of `perf_counter`, which all processes of a machine share."""

    began_s: float
    ended_s: float


class Seen(Struct, frozen=True):
    """What was acknowledged in it, and how long that took in ms; by whether the room was near."""

    acks: int = 0
    home_ms: tuple[float, ...] = ()
    away_ms: tuple[float, ...] = ()
    # Since the start.
    game: str | None = None
    over: int = 0
    errors: tuple[str, ...] = ()


class Sorted(Timed):
    """Also keeps where the room was."""

    def __init__(self) -> None:
        super().__init__()
        self.near: list[tuple[float, float]] = []
        self.far: list[tuple[float, float]] = []

    def crossed(self, took_s: float, *, home: bool) -> None:
        """The same command again: was its room founded on the node that took it?"""
        (self.near if home else self.far).append((perf_counter(), took_s * 1000))


class Crew:
    """The other end of it, for whoever asks."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self.pid = child.pid

    @classmethod
    async def send(cls, options: Options) -> Self:
        """Start bots that play as is said here."""
        child = await Child.start("bench.crew")
        child.tell(options)
        return cls(child)

    async def seen(self, began_s: float, ended_s: float) -> Seen:
        """What they saw in this window; raises TimeoutError, and what a broken line raises."""
        return await self._child.ask(Asked(began_s, ended_s), Seen, ANSWER_S)

    async def end(self) -> None:
        """They leave at once."""
        await self._child.end()


async def main() -> None:
    """Play, and answer, until nobody asks any more."""
    lines = orders()
    load = Load(msgspec.json.decode(await anext(lines), type=Options))
    measures = load.measures = Sorted()
    playing = asyncio.create_task(load.run())
    async for line in lines:
        await answer(_seen(load, measures, msgspec.json.decode(line, type=Asked)))
    playing.cancel()
    # Nobody reads what they would say of games that were broken off.
    os._exit(0)


def _seen(load: Load, measures: Sorted, asked: Asked) -> Seen:
    def within(samples: list[tuple[float, float]]) -> tuple[float, ...]:
        return tuple(round(took, 3) for at, took in samples if asked.began_s <= at <= asked.ended_s)

    return Seen(
        acks=len(within(measures.took)),
        home_ms=within(measures.near),
        away_ms=within(measures.far),
        game=load.ledgers[0].game if load.ledgers else None,
        over=measures.games_over,
        errors=tuple(measures.error_notes),
    )


if __name__ == "__main__":
    uvloop.run(main())
