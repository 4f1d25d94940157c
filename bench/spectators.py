"""Whether players wait longer while a crowd watches their game, from two nodes.

`python -m bench.spectators` plays one game, watched and not watched in turn, and compares what
its players waited in the same run. Status 1 if they waited more than a fifth longer.
"""

import argparse
import asyncio
import os
import resource
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

import msgspec
import uvloop
from msgspec import Struct

from bench.crew import Crew, Seen
from bench.curve import ROUNDS_MAX, RULES
from bench.gauges import cpu_of
from bench.record import Figure, Options, Ratio, Record, at_most, machine, now
from bench.town import Town, built, halves, pin
from bench.watchers import Watchers
from clients.bots.crowd import Crowd
from clients.bots.measures import Spread, spread
from clients.bots.options import Options as Bots
from game.ids import GameId

NODES: Final = 2
RATIO_MAX: Final = 1.2
SEATED_S_MAX: Final = 60.0
LOOK_S: Final = 0.2
HOW: Final = {
    False: "nodes on the first core, players on the others, and the crowd there with what they"
    " leave (SCHED_IDLE); databases anywhere",
    True: "each node on a core of its own, players and databases anywhere, the crowd with what"
    " all others leave (SCHED_IDLE)",
}


class Size(Struct, frozen=True, kw_only=True):
    """How big it is."""

    watching: int = 2_000
    players: int = 8
    # A round takes some nine thoughts, and a game has 50 rounds at most: it must not end first.
    think_ms: float = 700.0
    turns: int = 3
    window_s: float = 25.0
    settle_s: float = 5.0
    # Whether each node has a core, as it would have a machine, and not both one.
    apart: bool = False


SMALL: Final = Size(watching=60, players=3, think_ms=250.0, turns=1, window_s=3.0, settle_s=0.5)


class Window(Struct, frozen=True, kw_only=True):
    """A time with or without a crowd; CPU in cores."""

    watched: bool
    ack_ms: Spread
    home_ms: Spread
    away_ms: Spread
    nodes_cores: float
    crowd_cores: float


class Found(Struct, kw_only=True):
    """All of it, as it is written down."""

    size: Size
    windows: list[Window]
    crowds: list[Crowd]
    how: str
    troubles: list[str]

    def ratio(self, share: str) -> float | None:
        """How many times as long they wait, by the middle one of the windows of each kind."""
        watched, alone = (
            [
                value
                for each in self.windows
                if each.watched is kind and (value := getattr(each.ack_ms, share)) is not None
            ]
            for kind in (True, False)
        )
        return median(watched) / median(alone) if watched and alone else None


class Evening:
    """One game, its players, and a crowd that comes and goes."""

    def __init__(self, town: Town, size: Size, found: Found) -> None:
        self.town, self.size, self.found = town, size, found
        self._cores = halves()

    async def run(self) -> None:
        """Not watched, watched, and so on; not watched at last."""
        size = self.size
        crew = await Crew.send(
            Bots(
                urls=self.town.urls,
                players=size.players,
                rounds=ROUNDS_MAX,
                think_ms=size.think_ms,
                settings=RULES,
                seed="watched",
                timeout_s=1_200,
            )
        )
        self._place(crew.pid)
        try:
            game = await self._seated(crew)
            for _ in range(size.turns):
                await self._window(crew, None)
                await self._watched(crew, game)
            await self._window(crew, None)
            self._look_after(await crew.seen(0.0, perf_counter()))
        finally:
            await crew.end()

    def _place(self, crew: int) -> None:
        """See HOW; with one core there is nothing to place."""
        if self._cores is None:
            return
        first, others = self._cores
        nodes = self.town.pids["nodes"]
        if self.size.apart:
            pin(nodes[:1], first)
            pin(nodes[1:], others)
        else:
            pin(nodes, first)
            pin([crew], others)

    async def _seated(self, crew: Crew) -> GameId:
        for _ in range(int(SEATED_S_MAX / LOOK_S)):
            seen = await crew.seen(0.0, perf_counter())
            if seen.game is not None and seen.acks >= self.size.players:
                return GameId(seen.game)
            await asyncio.sleep(LOOK_S)
        raise TimeoutError("the players did not find their seats")

    async def _watched(self, crew: Crew, game: GameId) -> None:
        watchers = await Watchers.send(self.town.urls)
        try:
            if self._cores is not None and not self.size.apart:
                pin([watchers.pid], self._cores[1])
            # It gets what the others leave, so that its own load does not delay them.
            os.sched_setscheduler(watchers.pid, os.SCHED_IDLE, os.sched_param(0))
            await watchers.sit(game, self.size.watching)
            await self._window(crew, watchers.pid)
            crowd = await watchers.leave()
        finally:
            await watchers.end()
        self.found.crowds.append(crowd)
        if crowd.watching < self.size.watching or crowd.holes or crowd.secrets:
            self.found.troubles.append(f"the crowd was disturbed: {crowd}")

    async def _window(self, crew: Crew, crowd: int | None) -> None:
        await asyncio.sleep(self.size.settle_s)
        nodes, crowds = self.town.pids["nodes"], [] if crowd is None else [crowd]
        began_s, before = perf_counter(), (cpu_of(nodes), cpu_of(crowds))
        await asyncio.sleep(self.size.window_s)
        ended_s, after = perf_counter(), (cpu_of(nodes), cpu_of(crowds))
        seen = await crew.seen(began_s, ended_s)
        lasted_s = ended_s - began_s
        self.found.windows.append(
            Window(
                watched=crowd is not None,
                ack_ms=spread([*seen.home_ms, *seen.away_ms]),
                home_ms=spread(seen.home_ms),
                away_ms=spread(seen.away_ms),
                nodes_cores=(after[0] - before[0]) / lasted_s,
                crowd_cores=(after[1] - before[1]) / lasted_s,
            )
        )

    def _look_after(self, seen: Seen) -> None:
        self.found.troubles += seen.errors
        if seen.over:
            self.found.troubles.append(
                "the game was over before its time: --think-ms is too little"
            )


