"""The offline judge on one core: rooms of twelve answers that it has never read, one by one.

`python -m bench.judge` tells how long a room takes, and how much memory the judge's program has.
"""

import os
import resource
import sys
from itertools import islice, product
from statistics import median
from time import perf_counter_ns, process_time_ns
from typing import Final

from agents.judge.scoring import Senses, score
from agents.judge.weights import parse_weights
from agents.providers.judge_cli import WEIGHTS
from agents.providers.minilm import EmbedderMissing, open_senses
from bench.record import Figure, Lacking, Options, Record, alone, at_most, machine, now

ANSWERS: Final = 12
ROOMS: Final = 200
WARM_ROOMS: Final = 3
P99_MS_MAX: Final = 150.0
MIB_MAX: Final = 300.0
MS: Final = 1_000_000
KIB: Final = 1024
WHO: Final = [
    "duck",
    "grandmother",
    "tax inspector",
    "pirate",
    "toaster",
    "goalkeeper",
    "ghost",
    "barber",
    "llama",
    "judge",
]
WHAT: Final = (
    "teaches my {} to swim in soup",
    "would still be late for its own {}",
    "sells one {} and buys two left shoes",
    "is a {} with better lighting",
    "needs a bigger {}, and so do I",
    "promised me a {} made of butter",
    "has read the manual of the {} twice",
    "plays chess against a {} and loses politely",
    "was told there would be a {}. There was only cake",
    "calls it art; we call it a {}",
)
WITH: Final = [
    "umbrella",
    "volcano",
    "sandwich",
    "parade",
    "piano",
    "passport",
    "cactus",
    "moustache",
    "bathtub",
    "trophy",
]
WHEN: Final = ("on a Tuesday", "in the dark", "before breakfast", "for nine dollars", "at sea")


def rooms(count: int) -> list[tuple[str, list[str]]]:
    """So many prompts, each with twelve answers; no answer comes twice."""
    told = product(WHEN, WITH, WHAT, WHO)
    texts = (f"The {who} {what.format(thing)} {when}" for when, thing, what, who in told)
    return [
        (f"What does a {WHO[at % len(WHO)]} do number {at}?", list(islice(texts, ANSWERS)))
        for at in range(count)
    ]


def p99(values: list[float]) -> float:
    """The value that one in a hundred exceeds."""
    return sorted(values)[min(len(values) - 1, len(values) * 99 // 100)]


def measure(senses: Senses, count: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each room by the clock and of this program's own time."""
    weights = parse_weights(WEIGHTS.read_bytes())
    clock, own = [], []
    for at, (prompt, texts) in enumerate(rooms(count + WARM_ROOMS)):
        began, spent = perf_counter_ns(), process_time_ns()
        score(prompt, texts, senses, weights)
        if at >= WARM_ROOMS:
            clock.append((perf_counter_ns() - began) / MS)
            own.append((process_time_ns() - spent) / MS)
    return clock, own


def run(options: Options) -> Record:
    """All of it, on the first core alone."""
    count = 3 if options.smoke else ROOMS
    cores = os.sched_getaffinity(0)
    try:
        senses = open_senses()
    except EmbedderMissing as error:
        raise Lacking(str(error)) from error
    os.sched_setaffinity(0, [min(cores)])
    try:
        clock, own = measure(senses, count)
    finally:
        os.sched_setaffinity(0, cores)
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB
    return Record(
        case="judge",
        at=now(),
        machine=machine(),
        settings={"rooms": count, "answers": ANSWERS, "embedder": senses.embedder.name},
        figures=[
            Figure("a room, median", median(clock), "ms"),
            Figure("a room, p99", p99(clock), "ms"),
            Figure("a room, p99 of its own time", p99(own), "ms"),
            Figure("the program at its most", mib, "MiB"),
        ],
        bars=[
            at_most("12 answers judged, p99", P99_MS_MAX, p99(clock), "ms"),
            at_most("memory of the judge", MIB_MAX, mib, "MiB"),
        ],
        notes=["Every answer is new: nothing was read ahead or kept from an earlier room."],
    )


if __name__ == "__main__":
    sys.exit(alone(run))
