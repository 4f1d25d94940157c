"""How warmly an agent speaks, how long a talk goes on, and when it will talk again."""

import pytest

from agents.exchange import Exchange, Tone
from agents.meeting import (
    PATIENCE_MAX,
    PATIENCE_MIN,
    REST_MS,
    SESSION_MS,
    SULK_MS,
    masked,
    patience,
    rests_until,
    session,
    warmth,
)
from agents.relationships import Tie
from tests.agents.evening import personas


def line(at: int, *, ended: bool = False, tone: Tone = "neutral") -> Exchange:
    return Exchange(
        id=f"{at}", at=at, cause="c", said="x", answered="y", tone=tone, ended=ended
    )  # fmt: skip


def test_after_its_leave_it_rests_and_after_a_storm_longer() -> None:
    assert rests_until([]) == 0
    assert rests_until([line(5)]) == 0
    assert rests_until([line(5, ended=True)]) == 5 + REST_MS
    assert rests_until([line(5, ended=True, tone="angry")]) == 5 + SULK_MS


def test_a_talk_is_what_follows_without_an_end_or_a_long_pause() -> None:
    lines = [line(0), line(10, ended=True), line(20), line(30)]
    assert [each.at for each in session(lines, 40)] == [20, 30]
    assert session(lines, 30 + SESSION_MS + 1) == ()
    far = [line(0), line(SESSION_MS + 1)]
    assert [each.at for each in session(far, SESSION_MS + 2)] == [SESSION_MS + 1]
    assert session([], 0) == ()


@pytest.mark.parametrize(
    ("affection", "mood", "expected"),
    [(25, 0, "warm"), (24, 0, "neutral"), (20, 25, "warm"), (-15, 0, "cool"), (0, -90, "cool"),
     (0, 0, "neutral"), (30, -90, "neutral")],
)  # fmt: skip
def test_warmth_is_feeling_and_a_little_mood(affection: int, mood: int, expected: str) -> None:
    assert warmth(Tie(affection=affection), mood) == expected


def test_who_is_liked_is_listened_to_longer() -> None:
    assert patience(Tie(affection=-100), -100) == PATIENCE_MIN
    assert patience(Tie(affection=100), 100) == PATIENCE_MAX
    assert patience(Tie(), 0) < patience(Tie(affection=60), 0)


def test_behind_a_mask_one_has_a_name_and_nothing_that_one_is_known_by() -> None:
    for persona in personas():
        hidden = masked(persona, "Tom")
        assert (hidden.slug, hidden.name) == ("", "Tom")
        assert not hidden.likes + hidden.dislikes + hidden.personality_traits
        assert (hidden.voice.swaps, hidden.voice.forms) == ({}, ("{}",))
        assert not hidden.primary_goal + "".join(hidden.secondary_goals)
