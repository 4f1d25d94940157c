"""The boards a moment belongs to: all time, its quarter, its ISO week. Integers only, in UTC."""

from typing import Literal

from msgspec import Struct

Scope = Literal["all", "season", "week"]
DAY_MS = 86_400_000
HOUR_MS = 3_600_000


class BoardKey(Struct, frozen=True, order=True):
    """One leaderboard; `period` is "" for all time, else as "2026-Q4" or "2026-W47"."""

    scope: Scope
    period: str


def board(scope: Scope, at_ms: int) -> BoardKey:
    """The board of this scope that a game ended at `at_ms` (Unix ms) counts for."""
    if scope == "all":
        return BoardKey(scope, "")
    if scope == "season":
        year, month = _year_and_month(at_ms // DAY_MS)
        return BoardKey(scope, f"{year:04}-Q{(month + 2) // 3}")
    # A week belongs to the year of its Thursday (ISO 8601); 1970 began on one.
    thursday = (at_ms // DAY_MS + 3) // 7 * 7
    year, _ = _year_and_month(thursday)
    return BoardKey(scope, f"{year:04}-W{(thursday - _first_day(year)) // 7 + 1:02}")


def boards(at_ms: int) -> tuple[BoardKey, ...]:
    """Every board that a game ended at `at_ms` counts for."""
    return board("all", at_ms), board("season", at_ms), board("week", at_ms)


def hour(at_ms: int) -> int:
    """The hour of the day, 0 to 23."""
    return at_ms // HOUR_MS % 24


def _year_and_month(day: int) -> tuple[int, int]:
    """Of the day number since 1970, by the Gregorian calendar of 400 years of 146,097 days."""
    # Years are counted from the first of March, so that the leap day is the last of its year.
    era, of_era = divmod(day + 719_468, 146_097)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    is_next_year = month >= 10
    return era * 400 + year + is_next_year, month - 9 if is_next_year else month + 3


def _first_day(year: int) -> int:
    """The day number of the first of January."""
    past = year - 1
    return 365 * past + past // 4 - past // 100 + past // 400 - 719_162
