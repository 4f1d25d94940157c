"""Case (j): how much of a core the valley's tick takes, with all its rules and no I/O.

A thousand agents at 10 ticks a second and ten thousand at one, CPU time, in the busiest hours.
"""

import gc
import sys
from collections import Counter
from statistics import quantiles
from time import process_time
from typing import Final

from msgspec.structs import replace

from agents.persona import Persona, load_personas
from agents.routine import Bond
from agents.world.body import Setting, World, born, setting
from agents.world.clock import MINUTE_MS, PACE
from agents.world.tick import tick
from bench.record import Figure, Options, Record, alone, at_most, machine, now
from server.valley.village_task import SHIPPED, texts, valley

CORE_PERCENT_MAX: Final = 60.0
# Of the day: all wake up, go to work, and meet; and the evening at the inn.
MORNING, EVENING = 5 * 60 + 45, 18 * 60 + 20
WARM_MINUTES: Final = 30


def crowd(count: int) -> list[Persona]:
    """So many, with the days of those who ship, and each with a few friends and rivals."""
    models = load_personas(texts(SHIPPED))
    return [
        replace(
            models[number % len(models)],
            slug=f"a{number}",
            relationships=tuple(
                Bond(f"a{(number + step) % count}", "friend", 40 * sign, 50)
                for step, sign in ((1, 1), (-1, 1), (7, -1), (-7, -1), (12, 1), (-12, 1))
            ),
        )
        for number in range(count)
    ]


def woken(around: Setting, people: list[Persona], minute: int) -> World:
    """The world at a minute of its first day, once all have got to where they should be."""
    world = born(around, people, "bench", (minute - WARM_MINUTES) * MINUTE_MS)
    while world.now_ms < minute * MINUTE_MS:
        world, _ = tick(around, world, (), MINUTE_MS // PACE)
    return world


def measured(count: int, hz: int, seconds: int) -> tuple[list[float], Counter[str]]:
    """CPU seconds of each tick, half of them from the morning and half from the evening."""
    people = crowd(count)
    around = setting(valley(), people)
    took: list[float] = []
    happened: Counter[str] = Counter()
    for start in (MORNING, EVENING):
        world = woken(around, people, start)
        for _ in range(seconds * hz // 2):
            began = process_time()
            world, new = tick(around, world, (), 1_000 // hz)
            took.append(process_time() - began)
            happened.update(type(each).__name__ for each in new)
    return took, happened


def run(options: Options) -> Record:
    """Measure both sizes."""
    sizes = ((60, 10, 2), (120, 1, 4)) if options.smoke else ((1_000, 10, 120), (10_000, 1, 120))
    figures, bars = [], []
    for count, hz, seconds in sizes:
        gc.collect()
        took, happened = measured(count, hz, seconds)
        percent = 100 * sum(took) / (len(took) / hz)
        label = f"{count:,} agents at {hz} Hz"
        bars.append(at_most(f"{label}: of a core", CORE_PERCENT_MAX, percent, "%"))
        figures += [
            Figure(f"{label}: a tick", 1_000 * sum(took) / len(took), "ms"),
            Figure(f"{label}: p99 of ticks", 1_000 * quantiles(took, n=100)[98], "ms"),
            Figure(f"{label}: the longest tick", 1_000 * max(took), "ms"),
            Figure(f"{label}: meetings a second", happened["Met"] * hz / len(took)),
            Figure(f"{label}: talks a second", happened["Talked"] * hz / len(took)),
        ]
    return Record(
        case="world",
        at=now(),
        machine=machine(),
        settings={"python": sys.version.split()[0], "seconds": sizes[0][2]},
        figures=figures,
        bars=bars,
        notes=["Half of the seconds from 05:45 on, when all get up and go, half from 18:20 on."],
    )


if __name__ == "__main__":
    sys.exit(alone(run))
