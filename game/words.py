"""Finds swearing and slurs in a text and covers them, whatever spelling they hide in.

Knows shapes of words only: which words, says stems.py; what then happens, says the caller.
"""

import re
from functools import cache, lru_cache
from typing import Final
from unicodedata import combining, normalize

import regex
from msgspec import Struct

from game.rules import Profanity
from game.stems import EXACT, STEMS
from game.texts import clusters

# Digits and signs that are read as letters; the letter itself always counts.
_READ_AS: Final = {
    "a": "4@",
    "b": "8",
    "e": "3€",
    "g": "9",
    "i": "1!|",
    "l": "1|",
    "o": "0",
    "s": "5$",
    "t": "7+",
    "z": "2",
}
# Cyrillic and Greek letters that look like ours, by the letter they look like.
_LOOKALIKES: Final = {
    alien: letter
    for letter, aliens in (
        *(("a", "аα"), ("b", "вβ"), ("c", "сϲ"), ("e", "еёε"), ("h", "нһ"), ("i", "іιı")),
        *(("k", "кκ"), ("m", "м"), ("n", "пη"), ("o", "оοσ"), ("p", "рρ"), ("s", "ѕ")),
        *(("t", "тτ"), ("u", "υцս"), ("v", "ν"), ("w", "ѡω"), ("x", "хχ"), ("y", "уγ")),
    )
    for alien in aliens
}
# Letters in black circles and squares, which Unicode does not tell to be letters.
_ENCLOSED: Final = (0x1F150, 0x1F170)
_UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}]")
# Signs whose reading is remembered: an alphabet or two, and emoji; beyond that the least used goes.
_READ_MAX: Final = 4_096
# Of equal signs in a row two are kept: nothing here then costs more than one pass.
_RUN_MAX: Final = 2
# What who swears is told, where that is refused.
CLEAN_TABLE: Final = "no swearing at this table"
_BETWEEN = r"[.,_~\-/\\:·•]{0,2}"
# Spelt with spaces between; shorter ones are abbreviations.
_SPACED_MIN: Final = 4


class Folded(Struct, frozen=True):
    """A text with what it is read as; `places` are where each sign stood, first and after last."""

    signs: str
    places: list[tuple[int, int]]


def _letter(letter: str, times: str) -> str:
    return f"[{regex.escape(letter + _READ_AS.get(letter, ''))}]{times}"


def _stem(word: str) -> str:
    """A pattern for the word with letters drawn out, and with signs between them."""
    letters = [
        _letter(found[1], "{2}" if found[2] else "{1,2}")
        for found in regex.finditer(r"(\w)(\1?)", word)
    ]
    return _BETWEEN.join(letters)


def _ending(ending: str) -> str:
    # "asses" and no further: "assess" is another word.
    drawn = "".join(_letter(each, "") for each in ending)
    return drawn if ending.endswith("s") else f"{drawn}{_letter(ending[-1], '?')}"


@cache  # one, made when the first table wants it
def _words() -> re.Pattern[str]:
    """All words in one pattern, by their first letter, so that few are tried at each place."""
    tails: dict[str, list[str]] = {}
    for stems, endings in STEMS:
        ends = "|".join(_ending(each) for each in endings if each)
        end = f"(?:{_BETWEEN}(?:{ends}))" + ("?" if "" in endings else "") if ends else ""
        for stem in stems:
            tails.setdefault(stem[0], []).append(_stem(stem) + end)
            if len(stem) >= _SPACED_MIN and "" in endings:
                tails[stem[0]].append(" ".join(_letter(each, "") for each in stem))
    for word in EXACT:
        tails.setdefault(word[0], []).append(_BETWEEN.join(_letter(each, "") for each in word))
    groups = (f"(?={_letter(first, '')})(?:{'|'.join(each)})" for first, each in tails.items())
    # A word begins and ends where not two letters meet. Signs and digits are no letters here: what
    # is next to a hit must not be one only once that is covered.
    edge = r"(?<![a-z](?=[a-z]))"
    # By re, which passes over what can't begin here: regex takes some 15 times as long.
    return re.compile(f"{edge}(?:{'|'.join(groups)}){edge}")


_LETTERS = regex.compile(r"[a-z]")
_DIGITS = regex.compile(r"\d")


def fold(text: str) -> Folded:
    """The text as its look is read: small plain letters, no marks, nothing unseen."""
    signs, places = list[str](), list[tuple[int, int]]()
    last, run = "", 0
    for place, point in enumerate(text):
        for sign in _plain(point):
            run = run + 1 if sign == last else 1
            last = sign
            if run > _RUN_MAX:
                places[-1] = (places[-1][0], place + 1)
            else:
                signs.append(sign)
                places.append((place, place + 1))
    return Folded("".join(signs), places)


@lru_cache(maxsize=_READ_MAX)
def _plain(point: str) -> str:
    for first in _ENCLOSED:
        if first <= ord(point) < first + 26:
            return chr(ord("a") + ord(point) - first)
    if _UNSEEN.match(point):
        return ""
    folded = (each for each in normalize("NFKD", point).casefold() if not combining(each))
    return "".join(_LOOKALIKES.get(each, each) for each in folded)


def hits(text: str) -> list[tuple[int, int]]:
    """Where the words of the list stand: first and after last, in order, apart."""
    folded = fold(text)
    return [
        (folded.places[found.start()][0], folded.places[found.end() - 1][1])
        for found in _words().finditer(folded.signs)
        if _is_written(found[0])
    ]


def _is_written(word: str) -> bool:
    """Whether it is a word and not a number: "455" and "a55" are roads."""
    digits = len(_DIGITS.findall(word))
    return digits * 2 <= len(word) and _LETTERS.search(word) is not None


def mask(text: str) -> str:
    """The text with every hit's letters covered: a star each, at most as long as before."""
    found = hits(text)
    if not found:
        return text
    covered, place = list[str](), 0
    for cluster in clusters(text):
        is_hit = any(place < last and first < place + len(cluster) for first, last in found)
        covered.append("*" if is_hit and any(map(_is_letter, cluster)) else cluster)
        place += len(cluster)
    return "".join(covered)


def _is_letter(point: str) -> bool:
    return any(each.isalnum() or each in "@€!|$+" for each in _plain(point))


def screened(text: str, profanity: Profanity) -> str | None:
    """The text as the rules of a table let it stand; None where they don't."""
    if profanity == "off":
        return text
    if profanity == "mask":
        return mask(text)
    return None if hits(text) else text
