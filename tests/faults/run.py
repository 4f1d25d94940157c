"""One run: processes start, bots play, the plan happens, and all that was promised is checked.

Bots' memory of what was acknowledged to them is the oracle; a fault may delay, and cost nothing.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import psutil

from tests.faults.checks import Kept, kept
from tests.faults.ground import Ground
from tests.faults.nodes import Node
from tests.faults.plan import Injection, Plan
from tests.faults.players import Players
from tests.faults.timeline import Timeline
from tests.faults.town import OPEN_WITHIN_S, Town, built
from tests.faults.world import until

# From the bots' start: a calm evening of theirs takes a fifth of it.
PLAYED_WITHIN_S: Final = 50.0
DRAINED_WITHIN_S: Final = 12.0
TEND_EVERY_S: Final = 0.3
LOOK_EVERY_S: Final = 0.5
# How much more memory a node may hold at its end than when it opened: its caches fill meanwhile,
# but a leak of what goes through it in an evening would be more.
GROWTH_MIB_MAX: Final = 32.0
WRONGS_SHOWN: Final = 15
EVENING: Final = ("--games", "8", "--players", "4", "--rounds", "5", "--think-ms", "220")


class Report(msgspec.Struct, frozen=True):
    """What came of a run; it is clean where `wrongs` is empty."""

    plan: Plan
    wrongs: tuple[str, ...]
    figures: Mapping[str, Any]
    kept: Kept | None
    skipped: tuple[str, ...]
    growth_mib: float
    seconds: float

    @property
    def line(self) -> str:
        """The run in one line."""
        told = self.figures.get
        word = f"{len(self.wrongs)} WRONG" if self.wrongs else "clean"
        gap = told("gap_ms") or {}
        words = [
            f"seed {self.plan.seed}: {word} in {self.seconds:.1f} s",
            f"{told('games_completed')} of {told('games')} games",
            f"{told('commands_acked')} acked, {told('acked_lost')} lost",
            f"{told('acked_duplicated')} doubled, {told('holes')} holes, {told('late')} late",
            f"{told('reconnects')} reconnects, gaps {gap.get('p50')} to {gap.get('max')} ms",
            f"{self.kept.moves if self.kept else '?'} moves, {self.growth_mib:+.0f} MiB",
            *(f"not possible here: {each}" for each in self.skipped),
        ]
        return ", ".join(words)

    def __str__(self) -> str:
        lines = [self.line, str(self.plan)]
        lines += [f"  WRONG {each}" for each in self.wrongs[:WRONGS_SHOWN]]
        if len(self.wrongs) > WRONGS_SHOWN:
            lines.append(f"  and {len(self.wrongs) - WRONGS_SHOWN} more")
        return "\n".join([*lines, f"again: make faults SEED={self.plan.seed}"])


class Run:
    """A plan carried out below the ground's folder."""

    def __init__(self, plan: Plan, ground: Ground) -> None:
        self.plan, self._ground = plan, ground
        # Where everyone's logs are, until the ground goes.
        self.folder = ground.folder
        self._wrongs: list[str] = []

    def play(self) -> Report:
        """From nothing to nothing, and what came of it."""
        began = time.monotonic()
        before = psutil.Process().children(recursive=True)
        plan, found, growth = self.plan, None, 0.0
        figures: dict[str, Any] = {}
        skipped: tuple[str, ...] = ()
        try:
            with built(
                self._ground, plan.nodes, is_clustered=plan.is_clustered, seed=plan.seed
            ) as (town, self.folder):
                figures = self._evening(town)
                found = kept(town.databases.database_url)
                self._wrongs += found.wrongs
                self._drain(town.nodes)
                growth, skipped = self._growth(town.nodes), tuple(town.skipped)
        except AssertionError as error:
            self._wrongs.append(str(error))
        self._look_for_the_living(before)
        took_s = time.monotonic() - began
        return Report(plan, tuple(self._wrongs), figures, found, skipped, growth, took_s)

    def _evening(self, town: Town) -> dict[str, Any]:
        """Bots play while the plan happens; their figures."""
        players = Players(
            self.folder,
            [node.url for node in town.nodes],
            town.databases.database_url,
            *("--seed", str(self.plan.seed), "--timeout", str(PLAYED_WITHIN_S), *EVENING),
        )
        try:
            self._happen(town, players)
        finally:
            players.close()
        self._wrongs += players.wrongs()
        return players.figures()

    def _happen(self, town: Town, players: Players) -> None:
        """All of the plan, then calm until the bots are through."""
        line = Timeline()

        def strike(injection: Injection) -> None:
            line.add(line.now_s + injection.for_s, town.strike(injection))

        for each in self.plan.injections:
            line.add(each.at_s, lambda each=each: strike(each))
        line.repeat(TEND_EVERY_S, town.tend, lambda: players.are_at_it)
        line.repeat(LOOK_EVERY_S, town.look, lambda: players.are_at_it)
        while not line.is_over:
            line.step()
            if line.now_s > PLAYED_WITHIN_S + 10.0:
                self._wrongs.append(f"the bots were not through in {line.now_s:.0f} s")
                players.close()
        until(lambda: town.tend() or town.is_well, OPEN_WITHIN_S, "everything runs again")

    def _drain(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            node.look()
            node.drain()
        for node in nodes:
            status = node.ended(DRAINED_WITHIN_S)
            if status != 0:
                self._wrongs.append(f"node {node.name} ended its drain with status {status}")
            if node.fell:
                self._wrongs.append(f"node {node.name} ended {node.fell} times by itself")
            self._wrongs += node.wrongs

    def _growth(self, nodes: Sequence[Node]) -> float:
        looks = [looks for node in nodes for looks in node.memory if len(looks) > 1]
        growth = max((looks[-1] - looks[0] for looks in looks), default=0.0)
        if growth > GROWTH_MIB_MAX:
            self._wrongs.append(f"a node's memory grew by {growth:.0f} MiB")
        return growth

    def _look_for_the_living(self, before: Sequence[psutil.Process]) -> None:
        found = psutil.Process().children(recursive=True)
        _, alive = psutil.wait_procs([each for each in found if each not in before], timeout=5)
        self._wrongs += [f"still alive: {each}" for each in alive]


def logs(folder: Path) -> list[Path]:
    """What nodes and bots said."""
    return sorted([*folder.glob("*/log"), *folder.glob("bots.log")])
