"""Hours at half load: whether memory and latency stay what they were.

`python -m bench.soak --minutes 60` lets people play game after game on one node, and looks at it
every 15 seconds. The first part of the time, in which everything grows to its size, is not judged.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from statistics import linear_regression, mean, median
from time import perf_counter
from typing import Final

import psutil
import uvloop
from msgspec import Struct

from bench.evening import Grow, Guests, Look, Seen
from bench.gauges import cpu_of
from bench.past import remember
from bench.record import (
    RESULTS,
    Figure,
    Options,
    Record,
    at_most,
    keep,
    machine,
    now,
    prepare,
    table,
)
from bench.storm import AS_DELIVERED
from bench.table import Habits
from bench.town import Town, built, halves, pin
from clients.bots.measures import spread

MIB: Final = 1024 * 1024
# Growth from the beginning of what is judged to its end, of memory and of the median latency.
GROWTH_MAX: Final = 0.1
WARM_UP: Final = 0.25
HOW: Final = (
    "The first quarter is not judged. Growth is that of a straight line through the rest, whose"
    " slope is the median of those between any two looks (Theil, Sen): while PostgreSQL vacuums, a"
    " look is several times as slow, and where that happens to come tilts one of least squares."
)
TABLES_PER_S: Final = 10.0


class Size(Struct, frozen=True, kw_only=True):
    """How long and how much."""

    minutes: float = 60.0
    # Half of what `bench.games` finds in time with all on, judge and minds too, is less than half
    # a core.
    games: int = 60
    every_s: float = 15.0
    # Of each agent, while the beginning passes that is not judged: as many as it may have, so that
    # hours are like months. As they learn, each question costs more, and memory grows.
    memories: int = 10_000
    # So long they wait for the indexes of the model in use, which is known by the first of all.
    model_s: float = 90.0
    habits: Habits = Habits()


SMALL: Final = Size(
    minutes=0.1,
    games=2,
    every_s=1.5,
    memories=20,
    model_s=0.0,
    habits=Habits(agents=0, think_min_s=0.05, think_max_s=0.15, reveal_s=0),
)


class Sample(Struct, frozen=True, kw_only=True):
    """One look; seconds since the first, MiB, milliseconds, cores."""

    at_s: float
    rss_mib: float
    p50_ms: float
    p99_ms: float
    acks_per_s: float
    cores: float


def trend(samples: Sequence[tuple[float, float]]) -> float:
    """By how much of its median a value grows over all of the time, on a straight line.

    Its slope is the median of all slopes between two samples: H. Theil, A rank-invariant method of
    linear regression, 1950; P. K. Sen, Estimates of the regression coefficient, 1968.
    """
    if len(samples) < 2:
        return 0.0
    slope = median((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(samples, 2))
    middle = median(value for _, value in samples)
    return slope * (samples[-1][0] - samples[0][0]) / middle if middle else 0.0


def tilt(samples: Sequence[tuple[float, float]]) -> float:
    """The same of its mean, on the line of least squares."""
    if len(samples) < 2:
        return 0.0
    times, values = zip(*samples, strict=True)
    slope, _ = linear_regression(times, values)
    return float(slope * (times[-1] - times[0]) / (mean(values) or 1.0))


async def measure(size: Size) -> tuple[list[Sample], Seen, list[str]]:
    """All looks, and what the load has seen in all."""
    async with built(1, AS_DELIVERED) as town:
        guests = await Guests.invite()
        try:
            place(town, guests.pid)
            over_s = size.games / TABLES_PER_S
            port = town.nodes[0].port
            await guests.ask(Grow(size.games, over_s, port, size.habits))
            past = asyncio.create_task(remember(town.database_url, size.memories, size.model_s))
            samples, began_s = list[Sample](), perf_counter()
            while perf_counter() < began_s + size.minutes * 60:
                samples.append(await look(town, guests, size.every_s, began_s))
            await past
            last = await guests.ask(Look(0.0, 0.0))
        finally:
            await guests.leave()
        return samples, last, town.wrongs


def place(town: Town, load: int) -> None:
    """The node on the first core, all others on the rest, if there is any."""
    cores = halves()
    if cores is not None:
        pids = town.pids
        pin([*pids["postgres"], *pids["valkey"], load, os.getpid()], cores[1])
        # Last, since they are children of this program.
        pin(pids["nodes"], cores[0])


async def look(town: Town, guests: Guests, every_s: float, first_s: float) -> Sample:
    """Wait for so long, and tell how it went."""
    (pid,) = town.pids["nodes"]
    began_s, before = perf_counter(), cpu_of([pid])
    await asyncio.sleep(every_s)
    ended_s, after = perf_counter(), cpu_of([pid])
    seen = await guests.ask(Look(began_s, ended_s))
    acks = spread(seen.acks_ms)
    return Sample(
        at_s=ended_s - first_s,
        rss_mib=psutil.Process(pid).memory_info().rss / MIB,
        p50_ms=acks.p50 or 0.0,
        p99_ms=acks.p99 or 0.0,
        acks_per_s=acks.n / (ended_s - began_s),
        cores=(after - before) / (ended_s - began_s),
    )


def judged(size: Size, samples: Sequence[Sample], last: Seen, wrongs: Sequence[str]) -> Record:
    """What it comes to."""
    late = samples[int(len(samples) * WARM_UP) :]
    memory = trend([(each.at_s, each.rss_mib) for each in late])
    p50s = [(each.at_s, each.p50_ms) for each in late]
    p50 = trend(p50s)
    troubles = [f"{count} times: {what}" for what, count in last.wrongs.items()]
    troubles += [f"{count} refused, {code}" for code, count in last.refusals.items()]
    hours = (late[-1].at_s - late[0].at_s) / 3600 or 1.0
    return Record(
        case="soak",
        at=now(),
        machine=machine(),
        settings={
            "minutes": size.minutes,
            "games": size.games,
            "looks": len(samples),
            "memories of each agent": size.memories,
        },
        figures=[
            Figure("games played to their end", last.games),
            Figure("commands acked", median(each.acks_per_s for each in late), "/s"),
            Figure("the node's load", median(each.cores for each in late), "cores"),
            Figure("resident at first", late[0].rss_mib, "MiB"),
            Figure("resident at last", late[-1].rss_mib, "MiB"),
            Figure("it grows by", memory * mean(e.rss_mib for e in late) / hours, "MiB/h"),
            Figure("ack p50, first look", late[0].p50_ms, "ms"),
            Figure("ack p50, last look", late[-1].p50_ms, "ms"),
            Figure("ack p50 grows, on the line of least squares", 100 * tilt(p50s), "%"),
            Figure("ack p50, median of all looks", median(each.p50_ms for each in late), "ms"),
            Figure("ack p99, median of all looks", median(each.p99_ms for each in late), "ms"),
            Figure("ack p99, worst look", max(each.p99_ms for each in late), "ms"),
            Figure("ack p99 changes by", 100 * trend([(e.at_s, e.p99_ms) for e in late]), "%"),
        ],
        bars=[
            at_most("memory grows", 100 * GROWTH_MAX, 100 * memory, "%"),
            at_most("ack p50 grows", 100 * GROWTH_MAX, 100 * p50, "%"),
        ],
        notes=[
            HOW,
            *troubles,
            *wrongs,
        ],
    )


def run(options: Options) -> Record:
    """As `python -m bench` asks for it: an hour, or a few seconds."""
    size = SMALL if options.smoke else Size()
    return judged(size, *uvloop.run(measure(size)))


def main() -> int:
    """Measure, print, keep; 1 if anything was not flat."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak")
    parser.add_argument("--minutes", type=float, default=Size().minutes, help="(%(default)s)")
    parser.add_argument("--games", type=int, default=Size().games, help="(%(default)s)")
    parser.add_argument("--smoke", action="store_true", help="a few seconds, to see that it runs")
    parser.add_argument("--folder", type=Path, default=RESULTS, help="where the result is kept")
    given = parser.parse_args()
    prepare()
    size = SMALL if given.smoke else Size(minutes=given.minutes, games=given.games)
    found = judged(size, *uvloop.run(measure(size)))
    sys.stdout.write(table(found) + "\n")
    if not given.smoke or given.folder != RESULTS:
        keep(found, given.folder)
    return 0 if given.smoke or all(bar.met for bar in found.bars) else 1


if __name__ == "__main__":
    sys.exit(main())
