"""Which judges a node has: the offline one unless it is off or can't be; then the log tells why."""

import logging

import pytest

from agents.ports import Judge
from persistence import fakes
from server.judge.opening import judging
from server.settings import read_settings
from tests.server.fake_clock import FakeClock


def kept() -> fakes.TwinCalibrations:
    """Where versions are kept."""
    return fakes.TwinCalibrations(fakes.Store())


def test_the_offline_judge_is_there_by_default(clock: FakeClock) -> None:
    found = judging(read_settings({"GENIUS_JUDGE_BUDGET": "250ms"}), kept(), clock)
    assert found.bench.knows("offline")
    assert found.bench.budget_s == 0.25
    assert [name for name, _ in found.chores] == ["judge", "judge's lessons", "tables' votes"]
    assert len(found.followers) == 1


def test_a_language_model_comes_first_and_has_the_offline_judge_beside_it(
    clock: FakeClock,
) -> None:
    beside: list[Judge] = []

    def asked(offline: Judge) -> Judge:
        beside.append(offline)
        return offline

    async def chore() -> None: ...

    found = judging(read_settings({}), kept(), clock, asked, [("model", chore)])
    assert ("model", chore) in found.chores
    assert [each.name for each in beside] == ["offline"]
    assert list(found.bench._judges) == ["model", "offline"], "the first is that of most games"
    assert found.bench.knows("model")


def test_they_can_be_switched_off(clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    off = {"GENIUS_JUDGE": "off", "GENIUS_MEANING": "off"}
    found = judging(read_settings(off), kept(), clock, packages=("no_such_package",))
    assert not found.bench.knows("offline")
    assert found.bench.knows("auto")
    assert (found.followers, found.chores) == ((), ())
    assert caplog.messages == []


async def test_one_process_serves_both_and_either_alone(clock: FakeClock) -> None:
    for off in ({}, {"GENIUS_JUDGE": "off"}, {"GENIUS_MEANING": "off"}):
        found = judging(read_settings(off), kept(), clock)
        assert found.bench.knows("offline") is ("GENIUS_JUDGE" not in off)
        name, run = found.chores[0]
        assert name == "judge"
        child = run.__self__  # type: ignore[attr-defined] - it is a method of the process
        try:
            asked = await found.meaning.cue("a toaster")
            for _ in range(10):
                # On a machine that is busy with other tests it may take its time to begin.
                if "GENIUS_MEANING" in off or asked.embedding is not None:
                    break
                asked = await found.meaning.cue("a toaster")
            assert (asked.embedding is None) is ("GENIUS_MEANING" in off)
            assert (child.pid is None) is ("GENIUS_MEANING" in off)
        finally:
            child.close()


def test_without_its_packages_the_log_says_which(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        found = judging(read_settings({}), kept(), clock, packages=("msgspec", "no_such_package"))
    assert not found.bench.knows("offline")
    assert caplog.messages == [
        "answers are not judged: no_such_package is not installed",
        "memories are found by words alone: no_such_package is not installed",
    ]
