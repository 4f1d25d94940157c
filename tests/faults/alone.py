"""A measurement as a program of its own: how often is an option, the status says if it is good."""

import argparse
import sys
from collections.abc import Callable
from typing import Protocol

from tests.faults.ground import Ground, grounded


class Figures(Protocol):
    """What came of it; as text, for people."""

    @property
    def holds(self) -> bool:
        """Whether nothing was wrong, and the bar was met."""
        ...


def alone(measure: Callable[[Ground, int], Figures], module: str, times: str, usual: int) -> int:
    """Measure `--times` times over and print the figures; 1 where they are not good enough."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument(f"--{times}", type=int, default=usual)
    (count,) = vars(parser.parse_args()).values()
    with grounded() as ground:
        found = measure(ground, count)
    sys.stdout.write(f"{found}\n")
    return 0 if found.holds else 1
