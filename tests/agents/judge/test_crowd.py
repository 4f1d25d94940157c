"""Among others: how near they are, who copies whom, and how far that is to be trusted."""

import numpy as np
import pytest

from agents.judge.crowd import BLOCK, HALF, Crowd, Vectors, crowd
from tests.agents.judge.fakes import BagOfWords


def among(answers: Vectors, earlier: Vectors | None = None) -> Crowd:
    """Answers among themselves and those before them."""
    everyone = answers if earlier is None else np.vstack([answers, earlier])
    return crowd(answers, everyone, np.arange(len(answers)))


def test_nobody_is_compared_with_himself() -> None:
    alone = among(np.array([[1.0, 0.0]]))
    assert alone.trust == 0
    assert alone.mean.tolist() == alone.nearest.tolist() == alone.copies.tolist() == [0]


def test_each_is_compared_with_all_others() -> None:
    found = among(np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]]))
    assert found.mean.tolist() == pytest.approx([0.3, 0.4, 0.7])
    assert found.nearest.tolist() == pytest.approx([0.6, 0.8, 0.8])
    assert found.near.tolist() == pytest.approx([0.3, 0.4, 0.7])
    assert found.trust == 2 / (2 + HALF)


def test_only_the_nearest_five_are_near() -> None:
    vectors = np.array([[1.0, 0.0]] * 7 + [[0.0, 1.0]])
    found = among(vectors)
    assert found.near[0] == 1
    assert found.copies.tolist() == [6] * 7 + [0]


def test_earlier_answers_are_others_too() -> None:
    found = among(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]]))
    assert found.nearest.tolist() == found.copies.tolist() == [1]


def test_many_are_compared_block_by_block() -> None:
    vectors = np.array(BagOfWords().vectors([f"w{at}" for at in range(BLOCK + 3)]))
    found = among(vectors)
    cosines = vectors @ vectors.T - 2 * np.eye(len(vectors))
    assert np.allclose(found.nearest, cosines.max(axis=1))


def test_a_part_of_an_answer_is_compared_with_all_but_that_answer() -> None:
    everyone = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]])
    found = crowd(np.array([[0.0, 1.0], [1.0, 0.0]]), everyone, np.array([1, 1]))
    assert found.mean.tolist() == pytest.approx([0.4, 0.8])
    assert found.nearest.tolist() == pytest.approx([0.8, 1.0])
