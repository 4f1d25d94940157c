"""The load generator that is not ours: found, compiled for this run, started, its report read.

Its source lies beside the repository and is never copied into it.
"""

import asyncio
import os
import shutil
import subprocess
from asyncio.subprocess import PIPE
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar

import msgspec
import uvloop
from msgspec import Struct
from msgspec.structs import replace

from bench.queueing import Queueing
from bench.record import Lacking, Options
from bench.town import halves, pin

NAMED_BY: Final = "GENIUS_WSLOAD"
USUAL: Final = Path(__file__).parents[2] / "shared" / "tools" / "wsload.c"
COMPILERS: Final = ("gcc", "cc", "clang")
COMPILED_S_MAX: Final = 60.0
# It ends itself after its own times; this is for one that does not.
ENDED_S_MAX: Final = 120.0
# Kept off its core for longer, a server's waits are those of its neighbours.
DISTURBED: Final = 0.02

Size = TypeVar("Size")
Found = TypeVar("Found")


class NoSource(Lacking):
    """The source is not beside the repository, and was not named either."""


class Latency(Struct, frozen=True):
    """Milliseconds from the moment a message was due to each of its deliveries."""

    mean: float = 0.0
    p50: float = 0.0
    p90: float = 0.0
    p99: float = 0.0
    p999: float = 0.0
    max: float = 0.0


class Report(Struct, frozen=True, kw_only=True):
    """What it saw; `lost` is over the whole run, rates over its window."""

    ok: bool
    conns: int
    joined: int
    secs: float = 0.0
    sent_per_s: float = 0.0
    deliveries_per_s: float = 0.0
    expected: int = 0
    lost: int = 0
    dup: int = 0
    foreign: int = 0
    lat_ms: Latency = Latency()
    frames_per_recv: float = 0.0
    client_cpu: float = 0.0
    server_cpu: float = 0.0
    server_us_per_delivery: float = 0.0
    errors: Mapping[str, int] = {}
    first_error: str = ""
    # The part of the time that others had the core of the server, and that of the load.
    server_kept_off: float = 0.0
    load_kept_off: float = 0.0


class Generator:
    """The compiled program."""

    def __init__(self, program: Path, cores: Sequence[int]) -> None:
        self._program, self._cores = program, cores

    async def run(self, port: int, server: int, *arguments: str) -> Report:
        """One bounded run against a port and pid of this machine.

        Raises RuntimeError if it broke off.
        """
        child = await asyncio.create_subprocess_exec(
            *(str(self._program), "--port", str(port), "--server-pid", str(server), *arguments),
            stdout=PIPE,
            stderr=PIPE,
        )
        if self._cores:
            pin([child.pid], self._cores)
        queueing = Queueing((server, child.pid))
        try:
            async with asyncio.timeout(ENDED_S_MAX):
                said, complaint = await child.communicate()
        finally:
            queueing.end()
            if child.returncode is None:
                child.kill()
                await child.wait()
        return replace(
            read(said, complaint),
            server_kept_off=queueing.share(server),
            load_kept_off=queueing.share(child.pid),
        )


def read(said: bytes, complaint: bytes) -> Report:
    """Its report; raises RuntimeError where there is none, or where not everybody got in."""
    if not said:
        raise RuntimeError(f"the load generator said: {complaint.decode(errors='replace')}")
    report = msgspec.json.decode(said, type=Report)
    if report.joined < report.conns:
        raise RuntimeError(
            f"{report.joined} of {report.conns} got in: {report.first_error or report.errors}"
        )
    return report


def disturbance(seen: Report) -> float:
    """How much others were in the way, whatever came of it."""
    return max(seen.server_kept_off, seen.load_kept_off)


def disturbed(seen: Report) -> bool:
    """Whether that was too much for its waits to mean anything."""
    return disturbance(seen) > DISTURBED


def source(given: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """Its C source: as given, named by the environment, or beside the repository; or NoSource."""
    found = given or Path(environment.get(NAMED_BY) or USUAL)
    if not found.is_file():
        raise NoSource(
            f"no load generator at {found}: name its wsload.c with --wsload or {NAMED_BY}"
        )
    return found


def compiler() -> str:
    """The first C compiler there is."""
    for name in COMPILERS:
        if path := shutil.which(name):
            return path
    raise Lacking("no C compiler for the load generator; on Debian or Ubuntu: apt-get install gcc")


@contextmanager
def generator(given: Path | None, cores: Sequence[int] = ()) -> Iterator[Generator]:
    """The program, to run on these cores (none: anywhere); raises Lacking."""
    with TemporaryDirectory(prefix="genius-wsload-") as folder:
        program = Path(folder) / "wsload"
        command = [compiler(), "-O2", "-o", str(program), str(source(given))]
        made = subprocess.run(
            command, capture_output=True, text=True, timeout=COMPILED_S_MAX, check=False
        )
        if made.returncode != 0:
            first = (made.stderr.strip().splitlines() or ["no word why"])[0]
            raise Lacking(f"the load generator does not compile: {first}")
        yield Generator(program, cores)


def loaded(
    options: Options, measure: Callable[[Size, Generator], Coroutine[Any, Any, Found]], size: Size
) -> Found:
    """What a case measures with the program on all cores but the server's; raises Lacking."""
    _, others = halves() or ([], [])
    with generator(options.wsload, others) as load:
        return uvloop.run(measure(size, load))
