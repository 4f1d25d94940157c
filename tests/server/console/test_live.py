"""The console over a real socket, and `genius console` as its own process."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from clients.console.cli import written
from server.accounts.reception import digest
from tests.server.console.live import PASSWORD, LiveScene, live
from tests.server.peer import KEY, Peer

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def scene() -> AsyncIterator[LiveScene]:
    async with live() as scene:
        yield scene


async def at_the_door(scene: LiveScene, name: str, password: str = PASSWORD) -> Peer:
    """A connection to /console that has sent its hello."""
    peer = await Peer.raw(scene.port)
    peer.write(
        b"GET /console HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY.encode() + b"\r\n\r\n"
    )
    head = await peer.reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101"), head
    scene.sockets.peers.append(peer)
    auth = {"kind": "password", "username": name, "password": password}
    peer.say("hello", id="h", v=1, client="t/1", auth=auth)
    return peer


async def test_an_admin_works_and_others_are_closed_with_4403(scene: LiveScene) -> None:
    boss = await at_the_door(scene, "boss")
    assert (await boss.reply("h"))["ok"]
    said = await boss.ask("console.exec", line="users role ada moderator")
    assert (said["ok"], said["result"]["role"]) == (True, "moderator")
    assert (await boss.ask("console.complete", line="games "))["completions"][0] == "list"
    ada = await at_the_door(scene, "ada")
    said = await ada.reply("h")
    assert said["error"]["code"] == "forbidden"
    assert (await ada.end()).code == 4403
    wrong = await at_the_door(scene, "boss", "wrong horse")
    assert (await wrong.reply("h"))["error"]["code"] == "unauthorized"
    assert (await wrong.end()).code == 4401


async def test_a_game_is_watched_and_its_texts_are_not(scene: LiveScene) -> None:
    boss = await at_the_door(scene, "boss")
    await boss.reply("h")
    assert (await boss.ask("console.watch", topics=["log", "game"]))["ok"]
    scene.console.tell("game", "g", "3 response.submitted", 5)
    while not (found := [each for each in boss.heard if each.get("sig") == "console"]):
        await boss.hear()
    assert found[0]["text"] == "3 response.submitted"


async def test_players_hear_nothing_they_should_not_and_bans_close_their_door(
    scene: LiveScene,
) -> None:
    guest = await scene.sockets.guest("Zoe")
    boss = await at_the_door(scene, "boss")
    await boss.reply("h")
    user = guest.heard[0]["user"]["id"]
    assert (await guest.ask("console.exec", line="drain"))["error"]["code"] == "bad_request"
    assert (await boss.ask("console.exec", line=f"bans add {user} --for 1h rude"))["ok"]
    assert (await guest.end()).code == 4403
    again = await scene.sockets.connect()
    auth = {"kind": "token", "token": guest.heard[0]["token"]}
    said = await again.ask("hello", v=1, client="t/1", auth=auth)
    assert said["error"]["code"] == "forbidden"
    assert "rude" in said["error"]["message"]


async def test_who_is_deposed_is_sent_away_at_the_next_line(scene: LiveScene) -> None:
    boss = await at_the_door(scene, "boss")
    deputy = await at_the_door(scene, "deputy")
    await deputy.reply("h")
    await boss.reply("h")
    assert (await boss.ask("console.exec", line="users role deputy user"))["ok"]
    said = await deputy.ask("console.exec", line="drain")
    assert said["error"]["code"] == "forbidden"
    assert (await deputy.end()).code == 4403
    assert scene.drained == 0


async def genius(
    scene: LiveScene, *arguments: str, stdin: str = "", **environment: str
) -> tuple[int, str, str]:
    """Run `genius console`; its status, standard output and standard error."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GENIUS_")}
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "genius.py"),
        "console",
        *("--url", f"http://127.0.0.1:{scene.port}"),
        *arguments,
        env={**clean, **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        out, err = await child.communicate(stdin.encode())
    assert child.returncode is not None
    return child.returncode, out.decode(), err.decode()


BOSS: dict[str, Any] = {"GENIUS_CONSOLE_PASSWORD": PASSWORD}


async def test_one_line_prints_its_result_as_json(scene: LiveScene) -> None:
    status, out, err = await genius(scene, "--user", "boss", "-c", "users list deputy", **BOSS)
    assert (status, err) == (0, "")
    (row,) = json.loads(out)
    assert (row["username"], row["role"]) == ("deputy", "admin")
    assert out.count("\n") == 1


def test_no_result_moves_the_cursor_of_who_reads_it() -> None:
    """JSON escapes a terminal's old control characters, but neither its newer ones nor a turn."""
    sly = "\x1b[2J\x9b31m\x7f\u202e\U000e0041 é 🦊"
    text = written({"name": sly})
    assert json.loads(text) == {"name": sly}
    assert text.isprintable()
    assert "é 🦊" in text


async def test_one_line_for_people_is_a_table(scene: LiveScene) -> None:
    line = ("--user", "boss", "--text", "-c", "users list deputy")
    status, out, _ = await genius(scene, *line, **BOSS)
    assert (status, out.splitlines()[0].split()[:3]) == (0, ["user", "username", "name"])


async def test_a_refused_line_says_what_would_do_and_is_status_1(scene: LiveScene) -> None:
    status, out, err = await genius(scene, "--user", "boss", "-c", "users role ada king", **BOSS)
    assert (status, out) == (1, "")
    assert err.startswith("genius: ")
    assert "one of user, moderator, admin, service" in err


async def test_many_lines_are_answered_one_by_one(scene: LiveScene) -> None:
    lines = "users role ada moderator\n\nnonsense\nusers role ada user\n"
    status, out, _ = await genius(scene, "--user", "boss", stdin=lines, **BOSS)
    first, second, third = map(json.loads, out.splitlines())
    assert status == 1
    assert (first["ok"], first["result"]["role"]) == (True, "moderator")
    assert (second["ok"], second["error"]["code"]) == (False, "bad_request")
    assert third["result"]["role"] == "user"


async def test_a_key_opens_the_console_from_a_file_or_the_environment(
    scene: LiveScene, tmp_path: Path
) -> None:
    key = scene.with_key(scene.boss, "admin")
    scene.store.keys[key.login.session].key_hash = digest("gk_secret")
    file = tmp_path / "key"
    file.write_text("gk_secret\n")
    assert (await genius(scene, "--key-file", str(file), "-c", "status"))[0] == 0
    status, out, _ = await genius(scene, "-c", "status", GENIUS_KEY="gk_secret")
    assert (status, json.loads(out)["version"]) == (0, "1.2.3")


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (("--user", "boss"), {"GENIUS_CONSOLE_PASSWORD": "wrong"}, "Sign in"),
        (("--user", "ada"), BOSS, "may not"),
        (("--user", "boss"), {}, "GENIUS_CONSOLE_PASSWORD"),
        ((), {}, "--user NAME"),
        (("--user", "boss", "--url", "ws://127.0.0.1:9"), BOSS, "127.0.0.1:9"),
        (("--user", "boss", "--url", "gopher://x"), BOSS, "ws://"),
    ],
)
async def test_without_a_way_in_the_status_is_2(
    scene: LiveScene, arguments: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    status, out, err = await genius(scene, *arguments, "-c", "status", **environment)
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
