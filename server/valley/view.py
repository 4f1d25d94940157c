"""The valley as people are shown it: bodies, the map and the time in the wire's words. Pure."""

from agents.world.body import POINT, Body
from agents.world.clock import shown
from agents.world.map import Map
from server.wire import Figure, MapShown, PlaceShown, ValleyTime

NAME = "Heartwood Valley"


def figure(body: Body, name: str) -> Figure:
    """What one sees of somebody."""
    return Figure(
        id=body.id,
        name=name,
        is_person=body.is_steered,
        x=body.x,
        y=body.y,
        place=body.place,
        to=body.route[-1] if body.route else None,
        kind=body.kind,
        activity=body.activity,
        # Toward zero, so that a mood of -0.4 is none.
        mood=int(body.mood / POINT),
        energy=body.energy // POINT,
        talks_to=body.talk.other if body.talk is not None else None,
        tone=body.talk.tone if body.talk is not None else None,
    )


def map_shown(map: Map) -> MapShown:
    """The map, each path once."""
    places = tuple(
        PlaceShown(id=slug, name=map.names[slug], x=x, y=y) for slug, (x, y) in map.spots.items()
    )
    paths = tuple(sorted(path for path in map.lengths if path[0] < path[1]))
    return MapShown(name=NAME, width=map.width, height=map.height, places=places, paths=paths)


def time_shown(now_ms: int, pace: int) -> ValleyTime:
    """A moment of the valley."""
    return ValleyTime(at=now_ms, shown=shown(now_ms), pace=pace)
