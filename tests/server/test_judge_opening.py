"""Which judges a node has: the offline one unless it is off or can't be; then the log tells why."""

import logging

import pytest

from server.judge_opening import judging
from server.settings import read_settings
from tests.server.fake_clock import FakeClock


def test_the_offline_judge_is_there_by_default(clock: FakeClock) -> None:
    found = judging(read_settings({"GENIUS_JUDGE_BUDGET": "250ms"}), clock)
    assert found.bench.knows("offline")
    assert found.bench.budget_s == 0.25
    assert [name for name, _ in found.chores] == ["judge"]


def test_it_can_be_switched_off(clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    found = judging(read_settings({"GENIUS_JUDGE": "off"}), clock, packages=("no_such_package",))
    assert not found.bench.knows("offline")
    assert found.bench.knows("auto")
    assert found.chores == ()
    assert caplog.messages == []


def test_without_its_packages_the_log_says_which(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        found = judging(read_settings({}), clock, packages=("msgspec", "no_such_package"))
    assert not found.bench.knows("offline")
    assert caplog.messages == ["answers are not judged: no_such_package is not installed"]
