"""PostgreSQL and Redis that belong to the harness and no node, so that nodes can die without them.

From the main thread only: the servers die with the thread that started them.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import redis

from persistence.embedded_child import Account
from persistence.embedded_place import claim_data_folder, settle
from persistence.embedded_postgres import Postgres
from persistence.embedded_redis import Redis
from persistence.migrate import migrate
from tests.valkey_cluster import ValkeyCluster

MIGRATIONS = Path(__file__).parents[2] / "migrations"
CONNECTIONS = 100
DISK = "size=600m,mode=0755"


class Ground:
    """Tables that were set up once, and who may run servers on copies of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        data = folder / "ground"
        claim_data_folder(data)
        database = Postgres(data, data / "s", CONNECTIONS, _quiet)
        self.account, self.programs = settle(
            data, [database.kit(), Redis(data, data, _quiet).kit()]
        )
        asyncio.run(self._make(database))
        self.tables = data / "postgres"

    async def _make(self, database: Postgres) -> None:
        await database.launch(self.account, self.programs[0])
        try:
            connection = await asyncpg.connect(database.url)
            try:
                await migrate(connection, MIGRATIONS)
            finally:
                await connection.close()
        finally:
            await database.end()


@contextmanager
def grounded() -> Iterator[Ground]:
    """A ground in a folder of its own, which every user may enter and which is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="genius-faults-"))
    folder.chmod(0o755)
    # Who is told to stop also stops what was started, and gives the disk back.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield Ground(folder)
    finally:
        signal.signal(signal.SIGTERM, before)
        shutil.rmtree(folder, ignore_errors=True)


class Databases:
    """A PostgreSQL on a copy of the tables, and one Redis or a cluster of three with replicas."""

    def __init__(
        self, ground: Ground, folder: Path, *, is_clustered: bool = False, on_disk: bool = False
    ) -> None:
        self._account, self._programs = ground.account, ground.programs
        self._data = folder / "databases"
        self._data.mkdir(mode=0o755)
        # A small disk of its own can be filled; only root may have one.
        self.is_small = not on_disk and _mounted(self._data)
        subprocess.run(["cp", "-a", str(ground.tables), str(self._data)], check=True)
        sockets = self._data / "s"
        self._postgres = Postgres(self._data, sockets, CONNECTIONS, _quiet)
        self._redis = Redis(self._data, sockets, _quiet)
        self._filler = self._data / "filler"
        self.cluster = (
            ValkeyCluster(folder / "cluster", masters=3, replicas=1) if is_clustered else None
        )

    @property
    def database_url(self) -> str:
        """PostgreSQL itself, past all proxies."""
        return self._postgres.url

    @property
    def postgres_socket(self) -> str:
        """What a proxy in front of PostgreSQL leads to."""
        return str(self._data / "s" / ".s.PGSQL.5432")

    @property
    def redis_socket(self) -> str:
        """What a proxy in front of the one Redis leads to."""
        return str(self._data / "s" / "redis.sock")

    @property
    def postgres_runs(self) -> bool:
        """Whether the postmaster lives."""
        child = self._postgres.child
        return child is not None and child.poll() is None

    @property
    def redis_runs(self) -> bool:
        """Whether the one Redis lives."""
        child = self._redis.child
        return child is not None and child.poll() is None

    def start(self) -> None:
        """Start all; returns when they answer."""
        self.start_postgres()
        if self.cluster is not None:
            self.cluster.launch()
        else:
            self.start_redis()

    def start_postgres(self) -> None:
        """Start it, after whatever end it had."""
        asyncio.run(self._postgres.launch(self._account, self._programs[0]))

    def stop_postgres(self) -> None:
        """A fast shutdown, as before an update."""
        asyncio.run(self._postgres.end())

    def kill_postgres(self) -> None:
        """`kill -9` of the postmaster."""
        _kill(self._postgres)

    def start_redis(self) -> None:
        """Start it with whatever it had written."""
        asyncio.run(self._redis.launch(self._account, self._programs[1]))

    def kill_redis(self) -> None:
        """`kill -9`."""
        _kill(self._redis)

    def flush(self) -> None:
        """Redis forgets everything; a Redis that does not run has nothing to forget."""
        if self.cluster is not None:
            self.cluster.flush()
        elif self.redis_runs:
            with redis.Redis(unix_socket_path=self.redis_socket) as client:
                client.flushall()

    def fill(self) -> bool:
        """Take all the room on PostgreSQL's disk; False where it is no disk of its own."""
        if not self.is_small:
            return False
        with self._filler.open("wb", buffering=0) as filler:
            for size in (1 << 20, 1 << 12):
                with contextlib.suppress(OSError):
                    while filler.write(bytes(size)):
                        pass
        return True

    def make_room(self) -> None:
        """Give it back."""
        self._filler.unlink(missing_ok=True)

    def end(self) -> None:
        """End all, and give the disk back; nothing is kept."""
        self.make_room()
        if self.postgres_runs:
            assert self._postgres.child is not None
            self._postgres.child.send_signal(signal.SIGQUIT)
            asyncio.run(self._postgres.end())
        asyncio.run(self._redis.end())
        if self.cluster is not None:
            self.cluster.end()
        if self.is_small:
            subprocess.run(["umount", "-l", str(self._data)], check=True)


def _kill(server: Postgres | Redis) -> None:
    if server.child is not None:
        os.kill(server.child.pid, signal.SIGKILL)
        server.child.wait()


def _mounted(folder: Path) -> bool:
    """Whether a small disk could be mounted here."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    words = ["mount", "-t", "tmpfs", "-o", DISK, "genius-faults", str(folder)]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def _quiet(_line: str) -> None:
    """What the servers' keepers have to say matters only when they fail, and is raised then."""


__all__ = ["Account", "Databases", "Ground", "grounded"]
