"""The valley's time: game milliseconds since midnight of its first Monday, as integers."""

from agents.routine import WEEK, DayKind

MINUTE_MS, DAY_MINUTES, DAYS = 60_000, 1_440, 7
DAY_MS = DAY_MINUTES * MINUTE_MS
# Game time per real time; 30 game minutes pass in a real minute.
PACE = 30
TICK_MS = 100
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def minute_of(now_ms: int) -> int:
    """Whole minutes since the beginning."""
    return now_ms // MINUTE_MS


def day_of(now_ms: int) -> int:
    """Whole days since the beginning."""
    return now_ms // DAY_MS


def kind_of(day: int) -> DayKind:
    """What kind of day it is."""
    return WEEK[day % DAYS]


def shown(now_ms: int) -> str:
    """A moment for people: `Tuesday 09:05`."""
    minute = minute_of(now_ms) % DAY_MINUTES
    return f"{NAMES[day_of(now_ms) % DAYS]} {minute // 60:02}:{minute % 60:02}"
