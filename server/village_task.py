"""The orders `genius agents` and `genius world`: check and load characters, run the valley."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from agents.check import check, schema
from agents.persona import Persona, PersonaError, load_personas
from agents.world.body import born, setting, state_hash
from agents.world.clock import DAY_MS, day_of
from agents.world.map import Map, parse_map
from agents.world.story import Story
from agents.world.tick import DT_MAX_MS, tick

ROOT: Final = Path(__file__).parents[1]
CHARACTERS: Final = ROOT / "agents" / "characters"
VALLEY: Final = ROOT / "agents" / "world" / "valley.toml"
Say = Callable[[str], None]


def add_agents(parser: argparse.ArgumentParser) -> None:
    """The arguments of `genius agents`."""
    acts = parser.add_subparsers(dest="act", required=True)
    for act, text in (
        ("check", "say what is wrong with the characters of a folder"),
        ("load", "write them into the database, new or changed"),
    ):
        one = acts.add_parser(act, help=text)
        one.add_argument("folder", type=Path, nargs="?", default=CHARACTERS, metavar="DIR")
    acts.add_parser("schema", help="print the JSON Schema of a character")


def add_world(parser: argparse.ArgumentParser) -> None:
    """The arguments of `genius world`."""
    acts = parser.add_subparsers(dest="act", required=True)
    run = acts.add_parser("run", help="let days pass in the valley, and tell of them")
    run.add_argument("--days", type=int, default=14)
    run.add_argument("--seed", default="7")
    run.add_argument("--agents", type=Path, default=CHARACTERS, metavar="DIR")
    run.add_argument("--dt-ms", type=int, default=1_000, help="real ms per tick, 1 to 2,000")


def valley() -> Map:
    """The map that ships; raises MapError."""
    return parse_map(VALLEY.read_text("utf-8"), VALLEY.name)


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
