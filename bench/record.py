"""What one case of the bench found, kept as JSON and told as a table; knows no case by itself."""

import argparse
import os
import platform
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

RESULTS: Final = Path(__file__).parent / "results"
CPU_FACTS: Final = Path("/proc/cpuinfo")
PACKAGES: Final = ("asyncpg", "msgspec", "redis", "uvloop", "websockets")
# Status of a program that lacks something it cannot do without.
LACKS: Final = 2

Setting = str | int | float | bool


class Machine(Struct, frozen=True, kw_only=True):
    """Where it was measured."""

    cpu: str
    cores: int
    kernel: str
    python: str
    packages: Mapping[str, str] = {}


class Figure(Struct, frozen=True):
    """One number, with its unit."""

    name: str
    value: float
    unit: str = ""


class Ratio(Struct, frozen=True):
    """How many times as much as `against`, which was measured in the same run."""

    name: str
    value: float
    against: str


class Bar(Struct, frozen=True):
    """What was asked for, and what was reached; see `at_least` and `at_most`."""

    name: str
    bar: float
    reached: float
    met: bool
    unit: str = ""
    sense: Literal["at least", "at most"] = "at least"


class Record(Struct, frozen=True, kw_only=True):
    """One case: `at` is UTC in ISO 8601; `settings` is whatever makes it that run and no other."""

    case: str
    at: str
    machine: Machine
    settings: Mapping[str, Setting] = {}
    figures: Sequence[Figure] = ()
    ratios: Sequence[Ratio] = ()
    bars: Sequence[Bar] = ()
    notes: Sequence[str] = ()


class Options(Struct, frozen=True, kw_only=True):
    """What every case is told: `smoke` asks for a tiny run of seconds whose figures say nothing."""

    smoke: bool = False
    # The source of the load generator; by default it is looked for, see bench/wsload.py.
    wsload: Path | None = None


class Lacking(Exception):
    """Something this case needs is not on this machine; the text says what, and how to get it."""


Run = Callable[[Options], Record]


def at_least(name: str, bar: float, reached: float, unit: str = "") -> Bar:
    """A bar for what should be large."""
    return Bar(name, bar, reached, reached >= bar, unit, "at least")


def at_most(name: str, bar: float, reached: float, unit: str = "") -> Bar:
    """A bar for what should be small."""
    return Bar(name, bar, reached, reached <= bar, unit, "at most")


def now() -> str:
    """The time for `at`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def machine() -> Machine:
    """The machine and the versions that run this."""
    return Machine(
        cpu=cpu_of(CPU_FACTS.read_text() if CPU_FACTS.exists() else ""),
        cores=len(os.sched_getaffinity(0)),
        kernel=platform.release(),
        python=platform.python_version(),
        packages={name: version(name) for name in PACKAGES},
    )


def cpu_of(facts: str) -> str:
    """The model of the first processor in the kernel's list of them."""
    for line in facts.splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()


def keep(record: Record, folder: Path = RESULTS) -> Path:
    """Write it down in place of an older one of the same case."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{record.case}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(record)) + b"\n")
    return path


def kept(folder: Path = RESULTS) -> dict[str, Record]:
    """All that was written down, by case, in order of their names."""
    files = sorted(folder.glob("*.json"))
    records = [msgspec.json.decode(each.read_bytes(), type=Record) for each in files]
    return {record.case: record for record in records}


def table(record: Record) -> str:
    """The result, for people."""
    settings = ", ".join(f"{name} {value}" for name, value in record.settings.items())
    lines = [f"== {record.case}  {record.at}", f"   {settings}"]
    lines += [f"   {each.name:46s} {shown(each.value):>12s} {each.unit}" for each in record.figures]
    for ratio in record.ratios:
        lines.append(f"   {ratio.name:46s} {shown(ratio.value):>12s} times {ratio.against}")
    for bar in record.bars:
        verdict = "met" if bar.met else "MISSED"
        asked = f"{bar.unit} ({bar.sense} {shown(bar.bar)}: {verdict})".strip()
        lines.append(f"   {bar.name:46s} {shown(bar.reached):>12s} {asked}")
    return "\n".join([*lines, *(f"   {note}" for note in record.notes)])


def shown(value: float) -> str:
    """Three digits that count, or all before the point."""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3g}"


def alone(run: Run, arguments: Sequence[str] | None = None) -> int:
    """One case as a program: measure, print, keep (a smoke run only where told); 1 if missed."""
    parser = argparse.ArgumentParser()
    add_options(parser)
    given = parser.parse_args(arguments)
    prepare()
    try:
        record = run(Options(smoke=given.smoke, wsload=given.wsload))
    except Lacking as lack:
        sys.stderr.write(f"{lack}\n")
        return LACKS
    sys.stdout.write(table(record) + "\n")
    if not given.smoke or given.folder != RESULTS:
        keep(record, given.folder)
    if not given.smoke and given.folder == RESULTS:
        # Late, since the page itself is made of records.
        from bench import page

        page.fill()
    return 0 if given.smoke or all(bar.met for bar in record.bars) else 1


def add_options(parser: argparse.ArgumentParser) -> None:
    """What every case understands."""
    parser.add_argument("--smoke", action="store_true", help="a few seconds, to see that it runs")
    parser.add_argument("--wsload", type=Path, metavar="FILE", help="source of the load generator")
    parser.add_argument("--folder", type=Path, default=RESULTS, help="where results are kept")


def prepare() -> None:
    """As many open files as are allowed; and told to stop, we stop what we started first."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
