"""How far it scales: games over two nodes to their end, then a curve with 1, 2 and 4 nodes.

`python -m bench.scale` starts everything itself, prints tables and writes JSON. Status 1 if a
game was not completed, an ack lost or doubled, or a far room costs 5 ms or more.
"""

import argparse
import asyncio
import contextlib
import os
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec
import uvloop

from bench.crew import Crew, Seen
from bench.curve import EXTRA_MS_MAX, RULES, Curve, Hundred, Scale, Step, evenings, step, table
from bench.gauges import difference, read
from bench.town import Town, built
from clients.bots.outcome import Outcome


class Measured:
    """What was seen so far."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.troubles: list[str] = []


async def climb(scale: Scale, nodes: int, found: Measured) -> None:
    """More and more games on so many nodes; some 60 s."""
    crews: list[Crew] = []
    async with built(nodes) as town:
        try:
            found.steps.append(await _window(scale, town, crews, 0, found))
            for number in range(scale.steps):
                crews += [await Crew.send(each) for each in evenings(scale, town.urls, number)]
                await asyncio.sleep(scale.settle_s)
                found.steps.append(
                    await _window(scale, town, crews, (number + 1) * scale.step_games, found)
                )
        finally:
            for crew in crews:
                await crew.end()
        found.troubles += town.wrongs


async def _window(scale: Scale, town: Town, crews: list[Crew], games: int, found: Measured) -> Step:
    pids = [crew.pid for crew in crews]
    before = await read(town, pids)
    await asyncio.sleep(scale.window_s if games else scale.idle_s)
    after = await read(town, pids)
    seen: list[Seen] = [await crew.seen(before.at_s, after.at_s) for crew in crews]
    for each in seen:
        found.troubles += each.errors[:1]
        if each.over:
            found.troubles.append("games were over before their time: --think-ms is too little")
    return step(
        scale,
        len(town.nodes),
        games,
        difference(before, after),
        [took for each in seen for took in each.home_ms],
        [took for each in seen for took in each.away_ms],
    )


async def hundred(games: int, think_ms: float) -> tuple[Hundred, list[str]]:
    """So many games on two nodes to their end, with all that was acked looked up afterwards."""
    async with built(2) as town:
        options = (
            *("--games", str(games), "--players", "4", "--rounds", "5", "--seed", "hundred"),
            *("--think-ms", str(think_ms), "--timeout", "300", "--database", town.database_url),
            *("--settings", msgspec.json.encode(RULES).decode(), "--json", "-"),
        )
        urls = [word for url in town.urls for word in ("--url", url)]
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "genius.py", "bots", *urls, *options),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=Path(__file__).parents[1],
        )
        try:
            said, _ = await child.communicate()
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
        outcome = msgspec.json.decode(said, type=Outcome)
        wrongs = town.wrongs
    found = _hundred(outcome)
    if not outcome.clean:
        wrongs.append(f"the games were disturbed: {outcome.notes}")
    if found.extra_ms is None or found.extra_ms >= EXTRA_MS_MAX:
        wrongs.append(f"a far room costs {found.extra_ms} ms at the median")
    return found, wrongs


def _hundred(outcome: Outcome) -> Hundred:
    return Hundred(
        games=outcome.games,
        completed=outcome.games_completed,
        acked=outcome.commands_acked,
        lost=outcome.acked_lost,
        doubled=outcome.acked_duplicated,
        holes=outcome.holes,
        errors=outcome.errors,
        rows_missing=outcome.rows_missing,
        bots_by_node=outcome.bots_by_node,
        rooms_by_node=outcome.rooms_by_node,
        duration_s=outcome.duration_s,
        home_ms=outcome.ack_home_ms,
        away_ms=outcome.ack_away_ms,
        notes=outcome.notes,
    )


async def measure(scale: Scale, points: list[str], games: int, think_ms: float) -> Curve:
    """Everything, one after the other."""
    found, whole = Measured(), None
    if games:
        _tell(f"{games} games over two nodes ...")
        whole, found.troubles = await hundred(games, think_ms)
    for point in points:
        began_s = perf_counter()
        nodes, near = int(point.removesuffix("near")), point.endswith("near")
        await climb(msgspec.structs.replace(scale, near=near), nodes, found)
        _tell(f"{nodes} nodes{' near' if near else ''}: {perf_counter() - began_s:.0f} s")
    troubles = tuple(dict.fromkeys(found.troubles))
    cores = len(os.sched_getaffinity(0))
    return Curve(
        scale=scale, cores=cores, hundred=whole, steps=tuple(found.steps), troubles=troubles
    )


def _tell(word: str) -> None:
    sys.stderr.write(f"{word}\n")


def _points(text: str) -> list[str]:
    points = text.split(",") if text else []
    for point in points:
        if not point.removesuffix("near").isdecimal() or not int(point.removesuffix("near")):
            raise argparse.ArgumentTypeError(f"{point} is no number of nodes")
    return points


def _options() -> Iterator[tuple[str, type, Any]]:
    for name in Scale.__struct_fields__:
        if name != "near":
            value = getattr(Scale(), name)
            yield f"--{name.replace('_', '-')}", type(value), value


def main() -> int:
    """Measure, print, write; 1 where something was not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale")
    parser.add_argument(
        "--nodes", type=_points, default="1,2,4,4near", help="1,2,4 and e.g. 4near (%(default)s)"
    )
    parser.add_argument("--games", type=int, default=100, help="over two nodes first; 0: none")
    parser.add_argument("--games-think-ms", type=float, default=2_000.0)
    parser.add_argument("--json", type=Path, metavar="FILE")
    for name, kind, value in _options():
        parser.add_argument(name, type=kind, default=value, help="(%(default)s)")
    given = vars(parser.parse_args())
    points, games, think_ms = given.pop("nodes"), given.pop("games"), given.pop("games_think_ms")
    path: Path | None = given.pop("json")
    # Told to stop, we stop what we started first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    curve = uvloop.run(measure(Scale(**given), points, games, think_ms))
    if path is not None:
        path.write_text(msgspec.json.format(msgspec.json.encode(curve)).decode() + "\n")
    sys.stdout.write(table(curve) + "\n")
    return 1 if curve.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
