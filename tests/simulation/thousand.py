"""The thousand evenings of every test run: their seeds, in parts, and how a part is judged."""

from functools import cache
from typing import Final

from tests.simulation.evening import Evening, Told
from tests.simulation.truth import Wrong

SEEDS: Final = tuple(range(1_000))
PART: Final = 50


def parts(first: int, after_last: int) -> list[tuple[int, ...]]:
    """The seeds from one number to another, so many at a time."""
    return [SEEDS[n : n + PART] for n in range(first, after_last, PART)]


def name(seeds: tuple[int, ...]) -> str:
    """What a part is called in a report."""
    return f"{seeds[0]}-{seeds[-1]}"


@cache  # what an evening tells is small, and some are asked about twice
def played(seed: int) -> Told:
    """One evening; a failure says how to see it again."""
    try:
        return Evening(seed).play()
    except Exception as error:
        raise Wrong(f"{error}; again: make sim SEED={seed}") from error


def all_played(seeds: tuple[int, ...]) -> None:
    """Play them; faults must not be what ends the games."""
    told = [played(seed) for seed in seeds]
    completed = [each for each in told if each.phase == "completed"]
    assert len(completed) > 0.8 * len(told)
