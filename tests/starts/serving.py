"""`genius serve` as a person starts it: what it says when it can't, and that it else opens."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.faults.world import free_port, until

ROOT = Path(__file__).parents[2]
# What the person who runs the tests has set is not what these tests set.
OURS = ("GENIUS_", "DATABASE_", "DB_", "REDIS_", "PG")
WITHIN_S = 30
PACKAGES = ("agents", "persistence", "server", "clients")

Environment = Mapping[str, str]


def environment(**chosen: str) -> dict[str, str]:
    """The settings of a start: only warnings, a port that is free, and what is chosen."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    usual = {"GENIUS_LOG_LEVEL": "warning", "GENIUS_PORT": str(free_port())}
    return {**kept, **usual, **chosen}


def copied(tree: Path) -> Path:
    """The program's files, of which packs, characters, quips and migrations may be changed."""
    tree.mkdir()
    (tree / "genius.py").symlink_to(ROOT / "genius.py")
    for package in PACKAGES[1:]:
        (tree / package).symlink_to(ROOT / package)
    for package, changed in (("game", ("packs",)), ("agents", ("characters", "quips"))):
        (tree / package).mkdir()
        for entry in (ROOT / package).iterdir():
            if entry.name in changed:
                shutil.copytree(entry, tree / package / entry.name)
            else:
                (tree / package / entry.name).symlink_to(entry)
    shutil.copytree(ROOT / "migrations", tree / "migrations")
    return tree


def refused(chosen: Environment, *words: str, tree: Path = ROOT) -> str:
    """Start where it can't be: one line with these words, status 1, no child left; the line."""
    ended = subprocess.run(
        [sys.executable, str(tree / "genius.py"), "serve"],
        env=environment(**chosen),
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    said = ended.stderr.strip()
    assert ended.returncode == 1, said
    assert ended.stdout == ""
    assert "Traceback" not in said
    assert said.startswith("genius: "), said
    assert len(said.splitlines()) == 1, said
    assert len(said) < 400, said
    for word in words:
        assert word in said, said
    if "GENIUS_DATA_DIR" in chosen:
        nobody_works_below(Path(chosen["GENIUS_DATA_DIR"]))
    return said.removeprefix("genius: ")


def nobody_works_below(folder: Path) -> None:
    """No database server of this data folder is left."""
    until(lambda: not _at_work(folder), 5, "what was started has ended")


def _at_work(folder: Path) -> list[int]:
    found = []
    for each in psutil.process_iter(["cmdline"]):
        words = each.info["cmdline"] or []
        if any(word.startswith(f"{folder}/") for word in words) and "genius.py" not in words:
            found.append(each.pid)
    return found


class Serving:
    """A node that is open; what it says on standard error is in `said`."""

    def __init__(self, chosen: Environment, log: Path, tree: Path) -> None:
        settings = environment(**chosen)
        self.port = int(settings["GENIUS_PORT"])
        self._log = log
        with log.open("wb") as lines:
            self.child = subprocess.Popen(
                [sys.executable, str(tree / "genius.py"), "serve"],
                env=settings,
                stdout=subprocess.PIPE,
                stderr=lines,
            )

    @property
    def said(self) -> str:
        """All of standard error so far."""
        return self._log.read_text(errors="replace")

    def opened(self) -> None:
        """Wait until it takes games."""
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        assert b"is open" in line, self.said

    def told_to_stop(self, word: signal.Signals = signal.SIGTERM) -> int:
        """Its status after this signal."""
        self.child.send_signal(word)
        return self.child.wait(WITHIN_S)

    def close(self) -> None:
        """Nothing of it lives on."""
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        assert self.child.stdout is not None
        self.child.stdout.close()


@contextmanager
def begun(chosen: Environment, log: Path, tree: Path = ROOT) -> Iterator[Serving]:
    """A start under way."""
    node = Serving(chosen, log, tree)
    try:
        yield node
    finally:
        node.close()


def serves(chosen: Environment, log: Path, tree: Path = ROOT) -> str:
    """A good start: it opens, stops when told, with status 0; what it said meanwhile."""
    with begun(chosen, log, tree) as node:
        node.opened()
        assert node.told_to_stop() == 0, node.said
        return node.said


@contextmanager
def taken_port() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield int(taken.getsockname()[1])
