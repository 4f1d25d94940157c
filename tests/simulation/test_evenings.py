"""A thousand simulated evenings, each with its own bad luck; `make sim SEED=n` tells one of them.

Nothing here waits: the seed decides every delay, cut, crash and failed write, and `truth.py`
checks every write and every word. A seed that fails becomes a test in test_holes.py. The second
half is played in test_later_evenings.py, at the same time.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.thousand import SEEDS, all_played, name, parts, played

HASHED = 24
DIGESTS = f"""
from tests.simulation.evening import Evening
import sys
sys.stdout.write(" ".join(Evening(seed).play().digest for seed in range({HASHED})))
"""


@pytest.mark.parametrize("seeds", parts(0, 500), ids=name)
def test_no_evening_breaks_a_promise(seeds: tuple[int, ...]) -> None:
    all_played(seeds)


def test_the_evenings_are_worth_simulating() -> None:
    """What the seeds bring about, over a part of them: none of it may quietly vanish."""
    told = [played(seed) for seed in SEEDS[:50]]
    assert sum(each.crashes for each in told) > 25
    assert sum(each.acked for each in told) > 2_000
    assert sum(each.nodes > 1 for each in told) > 10
    assert sum(each.moves for each in told) > 25
    codes = {code for each in told for code in each.refusals}
    assert {"unavailable", "response.duplicate", "vote.own_response", "round.closed"} <= codes


def test_an_evening_is_the_same_under_any_hash_seed() -> None:
    """Method: play the same seeds in two processes that iterate sets in different orders."""

    def digests(hash_seed: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", DIGESTS],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout.split()

    first = digests("1")
    assert len(dict.fromkeys(first)) == HASHED
    assert first == digests("2")
