"""The map of a valley: named places, paths between them, and the shortest way along these.

Lengths are centimetres, as integers, so that every machine walks the same way.
"""

import tomllib
from heapq import heappop, heappush
from math import isqrt
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from agents.fields import Name, Slug, Strict

CM_PER_METRE = 100
Metres = Annotated[int, Meta(ge=0, le=10_000)]


class MapError(ValueError):
    """A map that can't be used; says which file and why."""


class Place(Strict, frozen=True):
    """A named place; metres from the map's north-western corner."""

    name: Name
    x: Metres
    y: Metres


class Drawn(Strict, frozen=True):
    """A map as its file tells it; each path is named at one of its ends."""

    width: Metres
    height: Metres
    places: dict[Slug, Place]
    paths: dict[Slug, tuple[Slug, ...]]


class Map(Struct, frozen=True):
    """A checked map: places in cm, lengths of paths in cm both ways, and all shortest ways."""

    width: int
    height: int
    names: dict[str, str]
    spots: dict[str, tuple[int, int]]
    lengths: dict[tuple[str, str], int]
    # Where to go next: (here, where to) -> the next place on the shortest way.
    steps: dict[tuple[str, str], str]

    def route(self, start: str, end: str) -> tuple[str, ...]:
        """The places after `start` on the shortest way to `end`; empty if one is there."""
        found: list[str] = []
        while start != end:
            start = self.steps[start, end]
            found.append(start)
        return tuple(found)

    def between(self, start: str, end: str, gone: int) -> tuple[int, int]:
        """The point `gone` cm along the path from one place to a neighbour."""
        (x0, y0), (x1, y1) = self.spots[start], self.spots[end]
        length = self.lengths[start, end]
        return x0 + (x1 - x0) * gone // length, y0 + (y1 - y0) * gone // length


def parse_map(text: str, name: str) -> Map:
    """A map from its TOML; raises MapError, which says what is wrong with the file `name`."""
    try:
        drawn = msgspec.convert(tomllib.loads(text), Drawn)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise MapError(f"{name}: {error}") from error
    return drawn_map(drawn, name)


def drawn_map(drawn: Drawn, name: str) -> Map:
    """Check a map and find all its ways."""
    spots: dict[str, tuple[int, int]] = {}
    for slug, place in sorted(drawn.places.items()):
        spot = place.x * CM_PER_METRE, place.y * CM_PER_METRE
        if place.x > drawn.width or place.y > drawn.height:
            raise MapError(f"{name}: {slug} lies off the map")
        if spot in spots.values():
            raise MapError(f"{name}: {slug} lies where another place is")
        spots[slug] = spot
    lengths: dict[tuple[str, str], int] = {}
    for start, end in sorted((a, b) for a, ends in drawn.paths.items() for b in ends):
        unknown = [each for each in (start, end) if each not in spots]
        if unknown:
            raise MapError(f"{name}: a path leads to {unknown[0]}, which is no place")
        if start == end or (start, end) in lengths:
            raise MapError(f"{name}: the path {start} to {end} is there twice or leads nowhere")
        (x0, y0), (x1, y1) = spots[start], spots[end]
        length = isqrt((x1 - x0) ** 2 + (y1 - y0) ** 2)
        lengths[start, end] = lengths[end, start] = length
    steps: dict[tuple[str, str], str] = {}
    for end in spots:
        steps.update(((start, end), step) for start, step in _ways(spots, lengths, end).items())
    lost = [each for each in spots if each != min(spots) and (each, min(spots)) not in steps]
    if lost:
        raise MapError(f"{name}: no path leads to {lost[0]}")
    return Map(
        drawn.width * CM_PER_METRE,
        drawn.height * CM_PER_METRE,
        {slug: place.name for slug, place in sorted(drawn.places.items())},
        spots,
        lengths,
        steps,
    )


def _ways(
    spots: dict[str, tuple[int, int]], lengths: dict[tuple[str, str], int], end: str
) -> dict[str, str]:
    """The next place on the shortest way to `end`, from each other one (Dijkstra).

    Of two ways of one length it is the one whose next place comes first in the alphabet.
    """
    near: dict[str, list[str]] = {each: [] for each in spots}
    for start, other in lengths:
        near[start].append(other)
    found: dict[str, str] = {}
    heap = [(0, end, end)]
    while heap:
        far, step, here = heappop(heap)
        if here in found:
            continue
        found[here] = step
        for other in near[here]:
            heappush(heap, (far + lengths[here, other], here, other))
    del found[end]
    return found
