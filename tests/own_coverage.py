"""Whether each module's own test file alone takes every branch of it.

`python tests/own_coverage.py game` runs the tests of that room once and remembers which test file
took which branch; `tests/game/test_voting.py` must have taken all of `game/voting.py`.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import coverage
import msgspec

ROOT = Path(__file__).parents[1]


class Gaps(msgspec.Struct):
    """What one file's report says is missing."""

    missing_lines: list[int]
    missing_branches: list[tuple[int, int]]


class Report(msgspec.Struct):
    """The part of coverage's JSON report that is read here."""

    files: dict[str, Gaps]


def run_tests(room: str, kept: Path) -> int:
    """Run the room's tests once, on two cores, with the test as context of all they reach."""
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"tests/{room}"),
        *("-n", "2", "--dist", "loadfile"),
        *(f"--cov={room}", "--cov-branch", "--cov-context=test", "--cov-report="),
    ]
    environment = {**os.environ, "COVERAGE_FILE": str(kept)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def modules(room: str) -> Iterator[tuple[Path, str]]:
    """Each module of the room, and the path of its own test file."""
    for module in sorted((ROOT / room).rglob("*.py")):
        if module.name != "__init__.py":
            inner = module.relative_to(ROOT)
            yield inner, f"tests/{inner.parent.as_posix()}/test_{inner.name}"


def gaps(measured: coverage.Coverage, module: Path, test: str, folder: Path) -> Gaps:
    """What the module's own test file leaves out; importing it is free to everyone."""
    out = folder / "report.json"
    measured.json_report(
        morfs=[str(ROOT / module)], outfile=str(out), contexts=["^$", f"^{re.escape(test)}::"]
    )
    report = msgspec.json.decode(out.read_bytes(), type=Report)
    (found,) = report.files.values()
    return found


def check(room: str) -> list[str]:
    """Complaints, one per module that its own tests don't cover."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = folder / "coverage"
        if run_tests(room, kept):
            return [f"{room}: its tests fail"]
        measured = coverage.Coverage(data_file=str(kept), config_file=str(ROOT / "pyproject.toml"))
        measured.load()
        complaints = []
        for module, test in modules(room):
            left = gaps(measured, module, test, folder)
            if left.missing_lines or left.missing_branches:
                lines = ", ".join(map(str, left.missing_lines)) or "none"
                jumps = ", ".join(f"{a}->{b}" for a, b in left.missing_branches) or "none"
                complaints.append(f"{module}: {test} misses lines {lines}; branches {jumps}")
        return complaints


def main(rooms: list[str]) -> int:
    """Exit status: 0 when every module is covered by its own test file, 1 with the gaps named."""
    complaints = [each for room in rooms for each in check(room)]
    sys.stdout.write("".join(f"{each}\n" for each in complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["game"]))
