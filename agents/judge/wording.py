"""What of an answer counts: its words without padding. English words; other tongues lose nothing.

Padding must never raise a score, so every feature reads `bare` words and never the raw length.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agents.judge.lexicon import EMPTY, FILLER, PHRASES, STOP, TASK

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
WORD_AND_REST = re.compile(f"({WORD.pattern})([\\W_]*)")
COPIED_MIN = 0.8  # share of an answer's words that stood in the prompt, from which it is a copy


class Said(NamedTuple):
    """A word and the one sign after it that matters: a question, or a stop within the answer."""

    word: str
    sign: str


def words(text: str) -> tuple[str, ...]:
    """All words, case folded; punctuation and spaces are gone."""
    return tuple(WORD.findall(text.casefold().replace("’", "'")))


def bare(text: str) -> tuple[str, ...]:
    """The words without fillers, repetitions and loose ends; () if only fillers were said."""
    return tuple(each.word for each in _kept(text))


def plain(text: str) -> str:
    """The bare words as a sentence, for the embedder: with inner signs and a question's mark."""
    kept = _kept(text)
    said = [each.word + each.sign + " " for each in kept[:-1]]
    said += [each.word + ("?" if each.sign == "?" else "") for each in kept[-1:]]
    return "".join(said)


def content(said: Sequence[str]) -> tuple[str, ...]:
    """The words that carry an idea, each once, in the order they came."""
    return tuple(dict.fromkeys(word for word in said if word not in STOP))


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


def sentences(text: str) -> int:
    """How many sentences bring a word of content that none before it brought, 1 to 4."""
    seen: set[str] = set()
    count = 0
    for part in re.split(r"[.!?…]+", text):
        new = set(content(bare(part))) - seen
        count += bool(new)
        seen |= new
    return min(4, max(1, count))


def _kept(text: str) -> tuple[Said, ...]:
    folded = text.casefold().replace("’", "'")
    said = tuple(Said(word, _sign(rest)) for word, rest in WORD_AND_REST.findall(folded))
    said = _unrepeated(_without_fillers(said))
    start, end = 0, len(said)
    while end and said[end - 1].word in STOP:
        end -= 1
    while start < end and said[start].word == "like":
        start += 1
    return said[start:end] or said


def _sign(rest: str) -> str:
    """One sign for any number of them, so that "!!!" is no more than a stop."""
    if "?" in rest:
        return "?"
    if any(mark in rest for mark in ".!…;:"):
        return "."
    return "," if "," in rest else ""


def _without_fillers(said: tuple[Said, ...]) -> tuple[Said, ...]:
    spoken = tuple(each.word for each in said)
    kept: list[Said] = []
    at = 0
    while at < len(said):
        found = [len(phrase) for phrase in PHRASES if spoken[at : at + len(phrase)] == phrase]
        if found:
            at += max(found)
            continue
        if spoken[at] not in FILLER:
            kept.append(said[at])
        at += 1
    return tuple(kept)


def _unrepeated(said: tuple[Said, ...]) -> tuple[Said, ...]:
    """Each run of words that is said again at once, only once; the longest runs first."""
    spoken = [each.word for each in said]
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
