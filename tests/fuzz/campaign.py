"""A whole campaign: hostile lanes against a server where honest bots play on, and its account."""

import asyncio
import itertools
from pathlib import Path
from typing import Final

import psutil
from msgspec import Struct, field

from clients.bots.load import Load
from clients.bots.options import Options
from clients.bots.outcome import Outcome
from game.rules import Settings
from tests.fuzz.episodes import episode
from tests.fuzz.player import Failure, Player, Tally

LANES: Final = 24
# The hostile come from addresses of their own, so that what is counted by address is theirs.
ADDRESSES: Final = tuple(f"127.0.1.{n}" for n in range(1, 9))
FAILURES_MAX: Final = 5
# Between looks at another process, which tells nobody.
LOOK_S: Final = 0.5
TROUBLES: Final = ("Traceback", " ERROR ", " CRITICAL ", '"level":"error"', '"level": "error"')


class Campaign(Struct):
    """What a campaign does, and what came of it."""

    port: int
    seed: str
    tally: Tally = field(default_factory=Tally)
    failures: list[str] = field(default_factory=list)
    may_limit: bool = False

    async def send(self, frames: int, first: int = 0) -> None:
        """Episodes from this number on, until so many frames were heard or too much failed."""
        numbers = itertools.count(first)
        goal = self.tally.heard + frames
        lanes = [self._lane(numbers, goal, n) for n in range(min(LANES, max(1, frames // 50)))]
        async with asyncio.TaskGroup() as group:
            for lane in lanes:
                group.create_task(lane)

    async def again(self, number: int) -> None:
        """One episode alone."""
        await self._play(Player(self.port, ADDRESSES[0], self.tally), number)

    async def _lane(self, numbers: "itertools.count[int]", goal: int, lane: int) -> None:
        address = ADDRESSES[lane % len(ADDRESSES)]
        player = Player(self.port, address, self.tally, may_limit=self.may_limit)
        while self.tally.heard < goal and len(self.failures) < FAILURES_MAX:
            await self._play(player, next(numbers))

    async def _play(self, player: Player, number: int) -> None:
        try:
            await player.play(episode(self.seed, number))
        except Failure as failure:
            self.failures.append(str(failure))
        except OSError as error:
            self.failures.append(f"episode {self.seed}.{number}: the server is gone: {error}")


class Honest(Struct):
    """Two bots who want nothing but to play; one game after the other until told to stop."""

    url: str
    outcomes: list[Outcome] = field(default_factory=list)
    stopping: bool = False

    async def play(self) -> None:
        """Game after game; the last one is played to its end."""
        while not self.stopping:
            settings = Settings(voting_seconds=30, reveal_seconds=0, judge="off")
            options = Options(
                url=self.url,
                players=2,
                think_ms=40,
                settings=settings,
                seed=f"honest{len(self.outcomes)}",
                timeout_s=60,
            )
            self.outcomes.append(await Load(options).run())

    @property
    def troubles(self) -> list[str]:
        """Everything that disturbed them: errors, reconnects, gaps, games that did not end."""
        found = []
        for number, outcome in enumerate(self.outcomes):
            if not outcome.clean or outcome.reconnects or outcome.gaps_resumed or outcome.late:
                found.append(f"honest game {number}: {outcome}")
        return found


def resident(pid: int) -> int:
    """The memory of a process that is in RAM, in bytes."""
    return int(psutil.Process(pid).memory_info().rss)


async def subsided(pid: int, most: int, within_s: float) -> int:
    """The server's memory once it is below `most`, or when the patience is over; in bytes."""
    for _ in range(int(within_s / LOOK_S)):
        if resident(pid) <= most:
            break
        await asyncio.sleep(LOOK_S)
    return resident(pid)


def troubles_in(log: str, crashes: Path) -> list[str]:
    """Lines of the server's log that tell of a bug, and rooms that died of one."""
    lines = log.splitlines()
    found = [n for n, line in enumerate(lines) if any(word in line for word in TROUBLES)]
    said = ["\n".join(lines[max(0, n - 2) : n + 25]) for n in found[:3]]
    if crashes.is_dir():
        said += [f"a room died: {path.name}" for path in sorted(crashes.iterdir())[:3]]
    return said
