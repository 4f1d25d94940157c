"""A memory put into words for the person it is about: "you" for them, "I" for the agent."""

import re
from typing import Final

from agents.memories import Memory

LENGTH_MAX: Final = 220
QUOTED: Final = re.compile(r"(“[^”]*”)")
# What becomes of verbs that stood behind a name; in the past, since it is remembered.
_VERBS: Final = (
    (re.compile(r"\b(you) takes the lead\b"), r"\1 took the lead"),
    (re.compile(r"\b(I) take the lead\b"), r"\1 took the lead"),
    (re.compile(r"\b(you) was\b"), r"\1 were"),
    (re.compile(r"\b(you) makes\b"), r"\1 make"),
    (re.compile(r"\b(you) likes\b"), r"\1 like"),
    (re.compile(r"\b(you) votes\b"), r"\1 vote"),
    (re.compile(r"\b(you) has\b"), r"\1 have"),
    (re.compile(r"\b(you) is\b"), r"\1 are"),
    (re.compile(r"\byou's\b"), "your"),
)


def retold(memory: Memory, name: str) -> str:
    """The memory as it is told to the person of this name, without its last full stop.

    Only what stands outside quotation marks is changed: what was said, was said like that.
    """
    called = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") if name else None
    parts = []
    for part in QUOTED.split(memory.content):
        if part.startswith("“") or called is None:
            parts.append(part)
            continue
        told = called.sub("you", part)
        for verb, instead in _VERBS:
            told = verb.sub(instead, told)
        parts.append(told)
    text = "".join(parts)
    if len(text) > LENGTH_MAX:
        text = text[: LENGTH_MAX - 1].rstrip() + "…"
    text = text.removesuffix(".").replace("told me: “", "told me “", 1)
    first = text.partition(" ")[0]
    keeps = text.startswith(("I ", "“")) or (len(first) > 1 and first.isupper())
    small = first in ("To", "A", "Of", "The", "In", "At") or first == "you"
    return text if keeps or not small else text[0].lower() + text[1:]
