"""The case of the valley: a crowd lives, and one tiny run of it all."""

from bench.record import Options, table
from bench.world import crowd, measured, run


def test_a_crowd_is_of_as_many_as_asked_each_with_a_day() -> None:
    people = crowd(30)
    assert len({each.slug for each in people}) == 30
    assert all(each.schedule.workday for each in people)


def test_what_is_measured_is_a_busy_valley() -> None:
    took, happened = measured(40, 2, 60)
    assert len(took) == 120
    assert happened["Met"] > 10
    assert happened["Talked"] > 0


def test_a_tiny_run_measures_both_sizes() -> None:
    record = run(Options(smoke=True))
    assert record.case == "world"
    assert len(record.bars) == 2
    assert all(each.value >= 0 for each in record.figures)
    assert "of a core" in table(record)
