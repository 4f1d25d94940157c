"""A soak of seconds, and what counts as flat."""

import pytest

from bench import soak
from bench.evening import Seen
from bench.record import Options
from bench.soak import SMALL, Sample, judged, tilt, trend


@pytest.mark.services
@pytest.mark.timeout(120)
def test_a_small_run() -> None:
    """Method: the bench itself, small, without its bars."""
    record = soak.run(Options(smoke=True))
    found = {each.name: each.value for each in record.figures}
    assert found["commands acked"] > 0
    assert found["resident at last"] > 10
    assert len(record.notes) == 1, "nobody is refused, nothing is wrong in the log"


def test_growth_is_that_of_a_line_through_all_looks() -> None:
    assert trend([]) == trend([(1.0, 5.0)]) == 0.0
    assert trend([(0.0, 90.0), (5.0, 100.0), (10.0, 110.0)]) == pytest.approx(0.2)
    assert trend([(0.0, 100.0), (5.0, 130.0), (10.0, 100.0)]) == pytest.approx(0.0)


def test_what_is_slow_for_a_while_tilts_no_line() -> None:
    """Method: every fifth look is four times as slow; a look more of those at the end, or fewer."""
    for slow in ({5, 10, 15}, {5, 10, 15, 18, 19}, {0, 1, 5, 10, 15}):
        looks = [(float(n), 20.0 if n in slow else 5.0) for n in range(20)]
        assert trend(looks) == 0.0
    assert tilt(looks) < -0.5
    assert tilt([(0.0, 90.0), (5.0, 100.0), (10.0, 110.0)]) == pytest.approx(0.2)
    growing = [(float(n), (4.0 if n % 5 else 16.0) * (1 + n / 19)) for n in range(20)]
    assert trend(growing) > 0.5


def test_the_beginning_is_not_judged_and_a_leak_is() -> None:
    def record(*mib: float) -> list[bool]:
        samples = [
            Sample(at_s=15.0 * n, rss_mib=each, p50_ms=1.0, p99_ms=2.0, acks_per_s=9.0, cores=0.5)
            for n, each in enumerate(mib)
        ]
        return [bar.met for bar in judged(SMALL, samples, Seen(), []).bars]

    assert record(10.0, 100.0, 101.0, 100.0) == [True, True]
    assert record(100.0, 100.0, 110.0, 120.0) == [False, True]
