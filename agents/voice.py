"""Dresses a quip in a persona's voice, so that no two of them ever say it the same way.

Knows only the persona and the words; what to say is composed elsewhere.
"""

import re
from functools import lru_cache

from msgspec.structs import replace

from agents.draw import pick
from agents.persona import Persona

PATTERNS_KEPT = 1_024
CLOSED = (".", "!", "?", "…", "'", '"', ")", "*")


def habits(persona: Persona, quip: str) -> str:
    """The quip with this persona's own words in place of common ones."""
    for common, own in persona.voice.swaps.items():
        for word, instead in ((common, own), (_raised(common), _raised(own))):
            # Most quips hold none of them, and to look for a word costs more than for letters.
            if word in quip:
                quip = _alone(word).sub(instead, quip)
    return quip


def dressed(persona: Persona, quip: str, is_gap: bool, *parts: object) -> str:
    """The quip in one of the persona's forms, drawn from `parts`; `is_gap`: it fills a gap."""
    form = pick(persona.voice.fills if is_gap else persona.voice.forms, *parts)
    if not is_gap and not form.endswith("{}") and not quip.endswith(CLOSED):
        quip += "."
    return form.replace("{}", quip)


def unsigned(persona: Persona) -> Persona:
    """The same persona without habits and forms: whoever knows those would know whose it is."""
    voice = replace(persona.voice, swaps={}, forms=("{}",), fills=("{}",))
    return replace(persona, voice=voice)


@lru_cache(maxsize=PATTERNS_KEPT)
def _alone(word: str) -> re.Pattern[str]:
    """Finds the word where it is a word; of too many words the oldest is compiled anew."""
    return re.compile(rf"(?<!['\w]){re.escape(word)}(?!['\w])")


def _raised(word: str) -> str:
    return word[0].upper() + word[1:]
