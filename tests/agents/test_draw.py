"""Draws come from their parts alone, stay in range and favour nothing."""

import os
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from agents.draw import between, pick, shuffled, unit
from tests.agents.evening import ROOT

PART = st.one_of(st.integers(), st.text(max_size=8))


@given(st.lists(PART, max_size=4))
def test_a_unit_stays_below_one_and_repeats(parts: list[int | str]) -> None:
    assert 0 <= unit(*parts) < 1
    assert unit(*parts) == unit(*parts)


def test_parts_are_told_apart() -> None:
    assert unit("a", "b") != unit("ab")
    assert unit("a", "b") != unit("b", "a")


def test_units_are_spread_evenly() -> None:
    draws = [unit("spread", n) for n in range(2_000)]
    for tenth in range(10):
        share = sum(tenth / 10 <= draw < (tenth + 1) / 10 for draw in draws)
        assert 140 < share < 260


def test_between_keeps_to_its_bounds() -> None:
    draws = [between(2.0, 3.0, n) for n in range(200)]
    assert 2 <= min(draws) < 2.1
    assert 2.9 < max(draws) < 3


def test_pick_reaches_every_option() -> None:
    picked = [pick("abc", n) for n in range(60)]
    assert sorted(dict.fromkeys(picked)) == ["a", "b", "c"]


@given(st.lists(st.integers(), max_size=20), PART)
def test_shuffled_keeps_every_option(options: list[int], part: int | str) -> None:
    assert sorted(shuffled(options, part)) == sorted(options)


def test_shuffled_really_shuffles() -> None:
    orders = [shuffled(range(5), n) for n in range(40)]
    assert len(dict.fromkeys(orders)) > 20


def test_another_hash_seed_draws_the_same() -> None:
    code = "from agents.draw import shuffled, unit; print(unit('x', 1), shuffled(range(9), 'y'))"
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1] != ""
