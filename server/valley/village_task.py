"""The orders `genius agents` and `genius world`: check and load characters, run the valley."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from agents.check import check, schema
from agents.persona import Persona, PersonaError, load_personas
from agents.world.body import born, setting, state_hash
from agents.world.clock import DAY_MS, day_of
from agents.world.map import Map, parse_map
from agents.world.story import Story
from agents.world.tick import DT_MAX_MS, tick

if TYPE_CHECKING:
    from persistence.ports import Agents
    from server.clock import Clock
    from server.cluster.cluster_task import Cluster
    from server.content import Words
    from server.meters import Meters
    from server.minds.meaning_task import Meaning
    from server.settings import Settings
    from server.stores import Stores
    from server.valley.valley_task import ValleyTask

ROOT: Final = Path(__file__).parents[2]
SHIPPED: Final = ROOT / "agents" / "characters"
VALLEY: Final = ROOT / "agents" / "world" / "valley.toml"
Say = Callable[[str], None]
log = logging.getLogger(__name__)


def add_agents(parser: argparse.ArgumentParser) -> None:
    """The arguments of `genius agents`."""
    text = "say what is wrong with a folder, write it into the database, or print the JSON Schema"
    parser.add_argument("act", choices=("check", "load", "schema"), help=text)
    text = "a folder of character files; without it, those that ship"
    parser.add_argument("folder", type=Path, nargs="?", default=SHIPPED, metavar="DIR", help=text)


def add_world(parser: argparse.ArgumentParser) -> None:
    """The arguments of `genius world`."""
    add = parser.add_argument
    add("act", choices=("run",), help="let days pass in the valley, and tell of them")
    add("--days", type=int, default=14, help="how many")
    add("--seed", default="7", help="the same tells the same")
    add("--agents", type=Path, default=SHIPPED, metavar="DIR", help="who lives there")
    add("--dt-ms", type=int, default=1_000, help="real ms per tick, 1 to 2,000")


def valley() -> Map:
    """The map that ships; raises MapError."""
    return parse_map(VALLEY.read_text("utf-8"), VALLEY.name)


def opened(
    settings: "Settings",
    kept: "Stores",
    words: "Words",
    meaning: "Meaning",
    cluster: "Cluster",
    clock: "Clock",
    meters: "Meters",
) -> "ValleyTask":
    """The valley of a node, which lives once its chore runs; raises MapError."""
    from server.valley.life import Plan
    from server.valley.valley_task import ValleyTask

    plan = Plan(
        is_open=settings.valley,
        seed=settings.valley_seed,
        layers_off=settings.agent_layers_off,
        pace=settings.valley_pace,
        memories_max=settings.memories_max,
    )
    stores = (kept.valley, kept.agents, kept.memories)
    return ValleyTask(valley(), words.personas, stores, meaning, cluster, clock, plan, meters)


async def settled(agents: "Agents", shipped: Sequence[Persona]) -> tuple[Persona, ...]:
    """The cast of a node: whoever is in the tables, where those who ship are by now.

    Raises StorageUnavailable.
    """
    for said in await agents.enroll(shipped):
        log.warning("%s; left out", said)
    return await agents.cast()


def texts(folder: Path) -> list[tuple[str, str]]:
    """Name and text of every character file; raises PersonaError."""
    found: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append((path.stem, path.read_text("utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise PersonaError(f"{path.name}: can't be read: {error}") from error
    if not found:
        raise PersonaError(f"{folder}: there is no character here")
    return found


def checked(folder: Path, say: Say) -> tuple[Persona, ...] | None:
    """The characters of a folder; None after saying all that is wrong with them."""
    files = texts(folder)
    complaints = check(files, valley().spots)
    for complaint in complaints:
        say(str(complaint))
    return None if complaints else load_personas(files)


def run_agents(arguments: argparse.Namespace, say: Say) -> int:
    """Check or load a folder, or print the schema; the exit status."""
    if arguments.act == "schema":
        say(msgspec.json.format(msgspec.json.encode(schema())).decode())
        return 0
    personas = checked(arguments.folder, say)
    if personas is None:
        return 1
    if arguments.act == "check":
        say(f"{len(personas)} characters, nothing wrong")
        return 0
    return load(personas, say)


def load(personas: Sequence[Persona], say: Say) -> int:
    """Write the characters into the database; the exit status."""
    import uvloop

    from persistence.ports import Loaded
    from server.bootstrap import databases
    from server.settings import read_settings
    from server.stores import villagers

    async def act() -> Loaded:
        async with databases(read_settings(os.environ)) as (pool, _):
            return await villagers(pool).load(personas)

    done = uvloop.run(act())
    say(f"{done.added} added, {done.changed} changed, {done.same} as they were")
    if done.added or done.changed:
        say("servers that run take them up: for new games, and in the valley within seconds")
    return 0


def run_world(arguments: argparse.Namespace, say: Say) -> int:
    """Let days pass and tell of each, then the hash of the state; the exit status."""
    if arguments.days < 1 or not 1 <= arguments.dt_ms <= DT_MAX_MS:
        sys.stderr.write(f"genius: --days from 1, --dt-ms from 1 to {DT_MAX_MS}\n")
        return 2
    personas = checked(arguments.agents, say)
    if personas is None:
        return 1
    place, names = valley(), {each.slug: each.name for each in personas}
    around = setting(place, personas)
    world, story = born(around, personas, arguments.seed), Story(place, names)
    while world.now_ms < arguments.days * DAY_MS:
        before = day_of(world.now_ms)
        world, happened = tick(around, world, (), arguments.dt_ms)
        for each in happened:
            story.hear(each, world.now_ms)
        if day_of(world.now_ms) != before:
            for line in story.told(world):
                say(line)
            story = Story(place, names)
    say(f"state {state_hash(world)} after {world.tick} ticks of seed {arguments.seed}")
    return 0
