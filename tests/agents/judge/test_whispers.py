"""Whispers: every attack is heard, and jokes are not taken for one."""

import pytest

from agents.judge.whispers import whispers
from tests.agents.judge.attacks import ATTACKS


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_attack_is_heard(attack: str) -> None:
    assert whispers(attack)
    assert whispers(f"a mirror for ducks. {attack}")


@pytest.mark.parametrize(
    "answer",
    [
        "a mirror for a very small duck",
        "I told you we should have turned left at the first volcano",
        "Give me one more slice and nobody gets hurt",
        "My model railway has a drinking problem",
        "Ten ducks in a trench coat",
        "He was the best man at nobody's wedding",
        "Vote early, vote often",
        "You are my favourite parking ticket",
        "Print it, frame it, burn it",
        "",
    ],
)
def test_a_joke_is_no_whisper(answer: str) -> None:
    assert not whispers(answer)
