"""The words that go with any answer: none that a joke could be about, none that is a filler."""

from agents.judge.generic import GENERIC
from agents.judge.lexicon import FILLER


def test_little_words_and_praise_and_talk_about_the_game_carry_no_idea() -> None:
    assert {"the", "of", "think", "great", "answer", "points", "it's", "furthermore"} <= GENERIC


def test_words_to_picture_carry_one() -> None:
    assert not GENERIC & {"duck", "knife", "grandmother", "volcano", "tax", "friend", "a1"}


def test_fillers_are_another_list() -> None:
    assert not GENERIC & FILLER
    assert all(word == word.casefold() for word in GENERIC)
