"""`genius serve --workers`: several nodes on one port, real programs, told and killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from server.parent_task import ALONE_S_MAX
from tests.faults.world import free_port, until
from tests.starts.serving import ROOT, Serving, begun, nobody_works_below, refused, serves

pytestmark = pytest.mark.services


def workers(node: Serving) -> dict[str, int]:
    """The pids of the workers by their names."""
    found = {}
    for each in psutil.Process(node.child.pid).children():
        try:
            if "serve" in each.cmdline():
                found[each.environ()["GENIUS_NODE"]] = each.pid
        except psutil.Error:
            continue  # it ended meanwhile, or is just being made
    return found


def ready(port: int) -> bool:
    """Whether somebody on this port takes games."""
    try:
        url = f"http://127.0.0.1:{port}/readyz"
        with urllib.request.urlopen(url, timeout=5) as said:
            return bool(said.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def ended(pids: Iterator[int] | list[int]) -> bool:
    return not any(psutil.pid_exists(pid) for pid in pids)


@pytest.fixture
def chosen(data: Path) -> dict[str, str]:
    """Two workers on databases of their own."""
    return {
        "GENIUS_DATA_DIR": str(data),
        "GENIUS_WORKERS": "2",
        "GENIUS_NODE": "hall",
        "GENIUS_LOG_LEVEL": "info",
        "GENIUS_METRICS_PORT": str(free_port()),
    }


def test_two_nodes_share_a_port_and_each_is_reached_alone(
    chosen: dict[str, str], place: Path
) -> None:
    own = int(chosen["GENIUS_METRICS_PORT"])
    with begun(chosen, place / "log") as node:
        node.opened()
        pids = workers(node)
        assert sorted(pids) == ["hall-1", "hall-2"]
        assert all(ready(port) for port in (node.port, own + 1, own + 2))
        for pid in pids.values():
            given = psutil.Process(pid).environ()
            assert given["DATABASE_URL"].startswith("postgresql://")
            assert given["REDIS_URL"].startswith("unix://")
            # A terminal's Ctrl-C must reach the parent alone.
            assert os.getsid(pid) == pid
        # The parent itself is no node.
        assert not ready(own)
        assert node.told_to_stop() == 0, node.said
        assert ended(list(pids.values()))
        assert node.child.stdout is not None
        assert b"is open" not in node.child.stdout.read(), "it opens once"
    lines = node.said.splitlines()
    for name in ("hall", "hall-1", "hall-2"):
        assert any(f"draining [node={name}]" in line for line in lines), node.said
    nobody_works_below(Path(chosen["GENIUS_DATA_DIR"]))


def test_the_port_is_nobody_elses(chosen: dict[str, str], place: Path) -> None:
    """Method: beside workers neither a plain node nor more workers; beside a plain one neither."""
    said = "can't be listened on: Address already in use"
    other = str(place / "other")
    with begun(chosen, place / "log") as node:
        node.opened()
        for count in ("1", "2"):
            beside = {"GENIUS_PORT": str(node.port), "GENIUS_WORKERS": count}
            refused({**beside, "GENIUS_DATA_DIR": other}, said)
        for pid in workers(node).values():
            os.kill(pid, signal.SIGSTOP)
        try:
            refused({"GENIUS_PORT": str(node.port), "GENIUS_DATA_DIR": other}, said)
        finally:
            for pid in workers(node).values():
                os.kill(pid, signal.SIGCONT)
        node.told_to_stop()
    with begun({**chosen, "GENIUS_WORKERS": "1"}, place / "log") as plain:
        plain.opened()
        beside = {"GENIUS_PORT": str(plain.port), "GENIUS_WORKERS": "2"}
        refused({**beside, "GENIUS_DATA_DIR": other}, said)
        plain.told_to_stop()
    assert not Path(other).exists()


@pytest.mark.parametrize("word", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_ends_comes_back_while_the_other_plays_on(
    chosen: dict[str, str], place: Path, word: signal.Signals
) -> None:
    own = int(chosen["GENIUS_METRICS_PORT"])
    with begun(chosen, place / "log") as node:
        node.opened()
        before = workers(node)
        os.kill(before["hall-1"], word)
        until(lambda: ended([before["hall-1"]]), 10, "it has ended")
        assert ready(own + 2)
        until(lambda: ready(own + 1), 20, "it is back")
        after = workers(node)
        assert after["hall-2"] == before["hall-2"]
        assert sorted(after) == ["hall-1", "hall-2"]
        assert node.told_to_stop() == 0
    assert "worker 1 ended (status" in node.said


def test_nothing_outlives_a_parent_that_is_killed(chosen: dict[str, str], place: Path) -> None:
    with begun(chosen, place / "log") as node:
        node.opened()
        pids = list(workers(node).values())
        assert len(pids) == 2
        node.child.kill()
        node.child.wait()
        # Sooner than what ends those that hang.
        until(lambda: ended(pids), ALONE_S_MAX - 5, "the workers have drained")
    assert node.said.count("the parent is gone, draining") == 2
    nobody_works_below(Path(chosen["GENIUS_DATA_DIR"]))
    serves(chosen, place / "log")


def test_a_second_signal_waits_for_nobody(chosen: dict[str, str], place: Path) -> None:
    """Method: a worker that is frozen never drains."""
    with begun(chosen, place / "log") as node:
        node.opened()
        pids = workers(node)
        os.kill(pids["hall-2"], signal.SIGSTOP)
        node.child.send_signal(signal.SIGINT)
        until(lambda: ended([pids["hall-1"]]), 10, "the other has ended")
        assert node.child.poll() is None
        assert node.told_to_stop(signal.SIGINT) == 0
        assert ended(list(pids.values()))
    nobody_works_below(Path(chosen["GENIUS_DATA_DIR"]))


def test_a_worker_that_cannot_start_ends_the_start(chosen: dict[str, str], place: Path) -> None:
    taken = int(chosen["GENIUS_METRICS_PORT"]) + 2
    with socket.create_server(("127.0.0.1", taken)), begun(chosen, place / "log") as node:
        assert node.child.wait(30) == 1
        assert node.child.stdout is not None
        assert node.child.stdout.read() == b""
    assert "can't be listened on: Address already in use" in node.said
    assert "GENIUS_METRICS_PORT" in node.said
    assert "genius: worker 2 can't be started; it has said why" in node.said
    assert "Traceback" not in node.said
    nobody_works_below(Path(chosen["GENIUS_DATA_DIR"]))


def test_what_is_wrong_for_all_is_said_once(place: Path) -> None:
    """Method: a wrong setting, a database that is not there: one line, by the parent."""
    chosen = {"GENIUS_WORKERS": "3", "GENIUS_DATA_DIR": str(place / "data")}
    refused({**chosen, "GENIUS_TLS_CERT": str(place / "none.pem")}, "GENIUS_TLS_CERT")
    away = {"DATABASE_URL": "postgresql://127.0.0.1:1/games", "REDIS_URL": "redis://127.0.0.1:1"}
    refused({**chosen, **away}, "PostgreSQL at 127.0.0.1:1")


def test_told_to_stop_while_workers_start(chosen: dict[str, str], place: Path) -> None:
    with begun(chosen, place / "log") as node:
        until(lambda: workers(node), 20, "the first is made")
        assert node.told_to_stop() == 0
        assert "Traceback" not in node.said
    nobody_works_below(Path(chosen["GENIUS_DATA_DIR"]))


def test_renewed_certificates_are_read_by_all(chosen: dict[str, str], place: Path) -> None:
    files = ROOT / "tests" / "server" / "tls"
    secure = {"GENIUS_TLS_CERT": str(files / "cert.pem"), "GENIUS_TLS_KEY": str(files / "key.pem")}
    with begun({**chosen, **secure}, place / "log") as node:
        node.opened()
        pids = workers(node)
        node.child.send_signal(signal.SIGHUP)
        until(lambda: node.said.count("certificate was read again") == 2, 10, "both have read it")
        assert workers(node) == pids
        assert node.told_to_stop() == 0


def test_an_operator_sees_all_workers_and_has_one_begin_anew(
    chosen: dict[str, str], place: Path
) -> None:
    """Method: at whichever worker the console comes out, it drains the second."""
    with begun(chosen, place / "log") as node:
        node.opened()
        grace = {**os.environ, **chosen, "GENIUS_CONSOLE_PASSWORD": "a long word 77"}
        grace |= {"GENIUS_PORT": str(node.port), "GENIUS_WORKERS": "1"}

        def ran(*words: str, said: str = "") -> subprocess.CompletedProcess[str]:
            argv = [sys.executable, str(ROOT / "genius.py"), *words]
            return subprocess.run(
                argv, env=grace, input=said, capture_output=True, text=True, timeout=40, check=False
            )

        def genius(*words: str, said: str = "") -> str:
            end = ran(*words, said=said)
            assert end.returncode == 0, (words, end.stdout, end.stderr)
            return end.stdout

        def rows() -> list[Any] | None:
            end = ran("console", "--user", "Grace", "-c", "nodes list")
            if end.returncode == 2 and "the server restarts" in end.stderr:
                return None  # the one that drains had the door just then
            assert end.returncode == 0, (end.stdout, end.stderr)
            found = json.loads(end.stdout)
            assert isinstance(found, list)
            return found

        genius("admin", "create", "Grace", said="a long word 77\n")
        before = rows()
        assert before is not None
        assert [(row["name"], row["state"]) for row in before] == [
            ("hall-1", "open"),
            ("hall-2", "open"),
        ]
        assert sum(row["here"] for row in before) == 1
        genius("console", "--user", "Grace", "-c", "nodes drain hall-2")

        def anew() -> bool:
            runs = [row["node"] for row in rows() or () if row["name"] == "hall-2"]
            return len(runs) == 1 and runs != [before[1]["node"]]

        until(anew, 30, "it is another run of the same name")
        assert node.told_to_stop() == 0
    assert "worker 2 ended (status 0), starting it again" in node.said
