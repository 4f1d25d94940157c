"""Each feature reads what it is named for, and nothing that players can't help."""

import math

import numpy as np
import pytest

from agents.judge.features import IDEAS_MAX, MIDDLING, NAMES, OF_THE_ROOM, RARE, UNIVERSAL, read
from tests.agents.judge.fakes import RANKS, SENSES

PROMPT = "What is a surprising use for a KNIFE?"


def features(text: str, prompt: str = PROMPT) -> dict[str, float]:
    """One answer's row."""
    table = read(prompt, [text], [], SENSES.embedder, RANKS).table
    return dict(zip(NAMES, map(float, table[0]), strict=True))


def test_rooms_and_universal_features_are_features() -> None:
    assert {*OF_THE_ROOM, *UNIVERSAL} <= set(NAMES)


def test_ideas_are_counted_with_diminishing_returns() -> None:
    assert features("the duck of the duck")["elaboration"] == pytest.approx(math.log(2))
    many = " ".join(f"word{at}" for at in range(30))
    assert features(many)["elaboration"] == pytest.approx(math.log1p(IDEAS_MAX))


def test_short_is_brief() -> None:
    assert features("a duck")["brevity"] == pytest.approx(-math.log(6))
    assert features("a duck")["brevity_squared"] == pytest.approx(-(math.log(6) ** 2))


def test_distance_is_measured_to_prompt_and_topic() -> None:
    assert features("knife")["far_from_topic"] == pytest.approx(0)
    assert features("moon")["far_from_topic"] > 0.2
    assert features(PROMPT)["far_from_prompt"] == pytest.approx(0)


def test_without_a_prompt_nothing_is_near_or_far() -> None:
    assert features("moon", " ")["far_from_topic"] == features("moon", "")["far_from_prompt"] == 1


def test_rare_words_come_late_in_the_list() -> None:
    assert features("duck knife")["rarest_word"] == pytest.approx(math.log(RANKS["knife"] + 1))
    assert features("duck zyzzyva")["rarest_word"] == pytest.approx(RARE)
    assert features("of the")["rare_words"] == features("of the")["rarest_word"] == MIDDLING


def test_signs_and_turns_are_counted() -> None:
    seen = features('"To be or to bee!" said the duck. Swims like a duck!!!')
    assert (seen["exclaims"], seen["quotes"], seen["simile"]) == (3, 1, 1)
    assert seen["infinitives"] == 2
    assert features("moon")["quotes"] == 0


def test_the_room_is_seen_and_so_is_what_was_said_before() -> None:
    seen = read(PROMPT, ["a duck", "a moon"], ["duck"], SENSES.embedder, RANKS)
    nearest = seen.table[:, NAMES.index("unlike_nearest")]
    assert nearest[0] < nearest[1]
    assert seen.crowd.copies.tolist() == [0, 0] or nearest[0] < 0.7


def test_letter_case_and_spaces_change_nothing() -> None:
    plain, shouted = (
        read(PROMPT, [text], [], SENSES.embedder, RANKS).table for text in ("a duck", "  A DUCK ")
    )
    assert np.array_equal(plain, shouted)


def test_first_and_last_clauses_are_measured_like_answers_of_their_own() -> None:
    seen = read(PROMPT, ["a moon", "a duck, soup! a hat", "knife"], [], SENSES.embedder, RANKS)
    assert seen.owners == (1, 1)
    assert seen.ends is not None
    alone = read(PROMPT, ["a moon", "a hat", "knife"], [], SENSES.embedder, RANKS)
    assert np.allclose(seen.ends.table[1], alone.table[1])
    assert read(PROMPT, ["a duck"], [], SENSES.embedder, RANKS).ends is None
