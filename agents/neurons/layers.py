"""The nine layers: their names, how often each thinks, and who is whose neighbour."""

from collections.abc import Iterable
from typing import Final, Literal, get_args

from msgspec import Struct

Layer = Literal["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9"]
LAYERS: Final[tuple[Layer, ...]] = get_args(Layer)
DAY_MS: Final = 86_400_000


class UnknownLayer(ValueError):
    """There is no such layer; says which there are."""


class Level(Struct, frozen=True):
    """A layer's name, and the milliseconds between two of its thoughts."""

    name: str
    period_ms: int


LEVELS: Final[dict[Layer, Level]] = {
    "L1": Level("reflexive", 100),
    "L2": Level("implementation", 10_000),
    "L3": Level("operational", 60_000),
    "L4": Level("tactical", 300_000),
    "L5": Level("strategic", 3_600_000),
    "L6": Level("executive", DAY_MS),
    "L7": Level("visionary", 7 * DAY_MS),
    "L8": Level("reflective", 30 * DAY_MS),
    "L9": Level("universal", 365 * DAY_MS),
}


def layers(names: Iterable[str]) -> tuple[Layer, ...]:
    """The layers of these names, in order and once each; raises UnknownLayer."""
    wanted = tuple(names)
    for name in wanted:
        if name not in LEVELS:
            raise UnknownLayer(f"there is no layer {name!r}: they are L1 to L{len(LAYERS)}")
    return tuple(each for each in LAYERS if each in wanted)


def number(layer: Layer) -> int:
    """1 for L1, up to 9."""
    return LAYERS.index(layer) + 1


def below(layer: Layer) -> Layer | None:
    """The neighbour nearer to the act; None below L1."""
    place = LAYERS.index(layer)
    return LAYERS[place - 1] if place else None


def above(layer: Layer) -> Layer | None:
    """The neighbour with the longer view; None above L9."""
    place = LAYERS.index(layer) + 1
    return LAYERS[place] if place < len(LAYERS) else None
