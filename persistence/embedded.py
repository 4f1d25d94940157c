"""Starts, guards and stops the built-in PostgreSQL and Redis below the data folder.

One program owns them, by a lock; others use them and take over when it dies. It knows no tables.
"""

import asyncio
import fcntl
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from persistence.embedded_child import Account, EmbeddedError, exited
from persistence.embedded_place import ADVICE, claim_data_folder, settle, socket_folder
from persistence.embedded_postgres import Postgres
from persistence.embedded_redis import Redis

__all__ = ["Embedded", "EmbeddedError"]

ATTACH_WITHIN_S = 20.0
ATTACH_GLANCE_S = 0.1
LOCK_EVERY_S = 0.5
PAUSE_FIRST_S, PAUSE_MAX_S = 0.1, 5.0
STEADY_S = 10.0  # a server that ran this long starts again without a pause

Server = Postgres | Redis


class Embedded:
    """The built-in servers. Create, start and stop it in the loop of the main thread."""

    def __init__(
        self,
        data_dir: Path,
        *,
        want_postgres: bool = True,
        want_redis: bool = True,
        max_connections: int = 100,
        log: Callable[[str], None],
    ) -> None:
        self._data = Path(os.path.realpath(data_dir))
        self._sockets = socket_folder(self._data)
        self._log = log
        self._postgres = Postgres(self._data, self._sockets, max_connections, log)
        self._redis = Redis(self._data, self._sockets, log)
        wanted = ((self._postgres, want_postgres), (self._redis, want_redis))
        self._servers: list[Server] = [server for server, want in wanted if want]
        self._lock: int | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def database_url(self) -> str:
        """Where PostgreSQL listens; the same before, during and after it runs."""
        return self._postgres.url

    @property
    def redis_url(self) -> str:
        """Where Redis listens; the same before, during and after it runs."""
        return self._redis.url

    @property
    def is_owner(self) -> bool:
        """Whether this program runs the servers, rather than using those of another."""
        return self._lock is not None

    @property
    def postgres_pid(self) -> int | None:
        """The postmaster's pid, while it is our child."""
        return self._postgres.child.pid if self._postgres.child else None

    @property
    def redis_pid(self) -> int | None:
        """Valkey's pid, while it is our child."""
        return self._redis.child.pid if self._redis.child else None

    async def start(self) -> None:
        """Return when the servers can be used, ours or another's; raises EmbeddedError."""
        if not self._servers:
            return
        for server in self._servers:
            server.kit()  # what is not installed is said before anything is made
        try:
            claim_data_folder(self._data)
            if self._take_lock() or not await self._attach():
                await self._own()
            else:
                self._tasks = [asyncio.create_task(self._follow(), name="embedded.follow")]
        except OSError as error:
            await self.stop()
            raise EmbeddedError(f"the data folder {self._data}: {error}; {ADVICE}") from error
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop what is ours, in about 10 s at most, and let go of the lock. May be repeated."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._lock is None:
            return
        await asyncio.gather(*(server.end() for server in self._servers))
        if self._sockets.parent != self._data:
            shutil.rmtree(self._sockets, ignore_errors=True)
        lock, self._lock = self._lock, None
        if lock is not None:  # a stop at the same time may have been faster
            os.close(lock)

    def _take_lock(self) -> bool:
        """Try to become the owner. The lock dies with us: its descriptor is not inherited."""
        path = self._data / "owner.lock"
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        except OSError:
            os.close(lock)
            raise
        os.truncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
        self._lock = lock
        return True

    async def _attach(self) -> bool:
        """Wait for another owner's servers: True to use them, False when we are the owner now."""
        give_up_at = time.monotonic() + ATTACH_WITHIN_S
        while not all([await server.answers() for server in self._servers]):
            if self._take_lock():
                return False
            if time.monotonic() > give_up_at:
                owner = (self._data / "owner.lock").read_text().strip()
                raise EmbeddedError(
                    f"process {owner} owns {self._data}, but its servers did not answer within "
                    f"{ATTACH_WITHIN_S:.0f} s: stop it, or {ADVICE}"
                )
            await asyncio.sleep(ATTACH_GLANCE_S)
        self._log(f"using the servers that another process runs below {self._data}")
        return True

    async def _own(self) -> None:
        """Start the servers side by side, then guard each."""
        account, programs = self._settle()
        pairs = list(zip(self._servers, programs, strict=True))
        launches = [server.launch(account, program) for server, program in pairs]
        for result in await asyncio.gather(*launches, return_exceptions=True):
            if isinstance(result, BaseException):
                raise result
        self._guard_all(account, pairs)

    def _settle(self) -> tuple[Account, list[Path]]:
        return settle(self._data, [server.kit() for server in self._servers])

    def _guard_all(self, account: Account, pairs: list[tuple[Server, Path]]) -> None:
        for server, program in pairs:
            guard = self._guard(server, account, program)
            self._tasks.append(asyncio.create_task(guard, name=f"embedded.{server.name}"))

    async def _guard(self, server: Server, account: Account, program: Path) -> None:
        """Start the server whenever it is not running: at once, then ever slower."""
        pause_s = 0.0
        while True:
            since = time.monotonic()
            if server.child is not None:
                status = await exited(server.child)
                self._log(f"{server.name} ended (status {status}), starting it again")
            if time.monotonic() - since > STEADY_S:
                pause_s = 0.0
            await asyncio.sleep(pause_s)
            pause_s = min(max(2 * pause_s, PAUSE_FIRST_S), PAUSE_MAX_S)
            try:
                await server.launch(account, program)
            except (EmbeddedError, OSError) as error:
                self._log(f"{server.name} could not be started: {error}")
            else:
                self._log(f"{server.name} runs (pid {server.child.pid if server.child else 0})")

    async def _follow(self) -> None:
        """While another owns the servers, wait for the lock; then own them from here on."""
        pause_s = LOCK_EVERY_S
        while True:
            await asyncio.sleep(pause_s)
            try:
                if not self.is_owner and not self._take_lock():
                    continue
                self._log(f"the owner of {self._data} is gone, taking over its servers")
                account, programs = self._settle()
            except (EmbeddedError, OSError) as error:
                self._log(f"cannot take over the servers below {self._data}: {error}")
                pause_s = PAUSE_MAX_S
            else:
                self._guard_all(account, list(zip(self._servers, programs, strict=True)))
                return
