"""Walking along paths, and who crosses whom on the way."""

from typing import Final

from msgspec import Struct

from agents.world.clock import MINUTE_MS
from agents.world.happenings import Arrived, Left
from agents.world.turn import Turn

# 1.4 metres a second.
CM_PER_MINUTE: Final = 8_400


class Stretch(Struct, frozen=True):
    """What one walked of one path in this tick: cm from the end that comes first by name."""

    id: str
    start: int
    end: int


Path = tuple[str, str]


def send(turn: Turn, id: str, to: str) -> None:
    """Let somebody walk to a place; from the middle of a path it first goes on to its end."""
    body = turn.bodies[id]
    if (body.route[-1] if body.route else body.place) == to:
        return
    route = turn.setting.map.route
    if body.gone:
        turn.change(id, route=(body.route[0], *route(body.route[0], to)))
        return
    turn.change(id, route=route(body.place, to))
    turn.happened.append(Left(id, body.place, to))


def walk(turn: Turn, id: str, dt_ms: int, walked: dict[Path, list[Stretch]]) -> list[str]:
    """Move one on by so many game ms; the places it reached, and into `walked` its stretches."""
    body, map = turn.bodies[id], turn.setting.map
    place, route, gone = body.place, body.route, body.gone
    left, reached = CM_PER_MINUTE * dt_ms // MINUTE_MS, []
    while route and left > 0:
        length = map.lengths[place, route[0]]
        step = min(left, length - gone)
        path = (place, route[0]) if place < route[0] else (route[0], place)
        start, end = (
            (gone, gone + step) if place < route[0] else (length - gone, length - gone - step)
        )
        walked.setdefault(path, []).append(Stretch(id, start, end))
        left, gone = left - step, gone + step
        if gone == length:
            place, route, gone = route[0], route[1:], 0
            reached.append(place)
    x, y = map.between(place, route[0], gone) if route else map.spots[place]
    turn.change(id, place=place, route=route, gone=gone, x=x, y=y)
    if not route:
        turn.happened.append(Arrived(id, place))
    return reached


def crossings(stretches: list[Stretch]) -> list[tuple[str, str]]:
    """Pairs that crossed on one path in this tick, in order of their names.

    Those who meet at the very start of their stretch did so in the tick before. Whoever turned back
    at an end has two stretches, and crossed nobody by that.
    """
    downs = [each for each in stretches if each.start > each.end]
    return sorted(
        (min(up.id, down.id), max(up.id, down.id))
        for up in stretches
        if up.start < up.end
        for down in downs
        if up.id != down.id and up.start < down.start and up.end >= down.end
    )
