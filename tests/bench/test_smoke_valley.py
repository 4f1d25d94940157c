"""A lobby talks beside a small valley: that the case runs and what it tells, not how fast."""

import pytest

from bench import valley
from tests.bench.smoke import ran


@pytest.mark.services
@pytest.mark.timeout(120)
def test_a_lobby_is_measured_with_the_valley_closed_and_open() -> None:
    record = ran(valley.run)
    found = {each.name: each.value for each in record.figures}
    assert found["ticks"] > 0
    assert found["lines measured"] > 50
    assert found["valley closed: ack p50"] > 0
    assert found["30 agents: ack p50"] > 0
    assert [each.name for each in record.bars] == ["ack p50 beside 30 agents"]
