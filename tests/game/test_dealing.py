"""Dealing: fresh prompts first, then the ones met longest ago, over all categories, by the seed."""

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.commands import Candidate, Prompt
from game.dealing import deal, fits, rating, weight
from game.rules import Settings

CATEGORIES = ("office", "space", "love")
KNOWN = ["text 8", "text 6", "text 1", "text 2", "text 4"]
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.builds(
            Prompt,
            st.integers(0, 40).map("text {}".format),
            st.sampled_from(CATEGORIES),
            st.sampled_from(("easy", "medium", "hard")),
        ),
        st.sampled_from((0, 0, 1_000, 2_000, 3_000)),
        st.none() | st.floats(0, 10),
    ),
    max_size=40,
)


def prompt(number: int, category: str = "office") -> Prompt:
    return Prompt(f"text {number}", category, "easy")


def wishes(**settings: Any) -> Settings:
    return msgspec.convert(settings, Settings)


def test_the_hosts_wishes_decide_what_fits() -> None:
    hard = Prompt("t", "space", "hard")
    assert fits(hard, wishes())
    assert fits(hard, wishes(categories=["love", "space"], difficulty="hard"))
    assert not fits(hard, wishes(categories=["love"]))
    assert not fits(hard, wishes(difficulty="easy"))


@given(CANDIDATES, st.integers(5, 50), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(
    candidates: list[Candidate], count: int, random: Any
) -> None:
    drawn = deal(candidates, count, "seed", 4)
    random.shuffle(candidates)
    assert deal(candidates, count, "seed", 4) == drawn
    assert len(drawn) == (count if candidates else 0)


@given(CANDIDATES, st.integers(5, 50))
def test_no_text_comes_twice_while_others_are_left(candidates: list[Candidate], count: int) -> None:
    texts = [each.text for each in deal(candidates, count, "seed", 4)]
    unlike = len({each.prompt.text for each in candidates})
    for first in range(0, len(texts), unlike or 1):
        part = texts[first : first + unlike]
        assert len(dict.fromkeys(part)) == len(part)


@given(CANDIDATES, st.integers(5, 50))
def test_whatever_was_met_longest_ago_comes_first(candidates: list[Candidate], count: int) -> None:
    met = dict[str, int]()
    for each in candidates:
        met[each.prompt.text] = max(met.get(each.prompt.text, 0), each.last_seen_ms)
    drawn = [met[each.text] for each in deal(candidates, count, "seed", 4)][: len(met)]
    assert drawn == sorted(drawn)
    assert drawn == sorted(met.values())[: len(drawn)]


@given(st.integers(1, 6), st.integers(10, 30), st.text())
def test_a_group_meets_everything_before_it_meets_anything_again(
    games: int, size: int, seed: str
) -> None:
    """Method: play games in a row, and tell each what the ones before it have shown."""
    met: dict[str, int] = {}
    shown: list[str] = []
    for game in range(games):
        pack = [Candidate(prompt(n), met.get(f"text {n}", 0)) for n in range(size)]
        for number, each in enumerate(deal(pack, 5, seed, game)):
            met[each.text] = 1_000 * (game + 1) + number
            shown.append(each.text)
    for first in range(0, len(shown), size):
        part = shown[first : first + size]
        assert len(dict.fromkeys(part)) == len(part)


def test_the_seed_and_the_number_draw_the_deck() -> None:
    pack = [Candidate(prompt(n)) for n in range(30)]
    decks = [deal(pack, 5, seed, seq) for seed in ("a", "b", "c") for seq in range(4)]
    assert len(dict.fromkeys(decks)) > 10
    assert deal(pack, 5, "a", 0) == decks[0]


def test_a_deck_known_by_heart() -> None:
    """Stored commands are replayed: the draw may not change."""
    pack = [Candidate(prompt(n, CATEGORIES[n % 3]), 0, float(n)) for n in range(9)]
    assert [each.text for each in deal(pack, 5, "seed", 7)] == KNOWN


def test_the_categories_take_turns() -> None:
    pack = [Candidate(prompt(n, "office" if n < 20 else CATEGORIES[n % 3])) for n in range(26)]
    counts = Counter(each.category for each in deal(pack, 6, "seed", 1))
    assert counts == {"office": 2, "space": 2, "love": 2}


def test_freshness_goes_before_variety() -> None:
    pack = [Candidate(prompt(n)) for n in range(5)] + [Candidate(prompt(9, "space"), 1)]
    assert {each.category for each in deal(pack, 5, "seed", 1)} == {"office"}


def test_the_better_liked_come_more_often() -> None:
    """Method: 2,000 first draws out of three; 11, 6 and 1 parts of 18 are due."""
    pack = [Candidate(prompt(1), 0, 10.0), Candidate(prompt(2)), Candidate(prompt(3), 0, 0.0)]
    first = Counter(deal(pack, 1, "seed", seq)[0].text for seq in range(2_000))
    assert first["text 1"] == pytest.approx(2_000 * 11 / 18, rel=0.1)
    assert first["text 2"] == pytest.approx(2_000 * 6 / 18, rel=0.1)
    assert first["text 3"] == pytest.approx(2_000 * 1 / 18, rel=0.3)


def test_few_likes_say_little_and_many_say_much() -> None:
    assert rating(0, 0) == 5.0
    assert rating(1, 0) == 6.0
    assert rating(0, 1) == 4.0
    assert rating(96, 0) == 9.8
    assert rating(10, 10) == 5.0
    assert (weight(0.0), weight(None), weight(10.0)) == (1, 6, 11)
