"""A few idle guests and a few rooms are weighed: that it runs, not what they weigh."""

import pytest

from bench import memory
from bench.record import Options


@pytest.mark.services
@pytest.mark.timeout(120)
def test_a_small_run() -> None:
    """Method: the bench itself, small, without its bar."""
    record = memory.run(Options(smoke=True))
    assert record.case == "memory"
    assert [bar.name for bar in record.bars] == ["idle connection", "live room of 8"]
    assert record.figures[0].value > 10
    assert len(record.notes) == 1, "nothing is wrong in the log"
