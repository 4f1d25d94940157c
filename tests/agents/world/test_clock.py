"""The valley's time: 30 game minutes a real minute, a week of seven days."""

from agents.world.clock import DAY_MS, MINUTE_MS, PACE, TICK_MS, day_of, kind_of, minute_of, shown


def test_a_real_minute_is_half_an_hour_of_the_game() -> None:
    assert 60_000 * PACE == 30 * MINUTE_MS
    assert 60_000 % TICK_MS == 0


def test_days_and_minutes_are_counted_from_the_beginning() -> None:
    assert (minute_of(59_999), minute_of(60_000)) == (0, 1)
    assert (day_of(DAY_MS - 1), day_of(DAY_MS)) == (0, 1)


def test_a_week_is_five_workdays_a_market_and_a_rest() -> None:
    kinds = [kind_of(day) for day in range(14)]
    assert kinds == [*(["workday"] * 5), "market", "rest"] * 2


def test_a_moment_is_shown_to_people() -> None:
    assert shown(0) == "Monday 00:00"
    assert shown(8 * DAY_MS + (9 * 60 + 5) * MINUTE_MS + 59_999) == "Tuesday 09:05"
