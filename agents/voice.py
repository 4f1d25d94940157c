"""Dresses a quip in a persona's voice, so that no two of them ever say it the same way.

Knows only the persona and the words; what to say is composed elsewhere.
"""

import re

from agents.draw import pick
from agents.persona import Persona

CLOSED = (".", "!", "?", "…", "'", '"', ")", "*")


def habits(persona: Persona, quip: str) -> str:
    """The quip with this persona's own words in place of common ones."""
    for common, own in persona.voice.swaps.items():
        quip = re.sub(rf"(?<!['\w]){re.escape(common)}(?!['\w])", own, quip)
        quip = re.sub(rf"(?<!['\w]){re.escape(_raised(common))}(?!['\w])", _raised(own), quip)
    return quip


def dressed(persona: Persona, quip: str, is_gap: bool, *parts: object) -> str:
    """The quip in one of the persona's forms, drawn from `parts`; `is_gap`: it fills a gap."""
    form = pick(persona.voice.fills if is_gap else persona.voice.forms, *parts)
    if not is_gap and not form.endswith("{}") and not quip.endswith(CLOSED):
        quip += "."
    return form.replace("{}", quip)


def _raised(word: str) -> str:
    return word[0].upper() + word[1:]
