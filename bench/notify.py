"""What a NOTIFY costs a commit: one-row transactions with and without, and 1 to 32 who listen.

`python -m bench.notify`, half a minute; on the built-in PostgreSQL, or that of DATABASE_URL.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles
from typing import Final

import asyncpg
import psutil
from msgspec import Struct

from persistence.embedded import Embedded

WRITERS: Final = (1, 4)
LISTENERS: Final = (1, 4, 32)
ROUNDS: Final = 3
TABLE: Final = "bench_notify"
CHANNEL: Final = "bench_notify"
# As many answers to wait for in both cases, so that only the notification itself differs.
SAY: Final = f"select pg_notify('{CHANNEL}', $1)"
SAY_NOTHING: Final = "select length($1)"
INSERT: Final = "insert into bench_notify (word) values ($1)"
HINT: Final = "00000000-0000-0000-0000-000000000000 12345"


class Case(Struct):
    """One line of the table, and its best round: others use this machine too."""

    name: str
    writers: int
    listening: int | None
    per_s: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    cpu_us: float = 0.0

    def add(self, took: list[float], window_s: float, cpu_s: float) -> None:
        """One round."""
        if len(took) / window_s > self.per_s:
            cuts = quantiles(took, n=100)
            self.per_s, self.p50, self.p99 = len(took) / window_s, cuts[49], cuts[98]
            self.cpu_us = cpu_s * 1e6 / len(took)


def cpu_of(server: int | None) -> float:
    """Seconds of work of the server with this pid and all that it started; 0.0 for another's."""
    if server is None:
        return 0.0
    top = psutil.Process(server)
    times = [each.cpu_times() for each in (top, *top.children(recursive=True))]
    return sum(each.user + each.system for each in times)


async def play(case: Case, url: str, server: int | None, window_s: float) -> None:
    """One round of connections that write without a pause."""
    say = SAY_NOTHING if case.listening is None else SAY
    took: list[float] = []

    async def write(link: "asyncpg.Connection[asyncpg.Record]", until: float) -> None:
        while (began := time.perf_counter()) < until:
            async with link.transaction():
                await link.execute(INSERT, HINT)
                await link.execute(say, HINT)
            took.append((time.perf_counter() - began) * 1000)

    links = [await asyncpg.connect(url) for _ in range(case.writers)]
    try:
        await asyncio.gather(*(write(link, time.perf_counter() + 0.1) for link in links))
        took.clear()
        worked = cpu_of(server)
        await asyncio.gather(*(write(link, time.perf_counter() + window_s) for link in links))
        case.add(took, window_s, cpu_of(server) - worked)
    finally:
        for link in links:
            await link.close()


@asynccontextmanager
async def listeners(url: str, count: int) -> AsyncIterator[None]:
    """So many connections that listen, in another process: other nodes have their own."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.notify", "--listen", str(count), "--url", url,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert child.stdout is not None
    await child.stdout.readline()
    try:
        yield
    finally:
        await child.communicate(b"\n")


async def listen(url: str, count: int) -> None:
    """Listen until a line is read."""
    for link in [await asyncpg.connect(url) for _ in range(count)]:
        await link.add_listener(CHANNEL, lambda *_: None)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)


def cases() -> list[Case]:
    """All that is compared."""
    found = []
    for writers in WRITERS:
        found.append(Case(f"{writers} writing, no NOTIFY", writers, None))
        found.extend(
            Case(f"{writers} writing, NOTIFY, {count} listening", writers, count)
            for count in LISTENERS
        )
    return found


async def measure(url: str, server: int | None, window_s: float) -> None:
    """All cases in turn, and that a few times over, as the machine is not always as free."""
    link = await asyncpg.connect(url)
    await link.execute(f"drop table if exists {TABLE}; create table {TABLE} (word text)")
    found = cases()
    try:
        for _ in range(ROUNDS):
            for case in found:
                async with listeners(url, case.listening or 0):
                    await play(case, url, server, window_s)
    finally:
        await link.execute(f"drop table {TABLE}")
        await link.close()
    head = f"{'':32s} {'commits/s':>9s} {'p50 ms':>7s} {'p99 ms':>7s} {'CPU us per commit':>18s}"
    lines = [
        f"{each.name:32s} {each.per_s:9,.0f} {each.p50:7.2f} {each.p99:7.2f} {each.cpu_us:18,.0f}"
        for each in found
    ]
    sys.stdout.write("\n".join([head, *lines, ""]))


async def main() -> None:
    """Measure, on a PostgreSQL of our own unless another is named."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--window-s", type=float, default=0.7)
    options.add_argument("--url", default=os.environ.get("DATABASE_URL"))
    options.add_argument("--listen", type=int, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.listen is not None:
        await listen(chosen.url, chosen.listen)
        return
    if chosen.url:
        await measure(chosen.url, None, chosen.window_s)
        return
    with tempfile.TemporaryDirectory(prefix="genius-bench-") as folder:
        os.chmod(folder, 0o755)  # the account of the built-in server must enter it
        embedded = Embedded(
            Path(folder, "data"), want_postgres=True, want_redis=False, log=lambda _: None
        )
        await embedded.start()
        try:
            await measure(embedded.database_url, embedded.postgres_pid, chosen.window_s)
        finally:
            await embedded.stop()


if __name__ == "__main__":
    asyncio.run(main())
