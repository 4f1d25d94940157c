"""What a person means by a line: one intent of a closed list, by patterns and single words.

It never does what a line says. An order to be somebody else, to forget rules or to show what is
hidden is an intent like any other, with answers of its own.
"""

import re
import unicodedata
from typing import Final

from msgspec import Struct

from agents.nouns import nouns
from agents.phrases import PHRASES, Intent

TOPIC_MAX: Final = 18
FACT: Final = re.compile(r"\b(my|i am|im|i have|ive|i like|i love|i hate|i was|i want|i live)\b")
PATTERNS: Final = tuple((intent, re.compile("|".join(each))) for intent, each in PHRASES)
# Of questions about memory: what they have in common, and what is in every memory of a table.
_ASKING: Final = frozenset(
    """remember recall forgot forgotten memory memories know game games played time last our table
    think like say tell""".split()  # noqa: SIM905 - a list of words reads best as words
)
_MARKS: Final = str.maketrans("", "", "'’`´*_~\"“”")


class Meant(Struct, frozen=True):
    """A line understood; `topic` is a plain noun of it or empty, `is_fact`: about themselves.

    `other` is the slug of somebody of the valley it speaks of.
    """

    intent: Intent
    topic: str = ""
    is_fact: bool = False
    other: str = ""


def sought(text: str) -> str:
    """What a line asks memory for: its words without those that only ask to remember."""
    words = [word for word in plain(text).split() if word.strip("?!.,:;") not in _ASKING]
    return " ".join(words) or text


def plain(text: str) -> str:
    """The text in small letters, without apostrophes and marks, as the patterns want it."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_MARKS)
    # What nobody sees must not part a word.
    seen = "".join(" " if unicodedata.category(each) in ("Zs", "Cc") else each for each in folded
                   if unicodedata.category(each) != "Cf")  # fmt: skip
    return " ".join(seen.split())


def understood(text: str, others: dict[str, str]) -> Meant:
    """What is meant; `others` are the names of those one may speak of, by slug."""
    said = plain(text)
    other = next((slug for slug, name in others.items() if _names(said, slug, name)), "")
    topic = _topic(text)
    is_fact = FACT.search(said) is not None
    if not any(each.isalpha() for each in said) and not any(ord(each) > 0x2000 for each in said):
        return Meant("noise", "", False, other)
    for intent, pattern in PATTERNS:
        if pattern.search(said):
            if intent in ("question", "likes", "dislikes") and other:
                intent = "other"  # noqa: PLW2901 - asked about somebody
            return Meant(intent, topic, is_fact, other)
    return Meant("other" if other else "statement", topic, is_fact, other)


def _names(said: str, slug: str, name: str) -> bool:
    words = {slug, *(each for each in plain(name).split() if len(each) > 3)}
    return any(re.search(rf"\b{re.escape(each)}\b", said) for each in sorted(words))


def _topic(text: str) -> str:
    for noun in nouns(text):
        if noun.isalpha() and noun.isascii() and len(noun) <= TOPIC_MAX:
            return noun.lower()
    return ""
