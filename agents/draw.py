"""Chance for minds: every draw is a digest of named parts, so the same parts draw the same.

Keeps no state and knows no clock; it must not use Python's own generator or hash.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Option = TypeVar("Option")
SPAN = 1 << 53


def unit(*parts: object) -> float:
    """A float in [0, 1) drawn from `parts`."""
    digest = blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / SPAN


def between(low: float, high: float, *parts: object) -> float:
    """A float in [low, high) drawn from `parts`."""
    return low + (high - low) * unit(*parts)


def pick(options: Sequence[Option], *parts: object) -> Option:
    """One of the options, which must not be empty."""
    assert options
    return options[int(unit(*parts) * len(options))]


def shuffled(options: Sequence[Option], *parts: object) -> tuple[Option, ...]:
    """All options in a drawn order."""
    # What all draws have in common is digested once.
    common = blake2b("\x1f".join((*map(str, parts), "")).encode(), digest_size=8)
    keys: list[tuple[int, int]] = []
    for place in range(len(options)):
        drawn = common.copy()
        drawn.update(b"%d" % place)
        keys.append((int.from_bytes(drawn.digest(), "big") >> 11, place))
    return tuple(options[place] for _, place in sorted(keys))
