"""Case (c): durable chat over the wire, in a closed loop and at half of what that gave.

Everyone says a line, and the next one once the last is acknowledged, which means: committed in
PostgreSQL with fsync. The load generator's mark is the command's id, so that only its answer
holds it, and goes to nobody else; afterwards the lines in the journal are counted.
"""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct

from bench import record
from bench.gauges import cpu_of
from bench.journal import share, synced_ms
from bench.parlour import Parlour, Shape, placed
from bench.record import Figure, Options, Record, at_least, at_most
from bench.town import OPEN, Town, built
from bench.wsload import Generator, Report, loaded
from persistence.postgres.pool import Solo, create_pool

CHAT: Final = '{"op":"chat.send","game":"{f2}","id":"{mark}","text":"That is {seq}, {pad:40}"}'
LINES: Final = "select count(*) from game_events where body ->> 't' = 'chat.message'"
ACKS_MIN: Final = 15_000.0
ACK_MS_MAX: Final = 20.0
# Beyond what people may say; every other limit stays as it is.
EASY: Final = {**OPEN, "GENIUS_RATE_FACTOR": "10000"}


class Size(Struct, frozen=True, kw_only=True):
    """How big it is."""

    shape: Shape = Shape(8)
    turns: int = 3
    warm_s: float = 1.0
    window_s: float = 5.0


SMALL: Final = Size(shape=Shape(8, 16), turns=1, warm_s=0.2, window_s=0.5)


class Run(Struct, frozen=True, kw_only=True):
    """One run: what was said, answered with ok or not, and found in the journal afterwards."""

    report: Report
    answered: int
    said: int
    committed: int
    # Of PostgreSQL for each line; who comes in for the run is in it too.
    postgres_us: float


class Found(Struct):
    """All runs, and how long the disk took for a small write beside them."""

    full: list[Run] = []
    half: list[Run] = []
    synced_ms: list[float] = []


class Chatter:
    """A node of the town, and those who talk there."""

    def __init__(self, size: Size, town: Town, load: Generator, link: Solo) -> None:
        self._size, self._town, self._load, self._link = size, town, load, link

    async def run(self, parlour: Parlour, lines: Path, *how: str) -> Run:
        """Everyone comes in and talks; raises AssertionError if an answered line was not kept."""
        size, postgres = self._size, self._town.pids["postgres"]
        before, cpu_s = await self._link.fetchval(LINES), cpu_of(postgres)
        length = ("--warm", str(size.warm_s), "--secs", str(size.window_s), "--drain", "1")
        report = await parlour.say(self._load, size.shape, lines, CHAT, *length, *how)
        cpu_s = cpu_of(postgres) - cpu_s
        committed = await self._link.fetchval(LINES) - before
        answered = report.expected - report.lost
        assert committed >= answered, f"{answered} acknowledged, {committed} kept"
        return Run(
            report=report,
            answered=answered,
            said=report.expected // size.shape.room,
            committed=committed,
            postgres_us=cpu_s / max(1, committed) * 1e6,
        )


async def measure(size: Size, load: Generator) -> Found:
    """As fast as it goes, then at half of that, in turn."""
    found = Found()
    with TemporaryDirectory(prefix="genius-chat-") as folder:
        found.synced_ms = synced_ms(Path(folder))
        async with built(1, EASY) as town:
            placed(town)
            pool = await create_pool(town.database_url)
            link = await pool.solo()
            parlour = await Parlour.open(town, size.shape.connections)
            lines = await parlour.lines(size.shape, Path(folder))
            chatter = Chatter(size, town, load, link)
            for _ in range(size.turns):
                found.full.append(await chatter.run(parlour, lines, "--closed-loop"))
            half = median(each.report.deliveries_per_s for each in found.full) / 2
            for _ in range(size.turns):
                rate = ("--total-rate", f"{half:.0f}", "--arrival", "poisson")
                found.half.append(await chatter.run(parlour, lines, *rate))
            await link.close()
            await pool.close()
            assert not town.wrongs, town.wrongs
    return found


def told(found: Found, size: Size) -> Record:
    """What was found, as a record."""
    synced = share(found.synced_ms, 50)
    full = median(each.report.deliveries_per_s for each in found.full)
    p99 = median(each.report.lat_ms.p99 for each in found.half)
    return Record(
        case="chat",
        at=record.now(),
        machine=record.machine(),
        settings={
            "connections": size.shape.connections,
            "room": size.shape.room,
            "turns": size.turns,
            "window_s": size.window_s,
            "rate_factor": EASY["GENIUS_RATE_FACTOR"],
            "fsync": "on",
            "cores": "server on the first, load and databases on the other",
        },
        figures=[
            *_figures("closed loop", found.full),
            *_figures("open loop at half", found.half),
            Figure("the disk's own sync p50", synced, "ms"),
        ],
        bars=[
            at_least("lines committed and acknowledged", ACKS_MIN, full, "1/s"),
            at_most("ack p99 at half of that", ACK_MS_MAX + synced, p99, "ms"),
        ],
    )


def _figures(what: str, runs: list[Run]) -> list[Figure]:
    reports = [each.report for each in runs]

    def middle(name: str, values: list[float], unit: str) -> Figure:
        return Figure(f"{what}: {name}", median(values), unit)

    return [
        middle("acks", [each.deliveries_per_s for each in reports], "1/s"),
        middle("ack p50", [each.lat_ms.p50 for each in reports], "ms"),
        middle("ack p99", [each.lat_ms.p99 for each in reports], "ms"),
        middle("CPU of the node a line", [each.server_us_per_delivery for each in reports], "us"),
        middle("CPU of PostgreSQL a line", [each.postgres_us for each in runs], "us"),
        middle("node busy", [each.server_cpu for each in reports], "cores"),
        middle("node kept off its core", [each.server_kept_off for each in reports], "of the time"),
        Figure(f"{what}: said", sum(each.said for each in runs), "in all"),
        Figure(f"{what}: acknowledged", sum(each.answered for each in runs), "in all"),
        Figure(f"{what}: committed", sum(each.committed for each in runs), "in all"),
    ]


def run(options: Options) -> Record:
    """The case; raises Lacking."""
    size = SMALL if options.smoke else Size()
    return told(loaded(options, measure, size), size)


if __name__ == "__main__":
    sys.exit(record.alone(run))
