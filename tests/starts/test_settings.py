"""Starts with settings that can't be: one line, and no folder is made."""

from pathlib import Path

import pytest

import genius
from tests.starts.serving import environment, refused, taken_port

WRONG = [
    ("GENIUS_HOST", " ", "must not be empty"),
    ("GENIUS_PORT", "many", "must be a whole number from 1 to 65535"),
    ("GENIUS_PORT", "65536", "must be a whole number from 1 to 65535"),
    ("GENIUS_DATA_DIR", " ", "must not be empty"),
    ("GENIUS_LOG_LEVEL", "loud", "must be one of debug, info, warning, error"),
    ("GENIUS_AGENT_PACE", "fast", "must be a number from 0.01 to 10"),
    ("DATABASE_TYPE", "sqlite", "must be one of postgres"),
    ("DATABASE_URL", "mysql://there", "must begin with postgresql:// or postgres://"),
    ("DATABASE_URL", "postgres://ada:se/cret@there", "has no usable port"),
    ("DATABASE_SSL_MODE", "no", "must be one of disable, allow"),
    ("DATABASE_POOL_SIZE", "99", "leaves no room below DATABASE_MAX_CONNECTIONS=100"),
    ("DATABASE_CONNECTION_TIMEOUT", "soon", "must be a duration such as 30s"),
    ("REDIS_URL", "http://there", "must begin with redis://"),
]


@pytest.mark.parametrize(("name", "written", "said"), WRONG)
def test_a_wrong_setting_is_named_with_what_would_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    written: str,
    said: str,
) -> None:
    """Method: the command line itself, without a process of its own, since it ends before any."""
    monkeypatch.setattr("os.environ", environment(GENIUS_DATA_DIR=str(tmp_path / "data")))
    monkeypatch.setenv(name, written)
    monkeypatch.setattr("sys.argv", ["genius", "serve"])
    assert genius.main() == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"genius: {name}")
    assert said in told.err
    assert told.err.count("\n") == 1
    assert "cret" not in told.err
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_setting_ends_the_program_in_one_line(tmp_path: Path) -> None:
    chosen = {"GENIUS_DATA_DIR": str(tmp_path / "data"), "GENIUS_PORT": "many"}
    refused(chosen, "GENIUS_PORT='many' must be a whole number from 1 to 65535")
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_noticed_before_anything_is_made(tmp_path: Path) -> None:
    with taken_port() as port:
        refused(
            {"GENIUS_DATA_DIR": str(tmp_path / "data"), "GENIUS_PORT": str(port)},
            f"127.0.0.1:{port} can't be listened on: Address already in use",
            "GENIUS_PORT",
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("203.0.113.7", "Cannot assign requested address"),
        ("no-such-host.invalid", "not known"),
        ("::zz", "not"),
        ("a" * 70, ""),
    ],
)
def test_a_host_that_is_not_this_machine_is_refused(tmp_path: Path, host: str, said: str) -> None:
    line = refused(
        {"GENIUS_DATA_DIR": str(tmp_path / "data"), "GENIUS_HOST": host},
        f"{host}:",
        "can't be listened on",
        "GENIUS_HOST",
    )
    assert said in line
    assert list(tmp_path.iterdir()) == []
