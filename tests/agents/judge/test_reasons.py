"""Reasons: they name what moved a score, in points that add up to what would be without it."""

import math

import pytest

from agents.judge.learning import CREATIVITY, HUMOR
from agents.judge.reasons import GROUPS, SENTENCES, Reason, reasons
from agents.judge.scoring import LEFT, Judged, score
from tests.agents.judge.fakes import SENSES, weights

PROMPT = "What is a surprising use for a knife?"


def scored(
    marks: tuple[str, ...] = (), left: dict[str, float] | None = None, **parts: float
) -> Judged:
    """An answer whose creativity came from these parts, and whose other scores are middling."""
    share = 1 / (1 + math.exp(-max(-30.0, sum(parts.values()))))
    ten = round(10 * share * math.prod((left or {}).values()), 9)
    named = {"creativity": parts, "humor": {}, "relevance": {"related": 0.0}}
    return Judged(ten, 5.0, 5.0, 0.5, named, marks, left or {})


def keys(found: tuple[Reason, ...]) -> list[str]:
    return [f"{each.heading}:{each.key}" for each in found]


def test_what_moved_a_score_most_comes_first_and_trifles_not_at_all() -> None:
    found = reasons(scored(rare_words=0.3, elaboration=-1.5, meaning=0.01))
    assert keys(found) == ["creativity:detail.down", "creativity:words.up"]


def test_points_are_what_the_score_would_lack_without_it() -> None:
    one = scored(told_unlike_near=0.4, unlike_near=0.6, meaning=0.5)
    rarity = next(each for each in reasons(one) if each.key == "rarity.up")
    without = scored(meaning=0.5)
    assert rarity.params["points"] == pytest.approx(one.creativity - without.creativity, abs=0.01)
    assert rarity.params == {
        "points": rarity.params["points"],
        "told_unlike_near": 0.4,
        "unlike_near": 0.6,
    }
    assert rarity.text == SENTENCES["rarity.up"]


def test_relevance_has_its_reason() -> None:
    off_topic = Judged(
        5, 5, 1.2, 0.5, {"creativity": {}, "humor": {}, "relevance": {"related": -2}}
    )
    assert keys(reasons(off_topic)) == ["relevance:related.down"]


def test_what_is_wrong_is_said_before_all_else_with_what_it_leaves() -> None:
    one = scored(("copies_another", "not_english"), {"copies_another": 0.8}, elaboration=2.0)
    first, second, *_ = reasons(one)
    assert (first.heading, first.key) == ("all", "copies_another")
    assert first.params == {"points": 0.0, "left": 0.8}
    assert (second.key, second.params) == ("not_english", {"points": 0.0})


def test_whatever_the_judge_uses_has_words() -> None:
    """Method: every feature that is learned has a group, each group a sentence up and down."""
    learned = {*CREATIVITY.names, *HUMOR.names, "meaning", "related"}
    assert learned <= set(GROUPS)
    for group in GROUPS.values():
        assert {f"{group}.up", f"{group}.down"} <= set(SENTENCES)
    assert {*LEFT, "gibberish", "not_english"} <= set(SENTENCES)


def test_a_strong_opinion_has_points_even_where_nothing_is_left_of_the_score() -> None:
    (only,) = reasons(scored(elaboration=-1e6))
    assert only.params["points"] == -5.0
    _, only = reasons(scored(("empty",), {"empty": 0.1}, elaboration=-1e6))
    assert only.params["points"] == -0.5


@pytest.mark.parametrize("text", ["idk", "asdfg hjkl", "ein Spiegel für das Huhn und ich", "moon"])
def test_reasons_of_a_real_judgement(text: str) -> None:
    for judged in score(PROMPT, [text, "a mirror"], SENSES, weights()):
        for reason in reasons(judged):
            assert reason.text == SENTENCES[reason.key]
