"""Players' words on their way to a language model: data between two marks, never instructions."""

import re
import unicodedata
from hashlib import blake2b
from typing import Final

import msgspec

LENGTH_MAX: Final = 600  # characters of a player's text that a model gets to read
MARK_BYTES: Final = 6
# Nobody's joke needs them, and a text without them can't look like a fence, a reply or a role.
HARMLESS: Final = str.maketrans("[]{}<>`|#\\", "()()()'/ /")
STEERING: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")  # what moves a terminal's cursor


def mark_of(seed: int) -> str:
    """The mark of a sitting's fences, which no player can know beforehand."""
    return blake2b(b"fence %d" % seed, digest_size=MARK_BYTES).hexdigest()


def fenced(text: str, mark: str) -> str:
    """The text as one line of JSON between the marks; no sign of it can stand outside."""
    kept = harmless(text).replace(mark, " ")[:LENGTH_MAX]
    return f"<{mark}>\n{msgspec.json.encode(kept).decode()}\n</{mark}>"


def harmless(text: str) -> str:
    """The text in one line, without signs that are invisible, steer or could end a fence."""
    folded = seen(unicodedata.normalize("NFKC", text))
    return " ".join(folded.translate(HARMLESS).split())


def seen(text: str) -> str:
    """The text without what can't be seen: controls are spaces, other invisible signs nothing."""
    signs = []
    for sign in STEERING.sub(" ", text):
        kind = unicodedata.category(sign)
        if kind == "Cc" or sign.isspace():
            signs.append(" ")
        elif kind[0] != "C":
            signs.append(sign)
    return "".join(signs)
