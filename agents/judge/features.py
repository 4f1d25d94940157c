"""What the models see of an answer: a row of numbers, each named, with its source.

Nothing here reads letter case, spaces, names, seats or the order of answers.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from agents.judge.crowd import Crowd, Vectors, crowd
from agents.judge.wording import bare, content, plain, topic
from agents.ports import Embedder

# Elaboration has diminishing returns, and none after this many ideas (Forthmann et al. 2020 on the
# confound of length and originality, doi 10.1002/jocb.399).
IDEAS_MAX: Final = 8
RARE: Final = math.log(40_000)  # log rank of a word that the list lacks
MIDDLING: Final = 7.0
NAMES: Final = (
    "elaboration", "brevity", "brevity_squared", "far_from_topic", "far_from_prompt",
    "unlike_others", "unlike_nearest", "unlike_near", "rare_words", "rarest_word",
    "exclaims", "quotes", "simile", "infinitives",
)  # fmt: skip
# What holds in any language: it needs no list of words and only compares answers of one room.
UNIVERSAL: Final = ("elaboration", "unlike_others", "unlike_nearest", "unlike_near")
OF_THE_ROOM: Final = ("unlike_others", "unlike_nearest", "unlike_near")


class Read(Struct, frozen=True):
    """Answers to one prompt as numbers: a row of NAMES and a vector for each."""

    table: NDArray[np.float64]
    vectors: Vectors
    crowd: Crowd
    to_prompt: Vectors
    to_topic: Vectors


def read(
    prompt: str,
    responses: Sequence[str],
    earlier: Sequence[str],
    embedder: Embedder,
    ranks: Mapping[str, int],
) -> Read:
    """Measure each response; `ranks` are places in a list of words, commonest first."""
    said = [bare(text, prompt) for text in responses]
    texts = [plain(text, prompt) for text in responses]
    before = [plain(text, prompt) for text in earlier]
    vectors = np.asarray(
        embedder.vectors([plain(prompt), topic(prompt), *texts, *before]), dtype=np.float64
    )
    answers, past = vectors[2 : 2 + len(texts)], vectors[2 + len(texts) :]
    among = crowd(answers, past)
    to_prompt, to_topic = answers @ vectors[0], answers @ vectors[1]
    if not prompt.strip():  # nothing to be near to: neither praise nor blame
        to_prompt = to_topic = np.zeros(len(texts))
    words = np.array([_of_words(*each, ranks) for each in zip(responses, said, strict=True)])
    table = np.column_stack(
        [
            words[:, :3],
            # Distance to the prompt is the best known offline sign of originality: Heinen and
            # Johnson 2018 (doi 10.1037/aca0000125); Dumas, Organisciak and Doherty 2021.
            1 - to_topic,
            1 - to_prompt,
            1 - among.mean,
            1 - among.nearest,
            1 - among.near,
            words[:, 3:],
        ]
    )
    return Read(table, answers, among, to_prompt, to_topic)


def _of_words(text: str, said: Sequence[str], ranks: Mapping[str, int]) -> list[float]:
    ideas = content(said)
    length = math.log(max(4, len(" ".join(said))))
    rarity = [math.log(ranks[word] + 1) if word in ranks else RARE for word in ideas]
    return [
        math.log1p(min(len(ideas), IDEAS_MAX)),
        # The soul of wit, up to a point: captions that win are short (Shahaf, Horvitz and Mankoff
        # 2015, doi 10.1145/2783258.2783388).
        -length,
        -(length**2),
        # Uncommon words: Zipf's log rank. Word frequency carries humor, too (Engelthaler and Hills
        # 2018, doi 10.3758/s13428-017-0930-6).
        sum(rarity) / len(rarity) if rarity else MIDDLING,
        max(rarity, default=MIDDLING),
        min(3, text.count("!")),
        any(mark in text for mark in '"“”«»„'),
        "like" in said,
        min(3, said.count("to")),
    ]
