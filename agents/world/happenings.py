"""What goes into a tick of the valley and what comes out of it, as data."""

from typing import Literal

from msgspec import Struct

from agents.relationships import Cause, Change, Tie
from agents.routine import Kind
from agents.schedule import Task
from agents.world.body import Tone


class Enter(Struct, frozen=True, tag="enter"):
    """A person's body comes into the valley."""

    id: str
    place: str


class Leave(Struct, frozen=True, tag="leave"):
    """A person's body is gone."""

    id: str


class Go(Struct, frozen=True, tag="go"):
    """A person's body is to walk somewhere."""

    id: str
    to: str


class Assign(Struct, frozen=True, tag="assign"):
    """An agent has something more to do; one of the same name is replaced, left=0 ends it."""

    id: str
    task: Task


class Caused(Struct, frozen=True, tag="caused"):
    """Something passed between two elsewhere, as in a game: `by` did it, `who` feels it."""

    who: str
    by: str
    cause: Cause
    note: str = ""


class Brought(Struct, frozen=True, tag="brought"):
    """A change of feeling that came about, and was written down, elsewhere, under this id."""

    change: Change
    id: str = ""


class MoveIn(Struct, frozen=True, tag="move_in"):
    """Agents come to live here, at home; `ties` (of, toward) are new, of them and of others."""

    ids: tuple[str, ...]
    ties: tuple[tuple[str, str, Tie], ...] = ()


Input = Enter | Leave | Go | Assign | Caused | Brought | MoveIn


class Refused(Struct, frozen=True, tag="refused"):
    """An input that changed nothing, and why."""

    id: str
    reason: str


class Began(Struct, frozen=True, tag="began"):
    """An agent turned to something else, at a place or on the way there."""

    id: str
    kind: Kind
    activity: str
    place: str


class Turned(Struct, frozen=True, tag="turned"):
    """What became of a task."""

    id: str
    task: str
    to: Literal["begun", "resumed", "put_aside", "done", "dropped"]


class Left(Struct, frozen=True, tag="left"):
    """Somebody went off."""

    id: str
    place: str
    to: str


class Arrived(Struct, frozen=True, tag="arrived"):
    """Somebody is where they were going."""

    id: str
    place: str


class Met(Struct, frozen=True, tag="met"):
    """Two saw each other: at a place, or on the path from it to `toward`; `a` < `b`."""

    a: str
    b: str
    place: str
    toward: str = ""


class Talked(Struct, frozen=True, tag="talked"):
    """Two began to talk; `a` < `b`."""

    a: str
    b: str
    place: str
    tone: Tone
    until_ms: int


class Tired(Struct, frozen=True, tag="tired"):
    """An agent has no strength left, and wants to lie down."""

    id: str


class Felt(Struct, frozen=True, tag="felt"):
    """What somebody feels about somebody changed."""

    change: Change


Happening = Refused | Began | Turned | Left | Arrived | Met | Talked | Tired | Felt
