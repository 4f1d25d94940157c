"""Case (h): what the journal writes per second, and how long a commit takes, by its size.

Lines of chat of many rooms through the real adapter into the built-in PostgreSQL; in turn with
it the same bytes by COPY into a table without key or rows, and the disk's own time to sync.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import Final, TypeVar

import uvloop
from msgspec import Struct

from bench.gauges import cpu_of
from bench.record import Figure, Options, Ratio, Record, alone, machine, now
from bench.town import halves, pin
from game.commands import SendChat
from game.events import Entry
from game.ids import Actor
from game.state import GameState
from persistence.embedded import Embedded
from persistence.migrate import migrate
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.appends import encode
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.partitions import ensure_partitions
from persistence.postgres.pool import Pool, Solo, create_pool
from persistence.postgres.projections import moment
from tests.tables import Table, guests, write

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"
SEATS: Final = 8
TEXT: Final = "That is what my aunt calls a short meeting, and it has a buffet."
# Rooms that append at once, and lines of each.
CELLS: Final = ((1, 1), (8, 1), (64, 1), (512, 1), (8, 16), (64, 16), (512, 16))
SMOKE_CELLS: Final = ((1, 1), (4, 2))
EVENTS: Final = 16_000
COMMITS_MAX: Final = 150
COMMITS_MIN: Final = 4
SYNCS: Final = 200
SYNC_BYTES: Final = 8_192

Batch = tuple[Table, list[Entry], GameState]
Round = list[Batch]
T = TypeVar("T")


class Seen(Struct, frozen=True, kw_only=True):
    """One way of writing: seconds in all, each commit in ms, CPU s of us and of the server."""

    events: int
    took_s: float
    commits_ms: list[float]
    own_s: float
    server_s: float

    @property
    def per_s(self) -> float:
        """Events in a second."""
        return self.events / self.took_s

    def figures(self, name: str) -> list[Figure]:
        """As they are told."""
        return [
            Figure(f"{name}: events/s", self.per_s),
            Figure(f"{name}: commit p50", share(self.commits_ms, 50), "ms"),
            Figure(f"{name}: commit p99", share(self.commits_ms, 99), "ms"),
            Figure(f"{name}: CPU of the node per event", self.own_s / self.events * 1e6, "us"),
            Figure(f"{name}: CPU of PostgreSQL per event", self.server_s / self.events * 1e6, "us"),
        ]


def share(samples: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    return quantiles(samples, n=100, method="inclusive")[percent - 1]


class Ground:
    """A server of our own with the game's tables."""

    def __init__(self, folder: Path, embedded: Embedded, pool: Pool) -> None:
        self.folder, self.pool, self._embedded = folder, pool, embedded
        self.journal = PostgresJournal(pool)

    @property
    def server_s(self) -> float:
        """CPU seconds of PostgreSQL so far."""
        assert self._embedded.postgres_pid is not None
        return cpu_of([self._embedded.postgres_pid])


