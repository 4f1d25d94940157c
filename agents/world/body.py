"""The state of the valley: bodies, what they feel about each other, the time; and its hash.

Integers, strings, tuples and dicts only, so that every machine keeps the same.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Final, Literal

import msgspec
from msgspec import Struct

from agents.draw import unit
from agents.neurons.layers import Layer
from agents.persona import Persona
from agents.relationships import Tie
from agents.routine import Kind
from agents.schedule import Days, Task, days
from agents.world.clock import MINUTE_MS
from agents.world.map import Map

# Energy from 0 and mood from minus this, in thousandths of a point.
FULL: Final = 100_000
POINT: Final = 1_000
START_ENERGY: Final = 80_000
Tone = Literal["chat", "quarrel", "made_up"]


class Talk(Struct, frozen=True):
    """A talk under way: with whom, until when, and how it goes."""

    other: str
    until_ms: int
    tone: Tone


class Body(Struct, frozen=True, kw_only=True):
    """One who is in the valley; places by slug, lengths in cm, times in game ms.

    `place` is where it is, or where the path begins that it walks; `route` are the places still
    to come, and `gone` how far it is on the path to the first of them.
    """

    id: str
    x: int
    y: int
    place: str
    route: tuple[str, ...] = ()
    gone: int = 0
    energy: int = START_ENERGY
    mood: int = 0
    kind: Kind = "rest"
    activity: str = ""
    # Something must matter this much to interrupt it.
    firm: int = 1
    agenda: tuple[Task, ...] = ()
    # The task of the agenda that it is at; "" is the schedule.
    task: str = ""
    talk: Talk | None = None
    talked_ms: int = 0
    next_ms: int = 0
    # The minute in which the present step ends.
    step_until: int = 0
    # A person's body goes where the person says, and keeps no schedule.
    is_steered: bool = False

    @property
    def is_awake(self) -> bool:
        """Whether it sees who comes."""
        return self.kind != "sleep" or bool(self.route)


class World(Struct, frozen=True, kw_only=True):
    """All of the valley that changes."""

    seed: str
    tick: int = 0
    now_ms: int = 0
    bodies: dict[str, Body]
    # What each feels about others: of, toward.
    ties: dict[str, dict[str, Tie]]


class Setting(Struct, frozen=True):
    """What stays from tick to tick: the map, and of each agent its days and its home."""

    map: Map
    days: dict[str, Days]
    homes: dict[str, str]
    # Layers of all minds here that are switched off.
    off: tuple[Layer, ...] = ()


def setting(map: Map, personas: Sequence[Persona], off: tuple[Layer, ...] = ()) -> Setting:
    """What these characters' valley is."""
    return Setting(
        map,
        {each.slug: days(each.schedule, each.home) for each in personas},
        {each.slug: each.home for each in personas},
        off,
    )


def born(setting: Setting, personas: Sequence[Persona], seed: str, now_ms: int = 0) -> World:
    """The valley when its story begins: everyone at home."""
    bodies: dict[str, Body] = {}
    for each in sorted(personas, key=lambda persona: persona.slug):
        bodies[each.slug] = at_home(setting, each.slug, seed, now_ms)
    ties = {
        each.slug: {
            bond.to: Tie(bond.type, bond.affection, bond.trust, 0, now_ms)
            for bond in sorted(each.relationships, key=lambda bond: bond.to)
        }
        for each in sorted(personas, key=lambda persona: persona.slug)
    }
    return World(seed=seed, now_ms=now_ms, bodies=bodies, ties=ties)


def at_home(setting: Setting, id: str, seed: str, now_ms: int) -> Body:
    """An agent of whom nothing is known yet."""
    home = setting.homes[id]
    x, y = setting.map.spots[home]
    # Not all think in one tick: a tick must stay short.
    first_ms = now_ms + 1 + int(unit(seed, id, "first") * MINUTE_MS)
    return Body(id=id, x=x, y=y, place=home, next_ms=first_ms, talked_ms=now_ms)


def state_hash(world: World) -> str:
    """The same for the same state, on every machine and in every process."""
    encoded = msgspec.json.encode(world, order="deterministic")
    return blake2b(encoded, digest_size=16).hexdigest()


def seen(world: World, who: str, sight_cm: int) -> tuple[str, ...]:
    """Who stands or walks within sight of one, by id; what one sees sees oneself too."""
    me = world.bodies[who]
    bodies: Mapping[str, Body] = world.bodies
    return tuple(
        sorted(
            each.id
            for each in bodies.values()
            if each.id != who and (each.x - me.x) ** 2 + (each.y - me.y) ** 2 <= sight_cm**2
        )
    )