async def measure(size: Size) -> Found:
    """The whole evening."""
    how = HOW[size.apart] if halves() is not None else "all share one core, and it says nothing"
    found = Found(size=size, windows=[], crowds=[], how=how, troubles=[])
    async with built(NODES) as town:
        await Evening(town, size, found).run()
        found.troubles += town.wrongs
    return found


def table(found: Found) -> str:
    """The result, for people."""
    head = (
        f"{'':12s} {'acks':>6s} {'p50 ms':>7s} {'p99 ms':>7s} {'near p50':>9s} {'far p50':>8s}"
        f" {'nodes cores':>12s} {'crowd cores':>12s}"
    )
    lines = [f"{found.size.watching:,d} watch from {NODES} nodes; {found.how}", head]
    for each in found.windows:
        shares = (each.ack_ms.p50, each.ack_ms.p99, each.home_ms.p50, each.away_ms.p50)
        p50, p99, near, far = (value or 0.0 for value in shares)
        lines.append(
            f"{'watched' if each.watched else 'not watched':12s} {each.ack_ms.n:6,d} {p50:7.2f}"
            f" {p99:7.2f} {near:9.2f} {far:8.2f} {each.nodes_cores:12.2f} {each.crowd_cores:12.2f}"
        )
    for share in ("p50", "p99"):
        ratio = found.ratio(share)
        verdict = "holds" if ratio is not None and ratio <= RATIO_MAX else "MISSED"
        lines.append(f"{share}: {ratio or 0.0:.2f} times as long  {verdict} (bar {RATIO_MAX:g})")
    for crowd in found.crowds[-1:]:
        lines.append(
            f"the last crowd: {crowd.watching:,d} saw {crowd.events:,d} events,"
            f" {crowd.holes} holes, {crowd.secrets} secrets,"
            f" {crowd.lag_ms.p50} ms behind, p99 {crowd.lag_ms.p99} ms"
            f" (its own loop late by {crowd.own_lag_ms.p50}, p99 {crowd.own_lag_ms.p99} ms)"
        )
    return "\n".join([*lines, *(f"TROUBLE: {each[:2_000]}" for each in found.troubles)])


def holds(found: Found, shares: Sequence[str] = ("p50", "p99")) -> bool:
    """Whether all was well, and nobody waited longer than the bar allows."""
    ratios = [found.ratio(share) for share in shares]
    return not found.troubles and all(each is not None and each <= RATIO_MAX for each in ratios)


def run(options: Options) -> Record:
    """As `python -m bench` asks for it; see bench/record.py."""
    found = uvloop.run(measure(SMALL if options.smoke else Size()))
    names = {True: f"{found.size.watching:,d} watch", False: "nobody watches"}
    figures: list[Figure] = []
    for watched, name in names.items():
        windows = [each for each in found.windows if each.watched is watched]
        for share in ("p50", "p99"):
            ms = [getattr(each.ack_ms, share) or 0.0 for each in windows]
            figures.append(Figure(f"{name}: ack {share}", median(ms), "ms"))
        cores = median(each.nodes_cores for each in windows)
        figures.append(Figure(f"{name}: nodes' load", cores, "cores"))
    ratios = {share: found.ratio(share) or 0.0 for share in ("p50", "p99")}
    return Record(
        case="spectators",
        at=now(),
        machine=machine(),
        settings={"nodes": NODES, "players": found.size.players, "turns": found.size.turns},
        figures=figures,
        ratios=[Ratio(f"players' ack {s}", n, "not watched") for s, n in ratios.items()],
        bars=[at_most(f"ack {s}, times as long", RATIO_MAX, n) for s, n in ratios.items()],
        notes=[found.how, *found.troubles],
    )


def main() -> int:
    """Measure, print, write; 1 if the bar was missed or anybody was disturbed."""
    parser = argparse.ArgumentParser(prog="python -m bench.spectators")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--apart", action="store_true", help="a core for each node")
    for name in Size.__struct_fields__[:-1]:
        value = getattr(Size(), name)
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    given = vars(parser.parse_args())
    path: Path | None = given.pop("json")
    # Told to stop, we stop what we started first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    found = uvloop.run(measure(Size(**given)))
    if path is not None:
        path.write_text(msgspec.json.format(msgspec.json.encode(found)).decode() + "\n")
    sys.stdout.write(table(found) + "\n")
    return 0 if holds(found) else 1


if __name__ == "__main__":
    sys.exit(main())
