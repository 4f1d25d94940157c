"""A Valkey Cluster of local processes, for tests and the fault harness: up in some two seconds.

Its nodes are numbered: first the masters, then the replicas, of master 0 first. It blocks.
"""

import os
import secrets
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.crc import key_slot
from redis.exceptions import RedisError
from redis.retry import Retry

from persistence.embedded_child import Account, Child, last_words, spawn
from persistence.embedded_redis import find_kit

HOST: Final = "127.0.0.1"
SLOTS: Final = 16_384
WITHIN_S: Final = 30.0
GLANCE_S: Final = 0.02
# Below the ports that outgoing connections get, so that a node finds its own free again.
PORTS: Final = range(20_000, 32_000)
SETTINGS: Final = {
    "bind": HOST,
    "cluster-enabled": "yes",
    "cluster-config-file": "nodes.conf",
    # A replica may take over however long it has not heard of its master.
    "cluster-replica-validity-factor": "0",
    "repl-diskless-sync-delay": "0",
    "save": "",
    "appendonly": "no",
    "daemonize": "no",
}


class Node:
    """One server: its ports, its folder, and its process while it runs."""

    def __init__(self, name: str, port: int, bus_port: int, folder: Path) -> None:
        self.name, self.port, self.bus_port, self.folder = name, port, bus_port, folder
        self.child: Child | None = None


