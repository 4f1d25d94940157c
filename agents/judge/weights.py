"""The learned part of the judge: a readable file of weights, and what a model says of answers."""

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from agents.judge.features import NAMES, OF_THE_ROOM, UNIVERSAL, Read

VERSION = 2


class WeightsError(ValueError):
    """A file of weights that can't be used; says why."""


class Feature(Struct, frozen=True, forbid_unknown_fields=True):
    """One feature: what is usual, how much it spreads, and what one spread more is worth."""

    mean: float
    spread: Annotated[float, Meta(gt=0)]
    weight: float


class Model(Struct, frozen=True, forbid_unknown_fields=True):
    """A linear model: features by name, and a direction in the space of meanings."""

    features: dict[str, Feature]
    reads: Literal["ideas", "told"]  # whose vectors `meaning` is a direction of; see Read
    meaning: list[float]
    centre: float  # what the whole sum is usually, and its spread: the scale of the scores
    spread: Annotated[float, Meta(gt=0)]

    def parts(self, read: Read, english: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
        """What each feature adds to each row, in spreads of the whole.

        0 where it needs English and `english` says that the answer has none. Their sum is the
        model's opinion: 0 for a middling answer.
        """
        found = {}
        english = english[read.owners]
        for name, feature in self.features.items():
            column = (read.table[:, NAMES.index(name)] - feature.mean) / feature.spread
            if name in OF_THE_ROOM:
                column = column * read.crowd.trust
            elif name not in UNIVERSAL:
                column = column * english
            found[name] = column * feature.weight / self.spread
        meant = (read.vectors(self.reads) @ np.array(self.meaning) - self.centre) / self.spread
        found["meaning"] = meant * english
        return found


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """The file: how it was learned, on what, and the models."""

    version: Annotated[int, Meta(ge=VERSION, le=VERSION)]
    learned: str  # how
    sources: list[str]  # on what, with its terms
    embedder: str  # whose vectors `meaning` is a direction of
    letters: dict[str, str]  # which letter follows which; see noise.py
    creativity: Model
    humor: Model


def parse_weights(text: bytes | str) -> Weights:
    """Weights from their JSON; raises WeightsError, which says what is wrong and where."""
    try:
        found = msgspec.json.decode(text, type=Weights)
    except msgspec.DecodeError as error:
        raise WeightsError(f"weights: {error}") from error
    for model in (found.creativity, found.humor):
        unknown = sorted(set(model.features) - set(NAMES))
        if unknown:
            raise WeightsError(f"weights: nobody measures {', '.join(unknown)}")
    if len(found.creativity.meaning) != len(found.humor.meaning):
        raise WeightsError("weights: the two directions of meaning differ in length")
    return found


def opinion(parts: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """The sum of the parts for each answer."""
    return np.asarray(np.sum(list(parts.values()), axis=0))
