"""Scores, and that nothing a player shouldn't profit from changes them."""

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given, settings

from agents.judge.scoring import WORDS_MAX, Context, Judged, score
from tests.agents.judge.fakes import SENSES, model, weights
from tests.agents.judge.test_wording import ANSWERS, PADDING

PROMPT = "What is a surprising use for a KNIFE?"
ROOM = ["butter bread with it", "a mirror for a very small duck", "a moon on a string"]


def judge(*responses: str, prompt: str = PROMPT, earlier: tuple[str, ...] = ()) -> list[Judged]:
    return score(prompt, responses, SENSES, weights(), Context(earlier))


def test_everyone_gets_three_scores_and_their_parts() -> None:
    for one in judge(*ROOM):
        assert 0 < one.creativity < 10
        assert 0 < one.humor < 10
        assert 0 < one.relevance < 10
        assert set(one.parts) == {"creativity", "humor", "relevance"}
        assert "meaning" in one.parts["humor"]
    assert score(PROMPT, [], SENSES, weights()) == []


@given(st.permutations(ROOM))
def test_the_order_changes_nothing(order: list[str]) -> None:
    assert dict(zip(order, judge(*order), strict=True)) == dict(
        zip(ROOM, judge(*ROOM), strict=True)
    )


@given(ANSWERS)
def test_letter_case_and_spaces_change_nothing(text: str) -> None:
    assert judge(f"  {text.upper()} \n", *ROOM)[0] == judge(text, *ROOM)[0]


@settings(max_examples=60)
@given(ANSWERS, PADDING, st.integers(2, 3))
def test_padding_never_raises_a_score(text: str, padding: str, times: int) -> None:
    """Method: the scores of an answer alone, beside fillers and said again."""
    base = judge(text, *ROOM)[0]
    for padded in (f"{text} {padding}", f"{padding} {text}", " ".join([text] * times)):
        found = judge(padded, *ROOM)[0]
        assert found.creativity <= base.creativity
        assert found.humor <= base.humor
        assert found.relevance <= base.relevance


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("idk", "empty"),
        ("", "empty"),
        ("asdfg hjkl", "gibberish"),
        ("a surprising use for a knife", "copies_prompt"),
        ("Butter bread with it!", "copies_another"),
    ],
)
def test_what_is_no_answer_of_ones_own_scores_low(text: str, mark: str) -> None:
    one, *_ = judge(text, *ROOM)
    fair = score(PROMPT, [f"{text} x"], SENSES, weights(brevity=0.0))[0]
    assert mark in one.marks
    assert one.creativity < 9
    assert fair.creativity <= 5


def test_low_is_a_share_of_what_it_would_have_been() -> None:
    flat = weights(brevity=0.0)
    one, copy, other = score(PROMPT, ["moon cake", "moon cake!", "duck soup"], SENSES, flat)
    assert (one.creativity, copy.creativity, other.creativity) == (4.0, 4.0, 5.0)
    assert one.marks == ("copies_another",)


def test_earlier_answers_make_an_idea_common() -> None:
    assert "copies_another" in judge("a moon", earlier=("a moon",))[0].marks


def test_relevance_is_nearness_to_the_prompt() -> None:
    near, far = score(PROMPT, ["one more knife", "telescopes"], SENSES, weights())
    assert near.relevance > far.relevance


def test_another_language_is_said_and_judged_by_what_holds_everywhere() -> None:
    foreign, english = judge("ein Spiegel für das Huhn und ich", "a mirror for the chicken")
    assert foreign.marks == ("not_english",)
    assert foreign.parts["humor"]["brevity"] == 0
    assert foreign.parts["humor"]["elaboration"] != 0
    assert foreign.confidence < english.confidence


def test_confidence_grows_with_the_room_and_falls_with_few_words() -> None:
    (alone,) = judge("a moon on a string")
    crowded = judge("a moon on a string", *ROOM[:2])[0]
    (short,) = judge("moon")
    assert crowded.confidence > alone.confidence > short.confidence


def test_of_a_flood_only_the_beginning_is_read() -> None:
    flood = " ".join(f"word{at}" for at in range(WORDS_MAX + 50))
    start = " ".join(flood.split()[:WORDS_MAX])
    assert judge(flood)[0] == judge(start)[0]


def test_a_strong_opinion_stays_within_ten() -> None:
    loud = msgspec.structs.replace(weights(), humor=model(elaboration=1e9))
    assert score(PROMPT, ["duck"], SENSES, loud)[0].humor == 10
