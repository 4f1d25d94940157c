"""Small words in which an agent tells itself what it saw: quotations, lists, places, feelings."""

from collections.abc import Sequence
from typing import Final

from agents.keywords import keywords

# What each type of vote is called by who remembers it.
AWARDS: Final = {"funny": "laugh", "creative": "vote for wit", "best": "vote for best"}
_WARM: Final = frozenset(
    keywords("love lovely great thanks thank haha lol funny brilliant nice good best sweet happy")
)
_COLD: Final = frozenset(
    keywords("hate stupid boring bad worst awful ugly dumb terrible idiot loser rubbish sad angry")
)
FELT: Final = 0.4
_ASKED: Final = "To "


def quoted(text: str) -> str:
    """The text between quotation marks."""
    return f"“{text}”"


def answered(prompt: str, who: str, said: str) -> str:
    """The sentence of an answer."""
    return f"{_ASKED}{quoted(prompt)} {who} answered {said}."


def gist(content: str) -> str:
    """What a model is given to read of a memory: its first sentence; an answer as plain words.

    What follows, such as who gave how many votes, is the same in many and would blur them.
    """
    depth, end = 0, len(content)
    for place, sign in enumerate(content):
        depth += (sign == "“") - (sign == "”")
        if sign in ".!?" and depth <= 0 and content[place + 1 : place + 2].isspace():
            end = place + 1
            break
    first = content[:end]
    if not first.startswith(f"{_ASKED}“"):
        return first
    return first.removeprefix(_ASKED).replace("“", "").replace("”", "")


def listed(parts: Sequence[str]) -> str:
    """The parts as a person lists them: "a", "a and b", "a, b and c"; empty for none."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def counted(count: int, thing: str) -> str:
    """So many of a thing: "1 laugh", "2 votes for best"."""
    head, _, rest = thing.partition(" ")
    plural = "" if count == 1 else "s"
    return f"{count} {head}{plural}{' ' + rest if rest else ''}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, up to twelve and beyond."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def feeling(text: str) -> float:
    """How a line feels by its words alone: FELT for kind ones, -FELT for harsh ones, else 0."""
    words = keywords(text)
    warm, cold = (sum(word in known for word in words) for known in (_WARM, _COLD))
    return FELT * ((warm > cold) - (cold > warm))
