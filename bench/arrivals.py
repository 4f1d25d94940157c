"""Signals in an open loop: reactions come when they come, whether or not the last ones were heard.

`python -m bench.arrivals` lets Poisson arrivals fly at rising rates; a wait counts from the moment
a reaction was due, so a node that falls behind can't hide it.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct

from bench import record
from bench.parlour import Parlour, Shape, placed
from bench.record import Bar, Figure, Options, Record, at_least, at_most
from bench.town import OPEN, built
from bench.wsload import Generator, Report, disturbance, disturbed, loaded

THOUSAND: Final = 1_000
# Of deliveries: what was asked for and what was carried differ by the dice of the arrivals.
CARRIED_SHARE_MIN: Final = 0.97
LARGE_P99_MS_MAX: Final = 10.0
LARGE_MIN: Final = 2_000_000.0
SMALL_P99_MS_MAX: Final = {120_000: 1.0, 240_000: 5.0}


class Size(Struct, frozen=True, kw_only=True):
    """How big it is; rates are deliveries/s of all rooms together."""

    small: Shape = Shape(8)
    large: Shape = Shape(100)
    small_rates: tuple[int, ...] = (20_000, 60_000, 120_000, 240_000, 400_000)
    # A little over two million: the dice of the arrivals give some less than was asked for, and
    # the bar is what arrives.
    large_rates: tuple[int, ...] = (500_000, 1_000_000, 2_050_000, 3_000_000)
    # A disturbed run is repeated; of all runs of a rate the least disturbed counts.
    runs: int = 2
    warm_s: float = 1.0
    window_s: float = 3.0


SMALL: Final = Size(
    small=Shape(8, 16),
    large=Shape(14, 28),
    small_rates=(2_000,),
    large_rates=(4_000,),
    warm_s=0.2,
    window_s=0.4,
)


class Wave(Struct, frozen=True):
    """One rate, and what came of it."""

    room: int
    rate: int
    seen: Report

    @property
    def carried(self) -> bool:
        """Whether nothing was lost, and as much arrived as was sent."""
        return self.seen.lost == 0 and (self.seen.deliveries_per_s >= CARRIED_SHARE_MIN * self.rate)


async def measure(size: Size, load: Generator) -> list[Wave]:
    """Every rate once, the low ones first."""
    guests = max(size.small.connections, size.large.connections)
    waves: list[Wave] = []
    with TemporaryDirectory(prefix="genius-arrivals-") as folder:
        async with built(1) as town:
            placed(town)
            parlour = await Parlour.open(town, guests)
            for shape, rates in ((size.small, size.small_rates), (size.large, size.large_rates)):
                lines = await parlour.lines(shape, Path(folder))
                for rate in rates:
                    runs: list[Report] = []
                    while len(runs) < size.runs and all(map(disturbed, runs)):
                        how = _how(size, shape, rate)
                        runs.append(await parlour.react(load, shape, lines, *how))
                    waves.append(Wave(shape.room, rate, min(runs, key=disturbance)))
    return waves


def _how(size: Size, shape: Shape, rate: int) -> tuple[str, ...]:
    return (
        *("--arrival", "poisson", "--total-rate", f"{rate / shape.room:g}"),
        *("--warm", str(size.warm_s), "--secs", str(size.window_s), "--drain", "2"),
    )


def told(waves: list[Wave], size: Size) -> Record:
    """What was found, as a record."""
    return Record(
        case="arrivals",
        at=record.now(),
        machine=record.machine(),
        settings={
            "connections": size.small.connections,
            "rooms": "8 seats; 12 seats and the rest watching",
            "arrivals": "poisson",
            "window_s": size.window_s,
            "runs": f"repeated if disturbed, {size.runs} at most; the least disturbed counts",
            "rate_factor": OPEN["GENIUS_RATE_FACTOR"],
            "cores": "server on the first, load and databases on the other",
        },
        figures=[figure for wave in waves for figure in _figures(wave)],
        bars=_bars(waves, size),
        notes=notes(waves),
    )


def notes(waves: list[Wave]) -> list[str]:
    """Which of the figures are more about the neighbours than about the server."""
    return [
        f"rooms of {wave.room}, {wave.rate // THOUSAND:,}k/s was disturbed: others had a core for"
        f" {disturbance(wave.seen):.0%} of the time, so its waits say little"
        for wave in waves
        if disturbed(wave.seen)
    ]


def _figures(wave: Wave) -> list[Figure]:
    seen, what = wave.seen, f"rooms of {wave.room}, {wave.rate // THOUSAND:,}k/s"
    return [
        Figure(f"{what}: deliveries", seen.deliveries_per_s, "1/s"),
        Figure(f"{what}: p50", seen.lat_ms.p50, "ms"),
        Figure(f"{what}: p99", seen.lat_ms.p99, "ms"),
        Figure(f"{what}: p99.9", seen.lat_ms.p999, "ms"),
        Figure(f"{what}: lost", float(seen.lost), f"of {seen.expected:,}"),
        Figure(f"{what}: server busy", seen.server_cpu, "cores"),
        Figure(f"{what}: server kept off its core", seen.server_kept_off, "of the time"),
        Figure(f"{what}: load busy", seen.client_cpu, "cores"),
        Figure(f"{what}: load kept off its core", seen.load_kept_off, "of the time"),
    ]


def _bars(waves: list[Wave], size: Size) -> list[Bar]:
    bars: list[Bar] = []
    for wave in waves:
        most = SMALL_P99_MS_MAX.get(wave.rate)
        if wave.room == size.small.room and most is not None:
            name = f"rooms of {wave.room}, {wave.rate // THOUSAND:,}k/s: p99"
            bars.append(at_most(name, most, wave.seen.lat_ms.p99, "ms"))
    good = [
        wave.seen.deliveries_per_s
        for wave in waves
        if wave.room == size.large.room and wave.carried and wave.seen.lat_ms.p99 < LARGE_P99_MS_MAX
    ]
    name = f"rooms of {size.large.room}: without loss at p99 < {LARGE_P99_MS_MAX:g} ms"
    bars.append(at_least(name, LARGE_MIN, max(good, default=0.0), "1/s"))
    return bars


def run(options: Options) -> Record:
    """The case; raises Lacking."""
    size = SMALL if options.smoke else Size()
    return told(loaded(options, measure, size), size)


if __name__ == "__main__":
    sys.exit(record.alone(run))
