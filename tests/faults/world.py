"""A server of our own as real processes, to be killed and started again, and bots against it."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import redis

PORTS = range(20_000, 32_000)
GENIUS = (sys.executable, str(Path(__file__).parents[2] / "genius.py"))


def until(true: Callable[[], Any], within_s: float, what: str) -> Any:
    """The first true value of a condition; fails after `within_s`."""
    ends = time.monotonic() + within_s
    while not (value := true()):
        assert time.monotonic() < ends, f"{what}: not within {within_s} s"
        time.sleep(0.01)  # between looks at another process, which tells nobody
    return value


def free_port() -> int:
    """A port that nobody listens on, below those that outgoing connections get.

    So it can be had again by who was killed and starts again.
    """
    while True:
        port = PORTS[secrets.randbelow(len(PORTS))]
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


class Server:
    """`genius serve` with its own databases below `folder`."""

    def __init__(self, folder: Path, port: int | None = None, **environment: str) -> None:
        self.folder, self.port = folder, port or free_port()
        self.url = f"ws://127.0.0.1:{self.port}/ws"
        self.page = f"http://127.0.0.1:{self.port}/"
        self._environment = {
            **os.environ,
            "GENIUS_PORT": str(self.port),
            "GENIUS_DATA_DIR": str(folder / "data"),
            "GENIUS_AGENT_PACE": "0.05",
            **environment,
        }
        self._log = (folder / f"serve-{self.port}.log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None
        self.started_s: list[float] = []

    def start(self) -> None:
        """Start and wait until it takes games."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [*GENIUS, "serve"], env=self._environment, stdout=subprocess.PIPE, stderr=self._log
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert b"is open" in line, f"the server did not start: {self.log[-2000:]}"
        self.started_s.append(time.monotonic() - began)

    @property
    def log(self) -> str:
        """All that it has said on standard error."""
        return (self.folder / f"serve-{self.port}.log").read_text(errors="replace")

    def child(self, name: str) -> psutil.Process:
        """The built-in server of this name, once it runs."""
        assert self.process is not None
        me = psutil.Process(self.process.pid)
        return until(lambda: next((c for c in me.children() if c.name() == name), None), 15, name)

    def kill(self) -> None:
        """`kill -9` the server itself."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def kill_postgres(self) -> None:
        """`kill -9` the postmaster."""
        self._kill(self.child("postgres"))

    def kill_redis(self) -> None:
        """Flush Redis, then `kill -9` it."""
        until(self._flushed, 15, "Redis can be flushed")
        self._kill(self.child("valkey-server"))

    def _flushed(self) -> bool:
        found = next(self.folder.rglob("redis.sock"), None)
        try:
            with redis.Redis(unix_socket_path=str(found)) as client:
                return bool(client.flushall())
        except redis.ConnectionError:
            return False  # still starting after the last kill

    def _kill(self, victim: psutil.Process) -> None:
        os.kill(victim.pid, signal.SIGKILL)

    def stop(self) -> float:
        """SIGTERM; the seconds it took to drain and end with status 0."""
        assert self.process is not None
        family = [self.process.pid, *(c.pid for c in psutil.Process(self.process.pid).children())]
        began = time.monotonic()
        self.process.terminate()
        assert self.process.wait(15) == 0
        took = time.monotonic() - began
        assert self.process.stdout is not None
        self.process.stdout.close()
        until(lambda: not any(map(psutil.pid_exists, family)), 5, "all that it started has ended")
        return took

    def close(self) -> None:
        """Whatever became of the test: nothing of ours lives on."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process is not None and self.process.stdout is not None:
            self.process.stdout.close()
        self._log.close()

    def run(self, *arguments: str, within_s: float = 60) -> subprocess.CompletedProcess[str]:
        """Another command of ours against the same data."""
        return subprocess.run(
            [*GENIUS, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=within_s,
            check=False,
        )


class Bots:
    """`genius bots` beside a server."""

    def __init__(self, server: Server, name: str, *arguments: str) -> None:
        self._json = server.folder / f"{name}.json"
        self._log = (server.folder / f"{name}.log").open("wb")
        command = [*GENIUS, "bots", "--url", server.url, "--json", str(self._json), *arguments]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=subprocess.STDOUT)

    @property
    def playing(self) -> bool:
        """Whether they still play."""
        return self._process.poll() is None

    def finish(self, within_s: float) -> dict[str, Any]:
        """Their figures, once they have checked what was acknowledged to them."""
        try:
            status = self._process.wait(within_s)
        finally:
            self._process.kill()
            self._process.wait()
            self._log.close()
        said = Path(self._log.name).read_text(errors="replace")[-3000:]
        assert self._json.exists(), said
        figures: dict[str, Any] = json.loads(self._json.read_text())
        assert status == 0, f"{said}\n{figures}"
        return figures
