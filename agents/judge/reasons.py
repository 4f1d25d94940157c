"""Why an answer got its scores: what raised and what lowered each, in words and in points."""

import math
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from msgspec import Struct

from agents.judge.scoring import Judged

Heading = Literal["creativity", "humor", "relevance", "all"]
HEADINGS: Final[tuple[Heading, ...]] = ("creativity", "humor", "relevance")
# Less than this many points is not worth a sentence.
POINTS_MIN: Final = 0.15
# Features that mean one thing to a person, by the word it has; a part without a group is its own.
GROUPS: Final = {
    "elaboration": "detail",
    "far_from_topic": "distance",
    "rare_words": "words",
    "unlike_near": "rarity",
    "told_unlike_nearest": "rarity",
    "told_unlike_near": "rarity",
    "many_ideas": "length",
    "exclaims": "tone",
    "quotes": "tone",
    "infinitives": "wording",
    "related": "related",
    "meaning": "meaning",
}
# The key of a reason and its English sentence; browsers have the same keys in other languages.
SENTENCES: Final = {
    "detail.up": "It brings more than one thought.",
    "detail.down": "There is little in it to picture.",
    "distance.up": "The idea is far from what the prompt suggests.",
    "distance.down": "The idea is close to what the prompt suggests.",
    "words.up": "It uses words that are rarely heard.",
    "words.down": "It uses only everyday words.",
    "rarity.up": "Few others here had an idea like it.",
    "rarity.down": "Others here had ideas much like it.",
    "length.up": "It has a good length.",
    "length.down": "It is too long for its point.",
    "tone.up": "It is told without raising its voice.",
    "tone.down": "Exclaiming and quoting don't make it better.",
    "wording.up": "It is worded as answers are that people liked.",
    "wording.down": "It is worded as answers are that people liked less.",
    "meaning.up": "People liked ideas of this kind.",
    "meaning.down": "People liked ideas of this kind less.",
    "related.up": "It is about what was asked.",
    "related.down": "It has little to do with what was asked.",
    "table.up": "This table has liked answers of this kind.",
    "table.down": "This table has liked answers of this kind less.",
    "empty": "It declines to answer.",
    "gibberish": "Much of it is no words.",
    "copies_prompt": "It repeats the prompt.",
    "copies_another": "Another answer says the same.",
    "whispers": "It speaks to the judge, which wins it nothing.",
    "not_english": "It is not in English: only what holds in every language was counted.",
}


class Reason(Struct, frozen=True):
    """One reason for a score.

    `heading` is the score it is about, "all" where it is about each; `key` is one of SENTENCES,
    `text` that sentence. `params` are numbers: `points`, by how much the score would be lower
    without it (0 where it can't be said), and the parts behind it by their names.
    """

    heading: Heading
    key: str
    params: dict[str, float]
    text: str


def reasons(scored: Judged) -> tuple[Reason, ...]:
    """What was found wrong first, then score by score what moved it most."""
    found = [_of_mark(mark, scored) for mark in scored.marks]
    for heading in HEADINGS:
        found += _of_score(heading, scored)
    return tuple(found)


def _of_mark(mark: str, scored: Judged) -> Reason:
    share = scored.left.get(mark)
    params = {"points": 0.0} if share is None else {"points": 0.0, "left": share}
    return Reason("all", mark, params, SENTENCES[mark])


def _of_score(heading: Heading, scored: Judged) -> list[Reason]:
    parts = scored.parts[heading]
    groups: dict[str, dict[str, float]] = {}
    for name, part in parts.items():
        groups.setdefault(GROUPS[name], {})[name] = part
    score = getattr(scored, heading)
    # The most that the faults leave; a score that was rounded to nothing can't say it itself.
    most = score / _share(parts.values()) if score else 10 * math.prod(scored.left.values())
    found = []
    for group, members in groups.items():
        points = _points(most, parts, members)
        if abs(points) >= POINTS_MIN:
            key = f"{group}.{'up' if points > 0 else 'down'}"
            found.append(Reason(heading, key, {"points": points, **members}, SENTENCES[key]))
    return sorted(found, key=lambda reason: -abs(reason.params["points"]))


def _points(most: float, parts: Mapping[str, float], members: Mapping[str, float]) -> float:
    """By how much a score would be lower without some of its parts, all else as it is."""
    others = [part for name, part in parts.items() if name not in members]
    return round(most * (_share(parts.values()) - _share(others)), 2)


def _share(parts: Iterable[float]) -> float:
    """The sum of parts as a share of the whole score: the logistic function."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, math.fsum(parts)))))
