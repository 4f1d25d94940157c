"""Figures of agreement, against values worked out by hand."""

import numpy as np
import pytest

from agents.judge.agreement import ceiling, figure, folds, pairs, pearson, spearman

RATINGS = np.array([1.0, 2.0, 3.0, 4.0, 5.0])


def test_pearson() -> None:
    assert pearson(2 * RATINGS + 1, RATINGS) == pytest.approx(1)
    assert pearson(-RATINGS, RATINGS) == pytest.approx(-1)
    assert pearson(RATINGS * 0, RATINGS) == 0
    assert pearson(RATINGS, RATINGS * 0) is None
    assert pearson(RATINGS[:4], RATINGS[:4]) is None


def test_spearman_reads_ranks_and_shares_them() -> None:
    assert spearman(RATINGS**9, RATINGS) == pytest.approx(1)
    assert spearman(np.array([1.0, 1, 2, 3, 4]), RATINGS) == pytest.approx(0.97468, abs=1e-4)


def test_pairs_count_ties_half() -> None:
    assert pairs(np.array([1.0, 2, 3]), np.array([1.0, 2, 3])) == 1
    assert pairs(np.array([3.0, 2, 1]), np.array([1.0, 2, 3])) == 0
    assert pairs(np.array([1.0, 1, 1]), np.array([1.0, 2, 2])) == 0.5
    assert pairs(np.array([1.0, 2]), np.array([1.0, 1])) is None


def test_a_figure_is_a_mean_over_groups_with_its_interval() -> None:
    found = figure(pairs, [1, 2, 2, 1, 1], [1, 2, 1, 2, 1], ["a", "a", "b", "b", "c"])
    assert found is not None
    assert (found.value, found.low, found.high, found.groups) == (0.5, 0, 1, 2)
    assert figure(pairs, [1.0], [1.0], ["a"]) is None


def test_the_ceiling_is_what_raters_leave() -> None:
    sure = [[1000, 0, 0], [0, 1000, 0], [0, 0, 1000]]
    torn = [[1, 0, 1], [0, 2, 0], [1, 0, 1]]
    assert ceiling(sure, ["a"] * 3) == 1
    assert ceiling(torn, ["a"] * 3) == 0
    half = ceiling([[8, 2, 0], [5, 4, 1], [2, 5, 3]], ["a"] * 3)
    assert 0.5 < half < 1


def test_folds_share_the_prompts_out() -> None:
    parts = folds(["a", "b", "c", "d", "e", "a"], 2)
    assert sorted(map(len, parts)) == [2, 3]
    assert frozenset().union(*parts) == {"a", "b", "c", "d", "e"}
    assert parts == folds(["e", "d", "c", "b", "a"], 2)
    assert len(folds(["a"], 20)) == 1
