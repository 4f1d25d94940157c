"""Other languages are seen, in few words, and English is not taken for one."""

import pytest

from agents.judge.language import is_english
from agents.judge.wording import words


@pytest.mark.parametrize(
    "text", ["", "a duck", "Die, in my car", "toy", "le menu for the duck", "naïve duck"]
)
def test_english(text: str) -> None:
    assert is_english(words(text))


@pytest.mark.parametrize(
    "text", ["Das ist nicht der Hund", "el pato que canta", "鸭子汤", "утка в шляпе"]
)
def test_not_english(text: str) -> None:
    assert not is_english(words(text))
