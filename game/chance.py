"""Every draw of the rules, from (seed, seq): the only file that may import random.

Only `Random.random()` is used, since the language promises no other method to stay the same.
"""

from collections.abc import Sequence
from hashlib import blake2b
from random import Random
from typing import TypeVar

T = TypeVar("T")


def dice(seed: str, seq: int) -> Random:
    """The dice of one decision; a draw in one does not shift those of another."""
    digest = blake2b(f"{seed}:{seq}".encode(), digest_size=16).digest()
    return Random(int.from_bytes(digest, "big"))


def shuffled(items: Sequence[T], seed: str, seq: int) -> tuple[T, ...]:
    """The items in a drawn order (Fisher and Yates, 1938, in Durstenfeld's form)."""
    drawn, draw = list(items), dice(seed, seq).random
    for last in range(len(drawn) - 1, 0, -1):
        other = int(draw() * (last + 1))
        drawn[last], drawn[other] = drawn[other], drawn[last]
    return tuple(drawn)


def lot(seed: str, *parts: object) -> str:
    """A drawn place among others by name: it stays the same however many come later."""
    return blake2b("\x1f".join((seed, *map(str, parts))).encode(), digest_size=16).hexdigest()


def picked(items: Sequence[T], weights: Sequence[int], draw: float) -> T:
    """One of the items, each as likely as its weight (1 or more); `draw` is 0 to under 1."""
    at = draw * sum(weights)
    for item, weight in zip(items, weights, strict=True):
        at -= weight
        if at < 0:
            return item
    # Rounding may leave a crumb at the very end.
    return items[-1]
