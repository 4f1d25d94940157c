"""Nodes restarted one after the other while bots play; `make rolling` prints the figures.

Three nodes. In each evening every node is told to stop, drains, and starts again, and the next
one only then; the gap of a player is from what was lost to what was answered again.
"""

import sys
from pathlib import Path
from typing import Final

import msgspec

from tests.faults.alone import alone
from tests.faults.checks import kept, playing
from tests.faults.ground import Ground
from tests.faults.nodes import Node
from tests.faults.players import Players
from tests.faults.run import DRAINED_WITHIN_S
from tests.faults.town import OPEN_WITHIN_S, Town, built
from tests.faults.world import until

NODES: Final = 3
BAR_MS: Final = 2_000.0
EVENING: Final = ("--games", "9", "--players", "4", "--rounds", "6", "--think-ms", "350")


class Evening(msgspec.Struct, frozen=True):
    """One evening with one restart of each node; gaps in milliseconds."""

    gaps: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    acked: int
    lost: int
    restarted: int
    moves: int

    def __str__(self) -> str:
        return (
            f"{self.restarted} nodes restarted, {self.moves} moves of rooms, {self.gaps} gaps: "
            f"p50 {self.p50_ms:.0f} ms, p99 {self.p99_ms:.0f} ms, max {self.max_ms:.0f} ms; "
            f"{self.acked} acked, {self.lost} lost"
        )


class Rolling(msgspec.Struct, frozen=True):
    """All evenings, and what was not as it must be."""

    evenings: list[Evening]
    wrongs: list[str]

    @property
    def p99_ms(self) -> float:
        """Of the worst evening."""
        return max((each.p99_ms for each in self.evenings), default=0.0)

    @property
    def holds(self) -> bool:
        """Whether nothing was wrong, and nobody waited too long."""
        return not self.wrongs and self.p99_ms <= BAR_MS

    def __str__(self) -> str:
        return "\n".join([*map(str, self.evenings), *self.wrongs])


def measure(ground: Ground, evenings: int) -> Rolling:
    """So many evenings, in one town."""
    found = Rolling([], [])
    with built(ground, NODES, on_disk=True) as (town, folder):
        moves = 0
        for number in range(evenings):
            found.evenings.append(_evening(town, folder, number, found.wrongs, moves))
            moves += found.evenings[-1].moves
        for node in town.nodes:
            found.wrongs.extend(node.wrongs)
    return found


def _evening(town: Town, folder: Path, number: int, wrongs: list[str], moves: int) -> Evening:
    players = Players(
        folder,
        [node.url for node in town.nodes],
        town.databases.database_url,
        *("--seed", f"rolling-{number}", "--timeout", "60", *EVENING),
    )
    restarted = 0
    try:
        url = town.databases.database_url
        until(lambda: playing(url) == int(EVENING[1]), 20, "all games are in their rounds")
        for node in town.nodes:
            if players.are_at_it:
                wrongs.extend(_restart(node))
                restarted += players.are_at_it
        until(lambda: not players.are_at_it, 80, "the bots are through")
    finally:
        players.close()
    wrongs.extend(players.wrongs())
    said = kept(town.databases.database_url)
    wrongs.extend(said.wrongs)
    figures = players.figures()
    gap = figures.get("gap_ms") or {}
    return Evening(
        figures.get("gaps", 0),
        *(gap.get(name) or 0.0 for name in ("p50", "p99", "max")),
        figures.get("commands_acked", 0),
        figures.get("acked_lost", -1),
        restarted,
        said.moves - moves,
    )


def _restart(node: Node) -> list[str]:
    """Tell it to stop, and start it again once it has."""
    node.drain()
    status = node.ended(DRAINED_WITHIN_S)
    node.start()
    until(lambda: node.is_open, OPEN_WITHIN_S, f"{node.name} is open again")
    return [] if status == 0 else [f"node {node.name} ended its drain with status {status}"]


if __name__ == "__main__":
    sys.exit(alone(measure, "tests.faults.rolling", "evenings", 10))
