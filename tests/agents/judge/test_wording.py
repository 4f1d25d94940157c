"""Padding is nothing: what counts of an answer stays the same however it is stretched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.judge.generic import GENERIC
from agents.judge.lexicon import FILLER, PHRASES, listed
from agents.judge.wording import (
    CLAUSES_MAX,
    bare,
    content,
    copies_prompt,
    is_empty_wit,
    pieces,
    plain,
    topic,
    words,
)

WORDS = st.sampled_from(sorted(listed("duck soup hat moon of the and like giraffe ladder")))
ANSWERS = (
    st.lists(WORDS, min_size=1, max_size=9)
    .map(" ".join)
    .filter(lambda text: bool(content(words(text))))
)
PADDING = st.lists(
    st.one_of(
        st.sampled_from(sorted(FILLER)), st.sampled_from([" ".join(each) for each in PHRASES])
    ),
    min_size=1,
    max_size=6,
).map(" ".join)


def test_words_are_folded_and_free_of_signs() -> None:
    assert words("  It’s a WELL-known Duck!! ") == ("it's", "a", "well-known", "duck")
    assert words("Füße & 3 哈哈") == ("füsse", "3", "哈哈")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a duck", "a duck"),
        ("a duck, you know, really", "a duck"),
        ("a duck a duck a duck", "a duck"),
        ("a duck of the", "a duck"),
        ("like, a duck", "a duck"),
        ("a very very odd duck", "a odd duck"),
        ("of the", "of the"),
        ("lol lol", ""),
        ("i think that said a duck", "a duck"),
        ("a duck i think that said", "a duck"),
    ],
)
def test_only_bare_words_count(text: str, expected: str) -> None:
    assert " ".join(bare(text)) == expected


@given(ANSWERS, PADDING)
def test_fillers_anywhere_change_nothing(text: str, padding: str) -> None:
    for padded in (f"{text} {padding}", f"{padding} {text}", f"{text}. {padding}!"):
        assert bare(padded) == bare(text)


@given(ANSWERS, st.integers(2, 4))
def test_saying_it_again_changes_nothing(text: str, times: int) -> None:
    assert bare(" ".join([text] * times)) == bare(text)
    assert plain(". ".join([text] * times)) == plain(text)


@given(ANSWERS, st.lists(st.sampled_from(sorted(GENERIC)), max_size=5))
def test_loose_ends_change_nothing(text: str, ends: list[str]) -> None:
    closed = f"{text} giraffes"
    assert bare(" ".join([closed, *ends])) == bare(closed)


def test_a_sentence_keeps_inner_signs_and_its_question() -> None:
    assert plain("Moon, soup? Hat: a DUCK!!!") == "moon, soup? hat. a duck"
    assert plain("A duck?") == "a duck?"
    assert plain("") == ""


def test_content_is_each_idea_once() -> None:
    assert content(("the", "duck", "of", "duck", "soup")) == ("duck", "soup")


def test_a_topic_is_what_a_prompt_is_about() -> None:
    assert topic("What is a surprising use for a KNIFE?") == "knife"
    assert topic("What is it?") == "what is it"


def test_declining_is_no_wit() -> None:
    assert is_empty_wit(bare("Idk..."))
    assert is_empty_wit(bare("lol"))
    assert is_empty_wit(bare("I don't know"))
    assert not is_empty_wit(bare("Do I know you?"))


def test_a_copy_is_made_of_the_prompts_words() -> None:
    prompt = "What is a surprising use for a KNIFE?"
    assert copies_prompt(bare("a surprising use for a knife"), prompt)
    assert not copies_prompt(bare("a knife for butter and jam"), prompt)
    assert not copies_prompt((), prompt)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A surprising use for a knife is a mirror", "is a mirror"),
        ("a mirror, a surprising use for a knife", "a mirror"),
        ("use for a mirror", "use for a mirror"),  # three words in a row are anybody's
        ("a surprising use for a knife", "a surprising use for a knife"),
    ],
)
def test_what_is_read_off_the_prompt_does_not_count(text: str, expected: str) -> None:
    assert " ".join(bare(text, "What is a surprising use for a KNIFE?")) == expected
    assert plain(text, "What is a surprising use for a KNIFE?").replace(",", "") == expected


@pytest.mark.parametrize(
    "padded",
    [
        "a duck. I think this is a great answer.",
        "This is the best idea ever! a duck",
        "a duck, if it's any good, and that is my answer",
        "a duck; soup? a duck; soup?",
    ],
)
def test_clauses_that_say_nothing_or_nothing_new_do_not_count(padded: str) -> None:
    assert bare(padded) in (("a", "duck"), ("a", "duck", "soup"))


def test_what_only_says_nothing_keeps_its_words() -> None:
    assert bare("It's not you, it's me.") == ("it's", "not", "you", "it's", "me")


def test_pieces_are_all_runs_of_several_clauses() -> None:
    assert pieces("A duck? Soup, and a hat! I think.") == (
        *("a duck?", "a duck? soup", "soup", "soup, and a hat", "a hat"),
    )
    assert pieces("A duck.") == pieces("") == ()
    assert pieces("soup, a surprising use for a knife", "a surprising use for a knife") == ()


@given(st.lists(st.sampled_from(["duck soup", "moon", "a hat"]), min_size=2, max_size=9))
def test_clauses_beyond_the_limit_belong_to_the_last(clauses: list[str]) -> None:
    """Method: every clause says something else, so that none is taken for a repetition."""
    told = [f"{clause} word{at}" for at, clause in enumerate(clauses)]
    count = min(len(told), CLAUSES_MAX)
    assert len(pieces(". ".join(told))) == count * (count + 1) // 2 - 1


@pytest.mark.parametrize("between", [", ", "\n", " — ", " 😂 ", "! ", " lol. ", ", you know: "])
def test_whatever_sets_clauses_apart_does(between: str) -> None:
    assert pieces(f"a duck{between}soup") == ("a duck", "soup")


@pytest.mark.parametrize("within", [" ", "-", "'", " the ", " lol ", " “", "\t"])
def test_whatever_does_not_does_not(within: str) -> None:
    assert pieces(f"a duck{within}soup") == ()


def test_the_prompt_is_taken_off_every_clause() -> None:
    prompt = "What is a surprising use for a KNIFE?"
    assert plain("well, a surprising use for a knife is a mirror, lol", prompt) == "is a mirror"
