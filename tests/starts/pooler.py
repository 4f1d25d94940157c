"""A real pgbouncer, Debian's, before the tests' PostgreSQL; started by root it runs as nobody."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from persistence.embedded_child import Account, spawn
from persistence.embedded_place import nobody
from tests.faults.world import free_port, until
from tests.half_open import host_and_port

NONE = "no pgbouncer here: on Debian `apt-get install pgbouncer`"
CONFIG = """
[databases]
* = {target}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
"""


def program() -> str:
    """Where it is; without it a skip that says so, in CI a failure."""
    found = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        if "CI" in os.environ:
            pytest.fail(NONE)
        pytest.skip(NONE)
    return found


@contextmanager
def pooler(url: str, mode: str) -> Iterator[str]:
    """The address of the same database through a pooler in this mode."""
    path, port = program(), free_port()
    host, target_port = host_and_port(url)
    parts = urlsplit(url)
    target = f"host={host} port={target_port} user={parts.username or 'postgres'}"
    if parts.password:
        target += f" password={parts.password}"
    account = nobody() if os.geteuid() == 0 else Account(uid=os.geteuid(), gid=os.getegid())
    with tempfile.TemporaryDirectory(prefix="genius-pooler-") as folder:
        config, log = Path(folder, "pgbouncer.ini"), Path(folder, "log")
        config.write_text(CONFIG.format(target=target, port=port, mode=mode))
        for each in (Path(folder), config):
            os.chown(each, account.uid, account.gid)
        with log.open("wb") as lines:
            child = spawn(
                account,
                [path, str(config)],
                cwd=Path(folder),
                output=lines.fileno(),
                death=signal.SIGKILL,
            )
        try:
            up = "process up"
            until(lambda: up in log.read_text() or child.poll() is not None, 10, "pgbouncer is up")
            assert child.poll() is None, log.read_text()
            yield f"postgresql://postgres@127.0.0.1:{port}{parts.path}?sslmode=disable"
        finally:
            child.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                child.wait(3)
            child.kill()
            child.wait()
