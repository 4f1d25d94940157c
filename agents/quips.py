"""The repertoire: one bank of quips and templates per category, and the filling of templates.

Reads no files and draws nothing: who says which quip is composed elsewhere.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from agents.nouns import plural, singular, with_a, with_the

GENERAL = "general"
FILL_IN = "fill-in"
SLOT = re.compile(r"\{([^{}]*)\}")
SLOTS = ("noun", "nouns", "a_noun", "the_noun", "gap", "a_gap", "the_gap")
Quip = Annotated[str, Meta(min_length=1, max_length=160)]
Category = Annotated[str, Meta(pattern="^[a-z][a-z-]{0,31}$")]


class QuipsError(ValueError):
    """A file of quips that can't be used; says which file and why."""


class Bank(Struct, frozen=True, forbid_unknown_fields=True):
    """What can be said in one category: quips stand alone, templates use words of the prompt."""

    category: Category
    quips: Annotated[tuple[Quip, ...], Meta(min_length=1)]
    templates: tuple[Quip, ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """Everything in the bank, quips first."""
        return self.quips + self.templates


Repertoire = Mapping[str, Bank]


def parse_bank(text: str, name: str) -> Bank:
    """One bank from its TOML; `name` is the file's, without its ending.

    Raises QuipsError, which says what is wrong and where.
    """
    try:
        bank = msgspec.toml.decode(text, type=Bank)
    except ValueError as error:  # msgspec's errors and the TOML parser's are both ValueErrors
        raise QuipsError(f"{name}: {error}") from error
    if bank.category != name:
        raise QuipsError(f"{name}: category is {bank.category!r}, but the file is named {name!r}")
    for template in bank.templates:
        slots = [slot.lower() for slot in SLOT.findall(template)]
        unknown = [slot for slot in slots if slot not in SLOTS]
        if unknown or not slots:
            raise QuipsError(f"{name}: {template!r} needs slots out of {', '.join(SLOTS)}")
    folded = [fingerprint(item) for item in bank.items]
    if len(dict.fromkeys(folded)) < len(folded):
        twice = next(item for item in bank.items if folded.count(fingerprint(item)) > 1)
        raise QuipsError(f"{name}: {twice!r} is there twice")
    return bank


def load_repertoire(texts: Sequence[tuple[str, str]]) -> Repertoire:
    """All banks from (name, text) pairs; the banks `general` and `fill-in` must be among them.

    Raises QuipsError.
    """
    banks = {name: parse_bank(text, name) for name, text in sorted(texts)}
    for needed in (GENERAL, FILL_IN):
        if needed not in banks:
            raise QuipsError(f"{needed}: there is no such file of quips")
    return MappingProxyType(banks)


def fill(item: str, noun: str | None, gap: str | None) -> str | None:
    """A quip as it is, or a template with its words put in; None where a word is missing."""
    filled = item
    for slot in SLOT.findall(item):
        name = slot.lower()
        word = gap if name.endswith("gap") else noun
        if word is None:
            return None
        shown = _inflected(name, word)
        if slot[0].isupper():
            shown = shown[0].upper() + shown[1:]
        filled = filled.replace("{" + slot + "}", shown)
    return filled


def _inflected(slot: str, word: str) -> str:
    if slot == "nouns":
        return plural(word)
    # Templates speak of one, so that their verbs agree whatever the prompt spoke of.
    one = singular(word)
    if slot.startswith("a_"):
        return with_a(one)
    return with_the(one) if slot.startswith("the_") else one


@lru_cache(maxsize=8_192)
def fingerprint(item: str) -> str:
    """By what an item is known again in a text: its longest stretch without a slot, plain.

    Of too many items the least used is folded anew.
    """
    return max((folded(part) for part in SLOT.split(item)[::2]), key=len)


def folded(text: str) -> str:
    """The letters and digits of a text, lowered, so that dressing and commas don't count."""
    return "".join(character for character in text.casefold() if character.isalnum())
