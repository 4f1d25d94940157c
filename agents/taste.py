"""What a persona thinks of answers, by what can be seen in them: length, sound, words, detail.

Sees no authors and no scores; deciding when to vote is not its business.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from msgspec.structs import asdict

from agents.draw import unit
from agents.keywords import keywords
from agents.nouns import content_words
from agents.persona import Tastes
from game.ids import PlayerId, ResponseId
from game.snapshot import BallotLine

VoteType = Literal["funny", "creative", "best"]
VOTE_TYPES: tuple[VoteType, ...] = ("funny", "creative", "best")
BRIEF_LENGTH = 40
LONG_LENGTH = 160
# A whim as strong as half a good feature, so that the same taste doesn't rule every round.
WHIM = 0.6
# Praise is shared out: a response already chosen for another vote needs to be this much better.
SHARED_PRAISE = 0.4
# What no taste forgives: an answer that nobody took the trouble to write.
NO_EFFORT = 3.0
NUMBERS = re.compile(r"\b(?:\d+|two|three|four|six|seven|nine|ten|eleven|forty|hundred)\b", re.I)
NAMES = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
STEM = 5
# A friend's name in a line is worth a whim, an enemy's costs as much: both together decide between
# answers that are about as good, and never against one that is better by more.
LEANING = 0.6


def choose(
    tastes: Tastes,
    prompt: str,
    lines: Sequence[BallotLine],
    parts: tuple[object, ...],
    leaning: Mapping[ResponseId, float] | None = None,
) -> dict[str, ResponseId]:
    """For each type of vote one of the lines, none of which is the voter's own.

    `leaning` is what a line gains by whom it speaks of; nobody knows whose it is.
    """
    chosen: dict[str, ResponseId] = {}
    if not lines:
        return chosen
    asked = content_words(prompt)
    words = {line.id: content_words(line.text) for line in lines}
    seen = {}
    for line in lines:
        others = [frozenset(words[other.id]) for other in lines if other.id != line.id]
        seen[line.id] = features(line.text, asked, others)
    effort = {line.id: _effort(line.text) for line in lines}
    for vote_type in VOTE_TYPES:
        weights = asdict(getattr(tastes, vote_type))
        scored = []
        for place, line in enumerate(lines):
            score = sum(weights[name] * value for name, value in seen[line.id].items())
            score += WHIM * unit(*parts, vote_type, line.id) - effort[line.id]
            score += (leaning or {}).get(line.id, 0.0)
            score -= SHARED_PRAISE * list(chosen.values()).count(line.id)
            scored.append((score, -place, line.id))
        chosen[vote_type] = max(scored)[2]
    return chosen


def leanings(
    lines: Sequence[BallotLine], names: Mapping[PlayerId, str], liking: Mapping[PlayerId, int]
) -> dict[ResponseId, float]:
    """What each line gains or loses by the people it names: together at most LEANING."""
    found: dict[ResponseId, float] = {}
    for line in lines:
        words = keywords(line.text)
        for who, felt in liking.items():
            named = keywords(names.get(who, ""))
            if named and all(word in words for word in named):
                found[line.id] = found.get(line.id, 0.0) + LEANING * felt / 100
    return {line: max(-LEANING, min(LEANING, moved)) for line, moved in found.items()}


def features(
    text: str, asked: Sequence[str], others: Sequence[Collection[str]]
) -> dict[str, float]:
    """The features that tastes weigh, each from 0 to 1, by the names of Taste's fields.

    `asked` are the content words of the prompt, `others` those of the other answers.
    """
    words = content_words(text)
    stems = [_stem(word) for word in asked]
    return {
        "brevity": max(0.0, 1 - abs(len(text) - BRIEF_LENGTH) / 100),
        "length": min(len(text), LONG_LENGTH) / LONG_LENGTH,
        "wordplay": _wordplay(words),
        "echo": min(1.0, sum(_stem(word) in stems for word in words) / 2),
        "novelty": 1 - max((_overlap(words, other) for other in others), default=0),
        "detail": min(1.0, (len(NUMBERS.findall(text)) + len(NAMES.findall(text))) / 2),
        "surprise": _surprise(words, stems),
        "zest": min(1.0, sum(text.count(mark) for mark in "!?…*'\"") / 3),
    }


def _wordplay(words: Sequence[str]) -> float:
    """Neighbours that begin alike, and words that end alike."""
    alike: list[Callable[[str, str], bool]] = [
        lambda one, two: one[0] == two[0],
        lambda one, two: len(one) > STEM and one[-3:] == two[-3:],
    ]
    return min(1.0, sum(like(*pair) for pair in pairwise(words) for like in alike) / 2)


def _surprise(words: Sequence[str], stems: Sequence[str]) -> float:
    """How far the last word lies from the prompt, and how rare its length makes it."""
    if not words or _stem(words[-1]) in stems:
        return 0.0
    return min(1.0, len(words[-1]) / 10)


def _overlap(words: Sequence[str], others: Collection[str]) -> float:
    shared = sum(word in others for word in words)
    return shared / max(1, len(words) + len(others) - shared)


def _effort(text: str) -> float:
    """The penalty for what isn't an answer: no word in it, or one letter over and over."""
    letters = [character for character in text.lower() if character.isalpha()]
    kinds = len(dict.fromkeys(letters))
    return NO_EFFORT if kinds < 3 or not any(letter in "aeiouy" for letter in letters) else 0.0


def _stem(word: str) -> str:
    return word[:STEM]
