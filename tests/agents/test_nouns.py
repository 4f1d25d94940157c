"""The word that a joke is built on: found by its neighbours, inflected simply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.nouns import (
    content_words,
    gap_word,
    is_plural,
    nouns,
    plural,
    singular,
    with_a,
    with_the,
)
from tests.agents.evening import prompts


@pytest.mark.parametrize(
    ("prompt", "best"),
    [
        ("The worst thing to say at a funeral", "funeral"),
        ("What your cat is really thinking", "cat"),
        ("The safety card in the pocket of a flying carpet", "carpet"),
        ("A side effect of the miracle hair tonic", "tonic"),
        ("A worm pitches a horror film: title and plot", "worm"),
        ("The wheel's inventor has one sentence to convince a tribe", "wheel"),
        ("What did Napoleon keep under that hat?", "hat"),
        ("A man sells the Moon", "Moon"),
        ("The dentist updated his sofa", "dentist"),
    ],
)
def test_the_best_noun(prompt: str, best: str) -> None:
    assert best in nouns(prompt)[:2]


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "Why?",
        "What happened next?",
        "How did it go wrong?",
        "It takes two to tango.",
        "42",
        "The worst thing",
        "Its reason",
    ],
)
def test_no_noun_rather_than_a_wrong_one(prompt: str) -> None:
    assert nouns(prompt) == ()


def test_most_prompts_of_the_house_have_one() -> None:
    found = [bool(nouns(prompt.text)) for prompt in prompts()]
    assert sum(found) / len(found) > 0.75


def test_a_noun_is_named_once() -> None:
    assert nouns("The goat and the other goat and another goat").count("goat") == 1


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ("My doctor says I have to give up ___.", "doctor"),
        ("The king met a goat, and then the ___ left.", "goat"),
        ("It takes two to ___.", None),
        ("My doctor says no", None),
    ],
)
def test_the_word_beside_the_gap(prompt: str, word: str | None) -> None:
    assert gap_word(prompt) == word


def test_content_words_leave_the_small_ones_out() -> None:
    words = content_words("The Goat ate the goat's 3 hats, and I saw it")
    assert words == ("goat", "ate", "goat's", "hats", "saw")


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("cat", "cats"),
        ("fox", "foxes"),
        ("church", "churches"),
        ("pony", "ponies"),
        ("donkey", "donkeys"),
        ("goose", "geese"),
        ("wolf", "wolves"),
        ("boss", "bosses"),
        ("horse", "horses"),
        ("sheep", "sheep"),
    ],
)
def test_plural_and_back(one: str, many: str) -> None:
    assert plural(one) == many
    assert plural(many) == many
    assert singular(many) == one
    assert singular(one) == one


@pytest.mark.parametrize("noun", ["soup", "goldfish", "police", "trousers", "tie", "Paris"])
def test_what_has_only_one_number(noun: str) -> None:
    assert singular(noun) == noun
    if noun not in ("tie", "Paris"):
        assert plural(noun) == noun


def test_ties_keep_their_e() -> None:
    assert singular("ties") == "tie"


@pytest.mark.parametrize(
    ("noun", "a"),
    [
        ("cat", "a cat"),
        ("owl", "an owl"),
        ("unicorn", "a unicorn"),
        ("hour", "an hour"),
        ("soup", "some soup"),
        ("trousers", "some trousers"),
        ("Napoleon", "Napoleon"),
    ],
)
def test_a_or_an_or_some(noun: str, a: str) -> None:
    assert with_a(noun) == a


def test_names_take_no_article() -> None:
    assert with_the("cat") == "the cat"
    assert with_the("Napoleon") == "Napoleon"


def test_what_looks_like_many() -> None:
    assert is_plural("cats")
    assert is_plural("people")
    for one in ("cat", "boss", "bus", "tennis", "gas"):
        assert not is_plural(one)


@given(st.text(max_size=120))
def test_any_text_will_do(text: str) -> None:
    for noun in nouns(text):
        assert noun.strip()
        assert with_a(singular(noun))
        assert plural(noun)
    gap_word(f"{text} ___")
    content_words(text)
