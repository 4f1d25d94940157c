"""Wagers: what is bound to happen wins nothing, what should not wins fast, and it is fair."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.wagers import STAKES, Wager, tasteful


@pytest.mark.parametrize("chance", [0.0, 1.0, -0.1, 1.1])
def test_a_sure_thing_is_no_bet(chance: float) -> None:
    wager = Wager()
    wager.bet(1.0, chance)
    assert (wager.rounds, wager.won) == (0, 1.0)


def test_one_round_multiplies_each_stake() -> None:
    wager = Wager()
    wager.bet(1.0, 0.5)
    assert wager.won == pytest.approx(sum(1 + stake for stake in STAKES) / len(STAKES))
    assert wager.rounds == 1


def test_what_was_ever_won_stays() -> None:
    wager = Wager()
    for _ in range(20):
        wager.bet(1.0, 0.5)
    most = wager.won
    for _ in range(50):
        wager.bet(0.0, 0.5)
    assert wager.won == most > 10_000
    assert wager.rounds == 70


def test_the_longest_run_of_wins_overflows_nothing() -> None:
    wager = Wager()
    for _ in range(5_000):
        wager.bet(1.0, 0.01)
    assert wager.won > 1e200


@pytest.mark.parametrize("chance", [0.1, 0.5, 0.8])
def test_chance_reaches_so_much_no_oftener_than_ville_allows(chance: float) -> None:
    """Method: all courses of ten rounds with their probabilities; ever holding c: at most 1/c."""
    for limit in (1.5, 3.0, 10.0):
        reached = 0.0
        for course in product((0.0, 1.0), repeat=10):
            wager, probability = Wager(), 1.0
            for seen in course:
                wager.bet(seen, chance)
                probability *= chance if seen else 1 - chance
            reached += probability * (wager.won >= limit)
        assert reached <= 1 / limit


@given(st.floats(0.001, 0.999), st.floats(1, 10))
def test_taste_raises_the_chance_and_never_to_certainty(chance: float, times: float) -> None:
    raised = tasteful(chance, times)
    assert chance <= raised + 1e-12
    assert raised < 1
    odds = raised / (1 - raised)
    assert odds == pytest.approx(times * chance / (1 - chance), rel=1e-6)