class ValkeyCluster:
    """What is kept lies in memory only: a master that was killed comes back empty."""

    def __init__(
        self, folder: Path, *, masters: int = 3, replicas: int = 0, timeout_ms: int = 1_000
    ) -> None:
        """`replicas` of each master; `timeout_ms` until a silent node is declared dead."""
        self._masters, self._replicas, self._timeout_ms = masters, replicas, timeout_ms
        self._program = find_kit()
        ports = _free_ports(2 * masters * (1 + replicas))
        self.nodes = [
            Node(secrets.token_hex(20), port, bus_port, folder / str(port))
            for port, bus_port in zip(ports[::2], ports[1::2], strict=True)
        ]

    @property
    def urls(self) -> list[str]:
        """The address of each node; any of them leads to the whole cluster."""
        return [f"redis://{HOST}:{node.port}" for node in self.nodes]

    def pid(self, n: int) -> int | None:
        """The process of a node; None while it does not run."""
        child = self.nodes[n].child
        return None if child is None else child.pid

    def launch(self) -> None:
        """Start them all; they know one another from their files and need not be introduced."""
        for n, node in enumerate(self.nodes):
            node.folder.mkdir(parents=True)
            (node.folder / "nodes.conf").write_text(self._introduction(n))
            self._spawn(node)
        self.settle()

    def _introduction(self, me: int) -> str:
        """What a node would have written down about all of them at its last end."""
        lines = []
        for n, node in enumerate(self.nodes):
            myself = "myself," if n == me else ""
            master = n if n < self._masters else (n - self._masters) // self._replicas
            shard = self.nodes[master].name[::-1]
            words = [node.name, f"{HOST}:{node.port}@{node.bus_port},,shard-id={shard}"]
            if n == master:
                first, end = (SLOTS * m // self._masters for m in (n, n + 1))
                words += [f"{myself}master", "-", "0 0", str(n + 1), "connected"]
                words.append(f"{first}-{end - 1}")
            else:
                words += [f"{myself}slave", self.nodes[master].name, "0 0"]
                words += [str(master + 1), "connected"]
            lines.append(" ".join(words))
        return "\n".join([*lines, f"vars currentEpoch {self._masters} lastVoteEpoch 0", ""])

    def _spawn(self, node: Node) -> None:
        argv = [str(self._program.root / self._program.program), "--dir", str(node.folder)]
        own = {
            "port": node.port,
            "cluster-port": node.bus_port,
            "cluster-node-timeout": self._timeout_ms,
        }
        for key, value in (SETTINGS | own).items():
            argv += [f"--{key}", str(value)]
        account = Account(os.getuid(), os.getgid())
        with (node.folder / "log").open("ab") as log:
            output = log.fileno()
            death = signal.SIGKILL
            node.child = spawn(account, argv, cwd=node.folder, output=output, death=death)

    def ask(self, n: int, *words: str | int) -> Any:
        """What this node answers, MOVED included; raises RedisError."""
        with redis.Redis(
            host=HOST,
            port=self.nodes[n].port,
            socket_timeout=2.0,
            decode_responses=True,
            retry=Retry(NoBackoff(), 0),
        ) as connection:
            return connection.execute_command(*words)

    def role(self, n: int) -> str:
        """`master` or `slave`, or `away` while it does not answer."""
        try:
            told = self.ask(n, "ROLE")
        except RedisError:
            return "away"
        return str(told[0])

    def master_of(self, key: str) -> int:
        """The node that serves the slot of a key or channel, as most recently decided."""
        slot, found = key_slot(key.encode()), dict[int, int]()
        for n in range(len(self.nodes)):
            if self.role(n) == "master":
                lines = [line.split() for line in self.ask(n, "CLUSTER", "NODES").splitlines()]
                # Name, address, flags, master, ping, pong, epoch, link, then its slots.
                mine = next(line for line in lines if "myself" in line[2])
                ends = [[int(end) for end in pair.split("-")] for pair in mine[8:]]
                if any(pair[0] <= slot <= pair[-1] for pair in ends):
                    found[int(mine[6])] = n
        return found[max(found)]

    def replicas_of(self, n: int) -> list[int]:
        """The replicas that follow a master now and answer."""
        port = self.nodes[n].port
        roles = {m: self.ask(m, "ROLE") for m in range(len(self.nodes)) if self.role(m) == "slave"}
        return [m for m, told in roles.items() if int(told[2]) == port]

    def kill(self, n: int) -> None:
        """`kill -9`; returns when it is gone."""
        child = self.nodes[n].child
        if child is not None:
            child.kill()
            child.wait()
            self.nodes[n].child = None

    def freeze(self, n: int) -> None:
        """SIGSTOP: its connections stay open and say nothing."""
        self._signal(n, signal.SIGSTOP)

    def thaw(self, n: int) -> None:
        """SIGCONT."""
        self._signal(n, signal.SIGCONT)

    def _signal(self, n: int, number: signal.Signals) -> None:
        child = self.nodes[n].child
        assert child is not None, "it does not run"
        child.send_signal(number)

    def start(self, n: int) -> None:
        """Start one again that was killed; returns when it answers. See also `settle`."""
        node = self.nodes[n]
        assert node.child is None, "it runs"
        self._spawn(node)
        self._wait(lambda: self.role(n) != "away", f"node {n} does not answer")

    def fail_over(self, replica: int) -> None:
        """An orderly change of places with its master; returns when it is done."""
        self.ask(replica, "CLUSTER", "FAILOVER")
        self._wait(lambda: self.role(replica) == "master", f"{replica} is no master")

    def flush(self) -> None:
        """Forget everything; connections and subscriptions stay."""
        for n in range(len(self.nodes)):
            if self.role(n) == "master":
                self.ask(n, "FLUSHALL")

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something, looking again and again; fails if a node ends that should run."""
        self._wait(is_so, "it does not come")

    def settle(self) -> None:
        """Wait until everyone that runs says that the cluster is well and that they agree."""
        self._wait(self._is_well, "the cluster is not well")

    def _is_well(self) -> bool:
        views = set()
        for n, node in enumerate(self.nodes):
            if node.child is None:
                continue
            try:
                told = self.ask(n, "CLUSTER", "INFO")
                if "cluster_state:ok" not in told:
                    return False
                if self.role(n) == "slave" and self.ask(n, "ROLE")[3] != "connected":
                    return False
                slots = self.ask(n, "CLUSTER", "SLOTS")
                views.add(repr(sorted(each[:3] for each in slots)))
            except RedisError:
                return False
        return len(views) == 1

    def _wait(self, is_so: Callable[[], bool], otherwise: str) -> None:
        give_up_at = time.monotonic() + WITHIN_S
        while not is_so():
            for n, node in enumerate(self.nodes):
                if node.child is not None and node.child.poll() is not None:
                    why = last_words(node.folder / "log", 0)
                    raise AssertionError(f"Valkey node {n} has ended: {why}")
            assert time.monotonic() < give_up_at, f"{otherwise} after {WITHIN_S:.0f} s"
            time.sleep(GLANCE_S)

    def end(self) -> None:
        """End them all, by their processes."""
        for n in range(len(self.nodes)):
            self.kill(n)


@contextmanager
def valkey_cluster(
    *, masters: int = 3, replicas: int = 0, timeout_ms: int = 1_000
) -> Iterator[ValkeyCluster]:
    """A cluster in a folder of its own; both are gone afterwards. From the main thread only."""
    folder = Path(tempfile.mkdtemp(prefix="genius-cluster-"))
    cluster = ValkeyCluster(folder, masters=masters, replicas=replicas, timeout_ms=timeout_ms)
    try:
        cluster.launch()
        yield cluster
    finally:
        cluster.end()
        shutil.rmtree(folder, ignore_errors=True)


def _free_ports(count: int) -> list[int]:
    """Ports nobody listens on; from a random place on, since others may be looking too."""
    found: list[int] = []
    first = secrets.randbelow(len(PORTS))
    for step in range(len(PORTS)):
        port = PORTS[(first + step) % len(PORTS)]
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise AssertionError("no free ports")
