"""All cases of the bench, one after the other, each in a program of its own; then the picture.

`python -m bench` keeps what each found, draws all that is kept, and fills bench/README.md.
"""

import argparse
import subprocess
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench import chart, page, record
from bench.record import LACKS, RESULTS

# In this order; the quick ones first. Each is a module with `run(options) -> Record`.
CASES: Final = (
    "codec",
    "rules",
    "world",
    "judge",
    "retrieval",
    "signals",
    "arrivals",
    "journal",
    "chat",
    "memory",
    "firstload",
    "storm",
    "reopen",
    "games",
    "judging",
    "spectators",
    "valley",
)
# Only where it is asked for by name: it takes an hour.
LONG: Final = ("soak",)
# A case that takes longer hangs: it is told to stop, and then stopped.
CASE_S_MAX: Final = 1_800.0
SMOKE_S_MAX: Final = 120.0
STOP_S_MAX: Final = 60.0


def chosen(only: str | None) -> tuple[str, ...]:
    """The cases named, or all that exist and do not take an hour; raises ValueError."""
    if only is None:
        return tuple(each for each in CASES if find_spec(f"bench.{each}") is not None)
    named = tuple(each.strip() for each in only.split(","))
    unknown = [each for each in named if each not in (*CASES, *LONG)]
    if unknown:
        raise ValueError(f"no case {', '.join(unknown)}; there are {', '.join((*CASES, *LONG))}")
    return named


def outcome(case: str, arguments: list[str], folder: Path, most_s: float) -> str:
    """Run one case; what became of it, in a word or two."""
    began = time.time()
    child = subprocess.Popen([sys.executable, "-m", "bench", "--here", case, *arguments])
    try:
        status = child.wait(most_s)
    except subprocess.TimeoutExpired:
        return f"stopped after {most_s:g} s"
    finally:
        _stop(child)
    if status == LACKS:
        return "lacks something"
    path = folder / f"{case}.json"
    if not path.exists() or path.stat().st_mtime < began:
        return f"broke (status {status})"
    return "done" if status == 0 else "a bar was missed"


def _stop(child: subprocess.Popen[bytes]) -> None:
    """It ends what it started, if it is let."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def main() -> int:
    """Measure all; 1 unless every case ran and met its bars."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--only", metavar="A,B", help="these cases only")
    parser.add_argument("--here", metavar="CASE", help=argparse.SUPPRESS)
    record.add_options(parser)
    given = parser.parse_args()
    if given.here is not None:
        rest = sys.argv[1:]
        at = rest.index("--here")
        return record.alone(import_module(f"bench.{given.here}").run, rest[:at] + rest[at + 2 :])
    record.prepare()
    try:
        cases = chosen(given.only)
    except ValueError as error:
        parser.error(str(error))
    if given.smoke and given.folder == RESULTS:
        with TemporaryDirectory(prefix="genius-bench-smoke-") as folder:
            return _all(cases, given, Path(folder))
    return _all(cases, given, given.folder)


def _all(cases: tuple[str, ...], given: argparse.Namespace, folder: Path) -> int:
    arguments = ["--folder", str(folder), *(["--smoke"] if given.smoke else [])]
    arguments += ["--wsload", str(given.wsload)] if given.wsload is not None else []
    most_s = SMOKE_S_MAX if given.smoke else CASE_S_MAX
    if given.only is not None and not given.smoke and any(each in LONG for each in cases):
        most_s *= 4
    said = {case: outcome(case, arguments, folder, most_s) for case in cases}
    if folder == RESULTS:
        page.fill()
    else:
        chart.draw(record.kept(folder), folder)
    for case, word in said.items():
        sys.stdout.write(f"{case:12s} {word}\n")
    good = ("done", "a bar was missed") if given.smoke else ("done",)
    return 0 if all(word in good for word in said.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
