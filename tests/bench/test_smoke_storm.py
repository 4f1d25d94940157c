"""Everybody comes back after a node was killed, and nobody is turned away: not how fast."""

import pytest

from bench import storm
from bench.record import Options


@pytest.mark.services
@pytest.mark.timeout(120)
def test_a_small_run() -> None:
    """Method: the bench itself, small, without its bar."""
    record = storm.run(Options(smoke=True))
    assert record.case == "storm"
    assert all(each.value > 0 for each in record.figures)
    assert len(record.notes) == 1, "nothing is wrong in the log"
