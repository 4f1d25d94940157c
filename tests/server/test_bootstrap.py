"""How a start that can't be ends: one clear line, status 1, nothing left behind."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from tests.faults.world import GENIUS


def start(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`genius serve` with these settings; it is expected to give up."""
    return subprocess.run(
        [*GENIUS, "serve"],
        env={**os.environ, "GENIUS_DATA_DIR": str(folder / "data"), **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"GENIUS_PORT": "many"}, "GENIUS_PORT='many' must be a whole number from 1 to 65535"),
        ({"DATABASE_SSL_MODE": "no"}, "must be one of disable, allow"),
        ({"DATABASE_POOL_SIZE": "99"}, "leaves no room below DATABASE_MAX_CONNECTIONS=100"),
        (
            {"DATABASE_URL": "postgresql://ada:secret@127.0.0.1:1/games"},
            "PostgreSQL at 127.0.0.1:1, database 'games', can't be used",
        ),
    ],
)
def test_what_a_person_can_mend_is_said_in_one_line(
    tmp_path: Path, environment: dict[str, str], said: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as lender:
        port = str(lender.getsockname()[1])
    ended = start(
        tmp_path, **{"GENIUS_PORT": port, "REDIS_URL": "redis://127.0.0.1:1", **environment}
    )
    last = ended.stderr.strip().splitlines()[-1]
    assert ended.returncode == 1
    assert last.startswith("genius: ")
    assert said in last
    assert "secret" not in ended.stderr + ended.stdout
    assert "Traceback" not in ended.stderr


def test_a_taken_port_is_noticed_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = start(tmp_path, GENIUS_PORT=str(port))
    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        f"genius: 127.0.0.1:{port} can't be listened on: Address already in use"
    )
    assert not (tmp_path / "data").exists()
