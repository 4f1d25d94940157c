"""Each feature reads what it is named for, and nothing that players can't help."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from agents.judge.features import (
    HALF_AT,
    IDEAS_MAX,
    MANY_MAX,
    MIDDLING,
    NAMES,
    OF_THE_ROOM,
    RARE,
    UNIVERSAL,
    asked,
    read,
)
from tests.agents.judge.fakes import RANKS, SENSES

PROMPT = "What is a surprising use for a KNIFE?"


def features(text: str, prompt: str = PROMPT) -> dict[str, float]:
    """One answer's row."""
    table = read(prompt, [text], [], SENSES.embedder, RANKS).table
    return dict(zip(NAMES, map(float, table[0]), strict=True))


def test_either_vector_is_told_by_its_name() -> None:
    """Words around the ideas change what is told, and not the ideas."""
    seen = read(PROMPT, ["the duck of the moon", "duck moon"], [], SENSES.embedder, RANKS)
    ideas, told = seen.vectors("ideas"), seen.vectors("told")
    assert ideas[0] == pytest.approx(ideas[1])
    assert told[0] != pytest.approx(told[1])


def test_rooms_and_universal_features_are_features() -> None:
    assert {*OF_THE_ROOM, *UNIVERSAL} <= set(NAMES)


def test_ideas_are_counted_with_diminishing_returns() -> None:
    assert features("the duck of the duck")["elaboration"] == pytest.approx(math.log(2))
    many = " ".join(f"word{at}" for at in range(30))
    assert features(many)["elaboration"] == pytest.approx(math.log1p(IDEAS_MAX))
    assert features(many)["many_ideas"] == pytest.approx(math.log1p(MANY_MAX))


def test_distance_is_measured_to_the_topic() -> None:
    assert features("knife")["far_from_topic"] == pytest.approx(0)
    assert features("moon")["far_from_topic"] > 0.2
    assert related("knife", PROMPT) == related(PROMPT, PROMPT) == pytest.approx(1)


def related(text: str, prompt: str) -> float:
    return float(read(prompt, [text], [], SENSES.embedder, RANKS).related[0])


def test_without_a_prompt_nothing_is_near_or_far() -> None:
    assert features("moon", " ")["far_from_topic"] == 1
    assert related("moon", " ") == related("moon", "") == 0


def test_an_answers_ideas_are_the_mean_of_its_words_the_commonest_counting_least() -> None:
    """Method: a known word and an unknown one, against their vectors added by hand."""
    duck, moon = map(np.array, SENSES.embedder.vectors(["duck", "moon"]))
    rank = RANKS["duck"] + 1
    mean = duck * rank / (rank + HALF_AT) + moon
    seen = read(PROMPT, ["the duck of the moon"], [], SENSES.embedder, RANKS)
    assert np.allclose(seen.ideas[0], mean / np.linalg.norm(mean))


def test_an_answer_without_ideas_is_near_to_nothing_and_alike_where_it_sounds_alike() -> None:
    seen = read(PROMPT, ["of the", "about it", "of the"], [], SENSES.embedder, RANKS)
    assert not seen.ideas.any()
    assert seen.related.tolist() == [0, 0, 0]
    assert seen.crowd.copies.tolist() == [1, 0, 1]


def test_generic_words_between_ideas_change_nothing_about_them() -> None:
    bare, wordy = (
        read(PROMPT, [text, "soup"], [], SENSES.embedder, RANKS)
        for text in ("duck moon", "well, my great duck is probably what I would call a moon")
    )
    assert np.array_equal(bare.ideas, wordy.ideas[:2])
    same = [NAMES.index(name) for name in NAMES if not name.startswith("told")]
    assert np.array_equal(bare.table[:, same], wordy.table[:2, same])


def test_all_that_is_read_can_be_asked_for_before() -> None:
    """Method: an embedder that knows nothing but what was asked for before."""
    texts = ["a moon on a string, my duck! soup", "of the"]
    for prompt in (PROMPT, ""):
        known = set(asked(prompt, texts))

        class Knowing:
            name = "knowing"

            def vectors(self, wanted: Sequence[str]) -> list[list[float]]:
                assert set(wanted) <= known  # noqa: B023
                return SENSES.embedder.vectors(wanted)

        read(prompt, texts, [], Knowing(), RANKS)


def test_rare_words_come_late_in_the_list() -> None:
    duck, knife = (math.log(RANKS[word] + 1) for word in ("duck", "knife"))
    assert features("duck knife")["rare_words"] == pytest.approx((duck + knife) / 2)
    assert features("duck zyzzyva")["rare_words"] == pytest.approx((duck + RARE) / 2)
    assert features("of the")["rare_words"] == MIDDLING


def test_signs_and_turns_are_counted() -> None:
    seen = features('"To be or to bee!" said the duck. Swims like a duck!!!')
    assert (seen["exclaims"], seen["quotes"]) == (3, 1)
    assert seen["infinitives"] == 2
    assert features("moon")["quotes"] == 0


def test_the_room_is_seen_and_so_is_what_was_said_before() -> None:
    seen = read(PROMPT, ["a duck", "a moon"], ["duck"], SENSES.embedder, RANKS)
    nearest = seen.table[:, NAMES.index("told_unlike_nearest")]
    assert nearest[0] < nearest[1]
    assert seen.crowd.copies.tolist() == [0, 0] or nearest[0] < 0.7


def test_letter_case_and_spaces_change_nothing() -> None:
    plain, shouted = (
        read(PROMPT, [text], [], SENSES.embedder, RANKS).table for text in ("a duck", "  A DUCK ")
    )
    assert np.array_equal(plain, shouted)


def test_runs_of_clauses_are_measured_like_answers_of_their_own() -> None:
    seen = read(PROMPT, ["a moon", "a duck, soup! a hat", "knife"], [], SENSES.embedder, RANKS)
    assert seen.answers == 3
    assert seen.owners.tolist() == [0, 1, 2, 1, 1, 1, 1, 1]
    alone = read(PROMPT, ["a moon", "a hat", "knife"], [], SENSES.embedder, RANKS)
    quiet = [at for at, name in enumerate(NAMES) if name != "exclaims"]
    assert np.allclose(seen.table[-1, quiet], alone.table[1, quiet])
    assert (seen.table[seen.owners == 1, NAMES.index("exclaims")] == 1).all()
