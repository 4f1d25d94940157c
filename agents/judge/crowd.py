"""An answer among the others: how common its idea is, by meaning and not by spelling."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Vectors = NDArray[np.float64]  # one unit vector per row

# In a small room the next answer is far by chance: what is seen among n others counts n/(n+HALF).
HALF = 8.0
NEAREST = 5
COPY_MIN = (
    0.95  # cosine from which two answers are one; "a rubber duck" and "rubber duck" have 0.95
)
BLOCK = 256


class Crowd(Struct, frozen=True):
    """For each answer: cosines to the others, how many others there are, and its copies."""

    mean: Vectors
    nearest: Vectors
    near: Vectors  # mean of the nearest few
    copies: Vectors
    trust: float


def crowd(answers: Vectors, earlier: Vectors) -> Crowd:
    """Compare each answer with all others and with earlier answers to the same prompt.

    Rarity as originality: Silvia et al. 2008 (doi 10.1037/1931-3896.2.2.68); by semantic distance
    instead of counting: Beaty and Johnson 2021 (doi 10.3758/s13428-020-01453-w).
    """
    everyone = np.vstack([answers, earlier]) if len(earlier) else answers
    count, others = len(answers), len(everyone) - 1
    if not others:
        zero = np.zeros(count)
        return Crowd(zero, zero, zero, zero, 0.0)
    found = np.zeros((4, count))
    few = min(NEAREST, others)
    for start in range(0, count, BLOCK):
        rows = np.arange(start, min(start + BLOCK, count))
        cosines = answers[rows] @ everyone.T
        cosines[np.arange(len(rows)), rows] = -2.0
        top = -np.partition(-cosines, few - 1, axis=1)[:, :few]
        found[0, rows] = (cosines.sum(axis=1) + 2.0) / others
        found[1, rows] = top.max(axis=1)
        found[2, rows] = top.mean(axis=1)
        found[3, rows] = (cosines >= COPY_MIN).sum(axis=1)
    return Crowd(found[0], found[1], found[2], found[3], others / (others + HALF))
