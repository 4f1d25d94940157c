"""All games of a killed node take commands again, with nobody there and with everybody."""

import pytest

from bench import reopen
from bench.record import Options


@pytest.mark.services
@pytest.mark.timeout(120)
def test_a_small_run() -> None:
    """Method: the bench itself, small, without its bar."""
    record = reopen.run(Options(smoke=True))
    assert record.case == "reopen"
    assert all(each.value > 0 for each in record.figures)
    assert len(record.notes) == 1, "nothing is wrong in the log"
