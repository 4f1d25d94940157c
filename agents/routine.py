"""A character's days and ties as its file tells them: entries of a schedule, bonds to others."""

from typing import Annotated, Final, Literal, get_args

from msgspec import Meta

from agents.fields import Affection, Priority, Slug, Strict, Trust

Kind = Literal["sleep", "eat", "work", "rest", "social", "play", "errand"]
DayKind = Literal["workday", "market", "rest"]
BondType = Literal["acquaintance", "friend", "colleague", "rival", "romantic", "family"]
DAY_KINDS: Final[tuple[DayKind, ...]] = get_args(DayKind)
# Monday to Sunday.
WEEK: Final[tuple[DayKind, ...]] = (*(("workday",) * 5), "market", "rest")
Time = Annotated[str, Meta(pattern="^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Activity = Annotated[str, Meta(min_length=1, max_length=100)]


class Entry(Strict, frozen=True):
    """One entry of a day; `priority` is 10 for what nothing may move."""

    start: Time
    end: Time
    kind: Kind
    activity: Activity
    place: Slug
    priority: Priority
    is_flexible: bool = False


Day = Annotated[tuple[Entry, ...], Meta(min_length=11, max_length=15)]


class Week(Strict, frozen=True):
    """One day of each kind, in order of time; what lies between two entries is spent at home."""

    workday: Day
    market: Day
    rest: Day


class Bond(Strict, frozen=True):
    """What this character feels about another one when the story begins."""

    to: Slug
    type: BondType
    affection: Affection
    trust: Trust


def minutes(time: str) -> int:
    """Minutes since midnight of a `HH:MM`."""
    hours, _, rest = time.partition(":")
    return int(hours) * 60 + int(rest)


def day_of(week: Week, kind: DayKind) -> tuple[Entry, ...]:
    """The entries of a kind of day."""
    days: dict[DayKind, tuple[Entry, ...]] = {
        "workday": week.workday,
        "market": week.market,
        "rest": week.rest,
    }
    return days[kind]
