"""The valley that ships, and small invented ones, for tests."""

from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from agents.persona import Persona
from agents.routine import Bond, Entry, Kind, Week
from agents.world.body import Setting, World, born, setting
from agents.world.happenings import Happening, Input
from agents.world.map import parse_map
from agents.world.tick import tick
from tests.agents.evening import ROOT, personas

TEXT = (ROOT / "agents" / "world" / "valley.toml").read_text()
MAP = parse_map(TEXT, "valley.toml")
SECOND_MS = 1_000


@cache
def shipped() -> Setting:
    return setting(MAP, personas())


def entry(
    start: str,
    end: str,
    place: str,
    kind: Kind = "rest",
    priority: int = 3,
    is_flexible: bool = True,
) -> Entry:
    return Entry(start, end, kind, f"{kind} at {place}", place, priority, is_flexible)


def somebody(slug: str, home: str, *entries: Entry, bonds: tuple[Bond, ...] = ()) -> Persona:
    """A character with the same day every day, and no other days than these entries."""
    return replace(
        personas()[0],
        slug=slug,
        name=slug.title(),
        home=home,
        schedule=Week(entries, entries, entries),
        relationships=bonds,
    )


def begun(*people: Persona, seed: str = "s", now_ms: int = 0) -> tuple[Setting, World]:
    around = setting(MAP, people)
    return around, born(around, people, seed, now_ms)


def pass_time(
    around: Setting, world: World, seconds: int, *inputs: Input
) -> tuple[World, list[Happening]]:
    """So many real seconds, a tick each; the inputs come with the first."""
    happened: list[Happening] = []
    for second in range(seconds):
        world, now = tick(around, world, inputs if second == 0 else (), SECOND_MS)
        happened += now
    return world, happened


def body(world: World, id: str, **changes: Any) -> World:
    """The world with one body changed."""
    return replace(world, bodies={**world.bodies, id: replace(world.bodies[id], **changes)})


def of_type(happened: list[Happening], kind: type[Any]) -> list[Any]:
    return [each for each in happened if isinstance(each, kind)]


def again(world: World) -> World:
    """After a trip through JSON."""
    return msgspec.json.decode(msgspec.json.encode(world), type=World)
