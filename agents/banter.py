"""The lines that agents have for talks: one bank for all and one of each character's own.

Reads no files: the caller brings each text and its name.
"""

import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Annotated, Final, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from agents.draw import shuffled
from agents.phrases import Intent

COMMON: Final = "common"
Warmth = Literal["warm", "neutral", "cool"]
# Beside an answer to each intent: what introduces a memory of theirs, mine, or one of the valley;
# a question back, taking leave, leaving in anger, being told the same again; among agents, what
# opens a talk, tells of somebody and answers that, quarrels and makes up; at a table, what answers
# one's mere name, and what opens a talk with a friend, over an old score, or with news.
Extra = Literal[
    "stranger", "memory", "fact", "life", "back", "leave", "storm", "again", "flood", "hearsay",
    "heard", "quarrel", "retort", "peace", "peaceful", "opening", "answer", "weather", "aloud",
    "friend", "grudge", "news",
]  # fmt: skip
KEYS: Final = (*get_args(Intent), *get_args(Extra))
SLOT: Final = re.compile(r"\{([a-z_]+)\}")
SLOTS: Final = (
    "you", "topic", "a_topic", "the_topic", "topics", "like", "dislike", "goal", "activity",
    "other", "felt", "memory", "trait",
)  # fmt: skip
Line = Annotated[str, Meta(min_length=1, max_length=240)]
Lines = dict[str, tuple[Line, ...]]


class BanterError(ValueError):
    """A file of lines that can't be used; says which file and why."""


class Bank(Struct, frozen=True, forbid_unknown_fields=True):
    """Lines by what they answer: some for any mood, others for one."""

    any: Lines = msgspec.field(default_factory=dict)
    warm: Lines = msgspec.field(default_factory=dict)
    neutral: Lines = msgspec.field(default_factory=dict)
    cool: Lines = msgspec.field(default_factory=dict)

    def lines(self, key: str, warmth: Warmth) -> tuple[str, ...]:
        """What may be said here."""
        moods: dict[Warmth, Lines] = {"warm": self.warm, "neutral": self.neutral, "cool": self.cool}
        return (*moods[warmth].get(key, ()), *self.any.get(key, ()))


Banter = Mapping[str, Bank]


def parse_bank(text: str, name: str) -> Bank:
    """One bank from its TOML; raises BanterError, which says what is wrong."""
    try:
        bank = msgspec.toml.decode(text, type=Bank)
    except ValueError as error:
        raise BanterError(f"{name}: {error}") from error
    seen: dict[str, str] = {}
    for lines in (bank.any, bank.warm, bank.neutral, bank.cool):
        for key, said in lines.items():
            if key not in KEYS:
                raise BanterError(f"{name}: nothing is answered by {key!r}")
            for line in said:
                unknown = [slot for slot in SLOT.findall(line) if slot not in SLOTS]
                if unknown or line in seen:
                    why = f"has no slot {unknown[0]!r}" if unknown else f"is in {seen[line]} too"
                    raise BanterError(f"{name}: {key}: {line!r} {why}")
                seen[line] = key
    return bank


def load_banter(texts: Sequence[tuple[str, str]]) -> Banter:
    """All banks from (name, text) pairs; raises BanterError, also where the common one is not."""
    banks = {name: parse_bank(text, name) for name, text in sorted(texts)}
    if COMMON not in banks:
        raise BanterError(f"{COMMON}: there is no such file of lines")
    missing = [key for key in KEYS if not banks[COMMON].lines(key, "neutral")]
    if missing:
        raise BanterError(f"{COMMON}: nothing to say to {missing[0]!r}")
    return banks


def mark(line: str) -> str:
    """By what a line is known to have been said."""
    return blake2b(line.encode(), digest_size=4).hexdigest()


class Chooser:
    """Picks lines for one answer: own ones first, none said of late, none twice."""

    def __init__(
        self, banter: Banter, who: str, warmth: Warmth, slots: Mapping[str, str],
        said: Sequence[str], *parts: object,
    ) -> None:  # fmt: skip
        self._own, self._common = banter.get(who, Bank()), banter[COMMON]
        self._warmth, self._slots, self._parts = warmth, slots, parts
        # The later, the more recently; what was never said has no place.
        self._said = {each: place for place, each in enumerate(said)}
        self.marks: list[str] = []

    def fill(self, slot: str, words: str) -> None:
        """Have words for one more slot from here on."""
        self._slots = {**self._slots, slot: words}

    def line(self, key: str) -> str:
        """A line with its slots filled; the one said longest ago where all have been said.

        Empty where none can be filled.
        """
        own = self._usable(self._own.lines(key, self._warmth))
        common = self._usable(self._common.lines(key, self._warmth))
        for options in (own, common):
            fresh = [each for each in options if mark(each) not in self._said]
            if fresh:
                return self._take(fresh[0])
        worn = sorted((*own, *common), key=lambda each: self._said[mark(each)])
        return self._take(worn[0]) if worn else ""

    def _usable(self, lines: Sequence[str]) -> list[str]:
        fillable = [
            line for line in lines if all(self._slots.get(slot) for slot in SLOT.findall(line))
        ]
        return list(shuffled(fillable, *self._parts, len(self.marks)))

    def _take(self, line: str) -> str:
        self.marks.append(mark(line))
        self._said[mark(line)] = len(self._said)
        return SLOT.sub(lambda found: self._filled(line, found), line)

    def _filled(self, line: str, found: re.Match[str]) -> str:
        """The words of a slot; capital where a sentence begins with it."""
        words = self._slots[found[1]]
        begins = not found.start() or line[: found.start()].endswith((". ", "? ", "! ", ": “"))
        return words[0].upper() + words[1:] if begins else words
