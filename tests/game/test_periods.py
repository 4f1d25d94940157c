"""Boards by time: the arithmetic agrees with a real calendar, at every edge of a year."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.periods import DAY_MS, BoardKey, board, boards, hour

EDGES = ["2024-12-29", "2024-12-30", "2025-12-28", "2025-12-29", "2026-01-01", "2026-12-31"]
MOMENTS = st.integers(0, 4_102_444_800_000)


def expected(at: datetime) -> tuple[str, str]:
    year, week, _ = at.isocalendar()
    return f"{at.year:04}-Q{(at.month + 2) // 3}", f"{year:04}-W{week:02}"


@given(MOMENTS)
def test_quarter_week_and_hour_are_those_of_the_calendar(at_ms: int) -> None:
    at = datetime.fromtimestamp(at_ms // 1000, UTC)
    season, week = expected(at)
    assert board("season", at_ms) == BoardKey("season", season)
    assert board("week", at_ms) == BoardKey("week", week)
    assert hour(at_ms) == at.hour


@pytest.mark.parametrize("day", [*EDGES, "2024-02-29", "2027-01-03", "2100-02-28", "2000-03-01"])
def test_a_day_belongs_to_one_week_from_its_first_to_its_last_millisecond(day: str) -> None:
    first = datetime.fromisoformat(day).replace(tzinfo=UTC)
    at_ms = int(first.timestamp()) * 1000
    for each in (at_ms, at_ms + DAY_MS - 1):
        assert (board("season", each).period, board("week", each).period) == expected(first)


def test_a_game_counts_for_three_boards() -> None:
    at_ms = int(datetime(2026, 11, 22, 15, tzinfo=UTC).timestamp()) * 1000
    assert [(key.scope, key.period) for key in boards(at_ms)] == [
        ("all", ""),
        ("season", "2026-Q4"),
        ("week", "2026-W47"),
    ]
