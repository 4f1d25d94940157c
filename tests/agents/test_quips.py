"""The repertoire: rich, unmistakable, harmless in length; and its loader refuses bad banks."""

from collections import Counter

import pytest

from agents.quips import (
    FILL_IN,
    GENERAL,
    SLOT,
    QuipsError,
    fill,
    fingerprint,
    folded,
    load_repertoire,
    parse_bank,
)
from tests.agents.evening import prompts, repertoire, texts


def test_every_category_of_prompts_has_a_bank() -> None:
    categories = sorted({prompt.category for prompt in prompts()})
    assert sorted(repertoire()) == sorted([*categories, GENERAL])


def test_every_bank_is_rich() -> None:
    for bank in repertoire().values():
        assert len(bank.quips) >= 25, bank.category
        assert len(bank.templates) >= 8, bank.category


def test_quips_are_short() -> None:
    quips = [item for bank in repertoire().values() for item in bank.items]
    assert max(map(len, quips)) <= 110
    assert sum(len(quip) <= 80 for quip in quips) / len(quips) > 0.9


def test_no_quip_is_in_two_banks() -> None:
    marks = Counter(fingerprint(item) for bank in repertoire().values() for item in bank.items)
    assert [mark for mark, count in marks.items() if count > 1] == []


def test_every_item_has_a_mark_to_be_known_by() -> None:
    for bank in repertoire().values():
        for item in bank.items:
            assert len(fingerprint(item)) >= 5, item


def test_every_template_can_be_filled() -> None:
    for bank in repertoire().values():
        for template in bank.templates:
            filled = fill(template, "goat", "owl")
            assert filled is not None
            assert not SLOT.search(filled)
            assert "goat" in filled.lower() or "owl" in filled.lower()


@pytest.mark.parametrize(
    ("item", "filled"),
    [
        ("No words here.", "No words here."),
        ("{A_noun} in {the_noun}", "A goat in the goat"),
        ("{nouns} and {Nouns}", "goats and Goats"),
        ("one {noun}", "one goat"),
        ("{a_gap}, {the_gap}, {gap}", "an owl, the owl, owl"),
    ],
)
def test_the_slots(item: str, filled: str) -> None:
    assert fill(item, "goats", "owls") == filled


def test_a_missing_word_leaves_the_template_unsaid() -> None:
    assert fill("{noun}", None, "owl") is None
    assert fill("{gap}", "goat", None) is None


def test_a_mark_survives_dressing() -> None:
    assert fingerprint("So: {a_noun}, but with teeth") == "butwithteeth"
    assert fingerprint("So: {a_noun}, but with teeth") in folded("Sorry! A goat, BUT with teeth!?")


BANK = 'category = "office"\nquips = ["One.", "Two."]\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("quips = ", "office: Invalid value"),
        ('category = "office"\nquips = []', r"office: .*length >= 1.*\$\.quips"),
        ('category = "office"', "office: .*missing required field `quips`"),
        (BANK + "jokes = 1", "office: .*unknown field `jokes`"),
        (BANK.replace("office", "home"), "office: category is 'home'"),
        (BANK + 'templates = ["no slot"]', "office: 'no slot' needs slots out of noun"),
        (BANK + 'templates = ["{noun} {smell}"]', "office: .*needs slots"),
        (BANK.replace("Two.", "one!"), "office: 'One.' is there twice"),
    ],
)
def test_a_bad_bank_is_refused_with_its_reason(text: str, complaint: str) -> None:
    with pytest.raises(QuipsError, match=complaint):
        parse_bank(text, "office")


@pytest.mark.parametrize("missing", [GENERAL, FILL_IN])
def test_the_banks_that_everything_rests_on_must_be_there(missing: str) -> None:
    rest = [(name, text) for name, text in texts("quips/*.toml") if name != missing]
    with pytest.raises(QuipsError, match=f"{missing}: there is no such file"):
        load_repertoire(rest)
