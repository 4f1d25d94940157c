"""Usernames: what may be one, and the key under which all that look alike are the same.

Must not know which names are taken: that is the table's to say.
"""

import unicodedata
from functools import cache
from typing import Final

from confusable_homoglyphs import categories, confusables
from msgspec import Struct

from game.texts import clean_name

LENGTH_MIN: Final = 3
LENGTH_MAX: Final = 32
SEPARATORS: Final = "_-."
# Marks that a letter may carry, one after another, beside those that are part of it.
MARKS_MAX: Final = 2
# Two modifiers that Japanese words are written with; the other modifiers look like quotes.
MODIFIERS: Final = "ー々"
# Letters and marks by category, which nobody can see.
UNSEEN: Final = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"
# Scripts that are written together; any other name keeps to one.
TOGETHER: Final = (
    frozenset({"HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"HAN", "HANGUL"}),
    frozenset({"HAN", "BOPOMOFO"}),
)
NO_SCRIPT: Final = frozenset({"COMMON", "INHERITED"})
# Marks above and below; what hangs elsewhere is part of a letter.
ACCENT_CLASS_MIN: Final = 200
ALIKE: Final = str.maketrans({"0": "o", "1": "l", "i": "l"})
ALIKE_PAIRS: Final = (("rn", "m"), ("vv", "w"))

RESERVED: Final = (
    *("admin", "administrator", "anonymous", "api", "bot", "console", "deleted", "everyone"),
    *("genius", "aigenius", "help", "host", "judge", "me", "mod", "moderator", "moderators"),
    *("nobody", "null", "official", "operator", "owner", "player", "root", "security"),
    *("server", "staff", "superuser", "support", "sysadmin", "system", "undefined", "webmaster"),
)
# Names that the server makes itself begin with these.
RESERVED_STARTS: Final = ("guest", "erased")


class Username(Struct, frozen=True):
    """A name as it is shown, and its key."""

    written: str
    key: str


def read_username(text: str, *, reserved: bool = False) -> Username | None:
    """The name that this text spells, if it may be one; `reserved` lets reserved words pass."""
    written = unicodedata.normalize("NFKC", text)
    if not LENGTH_MIN <= len(written) <= LENGTH_MAX or not _is_spelled_right(written):
        return None
    scripts = categories.unique_aliases(written) - NO_SCRIPT
    if len(scripts) > 1 and not any(scripts <= each for each in TOGETHER):
        return None
    # It is shown as a name too, so whatever keeps a guest from being called so keeps it here.
    if not reserved and (_is_reserved(written) or clean_name(written) != written):
        return None
    return Username(written, key(written))


def same(one: str, other: str) -> bool:
    """Whether both spell the same name, in whatever case."""
    return _folded(one) == _folded(other)


def key(text: str) -> str:
    """What is left when accents, case and everything that looks alike are made one."""
    parted = unicodedata.normalize("NFD", _folded(text))
    bare = "".join(each for each in parted if unicodedata.combining(each) < ACCENT_CLASS_MIN)
    plain = "".join(map(_plain, unicodedata.normalize("NFC", bare))).translate(ALIKE)
    for pair, single in ALIKE_PAIRS:
        plain = plain.replace(pair, single)
    return plain


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _is_spelled_right(written: str) -> bool:
    marks = MARKS_MAX  # so that none comes first
    for each in written:
        kind = unicodedata.category(each)
        if each in UNSEEN:
            return False
        if kind in ("Mn", "Mc"):
            marks += 1
            if marks > MARKS_MAX:
                return False
        elif kind in ("Lu", "Ll", "Lt", "Lo") or each in MODIFIERS:
            marks = 0
        elif each in SEPARATORS or (each.isascii() and each.isdigit()):
            marks = MARKS_MAX
        else:
            return False
    return written[0] not in SEPARATORS


@cache
def _ours() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of reserved words and of reserved beginnings."""
    return tuple(map(key, RESERVED)), tuple(map(key, RESERVED_STARTS))


def _is_reserved(written: str) -> bool:
    words, starts = _ours()
    bare = key("".join(each for each in written if each not in SEPARATORS))
    return bare in words or bare.startswith(starts)


def _plain(letter: str) -> str:
    """The ASCII letter or digit that this one looks like in either case, or itself."""
    if letter.isascii():
        return letter
    return _twin(letter) or _twin(letter.upper()) or letter


def _twin(letter: str) -> str:
    found = (each["c"] for each in confusables.confusables_data.get(letter, ()))
    plain = sorted(each.lower() for each in found if each.isascii() and each.isalnum())
    return plain[0] if plain else ""
