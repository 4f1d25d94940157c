"""All that runs in a run, and how each kind of fault is done to it; knows no plan, no checks."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from persistence.embedded_child import EmbeddedError
from tests.faults.ground import Databases, Ground
from tests.faults.lines import Line, Lines
from tests.faults.nodes import Node
from tests.faults.plan import STEPS_MS, Injection
from tests.faults.world import until

OPEN_WITHIN_S: Final = 20.0

Act = Callable[[], None]


class Town:
    """All that runs in a run: nodes, databases, and the lines between them."""

    def __init__(self, databases: Databases, lines: Lines, nodes: list[Node]) -> None:
        self.databases, self.lines, self.nodes = databases, lines, nodes
        # What is down on purpose, and nobody's to mend.
        self._down: list[str] = []
        # What this machine does not let us do.
        self.skipped: list[str] = []
        self._victim: int | None = None

    def strike(self, injection: Injection) -> Act:
        """Do it; gives what undoes it."""
        where, _, how = injection.kind.partition(".")
        node = self.nodes[injection.node]
        match where, how:
            case "node", _:
                return self._node(node, how)
            case "clock", _:
                node.set_clock(STEPS_MS[injection.kind])
                return lambda: node.set_clock(0)
            case "postgres", "restart" | "kill" | "full":
                return self._postgres(how)
            case "redis", "flush" | "kill" | "failover":
                return self._redis(how)
            case "client", "storm":
                for each in self.nodes:
                    self.lines.reset(each.client)
                return _nothing
            case _:
                return self._line(
                    {"client": node.client, "postgres": node.postgres}.get(where, node.redis), how
                )

    def _line(self, line: Line | None, how: str) -> Act:
        assert line is not None, "no line to a cluster"
        if how == "reset":
            self.lines.reset(line)
            return _nothing
        self.lines.turn(line, how)
        return lambda: self.lines.turn(line, "pass")

    def _node(self, node: Node, how: str) -> Act:
        if how == "freeze":
            node.freeze()
            return node.thaw
        (node.kill if how == "kill" else node.drain)()
        return lambda: self._start(node)

    def _start(self, node: Node) -> None:
        """Start it again; one that still drains is started when it has ended."""
        node.is_wanted = True
        if not node.runs:
            node.start()

    def _postgres(self, how: str) -> Act:
        if how == "full":
            if not self.databases.fill():
                self.skipped.append("postgres.full")
            return self.databases.make_room
        self._down.append("postgres")
        (self.databases.kill_postgres if how == "kill" else self.databases.stop_postgres)()
        return lambda: self._up("postgres")

    def _redis(self, how: str) -> Act:
        cluster = self.databases.cluster
        if how == "failover":
            assert cluster is not None
            self._victim = cluster.master_of("genius")
            cluster.kill(self._victim)
            return self._revive
        self.databases.flush()
        if how == "flush":
            return _nothing
        self._down.append("redis")
        self.databases.kill_redis()
        return lambda: self._up("redis")

    def _revive(self) -> None:
        if self._victim is not None and self.databases.cluster is not None:
            self.databases.cluster.start(self._victim)
        self._victim = None

    def _up(self, name: str) -> None:
        self._down.remove(name)

    def open(self) -> None:
        """Start all nodes; returns when they are open."""
        for node in self.nodes:
            node.start()
        until(lambda: all(n.is_open or not n.runs for n in self.nodes), OPEN_WITHIN_S, "all open")
        assert all(node.runs for node in self.nodes), "a node did not start"

    # ------------------------------------------------------------ what supervisors do

    def tend(self) -> None:
        """Start again what ended and should run."""
        for node in self.nodes:
            node.tend()
        databases = self.databases
        try:
            if "postgres" not in self._down and not databases.postgres_runs:
                databases.start_postgres()
            if databases.cluster is None and "redis" not in self._down and not databases.redis_runs:
                databases.start_redis()
        except EmbeddedError:
            return  # as on a full disk: at the next round

    def look(self) -> None:
        """Note how much memory everyone holds."""
        for node in self.nodes:
            node.look()

    @property
    def is_well(self) -> bool:
        """Whether everything that should run does, and is open."""
        redis_runs = self.databases.cluster is not None or self.databases.redis_runs
        return self.databases.postgres_runs and redis_runs and all(n.is_open for n in self.nodes)


@contextmanager
def built(
    ground: Ground, nodes: int, *, is_clustered: bool = False, on_disk: bool = False, seed: int = 0
) -> Iterator[tuple[Town, Path]]:
    """A town whose nodes are all open, and its folder; nothing of it lives on."""
    folder = Path(tempfile.mkdtemp(prefix=f"seed-{seed}-", dir=ground.folder))
    folder.chmod(0o755)
    databases = Databases(ground, folder, is_clustered=is_clustered, on_disk=on_disk)
    try:
        databases.start()
        with Lines(str(seed)) as lines:
            people = [Node(name, folder, databases, lines) for name in "abcdefgh"[:nodes]]
            town = Town(databases, lines, people)
            try:
                town.open()
                yield town, folder
            except AssertionError as error:
                said = (f"node {each.name} said last: {each.log[-1500:]}" for each in people)
                raise AssertionError("\n".join([str(error), *said])) from error
            finally:
                for node in people:
                    node.close()
    finally:
        databases.end()


def _nothing() -> None:
    """It was over at once."""
