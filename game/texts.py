"""Makes people's text safe and measures it: the one place that says what a text may hold.

Lengths are in characters as people see them (grapheme clusters, Unicode's UAX 29). Knows nothing
of what a text means: that is the business of words.py.
"""

from enum import StrEnum
from typing import Final
from unicodedata import normalize

import regex

from game.rules import RULES

# One visible character may be many code points (a family of emoji is seven), but not kilobytes.
POINTS_PER_CHARACTER: Final = 8
MARKS_MAX: Final = 3

# regex and not unicodedata: its Unicode is newer, and this year's emoji are characters too.
# U+202A-E and U+2066-9 turn the reading direction of whatever follows them.
_FORBIDDEN = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u202A-\u202E\u2066-\u2069]")
# Marks that pile up on one letter; joiners and spacing marks between them don't break the pile.
# Spacing ones are not counted: Burmese writes four marks on one letter, one of them spacing.
_PILE = regex.compile(
    rf"[\p{{Mn}}\p{{Me}}](?:[\p{{Mc}}\p{{Cf}}]*+[\p{{Mn}}\p{{Me}}]){{{MARKS_MAX}}}"
)
# U+2800 and U+1D159 are blanks by their look only.
_VISIBLE = regex.compile(r"[^\p{Default_Ignorable_Code_Point}\p{Cf}\p{Z}\p{M}\u2800\U0001D159]")
_UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}]+")
_CLUSTER = regex.compile(r"\X")

# In a name nothing is unseen but what joins emoji and letters (and spells some flags).
_SLY = regex.compile(
    r"(?V1)[\p{Cf}\u115F\u1160\u2800\u3164\uFFA0--[\u200C\u200D\U000E0020-\U000E007F]]"
)
_SIGNS = regex.compile(r"[^\p{L}\p{N}]+")

# The database keeps names in columns of this width, in code points.
NAME_POINTS_MAX: Final = 64
# Names that promise an authority which nobody at the table has: as the whole name, or as a word.
_RESERVED: Final = (
    *("ai genius", "genius", "mod", "mods", "official", "operator", "owner", "root", "server"),
    *("staff", "support", "sysop", "system", "the server", "the system"),
)
_TITLES: Final = (
    *("admin", "admins", "administrator", "administrators", "moderator", "moderators"),
    "aigenius",
)
_SPELT: Final = tuple(each.replace(" ", "") for each in (*_RESERVED, *_TITLES))

ADDRESS_RULE: Final = (
    f"https:// and at most {RULES.avatar_length_max} plain characters, nobody's password in it"
)


class Flaw(StrEnum):
    """Why a text can't be taken; the value goes on after "text: "."""

    EMPTY = "nothing to see in it"
    TOO_LONG = "too long"
    FORBIDDEN = "control characters, marks piled up, or signs that turn its direction"


def clean_line(text: str, length_max: int, points_max: int | None = None) -> str | Flaw:
    """The text on one line, normalised (NFC), 1 to `length_max` characters; or what is wrong.

    Whatever is white space becomes single spaces. `points_max` limits the code points where a
    column does; without it they are eight for each character. Cleaning twice changes nothing.
    """
    points_max = points_max or POINTS_PER_CHARACTER * length_max
    line = " ".join(text.split())
    # Before anything that costs more than one pass.
    if len(line) > POINTS_PER_CHARACTER * length_max:
        return Flaw.TOO_LONG
    if line.isascii() and line.isprintable():
        # What nearly all texts are: every sign is a character, normal, allowed and seen.
        too_long = len(line) > min(length_max, points_max)
        return Flaw.TOO_LONG if too_long else line or Flaw.EMPTY
    line = normalize("NFC", line)
    if _FORBIDDEN.search(line) or _PILE.search(line):
        return Flaw.FORBIDDEN
    if not _VISIBLE.search(line):
        return Flaw.EMPTY
    # Counting characters takes longer than all else here, and there are never more than points.
    if len(line) > points_max or (len(line) > length_max and length(line) > length_max):
        return Flaw.TOO_LONG
    return line


def clean_name(text: str) -> str | None:
    """A display name as it will be shown; None for one that can't be."""
    name = clean_line(text, RULES.name_length_max, NAME_POINTS_MAX)
    if isinstance(name, Flaw) or _SLY.search(name) or _is_reserved(name_key(name)):
        return None
    return name


def _is_reserved(key: str) -> bool:
    """Whether it is a title, however it is set: "[ADMIN]", "S.y.s.t.e.m", "AI Genius Team"."""
    words = _SIGNS.sub(" ", key).split()
    spelt = "".join(words)
    whole = (spelt, *(spelt.removesuffix(end) for end in ("team", "support", "staff")))
    return any(each in _SPELT for each in whole) or any(word in _TITLES for word in words)


def clean_address(address: str) -> str | None:
    """The address of a picture: https, printable ASCII, no name or password in it; or None."""
    scheme, _, rest = address.partition("://")
    host, *_ = regex.split(r"[/?#]", rest, maxsplit=1)
    plain = len(address) <= RULES.avatar_length_max and regex.fullmatch(r"[!-~]+", address)
    if not plain or scheme.lower() != "https" or not host or regex.search(r"[@\\]", host):
        return None
    return address


def name_key(name: str) -> str:
    """What two names have in common that look alike to a hurried reader: case, width, the unseen.

    Letters of other scripts that resemble ours are not its business.
    """
    if not name.isascii():
        name = _UNSEEN.sub("", normalize("NFKC", name))
    return " ".join(name.casefold().split())


def length(text: str) -> int:
    """How many characters people see."""
    if text.isascii() and "\r" not in text:
        return len(text)
    return sum(1 for _ in _CLUSTER.finditer(text))


def clusters(text: str) -> list[str]:
    """The characters people see, one by one."""
    return _CLUSTER.findall(text)


def cut(text: str, length_max: int, points_max: int) -> str:
    """The beginning of a text, whole characters only."""
    kept, points = list[str](), 0
    for cluster in clusters(text)[:length_max]:
        points += len(cluster)
        if points > points_max:
            break
        kept.append(cluster)
    return "".join(kept).rstrip()
