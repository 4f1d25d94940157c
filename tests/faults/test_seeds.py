"""Seeded runs of faults: the first few in every test run, and each that once found something.

`make faults` runs more of them, `make faults SEED=n` one of them, told in full.
"""

import pytest

from tests.faults.ground import Ground
from tests.faults.plan import BLOCK, drawn
from tests.faults.run import Run, logs

# One block holds every kind of fault there is.
ALWAYS = range(1, BLOCK + 1)
# Seeds that found something, and what it was; a plan only means the same while plan.py does.
FOUND = {
    1: "a Redis connection that was reset ended chores and commands with uvloop's RuntimeError",
    10: "a room read again while the database was away was told as a bug, with a trace",
    11: "a fail-over in the Redis cluster ended a beat with an AttributeError of its client's",
    19: "a connection lost while its room was looked for anew kept the seat: 4409 for the living",
}

pytestmark = [pytest.mark.services, pytest.mark.timeout(150)]


def clean(seed: int, ground: Ground) -> None:
    """A run that finds nothing."""
    run = Run(drawn(seed), ground)
    report = run.play()
    said = (f"--- {log}\n{log.read_text(errors='replace')[-4000:]}" for log in logs(run.folder))
    assert not report.wrongs, "\n".join([str(report), *said])


@pytest.mark.parametrize("seed", ALWAYS)
def test_a_seeded_run_of_faults_costs_nothing(seed: int, ground: Ground) -> None:
    clean(seed, ground)


@pytest.mark.faults
@pytest.mark.parametrize(("seed", "what"), FOUND.items())
def test_what_a_seed_found_is_mended(seed: int, what: str, ground: Ground) -> None:
    clean(seed, ground)
