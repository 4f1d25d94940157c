"""What of an answer counts: its words without padding. English words; other tongues lose nothing.

Padding must never raise a score, so no feature reads the raw text but for its exclaiming, which
never helps.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, combinations, pairwise
from typing import NamedTuple
from unicodedata import category

from agents.judge.generic import GENERIC
from agents.judge.lexicon import EMPTY, FILLER, OPENERS, PHRASES, TASK

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
WORD_AND_REST = re.compile(f"({WORD.pattern})([\\W_]*)")
COPIED_MIN = 0.8  # share of an answer's words that stood in the prompt, from which it is a copy
CLAUSES_MAX = 5
PAUSES = frozenset(",\n—–|•")
READ_OFF_MIN = 4  # words in a row that stood in the prompt in that order, from which they are its


# Phrases by their first word: few texts have any, and all of them are looked at word by word.
STARTS = {
    first: tuple(each for each in PHRASES if each[0] == first)
    for first in dict.fromkeys(each[0] for each in PHRASES)
}
# A text is read several times, as it comes and when it is judged; beyond, it is read again.
KEPT_MAX = 512


class Said(NamedTuple):
    """A word and the one sign after it that matters: a question, or a stop within the answer."""

    word: str
    sign: str


def words(text: str) -> tuple[str, ...]:
    """All words, case folded; punctuation and spaces are gone."""
    return tuple(WORD.findall(text.casefold().replace("’", "'")))


def bare(text: str, prompt: str = "") -> tuple[str, ...]:
    """The words without padding, and without what is read off the prompt at either end.

    Padding is fillers, what is said again, and clauses and ends of GENERIC words; what consists of
    nothing else keeps its words, and () is left where only fillers were said.
    """
    return tuple(each.word for each in _kept(text, prompt))


def plain(text: str, prompt: str = "") -> str:
    """The bare words as a sentence, for the embedder: with inner signs and a question's mark."""
    return _written(_kept(text, prompt))


def pieces(text: str, prompt: str = "") -> tuple[str, ...]:
    """Each run of clauses but the whole, as `plain` ones; () if there is only one clause.

    Pieces of an answer are also pieces of whatever else it becomes by clauses put before it or
    behind. Clauses beyond CLAUSES_MAX belong to the last.
    """
    kept = _kept(text, prompt)
    stops = [at for at, each in enumerate(kept[:-1], 1) if each.sign][: CLAUSES_MAX - 1]
    edges = (0, *stops, len(kept))
    runs = [
        kept[start:end]
        for start, end in combinations(edges, 2)
        if stops and end - start < len(kept)
    ]
    telling = [run for run in runs if any(each.word not in GENERIC for each in run)]
    return tuple(dict.fromkeys(_written(_trimmed(run)) for run in telling))


def content(said: Sequence[str]) -> tuple[str, ...]:
    """The words that carry an idea, each once, in the order they came."""
    return tuple(dict.fromkeys(word for word in said if word not in GENERIC))


def topic(prompt: str) -> str:
    """What a prompt is about: its content without the words of the task; else the prompt."""
    about = [word for word in content(words(prompt)) if word not in TASK]
    return " ".join(about or words(prompt))


def is_empty_wit(said: Sequence[str]) -> bool:
    """Whether an answer declines to answer, as "idk" and "no idea" do."""
    return not said or " ".join(said) in EMPTY


def copies_prompt(said: Sequence[str], prompt: str) -> bool:
    """Whether an answer is made of the prompt's own words."""
    given = frozenset(words(prompt))
    return bool(said) and sum(word in given for word in said) >= COPIED_MIN * len(said)


@lru_cache(KEPT_MAX)
def _kept(text: str, prompt: str) -> tuple[Said, ...]:
    folded = text.casefold().replace("’", "'")
    said = tuple(Said(word, _sign(rest)) for word, rest in WORD_AND_REST.findall(folded))
    said = _without_fillers(said)
    said = _without_prompt(said, prompt) or said
    return _trimmed(_clauses(said))


def _trimmed(said: tuple[Said, ...]) -> tuple[Said, ...]:
    """Without loose ends: openers before, words without an idea behind; never without all."""
    start, end = 0, len(said)
    while end and said[end - 1].word in GENERIC:
        end -= 1
    while start < end and said[start].word in OPENERS:
        start += 1
    return said[start:end] or said


