"""The wire's words about the valley: who walks there, what is to be seen, and its map.

Lengths are whole centimetres, east and south of the map's north-western corner.
"""

from typing import Annotated

from msgspec import Meta, Struct

from game.commands import Asked
from server.wire.envelope import Reply, Signal

HZ_MAX = 10


class JoinValley(Asked, frozen=True, kw_only=True, tag="world.join"):
    """Walk in the valley, by this name or my own, until I leave or my connections end."""

    character_name: Annotated[str, Meta(max_length=256)] | None = None


class LeaveValley(Asked, frozen=True, kw_only=True, tag="world.leave"):
    """Walk there no longer."""


class MoveInValley(Asked, frozen=True, kw_only=True, tag="world.move"):
    """Walk to a place of the map."""

    to: Annotated[str, Meta(min_length=1, max_length=64)]


class WatchValley(Asked, frozen=True, kw_only=True, tag="world.watch"):
    """Tell me what changes there, at most so many times a second; again: as often as this."""

    hz: Annotated[int, Meta(ge=1, le=HZ_MAX)] = 5


class UnwatchValley(Asked, frozen=True, kw_only=True, tag="world.unwatch"):
    """Tell me no more."""


WorldCommand = JoinValley | LeaveValley | MoveInValley | WatchValley | UnwatchValley

# ---------------------------------------------------------------- to clients


class Doing(Struct, frozen=True, kw_only=True):
    """What somebody does there: at `place`, or on a path from it to `to`; mood is -100 to 100."""

    place: str
    to: str | None
    kind: str
    activity: str
    mood: int
    energy: int
    talks_to: str | None
    tone: str | None


class TaskShown(Struct, frozen=True, kw_only=True):
    """A task of `left` minutes, at a place or "" anywhere; `deadline`: minute since Monday 1."""

    name: str
    kind: str
    place: str
    left: int
    priority: int
    deadline: int | None
    is_begun: bool


class BlockShown(Struct, frozen=True, kw_only=True):
    """A stretch of a day, from HH:MM to HH:MM; a flexible one gives way to its equals."""

    start: str
    end: str
    kind: str
    activity: str
    place: str
    priority: int
    is_flexible: bool


class TieShown(Struct, frozen=True, kw_only=True):
    """What it feels about another machine player, and why that changed last, in Unix ms."""

    to: str
    type: str
    affection: int
    trust: int
    times: int
    cause: str | None
    cause_at: int | None


class Figure(Doing, frozen=True, kw_only=True):
    """Somebody in the valley: a machine player, or a person by their user id."""

    id: str
    name: str
    is_person: bool
    x: int
    y: int


class PlaceShown(Struct, frozen=True, kw_only=True):
    """A place that one can walk to, by its id."""

    id: str
    name: str
    x: int
    y: int


class MapShown(Struct, frozen=True, kw_only=True):
    """The valley's map; each path by the ids of its ends."""

    name: str
    width: int
    height: int
    places: tuple[PlaceShown, ...]
    paths: tuple[tuple[str, str], ...]


class ValleyTime(Struct, frozen=True, kw_only=True):
    """The time there: ms since its first Monday began; `pace`: its minutes in one of ours."""

    at: int
    shown: str
    pace: int


class ValleyReply(Reply, frozen=True, kw_only=True):
    """I watch: the map, and the time at this tick."""

    map: MapShown
    tick: int
    now: ValleyTime


class JoinedValley(ValleyReply, frozen=True, kw_only=True):
    """I walk there."""

    character: Figure


class TickSignal(Signal, frozen=True, kw_only=True, tag="world.tick"):
    """Who changed since the last one, and who is gone; `full`: everybody, and nobody else."""

    tick: int
    now: ValleyTime
    full: bool
    agents: tuple[Figure, ...]
    gone: tuple[str, ...]


class MemorySignal(Signal, frozen=True, kw_only=True, tag="agent.memory"):
    """A machine player has a new memory of this kind; said to those who watch the valley."""

    agent: str
    kind: str
