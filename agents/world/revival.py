"""The valley taken up again where it was written down: whoever can be is where they were."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from agents.persona import Persona
from agents.relationships import Tie
from agents.world.body import Body, Setting, World, born
from agents.world.map import Map

Ties = Sequence[tuple[str, Tie]]


def livable(map: Map, personas: Sequence[Persona]) -> tuple[Persona, ...]:
    """Those whose home and days lie on this map."""
    return tuple(
        each
        for each in personas
        if each.home in map.spots
        and all(
            entry.place in map.spots
            for day in (each.schedule.workday, each.schedule.market, each.schedule.rest)
            for entry in day
        )
    )


def revived(
    setting: Setting,
    personas: Sequence[Persona],
    fresh: World,
    lives: Mapping[str, tuple[Body, Ties]],
    feelings: Mapping[str, Mapping[str, Tie]],
) -> World:
    """The world of `fresh` (seed, tick, time) with these bodies, and ties as they are by now.

    What one feels is what `feelings` say, whoever changed it; how often and when two met last is
    what the body's own ties say, in the valley's time. Who is new begins at home, and persons come
    by themselves.
    """
    begun = born(setting, personas, fresh.seed, fresh.now_ms)
    bodies: dict[str, Body] = {}
    for id, body in begun.bodies.items():
        kept = lives[id][0] if id in lives else None
        bodies[id] = kept if kept is not None and _fits(setting.map, kept) else body
    for id, body in bodies.items():
        if body.talk is not None and not _is_mutual(bodies, body):
            bodies[id] = replace(body, talk=None, talked_ms=fresh.now_ms)
    ties = {
        id: _ties(
            dict(lives[id][1]) if id in lives else begun.ties[id],
            feelings.get(id, {}),
            begun.bodies,
            fresh.now_ms,
        )
        for id in begun.bodies
    }
    return replace(fresh, bodies=bodies, ties=ties)


def _fits(map: Map, body: Body) -> bool:
    """Whether it stands and walks where this map has places and paths."""
    way = (body.place, *body.route)
    return body.place in map.spots and all(path in map.lengths for path in pairwise(way))


def _is_mutual(bodies: Mapping[str, Body], body: Body) -> bool:
    assert body.talk is not None
    other = bodies.get(body.talk.other)
    return other is not None and other.talk is not None and other.talk.other == body.id


def _ties(
    kept: Mapping[str, Tie],
    felt: Mapping[str, Tie],
    there: Mapping[str, Body],
    now_ms: int,
) -> dict[str, Tie]:
    """In the order of the kept ones, then those that are new."""
    found: dict[str, Tie] = {}
    for other in (*kept, *felt):
        if other not in there or other in found or other not in felt:
            continue
        now, before = felt[other], kept.get(other)
        found[other] = (
            replace(before, type=now.type, affection=now.affection, trust=now.trust)
            if before is not None
            else replace(now, last_ms=now_ms)
        )
    return found
