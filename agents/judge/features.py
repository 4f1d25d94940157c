"""What the models see of an answer: a row of numbers, each named, with its source.

Nothing here reads letter case, spaces, names, seats or the order of answers.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from agents.judge.crowd import Crowd, Vectors, crowd
from agents.judge.wording import content, pieces, plain, topic, words
from agents.ports import Embedder

# Elaboration has diminishing returns, and none after this many ideas (Forthmann et al. 2020 on the
# confound of length and originality, doi 10.1002/jocb.399).
IDEAS_MAX: Final = 4
MANY_MAX: Final = 8  # of a joke, which is the worse for more
RARE: Final = math.log(40_000)  # log rank of a word that the list lacks
MIDDLING: Final = 7.0
HALF_AT: Final = 300  # the rank of a word that weighs half among an answer's ideas
NAMES: Final = (
    "elaboration", "rare_words", "many_ideas", "infinitives", "exclaims", "quotes",
    "far_from_topic", "unlike_near", "told_unlike_nearest", "told_unlike_near",
)  # fmt: skip
# What holds in any language: it needs no list of words and only compares answers of one room.
OF_THE_ROOM: Final = ("unlike_near", "told_unlike_nearest", "told_unlike_near")
UNIVERSAL: Final = ("elaboration", "many_ideas", *OF_THE_ROOM)


class Read(Struct, frozen=True):
    """Answers to one prompt as numbers: a row of NAMES and two vectors for each.

    `ideas` is the mean of the words that carry an idea, each read alone, so nothing said around
    them changes it; `told` is the sentence. Behind the answers come the runs of clauses of those
    that have several; `owners` says for every row whose it is.
    """

    table: NDArray[np.float64]
    ideas: Vectors
    told: Vectors
    crowd: Crowd
    related: Vectors  # cosine to the prompt or its topic, whichever is nearer
    owners: NDArray[np.int64]
    answers: int

    def vectors(self, kind: Literal["ideas", "told"]) -> Vectors:
        """Either vector of each row."""
        return self.ideas if kind == "ideas" else self.told


class _Texts(Struct, frozen=True):
    """What is read of answers: `plain` sentences and their ideas, the answers before their runs."""

    told: list[str]
    ideas: list[tuple[str, ...]]
    owners: list[int]


def asked(prompt: str, responses: Sequence[str]) -> list[str]:
    """All texts that an embedder reads for these answers, so that it can read them before."""
    texts = _texts(prompt, responses)
    found = [*texts.told, *chain.from_iterable(texts.ideas)]
    return [*found, *chain.from_iterable(_task(prompt))] if prompt.strip() else found


def read(
    prompt: str,
    responses: Sequence[str],
    earlier: Sequence[str],
    embedder: Embedder,
    ranks: Mapping[str, int],
) -> Read:
    """Measure each response; `ranks` are places in a list of words, commonest first."""
    texts = _texts(prompt, responses)
    before = [plain(text, prompt) for text in earlier]
    rows, answers = len(texts.told), len(responses)
    told = np.asarray(embedder.vectors([*texts.told, *before]), dtype=np.float64)
    ideas = _meant([*texts.ideas, *(content(words(text)) for text in before)], embedder, ranks)
    own = np.array(texts.owners, dtype=np.int64)
    others = [*range(answers), *range(rows, len(told))]
    among = crowd(ideas[:rows], ideas[others], own)
    sounding = crowd(told[:rows], told[others], own)
    # Answers without any idea are alike where they sound alike.
    among = replace(among, copies=np.maximum(among.copies, sounding.copies))
    # Nothing to be near to, where the prompt is empty: neither praise nor blame.
    task = (
        _meant(_task(prompt), embedder, ranks) if prompt.strip() else np.zeros((2, told.shape[1]))
    )
    near = ideas[:rows] @ task.T
    table = np.column_stack(
        [
            np.array(
                [_of_words(*each, ranks) for each in zip(texts.told, texts.ideas, strict=True)]
            ),
            np.array([_loudness(text) for text in responses])[own],
            # Distance to the prompt is the best known offline sign of originality: Heinen and
            # Johnson 2018 (doi 10.1037/aca0000125); Dumas, Organisciak and Doherty 2021.
            1 - near[:, 0],
            1 - among.near,
            1 - sounding.nearest,
            1 - sounding.near,
        ]
    )
    return Read(table, ideas[:rows], told[:rows], among, near.max(axis=1), own, answers)


def _texts(prompt: str, responses: Sequence[str]) -> _Texts:
    told = [plain(text, prompt) for text in responses]
    runs = [(at, run) for at, text in enumerate(responses) for run in pieces(text, prompt)]
    told += [run for _, run in runs]
    return _Texts(
        told,
        [content(words(text)) for text in told],
        [*range(len(responses)), *(at for at, _ in runs)],
    )


def _task(prompt: str) -> list[tuple[str, ...]]:
    return [words(topic(prompt)), content(words(prompt)) or words(prompt)]


def _meant(ideas: Sequence[Sequence[str]], embedder: Embedder, ranks: Mapping[str, int]) -> Vectors:
    """The mean of each answer's words, the commonest counting least, as a unit vector.

    Nothing, where there are none, which is near to nothing.
    """
    known = list(dict.fromkeys(chain.from_iterable(ideas))) or [""]
    vectors = np.asarray(embedder.vectors(known), dtype=np.float64)
    places = {word: at for at, word in enumerate(known)}
    means = np.zeros((len(ideas), vectors.shape[1]))
    for row, said in enumerate(ideas):
        shares = [
            1 - HALF_AT / (ranks[word] + 1 + HALF_AT) if word in ranks else 1 for word in said
        ]
        means[row] = np.array(shares) @ vectors[[places[word] for word in said]]
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return means / np.where(lengths > 0, lengths, 1)


def _of_words(text: str, ideas: Sequence[str], ranks: Mapping[str, int]) -> list[float]:
    said = words(text)
    rarity = [math.log(ranks[word] + 1) if word in ranks else RARE for word in ideas]
    return [
        math.log1p(min(len(rarity), IDEAS_MAX)),
        # Uncommon words: Zipf's log rank. Word frequency carries humor, too (Engelthaler and Hills
        # 2018, doi 10.3758/s13428-017-0930-6).
        sum(rarity) / len(rarity) if rarity else MIDDLING,
        # The soul of wit: captions that win are short (Shahaf, Horvitz and Mankoff 2015, doi
        # 10.1145/2783258.2783388).
        math.log1p(min(len(rarity), MANY_MAX)),
        min(3, said.count("to")),
    ]


def _loudness(text: str) -> list[float]:
    """Of the whole answer: a run of clauses is no quieter than what it was taken from."""
    return [min(3, text.count("!")), any(mark in text for mark in '"“”«»„')]
