"""Pauses: a few failures are free, then each costs twice as much, up to a bound, until it works."""

from agents.pauses import Pauses


def test_the_first_failures_cost_nothing_then_later_and_later() -> None:
    pauses = Pauses(free=2, first_s=3.0, most_s=20.0)
    assert [pauses.failed(100.0) for _ in range(7)] == [0.0, 0.0, 3.0, 6.0, 12.0, 20.0, 20.0]
    assert pauses.failures == 7


def test_a_pause_ends() -> None:
    pauses = Pauses(free=0, first_s=3.0, most_s=20.0)
    assert pauses.left_s(100.0) == 0.0
    pauses.failed(100.0)
    assert [pauses.left_s(at_s) for at_s in (100.0, 102.0, 103.0, 104.0)] == [3.0, 1.0, 0.0, 0.0]


def test_what_works_begins_anew() -> None:
    pauses = Pauses(free=1, first_s=3.0, most_s=20.0)
    for _ in range(3):
        pauses.failed(100.0)
    pauses.mended()
    assert (pauses.failures, pauses.pause_s, pauses.left_s(100.0)) == (0, 0.0, 0.0)
    assert [pauses.failed(100.0) for _ in range(3)] == [0.0, 3.0, 6.0]


def test_years_of_failures_are_counted() -> None:
    pauses = Pauses(free=1, first_s=1.0, most_s=60.0)
    assert {pauses.failed(float(at_s)) for at_s in range(5_000)} == {0, 1, 2, 4, 8, 16, 32, 60}
