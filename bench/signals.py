"""Signals in a closed loop: everyone reacts again as soon as they heard their own last reaction.

`python -m bench.signals` compares one node with the smallest server on `broadcast()`, in turn, in
the same run. Clients fall into step here, which flatters whoever gathers: see bench.arrivals.
"""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct

from bench import record
from bench.parlour import REACT, Parlour, Shape, placed
from bench.record import Bar, Figure, Options, Ratio, Record, at_least
from bench.town import OPEN, built, halves, pin
from bench.wsload import Generator, Report, disturbance, disturbed, loaded

DELIVERIES_MIN: Final = 350_000.0
DELIVERIES_AIM: Final = 450_000.0
TIMES_PLAIN_MIN: Final = 3.0
# The plain server sends back what it got, so it gets what ours would have said.
SAID_BACK: Final = REACT.replace('{"op":"game.react"', '{"sig":"reaction"').replace(
    '"{f2}"',
    '"01234567-89ab-cdef-0123-456789abcdef","player":"01234567-89ab-cdef-0123-456789abcdef"',
)


class Size(Struct, frozen=True, kw_only=True):
    """How big it is."""

    small: Shape = Shape(8)
    large: Shape = Shape(100)
    turns: int = 3
    warm_s: float = 1.0
    window_s: float = 4.0


SMALL: Final = Size(small=Shape(8, 16), large=Shape(14, 28), turns=1, warm_s=0.2, window_s=0.4)


class Found(Struct):
    """The reports of all turns."""

    ours: list[Report] = []
    plain: list[Report] = []
    ours_large: list[Report] = []
    plain_large: list[Report] = []


@asynccontextmanager
async def plain(cores: Sequence[int]) -> AsyncIterator[tuple[int, int]]:
    """The server that is compared with: its port and its pid."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.plain"),
        stdin=DEVNULL,
        stdout=PIPE,
        cwd=Path(__file__).parents[1],
    )
    try:
        assert child.stdout is not None
        port = int(await child.stdout.readline())
        if cores:
            pin([child.pid], cores)
        yield port, child.pid
    finally:
        child.kill()
        await child.wait()


async def measure(size: Size, load: Generator) -> Found:
    """Ours and theirs in turn; the rooms of 100 once each at the end."""
    found = Found()
    first, _ = halves() or ([], [])
    how = ("--closed-loop", *_for(size.warm_s, size.window_s))
    guests = max(size.small.connections, size.large.connections)
    with TemporaryDirectory(prefix="genius-signals-") as folder:
        async with built(1) as town, plain(first) as (port, pid):
            placed(town)
            parlour = await Parlour.open(town, guests)

            async def theirs(shape: Shape) -> Report:
                return await load.run(
                    port,
                    pid,
                    *("--path", "/r{room}", "--msg", SAID_BACK),
                    *(*shape.arguments, *how),
                )

            small = await parlour.lines(size.small, Path(folder))
            for _ in range(size.turns):
                found.ours.append(await parlour.react(load, size.small, small, *how))
                found.plain.append(await theirs(size.small))
            large = await parlour.lines(size.large, Path(folder))
            found.ours_large.append(await parlour.react(load, size.large, large, *how))
            found.plain_large.append(await theirs(size.large))
    return found


def _for(warm_s: float, window_s: float) -> tuple[str, ...]:
    return ("--warm", str(warm_s), "--secs", str(window_s), "--drain", "1")


def told(found: Found, size: Size) -> Record:
    """What was found, as a record."""
    figures: list[Figure] = []
    rates: dict[str, float] = {}
    for name, shape, reports in (
        ("ours", size.small, found.ours),
        ("broadcast()", size.small, found.plain),
        ("ours", size.large, found.ours_large),
        ("broadcast()", size.large, found.plain_large),
    ):
        what = f"{name}, rooms of {shape.room}"
        rates[what] = median(each.deliveries_per_s for each in reports)
        figures += _figures(what, reports)
    ours, theirs = f"ours, rooms of {size.small.room}", f"broadcast(), rooms of {size.small.room}"
    times = rates[ours] / rates[theirs]
    large = f"rooms of {size.large.room}"
    return Record(
        case="signals",
        at=record.now(),
        machine=record.machine(),
        settings={
            "connections": size.small.connections,
            "rooms": "8 seats; 12 seats and the rest watching",
            "turns": size.turns,
            "window_s": size.window_s,
            "rate_factor": OPEN["GENIUS_RATE_FACTOR"],
            "cores": "server on the first, load and databases on the other",
        },
        figures=figures,
        ratios=[
            Ratio(f"deliveries, rooms of {size.small.room}", times, "broadcast()"),
            Ratio(
                f"deliveries, {large}",
                rates[f"ours, {large}"] / rates[f"broadcast(), {large}"],
                "broadcast()",
            ),
        ],
        bars=[*_bars(rates[ours], times)],
        notes=[f"the aim: {DELIVERIES_AIM:,.0f} deliveries/s in rooms of 8", *notes(found)],
    )


def notes(found: Found) -> list[str]:
    """Whose figures are more about the neighbours than about the server."""
    by_name = {
        "ours, small rooms": found.ours,
        "broadcast(), small rooms": found.plain,
        "ours, large rooms": found.ours_large,
        "broadcast(), large rooms": found.plain_large,
    }
    return [
        f"{name}: {len(loud)} of {len(reports)} turns were disturbed, others had a core for up to"
        f" {max(map(disturbance, loud)):.0%} of the time"
        for name, reports in by_name.items()
        if (loud := [each for each in reports if disturbed(each)])
    ]


def _figures(what: str, reports: Sequence[Report]) -> list[Figure]:
    def middle(name: str, of: Callable[[Report], float], unit: str) -> Figure:
        return Figure(f"{what}: {name}", median(map(of, reports)), unit)

    return [
        middle("deliveries", lambda each: each.deliveries_per_s, "1/s"),
        middle("p50", lambda each: each.lat_ms.p50, "ms"),
        middle("p99", lambda each: each.lat_ms.p99, "ms"),
        middle("CPU a delivery", lambda each: each.server_us_per_delivery, "us"),
        middle("server busy", lambda each: each.server_cpu, "cores"),
        middle("server kept off its core", lambda each: each.server_kept_off, "of the time"),
        middle("load busy", lambda each: each.client_cpu, "cores"),
        Figure(f"{what}: lost", float(sum(each.lost for each in reports)), "in all"),
    ]


def _bars(deliveries: float, times: float) -> tuple[Bar, ...]:
    return (
        at_least("deliveries, rooms of 8", DELIVERIES_MIN, deliveries, "1/s"),
        at_least("deliveries, times broadcast()", TIMES_PLAIN_MIN, times),
    )


def run(options: Options) -> Record:
    """The case; raises Lacking."""
    size = SMALL if options.smoke else Size()
    return told(loaded(options, measure, size), size)


if __name__ == "__main__":
    sys.exit(record.alone(run))
