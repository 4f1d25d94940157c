"""What bots say: short and silly, each line with a mark that is found again wherever it leaks.

Pure; the mark is a digest of who says it and when, so no line is said twice.
"""

import re
from hashlib import blake2b
from random import Random
from typing import Final

from game.rules import RULES

_OPENINGS: Final = (
    "Obviously",
    "My grandmother swears by",
    "Nobody suspects",
    "Three words:",
    "The committee settled on",
    "In this economy,",
    "Against all advice,",
    "Legally speaking,",
    "I panicked and brought",
    "The cat voted for",
)
_THINGS: Final = (
    "a trombone full of soup",
    "one very patient goose",
    "the second-best umbrella",
    "a spreadsheet of regrets",
    "decorative gravel",
    "an apology in writing",
    "a ladder that leads to lunch",
    "the understudy's moustache",
    "seven identical cousins",
    "a lightly used volcano",
    "the quiet half of a duet",
    "emergency confetti",
)
_ENDINGS: Final = (
    "and no refunds.",
    "but only on Tuesdays.",
    "served cold.",
    "with a small bow.",
    "until someone asks.",
    "in triplicate.",
    "for tax reasons.",
    "and then we ran.",
)
_REMARKS: Final = (
    "I stand by my goose.",
    "Who let me in here?",
    "That one was meant for another game.",
    "Votes are love.",
    "My lawyer says hello.",
    "I was promised snacks.",
)

MARK: Final = re.compile(r"#[0-9a-f]{12}")


def mark(key: str, what: str) -> str:
    """The mark of one line: twelve hex digits, unlike any other's."""
    return "#" + blake2b(f"{key}:{what}".encode(), digest_size=6).hexdigest()


def answer_text(key: str, number: int, prompt: str) -> str:
    """My answer in round `number`."""
    draw = Random(f"{key}:answer:{number}:{prompt}")
    words = " ".join(_pick(draw, part) for part in (_OPENINGS, _THINGS, _ENDINGS))
    text = f"{words} {mark(key, f'answer-{number}')}"
    assert len(text) <= RULES.text_length_max
    return text


def chat_text(key: str, number: int) -> str:
    """My remark in round `number`."""
    draw = Random(f"{key}:chat:{number}")
    return f"{_pick(draw, _REMARKS)} {mark(key, f'chat-{number}')}"


def _pick(draw: Random, words: tuple[str, ...]) -> str:
    return words[int(draw.random() * len(words))]
