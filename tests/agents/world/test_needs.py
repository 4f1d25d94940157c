"""Energy and mood stay in their bounds, whatever one does, and do what one would think."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.routine import Kind
from agents.world.body import FULL, POINT, Body
from agents.world.needs import ENERGY, MOOD, after_minute, mood_within

ME = Body(id="me", x=0, y=0, place="inn")


@given(
    st.integers(0, FULL), st.integers(-FULL, FULL), st.sampled_from(get_args(Kind)), st.booleans()
)
def test_a_minute_keeps_both_in_their_bounds(
    energy: int, mood: int, kind: Kind, is_walking: bool
) -> None:
    route = ("bridge",) if is_walking else ()
    body = replace(ME, energy=energy, mood=mood, kind=kind, route=route)
    after_energy, after_mood = after_minute(body)
    assert 0 <= after_energy <= FULL
    assert -FULL <= after_mood <= FULL
    if is_walking:
        assert after_energy <= energy


def test_every_kind_has_its_effect() -> None:
    assert sorted(ENERGY) == sorted(MOOD) == sorted(get_args(Kind))


def days_of(kind: Kind, minutes: int, **start: int) -> Body:
    body = replace(ME, kind=kind, **start)
    for _ in range(minutes):
        energy, mood = after_minute(body)
        body = replace(body, energy=energy, mood=mood)
    return body


def test_a_night_restores_and_a_day_of_work_tires() -> None:
    assert days_of("sleep", 8 * 60, energy=0).energy == FULL
    assert days_of("work", 8 * 60, energy=FULL).energy < FULL * 55 // 100
    assert days_of("work", 8 * 60).mood < days_of("play", 8 * 60).mood


def test_a_mood_fades() -> None:
    assert days_of("sleep", 600, mood=FULL, energy=FULL // 2).mood < 20 * POINT
    assert days_of("sleep", 600, mood=-FULL, energy=FULL // 2).mood > -20 * POINT
    assert mood_within(FULL + 1) == FULL
    assert mood_within(-FULL - 1) == -FULL
