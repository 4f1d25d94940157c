"""Rules: the ranges and defaults are those that the wire promises."""

from typing import Any, get_args

import msgspec
import pytest
from msgspec import ValidationError, convert

from game.rules import (
    RULES,
    VOTE_TYPES,
    AgentCount,
    Difficulty,
    MaxPlayers,
    Mode,
    Settings,
    TimeLimitSeconds,
    TotalRounds,
    Visibility,
    VoteType,
    Weights,
)

RANGES: list[tuple[Any, int, int]] = [
    (MaxPlayers, 2, 12),
    (TotalRounds, 5, 50),
    (TimeLimitSeconds, 5, 600),
    (AgentCount, 0, 11),
]
SETTINGS = [("voting_seconds", 5, 300), ("reveal_seconds", 0, 60), ("judging_seconds", 0, 30)]


@pytest.mark.parametrize(("kind", "least", "most"), RANGES)
def test_a_number_outside_its_range_is_refused(kind: Any, least: int, most: int) -> None:
    assert convert(least, kind) == least
    assert convert(most, kind) == most
    for wrong in (least - 1, most + 1, float(least) + 0.5, str(least), None):
        with pytest.raises(ValidationError):
            convert(wrong, kind)


@pytest.mark.parametrize(("key", "least", "most"), SETTINGS)
def test_a_setting_outside_its_range_is_refused(key: str, least: int, most: int) -> None:
    assert getattr(convert({key: least}, Settings), key) == least
    assert getattr(convert({key: most}, Settings), key) == most
    for wrong in (least - 1, most + 1, str(most)):
        with pytest.raises(ValidationError, match=key):
            convert({key: wrong}, Settings)


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "english"},
        {"language": "EN"},
        {"difficulty": "brutal"},
        {"profanity": "shout"},
        {"judge": ""},
        {"judge": "x" * 65},
        {"pack": ""},
        {"pack": "x" * 65},
        {"weights": {"judge": -1}},
        {"weights": {"votes": 101}},
        {"weights": {"luck": 1}},
        {"volume": 11},
    ],
)
def test_a_wrong_setting_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        convert(wrong, Settings)


def test_a_weight_is_a_real_number() -> None:
    """MessagePack can carry a NaN, which would make every score of the game one."""
    frame = msgspec.msgpack.encode({"votes": float("nan")})
    with pytest.raises(ValidationError):
        msgspec.msgpack.decode(frame, type=Weights)


def test_the_defaults_are_those_of_the_wire() -> None:
    assert convert({}, Settings) == Settings(
        voting_seconds=30,
        reveal_seconds=8,
        judging_seconds=5,
        categories=(),
        difficulty=None,
        language="en",
        pack="house",
        allow_spectators=True,
        profanity="off",
        judge="auto",
        weights=Weights(judge=30, votes=70, speed=0),
    )


def test_the_fixed_lengths_and_words() -> None:
    assert (RULES.seats_min, RULES.text_length_max, RULES.chat_length_max) == (2, 280, 500)
    assert get_args(VoteType) == VOTE_TYPES == ("funny", "creative", "best")
    assert get_args(Difficulty) == ("easy", "medium", "hard")
    assert get_args(Visibility) == ("public", "private")
    assert get_args(Mode) == ("classic", "turing")
