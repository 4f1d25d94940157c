"""A room's one timer: last call, deadline, and no new timer for what it is set to already."""

import pytest

from game.state import Phase
from server.alarm import LAST_CALL_MS, Alarm
from tests.server.fake_clock import NOW, FakeClock


class Rung:
    """An alarm, and when it was heard."""

    def __init__(self, clock: FakeClock) -> None:
        self.heard: list[tuple[str, int]] = []
        self.alarm = Alarm(
            clock,
            lambda: self.heard.append(("last call", clock.now_ms() - NOW)),
            lambda: self.heard.append(("due", clock.now_ms() - NOW)),
        )


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def test_a_phase_with_a_last_call_has_it_before_its_deadline(clock: FakeClock) -> None:
    rung = Rung(clock)
    rung.alarm.set(NOW + 60_000, Phase.ANSWERING)
    await clock.advance(100_000)
    assert rung.heard == [("last call", 60_000 - LAST_CALL_MS), ("due", 60_000)]


@pytest.mark.parametrize(("ms", "phase"), [(60_000, Phase.REVEAL), (5_000, Phase.ANSWERING)])
async def test_other_and_short_phases_have_none(clock: FakeClock, ms: int, phase: Phase) -> None:
    rung = Rung(clock)
    rung.alarm.set(NOW + ms, phase)
    await clock.advance(100_000)
    assert rung.heard == [("due", ms)]


async def test_the_same_deadline_again_makes_no_new_timer(clock: FakeClock) -> None:
    """Method: whatever was said in between would have put the last call off."""
    rung = Rung(clock)
    rung.alarm.set(NOW + 60_000, Phase.ANSWERING)
    timers = len(clock._heap)
    await clock.advance(55_000)
    rung.alarm.set(NOW + 60_000, Phase.ANSWERING)
    assert len(clock._heap) == timers
    await clock.advance(45_000)
    assert rung.heard == [("last call", 50_000), ("due", 60_000)]


async def test_a_deadline_that_moved_or_went_away_replaces_the_old(clock: FakeClock) -> None:
    rung = Rung(clock)
    rung.alarm.set(NOW + 60_000, Phase.REVEAL)
    rung.alarm.set(NOW + 70_000, Phase.REVEAL)
    await clock.advance(65_000)
    assert rung.heard == []
    rung.alarm.set(None, Phase.COMPLETED)
    await clock.advance(65_000)
    assert rung.heard == []
    rung.alarm.set(NOW + 200_000, Phase.REVEAL)
    rung.alarm.stop()
    await clock.advance(200_000)
    assert rung.heard == []


async def test_it_rings_again_for_the_same_deadline_once_it_rang(clock: FakeClock) -> None:
    """A room that finds it too early, since the wall clock was set back, sets it anew."""
    rung = Rung(clock)
    rung.alarm.set(NOW + 1_000, Phase.REVEAL)
    await clock.advance(1_000)
    rung.alarm.set(NOW + 1_000, Phase.REVEAL)
    await clock.advance(1)
    assert [what for what, _ in rung.heard] == ["due", "due"]
