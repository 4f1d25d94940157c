"""A node as a process, reached and reaching through lines that can fail, and what it leaves."""

import os
import re
import signal
import sys
from pathlib import Path
from typing import BinaryIO

import psutil

from tests.faults.ground import Databases
from tests.faults.lines import Line, Lines
from tests.faults.world import free_port

STEPPED = Path(__file__).with_name("stepped.py")
# What the person who runs this has set is not what these nodes are told.
OURS = ("GENIUS_", "DATABASE_", "DB_", "REDIS_", "PG")
OPEN = b"is open"
WRONG = re.compile(r"Traceback|died at event|\bbroke\b")
# Where the next thing said begins; what is between is a trace.
SAID = re.compile(r"^\d{4}-\d\d-\d\dT", re.MULTILINE)
MIB = 1 << 20


class Node:
    """One node: its name stays, its process comes and goes."""

    def __init__(self, name: str, folder: Path, databases: Databases, lines: Lines) -> None:
        self.name, self._folder = name, folder / name
        self._folder.mkdir()
        port = free_port()
        self.client: Line = lines.add(("127.0.0.1", port))
        self.postgres: Line = lines.add(databases.postgres_socket)
        # A cluster tells its own addresses, so nothing can stand in between.
        cluster = databases.cluster
        self.redis: Line | None = lines.add(databases.redis_socket) if cluster is None else None
        self.url = f"ws://127.0.0.1:{self.client.port}/ws"
        self._clock = self._folder / "clock"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self._environment = {
            **kept,
            "GENIUS_NODE": name,
            "GENIUS_PORT": str(port),
            "GENIUS_DATA_DIR": str(self._folder / "data"),
            "GENIUS_RATE_FACTOR": "100",
            # As for all servers of tests: no model in a process beside each of them.
            "GENIUS_JUDGE": "off",
            "GENIUS_MEANING": "off",
            "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{self.postgres.port}/genius"
            "?sslmode=disable",
            "REDIS_URL": cluster.urls[0]
            if cluster is not None
            else f"redis://127.0.0.1:{self.redis.port if self.redis else 0}",
        }
        self.child: psutil.Popen | None = None
        self.is_wanted = self._drains = False
        self._said: BinaryIO | None = None
        # Of each process that ran: resident memory in MiB, at each look.
        self.memory: list[list[float]] = []
        # How often it ended by itself, once it was open.
        self.fell = 0

    # ------------------------------------------------------------ its process

    def start(self) -> None:
        """Start it; does not wait until it is open."""
        self.is_wanted = True
        if self.runs:
            return
        self._release()
        self._drains = False
        self.memory.append([])
        self._said = (self._folder / f"said-{len(self.memory)}").open("wb")
        with (self._folder / "log").open("ab") as log:
            self.child = psutil.Popen(
                [sys.executable, str(STEPPED), str(self._clock), "serve"],
                env=self._environment,
                stdout=self._said,
                stderr=log,
            )

    @property
    def runs(self) -> bool:
        """Whether its process lives, open or not, frozen or not."""
        return self.child is not None and self.child.poll() is None

    @property
    def is_open(self) -> bool:
        """Whether this process has said that it is open."""
        return self.runs and self._has_opened

    @property
    def _has_opened(self) -> bool:
        return self._said is not None and OPEN in Path(self._said.name).read_bytes()

    def kill(self) -> None:
        """`kill -9`."""
        self.is_wanted = False
        if self.child is not None and self.runs:
            self.child.kill()
            self.child.wait()

    def freeze(self) -> None:
        """SIGSTOP."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        self._signal(signal.SIGCONT)

    def drain(self) -> None:
        """SIGTERM; does not wait for its end."""
        self.is_wanted, self._drains = False, True
        self._signal(signal.SIGTERM)

    def set_clock(self, ahead_ms: int) -> None:
        """Step its clock, now or from its next start on."""
        self._clock.write_text(str(ahead_ms))
        if self.is_open:
            self._signal(signal.SIGUSR1)

    def _signal(self, word: signal.Signals) -> None:
        if self.child is not None and self.runs:
            self.child.send_signal(word)

    # ------------------------------------------------------------ what a supervisor does

    def tend(self) -> None:
        """Start it again where it ended by itself, as at a start without its databases."""
        if self.is_wanted and not self.runs:
            self.fell += self._has_opened and not self._drains
            self.start()

    def look(self) -> None:
        """Note how much memory it holds."""
        if self.is_open and self.child is not None:
            self.memory[-1].append(self.child.memory_info().rss / MIB)

    @property
    def log(self) -> str:
        """All that its processes have said on standard error."""
        path = self._folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def wrongs(self) -> list[str]:
        """What the log must not hold: of each the first line and the last."""
        starts = [found.start() for found in SAID.finditer(self.log)]
        ends = [*starts[1:], len(self.log)]
        said = [self.log[: starts[0]] if starts else self.log]
        said += [self.log[start:end] for start, end in zip(starts, ends, strict=True)]
        lines = [each.strip().splitlines() for each in said if WRONG.search(each)]
        return [f"{self.name}: {each[0]} ... {each[-1]}" for each in lines]

    def ended(self, within_s: float) -> int:
        """Its status, once it has ended; it is made to end after that long."""
        if self.child is None:
            return 0
        try:
            return int(self.child.wait(within_s))
        except psutil.TimeoutExpired:
            self.kill()
            return -1

    def close(self) -> None:
        """Whatever became of the run: nothing of it lives on."""
        self.kill()
        self._release()

    def _release(self) -> None:
        if self._said is not None:
            self._said.close()
