"""Chance: the same seed and number draw the same, another number draws afresh and fairly."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from game.chance import dice, lot, picked, shuffled


@given(st.lists(st.integers()), st.text(), st.integers(0))
def test_a_shuffle_keeps_every_item_and_its_input(items: list[int], seed: str, seq: int) -> None:
    before = list(items)
    drawn = shuffled(items, seed, seq)
    assert items == before
    assert Counter(drawn) == Counter(items)
    assert drawn == shuffled(items, seed, seq)


def test_draws_known_by_heart() -> None:
    """Stored games are replayed for ever: neither dice nor shuffle may change."""
    assert shuffled("abcdefgh", "seed", 7) == tuple("gdcbfaeh")
    assert dice("seed", 7).random() == 0.9707848113122041


def test_each_decision_has_its_own_dice() -> None:
    rolls = [dice(seed, seq).random() for seed in ("a", "b") for seq in range(100)]
    assert len(dict.fromkeys(rolls)) == 200
    # "a:1" with number 2 and "a" with number "1:2" would be one string; a number has no colon.
    assert dice("a", 12).random() != dice("a:1", 2).random()


def test_every_order_is_as_likely_as_any_other() -> None:
    """Method: all 24 orders of four items in 4,800 draws; 200 each are due, 14 the deviation."""
    orders = Counter(shuffled("abcd", "fair", seq) for seq in range(4_800))
    assert len(orders) == 24
    assert min(orders.values()) > 130
    assert max(orders.values()) < 270


def test_a_pick_is_as_likely_as_its_weight() -> None:
    """Method: walk the whole range of the draw in small steps and count who is picked."""
    picks = Counter(picked("abc", (1, 2, 5), step / 800) for step in range(800))
    assert picks == {"a": 100, "b": 200, "c": 500}


def test_the_end_of_the_range_is_the_last_ones() -> None:
    assert picked("ab", (1, 1), 0.9999999999999999) == "b"
    assert picked("ab", (1, 1), 1.0) == "b"


def test_a_lot_is_drawn_by_name_and_no_two_parts_run_together() -> None:
    drawn = [lot(seed, name) for seed in ("a", "b") for name in range(100)]
    assert len(dict.fromkeys(drawn)) == 200
    assert lot("a", 5) == lot("a", 5)
    assert lot("a", "b", "c") != lot("a", "bc")