def _written(said: Sequence[Said]) -> str:
    text = [each.word + each.sign + " " for each in said[:-1]]
    text += [each.word + ("?" if each.sign == "?" else "") for each in said[-1:]]
    return "".join(text)


def _split(said: tuple[Said, ...]) -> list[tuple[Said, ...]]:
    """Clause by clause, each with the sign that ends it."""
    stops = [at for at, each in enumerate(said[:-1], 1) if each.sign]
    return [said[start:end] for start, end in pairwise((0, *stops, len(said))) if start < end]


def _without_prompt(said: tuple[Said, ...], prompt: str) -> tuple[Said, ...]:
    """Without the start and the end of each clause that are read off the prompt."""
    given = f" {' '.join(words(prompt))} "
    return tuple(chain.from_iterable(_read_off(clause, given) for clause in _split(said)))


def _read_off(said: tuple[Said, ...], given: str) -> tuple[Said, ...]:
    spoken = [each.word for each in said]
    start = end = 0
    while start < len(spoken) and f" {' '.join(spoken[: start + 1])} " in given:
        start += 1
    while end < len(spoken) and f" {' '.join(spoken[-end - 1 :])} " in given:
        end += 1
    start, end = (size if size >= READ_OFF_MIN else 0 for size in (start, end))
    return said[start : len(said) - end]


def _clauses(said: tuple[Said, ...]) -> tuple[Said, ...]:
    """Without clauses that were said before, and without those that say nothing, if any does."""
    clauses: dict[tuple[str, ...], tuple[Said, ...]] = {}
    for clause in map(_unrepeated, _split(said)):
        clauses.setdefault(tuple(one.word for one in clause), clause)
    telling = [clause for spoken, clause in clauses.items() if not GENERIC.issuperset(spoken)]
    return tuple(chain.from_iterable(telling or clauses.values()))


def _sign(rest: str) -> str:
    """One sign for any number of them, so that "!!!" is no more than a stop."""
    if rest == " ":
        return ""
    if "?" in rest:
        return "?"
    if any(mark in rest for mark in ".!…;:"):
        return "."
    return "," if any(mark in PAUSES or category(mark) == "So" for mark in rest) else ""


def _without_fillers(said: tuple[Said, ...]) -> tuple[Said, ...]:
    sizes = _fillers([each.word for each in said])
    kept: list[Said] = []
    at = 0
    while at < len(said):
        if not sizes[at]:
            kept.append(said[at])
        elif kept and not kept[-1].sign:
            # What ended the filler ends what it followed.
            kept[-1] = Said(kept[-1].word, said[at + sizes[at] - 1].sign)
        at += sizes[at] or 1
    return tuple(kept)


def _fillers(spoken: Sequence[str]) -> list[int]:
    """The length of the filler that begins at each word, 0 for none; as much as can be is filler.

    "i think that said" is "i think" and "that said", and not "i think that" with a word behind.
    """
    covered, sizes = [0] * (len(spoken) + 1), [0] * len(spoken)
    for at in reversed(range(len(spoken))):
        starts = STARTS.get(spoken[at], ())
        found = [len(each) for each in starts if tuple(spoken[at : at + len(each)]) == each]
        found += [1] * (spoken[at] in FILLER)
        ways = ((size + covered[at + size], size) for size in found)
        covered[at], sizes[at] = max(ways, default=(0, 0))
        if covered[at + 1] > covered[at]:
            covered[at], sizes[at] = covered[at + 1], 0
    return sizes


def _unrepeated(said: tuple[Said, ...]) -> tuple[Said, ...]:
    """Each run of words that is said again at once, only once; the longest runs first."""
    spoken = [each.word for each in said]
    if len(set(spoken)) == len(spoken):
        return said
    for size in range(len(said) // 2, 0, -1):
        at = 0
        while at + 2 * size <= len(spoken):
            if spoken[at : at + size] == spoken[at + size : at + 2 * size]:
                # The first goes: the sign behind the last word is the one that closed the thought.
                del spoken[at : at + size]
                said = said[:at] + said[at + size :]
            else:
                at += 1
    return said
