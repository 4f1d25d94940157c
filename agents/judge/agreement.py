"""How far scores agree with people: correlation within prompts, pairs in the right order."""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

LEAST = 5  # answers a group needs to have a correlation
SAMPLES = 1000
SEED = 20_261_123
LOW, HIGH = 2.5, 97.5

Numbers = NDArray[np.float64]
Measure = Callable[[Numbers, Numbers], float | None]


class Figure(Struct, frozen=True):
    """A mean over groups, and the interval that holds 95 of 100 resamplings of the groups."""

    value: float
    low: float
    high: float
    groups: int


def pearson(scores: Numbers, ratings: Numbers) -> float | None:
    """Linear correlation, -1 to 1; 0 if the scores say nothing, None if nothing can be said."""
    if len(scores) < LEAST or np.ptp(ratings) == 0:
        return None
    if np.ptp(scores) == 0:
        return 0.0
    return float(np.corrcoef(scores, ratings)[0, 1])


def spearman(scores: Numbers, ratings: Numbers) -> float | None:
    """Pearson's of the ranks; equals share the mean of their ranks."""
    return pearson(_ranks(scores), _ranks(ratings))


def pairs(scores: Numbers, ratings: Numbers) -> float | None:
    """Share of pairs with different ratings that are in the right order; equal scores count half.

    None without such a pair.
    """
    right = total = 0.0
    for at in range(len(scores) - 1):
        sign = np.sign(ratings[at + 1 :] - ratings[at])
        said = np.sign(scores[at + 1 :] - scores[at])
        right += float(((sign * said + 1) / 2)[sign != 0].sum())
        total += int((sign != 0).sum())
    return right / total if total else None


def figure(
    measure: Measure, scores: Sequence[float], ratings: Sequence[float], groups: Sequence[str]
) -> Figure | None:
    """A measure's mean over groups with its bootstrap interval; None where no group has one."""
    given, wanted = np.array(scores, float), np.array(ratings, float)
    owner = np.array(groups)
    each = [measure(given[owner == group], wanted[owner == group]) for group in sorted(set(groups))]
    found = np.array([value for value in each if value is not None])
    if not len(found):
        return None
    draws = np.random.default_rng(SEED).integers(len(found), size=(SAMPLES, len(found)))
    low, high = np.percentile(found[draws].mean(axis=1), [LOW, HIGH])
    return Figure(
        round(float(found.mean()), 3), round(float(low), 3), round(float(high), 3), len(found)
    )


def ceiling(counts: Sequence[Sequence[int]], groups: Sequence[str]) -> float:
    """The highest correlation that the raters' own noise allows, by their counts of 1, 2, 3, ...

    The square root of the reliability of the mean ratings within a group: the share of their
    variance that is not the sampling error of a mean (Spearman 1904).
    """
    votes = np.array(counts, float)
    grades = np.arange(1, votes.shape[1] + 1)
    total = votes.sum(axis=1)
    means = votes @ grades / total
    errors = (votes @ grades**2 / total - means**2) / np.maximum(total - 1, 1)
    owner = np.array(groups)
    shares = []
    for group in sorted(set(groups)):
        inside = owner == group
        variance = float(means[inside].var())
        if variance > 0:
            shares.append(max(0.0, 1 - float(errors[inside].mean()) / variance))
    return round(float(np.sqrt(np.mean(shares))), 3) if shares else 0.0


def folds(prompts: Sequence[str], count: int) -> list[frozenset[str]]:
    """The prompts in as many parts of like size, always the same ones."""
    order = sorted(set(prompts))
    shuffled = np.random.default_rng(SEED).permutation(len(order))
    parts = np.array_split(shuffled, min(count, len(order)))
    return [frozenset(order[at] for at in part) for part in parts]


def _ranks(values: Numbers) -> Numbers:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[place])
