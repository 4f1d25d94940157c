"""Learns a model from rated answers: ridge within prompts, so that only differences count."""

from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from agents.judge.features import NAMES, OF_THE_ROOM, Read
from agents.judge.weights import Feature, Model

# Rules that a weight may not break, whatever a sample says: neither exclaiming nor saying more
# makes a joke better.
NEVER_ABOVE_ZERO = ("exclaims", "quotes", "many_ideas")


class Recipe(Struct, frozen=True):
    """What is chosen before learning: features, penalties, and how many directions of meaning."""

    names: tuple[str, ...]
    reads: Literal["ideas", "told"] = "ideas"
    axes: int = 40
    axes_penalty: float = 2000.0
    penalty: float = 30.0


CREATIVITY = Recipe(("elaboration", "far_from_topic", "rare_words", "unlike_near"), axes=80)
HUMOR = Recipe(
    ("many_ideas", "told_unlike_nearest", "told_unlike_near", "exclaims", "quotes",
     "infinitives"),
    reads="told",
    axes=20,
)  # fmt: skip


class Rated(Struct, frozen=True):
    """Rated answers of one file: what was read of them, their ratings, and who rated them."""

    table: NDArray[np.float64]
    vectors: NDArray[np.float64]
    ratings: NDArray[np.float64]
    # Ratings are compared only within a group: one prompt, one panel of raters.
    groups: NDArray[np.int64]
    trust: NDArray[np.float64]  # in what the room says of each

    def at(self, places: Sequence[int]) -> "Rated":
        """Only some of the answers."""
        some = np.array(places, np.int64)
        return Rated(
            self.table[some],
            self.vectors[some],
            self.ratings[some],
            self.groups[some],
            self.trust[some],
        )


def gathered(
    reads: Sequence[tuple[Read, Sequence[int]]],
    ratings: Sequence[float],
    groups: Sequence[str],
    kind: Literal["ideas", "told"],
) -> Rated:
    """One table of all prompts' answers; each read comes with the places of its answers."""
    table = np.zeros((len(ratings), len(NAMES)))
    vectors = np.zeros((len(ratings), reads[0][0].vectors(kind).shape[1]))
    trust = np.zeros(len(ratings))
    for read, places in reads:
        trust[list(places)] = read.crowd.trust
        table[list(places)] = read.table[: read.answers]
        vectors[list(places)] = read.vectors(kind)[: read.answers]
    _, owners = np.unique(np.array(groups), return_inverse=True)
    return Rated(table, vectors, np.array(ratings, float), owners, trust)


def learn(rated: Rated, recipe: Recipe) -> Model:
    """Ridge regression of ratings on features and on the main directions of meaning.

    Deterministic. The directions are the principal axes of the vectors within groups, each with
    the same spread, so that one penalty holds them all.
    """
    names = recipe.names
    columns = rated.table[:, [NAMES.index(name) for name in names]]
    means, spreads = columns.mean(axis=0), columns.std(axis=0) + 1e-6
    inner = _within(rated.vectors, rated.groups)
    axes = _axes(inner, recipe.axes)
    axes = axes / ((inner @ axes).std(axis=0) + 1e-6) / np.sqrt(recipe.axes_penalty)
    standard = (columns - means) / spreads / np.sqrt(recipe.penalty)
    of_room = [name in OF_THE_ROOM for name in names]
    standard[:, of_room] *= rated.trust[:, None]
    seen = np.hstack([_within(standard, rated.groups), inner @ axes])
    ratings = _within(rated.ratings[:, None], rated.groups)[:, 0]
    found = np.linalg.solve(seen.T @ seen + np.eye(seen.shape[1]), seen.T @ ratings)
    weights = found[: len(names)] / np.sqrt(recipe.penalty)
    broken = {name for name, weight in zip(names, weights, strict=True) if weight > 0}
    broken &= set(NEVER_ABOVE_ZERO)
    if broken:
        kept = tuple(name for name in names if name not in broken)
        return learn(rated, msgspec.structs.replace(recipe, names=kept))
    meaning = np.round(axes @ found[len(names) :], 5)
    meant = rated.vectors @ meaning
    whole = standard @ found[: len(names)] + meant
    return Model(
        features={
            name: Feature(round(float(mean), 5), round(float(spread), 6), round(float(weight), 6))
            for name, mean, spread, weight in zip(names, means, spreads, weights, strict=True)
        },
        reads=recipe.reads,
        meaning=[float(each) for each in meaning],
        centre=round(float(meant.mean()), 6),
        spread=max(1e-6, round(float(whole.std()), 6)),
    )


def _within(columns: NDArray[np.float64], groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """Each column less its mean in the row's group."""
    _, places = np.unique(groups, return_inverse=True)
    counts = np.bincount(places)
    sums = np.zeros((len(counts), columns.shape[1]))
    np.add.at(sums, places, columns)
    return np.asarray(columns - (sums / counts[:, None])[places])


def _axes(inner: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    _, found = np.linalg.eigh(inner.T @ inner)
    return np.asarray(found[:, ::-1][:, : min(count, inner.shape[1])])
