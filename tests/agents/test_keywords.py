"""Words by which texts are found: folded, cut, without those that every text has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.keywords import WORDS_MAX, keywords, stem


@pytest.mark.parametrize(
    ("forms", "stemmed"),
    [
        ("laugh laughs laughed laughing", "laugh"),
        ("running runs", "run"),
        ("toaster toasters", "toaster"),
        ("party parties", "part"),
        ("ball balls", "bal"),
        ("bee", "bee"),
        ("ad", "ad"),
        ("99", "99"),
        ("number11", "number11"),
    ],
)
def test_forms_of_a_word_meet(forms: str, stemmed: str) -> None:
    assert {stem(word) for word in forms.split()} == {stemmed}


def test_texts_are_folded_and_sorted_without_stop_words() -> None:
    assert keywords("Who said that BEES are the mayor's?", "ﬁne bees") == (
        *("bee", "fin", "mayor", "said"),
    )
    assert keywords("the of and", "") == ()


@given(st.text(max_size=400))
def test_their_number_is_bounded_and_each_is_there_once(text: str) -> None:
    found = keywords(text)
    assert len(found) <= WORDS_MAX
    assert list(found) == sorted(set(found))


def test_of_a_long_text_the_first_words_count() -> None:
    found = keywords(" ".join(f"word{number}" for number in range(200)))
    assert len(found) == WORDS_MAX
    assert "word0" in found
    assert "word199" not in found
