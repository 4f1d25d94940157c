"""Mode turing: which answers look as if a machine had made them, by the text alone."""

from collections.abc import Sequence
from typing import Final

from agents.draw import unit
from game.ids import ResponseId
from game.snapshot import BallotLine

# From here on an answer looks too good to be anybody's.
SUSPECT_FROM: Final = 0.75
WHIM: Final = 0.5
CAREFUL_LENGTH: Final = 45


def suspects(lines: Sequence[BallotLine], parts: tuple[object, ...]) -> tuple[ResponseId, ...]:
    """The answers it takes for a machine's; `parts` draw its doubts."""
    return tuple(
        line.id
        for line in lines
        if polish(line.text) + WHIM * (unit(*parts, line.id) - 0.5) >= SUSPECT_FROM
    )


def polish(text: str) -> float:
    """How carefully a line is written, 0 to 1: a capital, an end mark, its length, no slips."""
    signs = (
        text[:1].isupper(),
        text.endswith((".", "!", "?", "…")),
        len(text) >= CAREFUL_LENGTH,
        not _has_slips(text),
    )
    return sum(signs) / len(signs)


def _has_slips(text: str) -> bool:
    """Double spaces, a small "i", shouting, or one sign again and again."""
    words = text.split()
    is_loud = len(words) > 1 and text.isupper()
    return "  " in text or "i" in words or is_loud or any(sign * 3 in text for sign in "!?.")
