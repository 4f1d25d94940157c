"""What somebody did to somebody, in the words of whoever told the valley of it, as it is kept."""

from collections.abc import Mapping
from typing import Final

from agents.relationships import Cause, Change

# How it is told, how much it matters, and how it feels.
_DEEDS: Final[Mapping[Cause, tuple[str, float, float]]] = {
    "quarrel": ("{by} had a quarrel with {to}", 6.0, -0.7),
    "made_up": ("{by} made up with {to}", 6.5, 0.7),
    "gift": ("{by} gave {to} a gift", 5.5, 0.7),
    "insult": ("{by} insulted {to}", 6.0, -0.8),
    "promise_kept": ("{by} kept a promise to {to}", 5.0, 0.5),
    "promise_broken": ("{by} broke a promise to {to}", 6.0, -0.7),
}


def is_deed(change: Change) -> bool:
    """Whether there is more to keep of it than that feelings moved."""
    return bool(change.note) and change.cause in _DEEDS


def told(change: Change, other: str) -> tuple[str, float, float]:
    """How the one whose feelings moved remembers it, its importance and its emotion."""
    form, importance, emotion = _DEEDS[change.cause]
    is_mine = change.by == change.of
    content = form.format(by="I" if is_mine else other, to=other if is_mine else "me")
    return f"{content[:1].upper()}{content[1:]}: {change.note}.", importance, emotion
