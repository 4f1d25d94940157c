"""What a request says of the answer it would like: its encoding, and what it has already. Pure.

RFC 9110, 12.5.3 and 13.1.2; what can't be read is as if it weren't there.
"""

import re
from typing import Final

from msgspec import Struct

# More codings or tags than any browser names.
PARTS_MAX: Final = 64
QUALITY: Final = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
GZIP: Final = ("gzip", "x-gzip")


class Wishes(Struct, frozen=True):
    """The headers that choose between the forms of a file; empty where they are missing."""

    accept_encoding: str = ""
    if_none_match: str = ""

    @property
    def gzip(self) -> bool:
        """Whether a gzipped body is as welcome as a plain one, or more."""
        found = _qualities(self.accept_encoding)
        other = found.get("*", 0.0)
        gzip = max((found[each] for each in GZIP if each in found), default=other)
        return gzip > 0 and gzip >= found.get("identity", 0.0)

    def has(self, tag: str) -> bool:
        """Whether they hold the form with this tag; `tag` is quoted."""
        if self.if_none_match.strip() == "*":
            return True
        held = self.if_none_match.split(",", PARTS_MAX)[:PARTS_MAX]
        return tag in (each.strip().removeprefix("W/") for each in held)


def _qualities(header: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in header.lower().split(",", PARTS_MAX)[:PARTS_MAX]:
        name, *parameters = (each.strip() for each in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                # A weight that is none is no wish.
                known = QUALITY.fullmatch(value.strip())
                quality = float(known[0]) if known else 0.0
        if name:
            found[name] = quality
    return found
