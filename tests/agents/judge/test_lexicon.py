"""The tables hold what the judge's tests rely on."""

from agents.judge.lexicon import EMPTY, FILLER, OPENERS, PHRASES, TASK, listed


def test_a_list_is_split_at_spaces_or_at_a_sign() -> None:
    assert listed("a b\n c") == {"a", "b", "c"}
    assert listed("no idea/n a\n   /pass", "/") == {"no idea", "n a", "pass"}


def test_the_tables_hold_words_and_not_letters() -> None:
    assert {"well", "so", "and"} <= OPENERS
    assert "lol" in FILLER
    assert ("you", "know") in PHRASES
    assert "no idea" in EMPTY
    assert "surprising" in TASK
    assert not FILLER & OPENERS
