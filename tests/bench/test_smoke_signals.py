"""A few guests react, in a closed loop and in an open one: that both cases run, not how fast."""

import pytest

from bench import arrivals, signals
from tests.bench.smoke import ran


@pytest.mark.services
@pytest.mark.timeout(120)
def test_everyone_hears_everyone_in_a_closed_loop() -> None:
    """Method: the bench itself, small: nothing lost, in rooms with and without watchers."""
    record = ran(signals.run)
    found = {each.name: each.value for each in record.figures}
    for what in (
        "ours, rooms of 8",
        "ours, rooms of 14",
        "broadcast(), rooms of 8",
        "broadcast(), rooms of 14",
    ):
        assert found[f"{what}: deliveries"] > 0
        assert found[f"{what}: lost"] == 0
    assert [each.name for each in record.bars] == [
        "deliveries, rooms of 8",
        "deliveries, times broadcast()",
    ]
    assert all(each.value > 0 for each in record.ratios)


@pytest.mark.services
@pytest.mark.timeout(120)
def test_everyone_hears_everyone_in_an_open_loop() -> None:
    """Method: the bench itself, small: nothing lost at rates anyone can carry."""
    found = {each.name: each.value for each in ran(arrivals.run).figures}
    for what in ("rooms of 8, 2k/s", "rooms of 14, 4k/s"):
        assert found[f"{what}: deliveries"] > 0
        assert found[f"{what}: lost"] == 0
        assert 0 < found[f"{what}: p50"] <= found[f"{what}: p99"] <= found[f"{what}: p99.9"]
