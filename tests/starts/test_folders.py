"""Starts on folders and disks that won't do: what is wrong is said, and nothing is changed."""

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from websockets.sync.client import connect

from tests.faults.world import until
from tests.starts.conftest import copy_of
from tests.starts.serving import begun, refused, serves

pytestmark = pytest.mark.services
AS_ROOT = os.geteuid() == 0
ROOT_ONLY = pytest.mark.skipif(not AS_ROOT, reason="only root may own files for others, and mount")
STRANGER = 12345


def mount(*words: str) -> None:
    """Mount, or skip the test where that isn't allowed."""
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")


@pytest.fixture
def disk(place: Path) -> Iterator[Path]:
    """A disk too small for a first set-up."""
    if not AS_ROOT or shutil.which("mount") is None:
        pytest.skip("only root may mount")
    folder = place / "disk"
    folder.mkdir()
    mount("-t", "tmpfs", "-o", "size=16m,mode=0755", "genius-test", str(folder))
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def picture(folder: Path) -> list[tuple[str, int, int]]:
    """Every path below, with its owner and the time of its last change."""
    found = []
    for path in sorted(folder.rglob("*")):
        seen = path.lstat()
        found.append((str(path), seen.st_uid, seen.st_mtime_ns))
    return found


def fill(filler: Path) -> None:
    """Take all the room that is left on the disk."""
    lines = os.open(filler, os.O_WRONLY | os.O_CREAT)
    for size in (1 << 20, 1 << 12):
        with contextlib.suppress(OSError):
            while os.write(lines, bytes(size)):
                pass
    os.close(lines)


def found(port: int) -> str:
    """A new guest founds a game: its id, or the code of what was refused."""
    with connect(f"ws://127.0.0.1:{port}/ws") as socket:
        hello = {"op": "hello", "id": "h", "auth": {"kind": "guest", "name": "Ada"}}
        create = {"op": "game.create", "id": "c", "name": "x" * 60}
        for command in (hello, create):
            socket.send(json.dumps(command))
            reply = json.loads(socket.recv(15))
            if not reply["ok"]:
                return str(reply["error"]["code"])
        return str(reply["game"]["id"])


def game_or_none(port: int) -> str | None:
    """A game, or None while none can be founded."""
    code = found(port)
    return code if code.startswith("0") else None


def stored(data: Path) -> list[str]:
    """The games in the tables."""

    async def read() -> list[str]:
        url = f"postgresql://postgres@/genius?host={data}/sockets&port=5432"
        connection = await asyncpg.connect(url)
        try:
            return [str(row["id"]) for row in await connection.fetch("select id from games")]
        finally:
            await connection.close()

    return asyncio.run(read())


def test_a_folder_that_is_a_file_is_named(place: Path) -> None:
    (place / "data").write_text("mine")
    chosen = {"GENIUS_DATA_DIR": str(place / "data")}
    refused(chosen, f"{place}/data cannot be made: File exists", "GENIUS_DATA_DIR")
    assert (place / "data").read_text() == "mine"


@ROOT_ONLY
def test_a_folder_of_another_user_is_left_alone(data: Path, place: Path) -> None:
    os.chown(data, STRANGER, STRANGER)
    before = picture(data)
    refused({"GENIUS_DATA_DIR": str(data)}, f"belongs to another user ({STRANGER})", "choose")
    assert picture(data) == before
    os.chown(data, 0, 0)
    serves({"GENIUS_DATA_DIR": str(data)}, place / "log")


@ROOT_ONLY
def test_tables_of_another_user_are_left_alone(data: Path) -> None:
    os.chown(data / "postgres", STRANGER, STRANGER)
    refused({"GENIUS_DATA_DIR": str(data)}, f"another user ({STRANGER})", "choose")
    assert (data / "postgres").stat().st_uid == STRANGER


def test_a_folder_that_may_not_be_written_is_left_alone(data: Path, place: Path) -> None:
    before = picture(data)
    chosen = {"GENIUS_DATA_DIR": str(data)}
    if AS_ROOT:
        mount("--bind", str(data), str(data))
    try:
        if AS_ROOT:
            mount("-o", "remount,bind,ro", str(data))
        else:
            data.chmod(0o500)
        refused(chosen, f"{data} cannot be written", "choose another folder")
        assert picture(data) == before
    finally:
        if AS_ROOT:
            subprocess.run(["umount", "-l", str(data)], check=True)
        else:
            data.chmod(0o700)
    serves(chosen, place / "log")


def test_a_full_disk_at_the_first_start_leaves_no_half_made_tables(disk: Path, place: Path) -> None:
    chosen = {"GENIUS_DATA_DIR": str(disk / "data")}
    refused(chosen, "No space left on device")
    assert not (disk / "data" / "postgres").exists()
    assert not list((disk / "data").glob("postgres.new-*"))
    mount("-o", "remount,size=200m", str(disk))
    serves(chosen, place / "log")


def test_a_disk_that_fills_up_loses_nothing_and_play_goes_on_once_there_is_room(
    ground: Path, disk: Path, place: Path
) -> None:
    """Method: found games on a full disk until one is refused, then make room again."""
    mount("-o", "remount,size=400m", str(disk))
    data = copy_of(ground, disk / "data")
    chosen = {"GENIUS_DATA_DIR": str(data), "GENIUS_RATE_FACTOR": "1000"}
    with begun(chosen, place / "log") as node:
        node.opened()
        kept = [found(node.port)]
        fill(disk / "filler")
        said = [found(node.port) for _ in range(60)]
        kept += [game for game in said if game.startswith("0")]
        assert {code for code in said if not code.startswith("0")} == {"unavailable"}
        (disk / "filler").unlink()
        kept.append(until(lambda: game_or_none(node.port), 20, "games can be founded again"))
        assert set(stored(data)) >= set(kept)
        assert node.told_to_stop() == 0
        assert "Traceback" not in node.said
