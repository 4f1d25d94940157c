"""Keyboard noise is told from words, and no word from noise."""

import pytest

from agents.judge.lexicon import listed
from agents.judge.noise import EDGE, LETTERS, grades, noise

WORDS = sorted(
    listed(
        """duck soup butter knife ladder giraffe history window strength people because water
    property liberty house morning better answer strange another something elephant"""
    )
)
TABLE = grades([*WORDS * 40, "42nd", "ab", "naïve"])  # the last three teach nothing


def test_a_table_grades_every_pair() -> None:
    assert sorted(TABLE) == sorted(LETTERS + EDGE)
    assert all(len(row) == len(LETTERS) + 1 and row.isdigit() for row in TABLE.values())
    assert TABLE["q"] == "9" * 27  # never seen: nothing is said against any pair


def test_a_pair_that_is_never_seen_has_the_lowest_grade() -> None:
    assert TABLE["t"][LETTERS.index("h")] > TABLE["t"][LETTERS.index("k")] == "0"


@pytest.mark.parametrize("word", ["asdf", "lkjh", "qwerty", "zxcv", "aaaaah", "dfgdfkj"])
def test_noise_is_heard(word: str) -> None:
    assert noise((word,), TABLE) == 1


@pytest.mark.parametrize("word", WORDS)
def test_words_are_not(word: str) -> None:
    assert noise((word,), TABLE) == 0


def test_noise_is_a_share_of_letters() -> None:
    assert noise(("duck", "asdf"), TABLE) == 0.5
    assert noise(("哈哈", "42", "tv"), TABLE) == 0
    assert noise((), TABLE) == 0
