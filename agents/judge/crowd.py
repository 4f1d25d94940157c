"""An answer among the others: how common its idea is, by meaning and not by spelling."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Vectors = NDArray[np.float64]  # one unit vector per row

# In a small room the next answer is far by chance: what is seen among n others counts n/(n+HALF).
HALF = 8.0
NEAREST = 5
COPY_MIN = 0.98  # cosine of the ideas from which two answers are one
BLOCK = 256


class Crowd(Struct, frozen=True):
    """For each answer: cosines to the others, how many others there are, and its copies."""

    mean: Vectors
    nearest: Vectors
    near: Vectors  # mean of the nearest few
    copies: Vectors
    trust: float


def crowd(rows: Vectors, everyone: Vectors, own: NDArray[np.int64]) -> Crowd:
    """Compare each row with everyone's answers but its own, which is everyone[own[row]].

    Rarity as originality: Silvia et al. 2008 (doi 10.1037/1931-3896.2.2.68); by semantic distance
    instead of counting: Beaty and Johnson 2021 (doi 10.3758/s13428-020-01453-w).
    """
    count, others = len(rows), len(everyone) - 1
    if not others:
        zero = np.zeros(count)
        return Crowd(zero, zero, zero, zero, 0.0)
    found = np.zeros((4, count))
    few = min(NEAREST, others)
    for start in range(0, count, BLOCK):
        some = np.arange(start, min(start + BLOCK, count))
        cosines = rows[some] @ everyone.T
        same = (np.arange(len(some)), own[some])
        mean = (cosines.sum(axis=1) - cosines[same]) / others
        cosines[same] = -2.0
        top = -np.partition(-cosines, few - 1, axis=1)[:, :few]
        found[0, some] = mean
        found[1, some] = top.max(axis=1)
        found[2, some] = top.mean(axis=1)
        found[3, some] = (cosines >= COPY_MIN).sum(axis=1)
    return Crowd(found[0], found[1], found[2], found[3], others / (others + HALF))
