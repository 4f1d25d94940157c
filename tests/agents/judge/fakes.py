"""A small model of meaning for tests: a text is the sum of its words, each a fixed direction."""

import hashlib
from collections.abc import Sequence

import numpy as np

from agents.judge.features import NAMES
from agents.judge.scoring import Senses
from agents.judge.weights import VERSION, Feature, Model, Weights

SIZE = 16
COMMON = ("the", "a", "of", "to", "duck", "knife", "bread", "butter")
RANKS = {word: rank for rank, word in enumerate(COMMON)}
FLAT = dict.fromkeys("abcdefghijklmnopqrstuvwxyz^", "9" * 27)


class BagOfWords:
    """An embedder; equal words are equal, all others nearly at right angles."""

    name = "bag of words"

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        total = np.full(SIZE, 1e-3)
        for word in text.split():
            digest = hashlib.blake2b(word.encode(), digest_size=SIZE).digest()
            total += np.frombuffer(digest, np.uint8) / 127.5 - 1
        return [float(each) for each in total / np.linalg.norm(total)]


SENSES = Senses(embedder=BagOfWords(), ranks=RANKS)


def model(**weights: float) -> Model:
    """A model with these weights, whose features are usually 0 and spread by 1."""
    features = {name: Feature(0.0, 1.0, weight) for name, weight in weights.items()}
    return Model(features=features, reads="told", meaning=[0.0] * SIZE, centre=0.0, spread=1.0)


def weights(**given: float) -> Weights:
    """Weights whose two models are the same: those given, or one of everything."""
    one = model(**(given or dict.fromkeys(NAMES, 0.1)))
    return Weights(VERSION, "by hand", ["nobody"], BagOfWords.name, FLAT, one, one)
