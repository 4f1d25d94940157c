"""What comes to mind at a cue: the one function that orders memories, and which are considered.

Recency, importance, relevance and their sum as in Park et al., Generative Agents, 2023, section
4.1, with emotion and shared words beside them. The same for memories in RAM and in tables.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from agents.keywords import keywords
from agents.memories import IMPORTANCE_MAX, Memory

# What is left of a memory's freshness after an hour of game time.
DECAY_PER_HOUR: Final = 0.995
# By each of the four ways of being considered.
CANDIDATES_MAX: Final = 100
# A column whose values differ by less is constant: so near are the last digits of two cosines.
SPAN_MIN: Final = 1e-6


class Weights(Struct, frozen=True, kw_only=True):
    """How much each part counts; `hour_ms` is how long an hour of game time takes.

    What fits counts most: the other parts decide between memories that fit about as well.
    """

    recency: float = 1.0
    importance: float = 1.0
    relevance: float = 20.0
    emotion: float = 0.5
    keyword: float = 4.0
    hour_ms: float = 120_000.0


class Cue(Struct, frozen=True, kw_only=True):
    """What is asked of memory; no words and no embedding: whatever matters now."""

    words: tuple[str, ...] = ()
    embedding: bytes | None = None
    model: str | None = None


class Parts(Struct, frozen=True, kw_only=True, gc=False):
    """What a score is made of, each 0 to 1 among the memories considered."""

    recency: float
    importance: float
    relevance: float
    emotion: float
    keyword: float


class Recalled(Struct, frozen=True, gc=False):
    """A memory that came to mind; `match` is how well it fits the cue by itself, 0 to 1."""

    memory: Memory
    score: float
    parts: Parts
    match: float


def cue(query: str = "", embedding: bytes | None = None, model: str | None = None) -> Cue:
    """The cue of a question, with its embedding if there is a model for that."""
    return Cue(words=keywords(query), embedding=embedding, model=model)


def nearness(memories: Sequence[Memory], asked: Cue) -> list[float | None]:
    """The cosine of each to the cue, -1 to 1.

    None where either has no embedding, or theirs are of different models or widths.
    """
    meant = asked.embedding
    if meant is None:
        return [None] * len(memories)
    theirs = [
        each.embedding
        if each.model == asked.model and each.embedding and len(each.embedding) == len(meant)
        else None
        for each in memories
    ]
    rows = np.frombuffer(b"".join(filter(None, theirs)), dtype="<f4")
    found = iter((rows.reshape(-1, len(meant) // 4) @ np.frombuffer(meant, dtype="<f4")).tolist())
    return [None if each is None else next(found) for each in theirs]


def overlap(memory: Memory, asked: Cue) -> int:
    """How many of the cue's words the memory has."""
    return sum(word in memory.words for word in asked.words)


def candidates(
    memories: Sequence[Memory], asked: Cue, limit: int = CANDIDATES_MAX
) -> tuple[Memory, ...]:
    """Those to consider: the newest, the most important, with most shared words, and nearest.

    Tables choose by the same four orders, each with the newer and then the greater id first.
    """
    newest = sorted(memories, key=lambda each: (each.at, each.id), reverse=True)
    chosen: dict[str, Memory] = {each.id: each for each in newest[:limit]}
    near = dict(zip((each.id for each in newest), nearness(newest, asked), strict=True))
    ways: list[Callable[[Memory], float | None]] = [
        lambda each: each.importance,
        lambda each: overlap(each, asked) or None,
        lambda each: near[each.id],
    ]
    for way in ways:
        ranked = [(found, each) for each in newest if (found := way(each)) is not None]
        # Stable: what is equal here stays in the order of `newest`.
        ranked.sort(key=lambda pair: -pair[0])
        chosen.update((each.id, each) for _, each in ranked[:limit])
    return tuple(chosen.values())


def retrieve(
    considered: Sequence[Memory],
    asked: Cue,
    weights: Weights,
    now_ms: int,
    limit: int | None = None,
) -> tuple[Recalled, ...]:
    """The best of these memories with their scores; of equal ones the newer first."""
    near = [min(1.0, max(0.0, each or 0.0)) for each in nearness(considered, asked)]
    shared = _shares(considered, asked)
    columns = (
        scaled(_freshness(considered, weights, now_ms)),
        scaled([each.importance / IMPORTANCE_MAX for each in considered]),
        scaled(near),
        scaled([abs(each.emotion) for each in considered]),
        scaled(shared),
    )
    # Without a model, words are all there is to tell what fits.
    is_near = asked.embedding is not None
    keyword = weights.keyword if is_near else weights.keyword + weights.relevance
    a, b, c, d, e = weights.recency, weights.importance, weights.relevance, weights.emotion, keyword
    ranked = [
        (a * r + b * i + c * n + d * f + e * k, memory.at, memory.id, place)
        for place, (memory, r, i, n, f, k) in enumerate(zip(considered, *columns, strict=True))
    ]
    ranked.sort(reverse=True)
    found = []
    for score, _, _, place in ranked[:limit]:
        parts = Parts(
            recency=columns[0][place],
            importance=columns[1][place],
            relevance=columns[2][place],
            emotion=columns[3][place],
            keyword=columns[4][place],
        )
        match = max(near[place], shared[place])
        found.append(Recalled(considered[place], score, parts, match))
    return tuple(found)


def scaled(column: Sequence[float]) -> list[float]:
    """The column stretched to 0 to 1; a constant one stays as it is, and so decides nothing."""
    low, high = min(column, default=0.0), max(column, default=0.0)
    if high - low < SPAN_MIN:
        return [high] * len(column)
    return [(value - low) / (high - low) for value in column]


def _freshness(considered: Sequence[Memory], weights: Weights, now_ms: int) -> list[float]:
    per_ms = math.log(DECAY_PER_HOUR) / weights.hour_ms
    return [math.exp(per_ms * max(0, now_ms - each.accessed)) for each in considered]


def _shares(considered: Sequence[Memory], asked: Cue) -> list[float]:
    """The share of the cue that each has, its words weighed: more, the fewer memories have it."""
    wanted = frozenset(asked.words)
    held = [wanted.intersection(each.words) for each in considered]
    alike = Counter(held)
    times = dict.fromkeys(asked.words, 0)
    for words, count in alike.items():
        for word in words:
            times[word] += count
    rare = {word: math.log(1 + (len(held) + 1) / (count + 1)) for word, count in times.items()}
    total = sum(rare.values())
    # In the order of the cue: a set's own would change the last digits from run to run.
    shares = {
        words: sum(worth for word, worth in rare.items() if word in words) / total if words else 0.0
        for words in alike
    }
    return [shares[words] for words in held]