@asynccontextmanager
async def ground() -> AsyncIterator[Ground]:
    """PostgreSQL with fsync on one core, this program on the other; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="genius-bench-"))
    os.chmod(folder, 0o755)  # the account of the built-in servers must enter it
    embedded = Embedded(folder / "data", want_redis=False, log=lambda _: None)
    try:
        await embedded.start()
        if cores := halves():
            assert embedded.postgres_pid is not None
            pin([embedded.postgres_pid], cores[1])
            pin([os.getpid()], cores[0])
        pool = await create_pool(embedded.database_url)
        link = await pool.solo()
        await migrate(link, MIGRATIONS)
        await link.close()
        await ensure_partitions(pool, time.time_ns() // 1_000_000)
        found = Ground(folder, embedded, pool)
        await found.journal.start()
        try:
            yield found
        finally:
            await found.journal.stop()
            await pool.close()
    finally:
        await embedded.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def tables(ground: Ground, count: int) -> tuple[list[Table], list[Actor]]:
    """Rooms with people in them."""
    people = await guests(PostgresAccounts(ground.pool), SEATS)
    at_ms = time.time_ns() // 1_000_000
    rooms = [Table(people[0], number, at_ms) for number in range(count)]
    opened = [[*room.open(), *room.join(*people)] for room in rooms]
    await asyncio.gather(*map(write, [ground.journal] * count, rooms, opened))
    return rooms, people


def rounds(rooms: Sequence[Table], people: Sequence[Actor], lines: int, count: int) -> list[Round]:
    """What is to be written, one commit each: `lines` lines of chat of every room."""
    made: list[Round] = []
    for _ in range(count):
        batch: Round = []
        for room in rooms:
            said = [SendChat(game=room.game, text=f"{TEXT} {n}") for n in range(lines)]
            entries = [
                entry
                for n, line in enumerate(said)
                for entry in room.post(people[n % SEATS], line, cause=_cause(people[n % SEATS], n))
            ]
            batch.append((room, entries, room.after))
        made.append(batch)
    return made


def _cause(actor: Actor, number: int) -> str:
    return f"{actor}/{number:016x}/c{number}"


async def journaled(ground: Ground, work: Sequence[Round]) -> Seen:
    """Write it as the node does."""
    commits, append = ground.journal.commits, ground.journal.append

    def commit(batch: Round) -> Awaitable[object]:
        return asyncio.gather(
            *(append(room.game, said[0].seq - 1, said, after) for room, said, after in batch)
        )

    seen = await _timed(ground, _size(work), work, commit)
    assert ground.journal.commits == commits + len(work)
    return seen


async def copied(ground: Ground, link: Solo, work: Sequence[Round]) -> Seen:
    """The same bytes by COPY, a commit each; they are encoded before the clock starts."""
    rows = [
        [
            (room.game, each.seq, each.cause, encode(each.event).decode(), moment(each.at_ms))
            for room, said, _ in batch
            for each in said
        ]
        for batch in work
    ]
    await link.execute("truncate bare")
    return await _timed(
        ground, _size(work), rows, lambda each: link.copy_records_to_table("bare", records=each)
    )


async def _timed(
    ground: Ground, events: int, work: Sequence[T], commit: Callable[[T], Awaitable[object]]
) -> Seen:
    """What it takes to commit each of them, one after the other."""
    commits_ms: list[float] = []
    server_s, own_s, began_s = ground.server_s, process_time(), perf_counter()
    for each in work:
        since_s = perf_counter()
        await commit(each)
        commits_ms.append((perf_counter() - since_s) * 1000)
    took_s, own_s = perf_counter() - began_s, process_time() - own_s
    return Seen(
        events=events,
        took_s=took_s,
        commits_ms=commits_ms,
        own_s=own_s,
        server_s=ground.server_s - server_s,
    )


def _size(work: Sequence[Round]) -> int:
    return sum(len(said) for batch in work for _, said, _ in batch)


def synced_ms(folder: Path, count: int = SYNCS) -> list[float]:
    """How long the disk takes for one small write to be safe, again and again."""
    found: list[float] = []
    path = folder / "synced"
    with path.open("wb", buffering=0) as file:
        for _ in range(count):
            file.write(bytes(SYNC_BYTES))
            began_s = perf_counter()
            os.fdatasync(file.fileno())
            found.append((perf_counter() - began_s) * 1000)
    path.unlink()
    return found


async def measure(options: Options) -> Record:
    """Every cell, journal and COPY in turn."""
    cells = SMOKE_CELLS if options.smoke else CELLS
    figures: list[Figure] = []
    ratios: list[Ratio] = []
    async with ground() as found:
        synced = synced_ms(found.folder)
        figures.append(Figure("the disk's own sync p50", share(synced, 50), "ms"))
        figures.append(Figure("the disk's own sync p99", share(synced, 99), "ms"))
        all_rooms, people = await tables(found, max(rooms for rooms, _ in cells))
        link = await found.pool.solo()
        await link.execute("create table bare as select * from game_events limit 0")
        for rooms, lines in cells:
            wanted = (20 if options.smoke else EVENTS) // (rooms * lines)
            count = max(COMMITS_MIN, min(COMMITS_MAX, wanted))
            await journaled(found, rounds(all_rooms[:rooms], people, lines, 2))
            work = rounds(all_rooms[:rooms], people, lines, count)
            name = f"{rooms} rooms x {lines}"
            ours, bare = await journaled(found, work), await copied(found, link, work)
            figures += ours.figures(name) + bare.figures(f"{name}, COPY")
            ratios.append(Ratio(f"{name}: events/s", ours.per_s / bare.per_s, "a plain COPY loop"))
        await link.close()
    return Record(
        case="journal",
        at=now(),
        machine=machine(),
        settings={"fsync": "on", "seats": SEATS, "text": len(TEXT), "smoke": options.smoke},
        figures=figures,
        ratios=ratios,
        notes=["COPY: the same bytes into a table without key, rows, hints or encoding"],
    )


def run(options: Options) -> Record:
    """Measure it."""
    return uvloop.run(measure(options))


if __name__ == "__main__":
    sys.exit(alone(run))
