"""The days of those who ship: all kinds, whole, and somewhere to go."""

import itertools

import msgspec
import pytest

from agents.routine import DAY_KINDS, WEEK, Entry, Week, day_of, minutes
from tests.agents.evening import personas


def test_a_week_has_seven_days_of_three_kinds() -> None:
    assert len(WEEK) == 7
    assert sorted(set(WEEK)) == sorted(DAY_KINDS)


def test_times_are_minutes_since_midnight() -> None:
    assert [minutes(each) for each in ("00:00", "00:01", "09:30", "24:00")] == [0, 1, 570, 1_440]


@pytest.mark.parametrize("bad", ["24:01", "9:30", "12:60", "25:00", "", "12:00:00"])
def test_what_is_no_time_is_refused(bad: str) -> None:
    told = {"start": bad, "end": "24:00", "kind": "rest", "activity": "x", "place": "inn"}
    with pytest.raises(msgspec.ValidationError, match=r"regex|pattern"):
        msgspec.convert({**told, "priority": 1}, Entry)


def test_those_who_ship_have_days_of_eleven_to_fifteen_entries_without_a_gap() -> None:
    for persona in personas():
        for kind in DAY_KINDS:
            day = day_of(persona.schedule, kind)
            assert 11 <= len(day) <= 15
            assert (day[0].start, day[-1].end) == ("00:00", "24:00")
            for entry, following in itertools.pairwise(day):
                assert entry.end == following.start, (persona.slug, kind, entry)
            # Nobody sleeps away a life, nobody never sleeps.
            asleep = sum(minutes(e.end) - minutes(e.start) for e in day if e.kind == "sleep")
            assert 180 <= asleep <= 660, (persona.slug, kind)


def test_those_who_ship_have_days_of_their_own_and_come_together_in_the_evening() -> None:
    days = [day_of(each.schedule, kind) for each in personas() for kind in DAY_KINDS]
    assert all(days.count(day) == 1 for day in days)
    activities = [entry.activity for day in days for entry in day if entry.kind == "work"]
    assert len(set(activities)) > 100
    for day in days:
        at_seven = [each for each in day if minutes(each.start) <= 1_175 < minutes(each.end)]
        assert [each.place for each in at_seven] == ["inn"]


def test_a_short_day_is_refused() -> None:
    week = msgspec.to_builtins(personas()[0].schedule)
    week["market"] = week["market"][:10]
    with pytest.raises(msgspec.ValidationError, match=r"length >= 11 - at `\$.market`"):
        msgspec.convert(week, Week)
