"""What the models see of an answer: a row of numbers, each named, with its source.

Nothing here reads letter case, spaces, names, seats or the order of answers.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray

from agents.judge.crowd import Crowd, Vectors, crowd
from agents.judge.wording import bare, content, ends, plain, topic
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
    """Answers to one prompt as numbers: a row of NAMES and a vector for each.

    `ends` are the same of the first and the last clause of those answers that have several,
    and `owners` says whose they are.
    """

    table: NDArray[np.float64]
    vectors: Vectors
    crowd: Crowd
    to_prompt: Vectors
    to_topic: Vectors
    ends: "Read | None" = None
    owners: tuple[int, ...] = ()


def read(
    prompt: str,
    responses: Sequence[str],
    earlier: Sequence[str],
    embedder: Embedder,
    ranks: Mapping[str, int],
) -> Read:
    """Measure each response; `ranks` are places in a list of words, commonest first."""
    texts = [plain(text, prompt) for text in responses]
    before = [plain(text, prompt) for text in earlier]
    split = [(at, end) for at, text in enumerate(responses) for end in ends(text, prompt)]
    asked = [plain(prompt), topic(prompt), *texts, *before, *(end for _, end in split)]
    vectors = np.asarray(embedder.vectors(asked), dtype=np.float64)
    everyone = vectors[2 : len(vectors) - len(split)]
    # Nothing to be near to, where the prompt is empty: neither praise nor blame.
    task = vectors[:2] if prompt.strip() else vectors[:2] * 0
    own = np.arange(len(texts))
    whole = _measured(responses, everyone[: len(texts)], everyone, own, task, ranks, prompt)
    if not split:
        return whole
    owners = tuple(at for at, _ in split)
    said = [end for _, end in split]
    rest = vectors[len(vectors) - len(split) :]
    parts = _measured(said, rest, everyone, np.array(owners), task, ranks, prompt)
    return structs.replace(whole, ends=parts, owners=owners)


def _measured(
    texts: Sequence[str],
    vectors: Vectors,
    everyone: Vectors,
    own: NDArray[np.int64],
    task: Vectors,
    ranks: Mapping[str, int],
    prompt: str,
) -> Read:
    among = crowd(vectors, everyone, own)
    to_prompt, to_topic = vectors @ task[0], vectors @ task[1]
    words = np.array([_of_words(text, bare(text, prompt), ranks) for text in texts])
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
    return Read(table, vectors, among, to_prompt, to_topic)


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
