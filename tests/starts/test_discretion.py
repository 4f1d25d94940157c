"""What players write and what signs them in never reaches a log, however much of it is asked for.

Method: play a game, with an outage in the middle, against a node that logs everything; every
answer, line of chat, password, token and broken frame holds a word to look for afterwards.
"""

import itertools
import json
import os
import signal
from pathlib import Path
from typing import Any

import psutil
import pytest
from websockets.sync.client import ClientConnection, connect

from tests.faults.world import until
from tests.starts.serving import Serving, begun

pytestmark = pytest.mark.services

MARK = "zq7marker"
CODE_RETRIES = 200


class Player:
    """One socket, and the secrets that came over it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self._count = socket, itertools.count(1)
        self.heard: list[dict[str, Any]] = []

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """Say it; the reply."""
        command_id = f"{op}-{next(self._count)}"
        self.socket.send(json.dumps({"op": op, "id": command_id, **fields}))
        return self.until("re", command_id)

    def until(self, key: str, value: str) -> dict[str, Any]:
        """Read on until this is said, or find it in what was."""
        for said in self.heard:
            if said.get(key) == value:
                return said
        while True:
            self.heard.append(json.loads(self.socket.recv(20)))
            if self.heard[-1].get(key) == value:
                return self.heard[-1]

    def insist(self, op: str, **fields: Any) -> dict[str, Any]:
        """Say it until it is taken: the database is coming back."""

        def taken() -> dict[str, Any] | None:
            said = self.ask(op, **fields)
            return said if said["ok"] else None

        return dict(until(taken, 20, op))


def sign_in(socket: ClientConnection, name: str) -> tuple[Player, list[str]]:
    """A guest who then makes an account, logs in wrongly, and says what can't be read."""
    player = Player(socket)
    hello = player.ask("hello", auth={"kind": "guest", "name": name})
    assert hello["ok"], hello
    password = f"{MARK} correct horse battery {name}"
    secrets = [hello["token"], password]
    made = player.ask("auth.register", username=f"{name}{os.getpid()}", password=password)
    secrets += [str(made[key]) for key in ("token", "refresh_token") if key in made]
    player.ask("auth.login", username=name, password=f"{MARK} wrong")
    player.ask("auth.refresh", refresh_token=f"{MARK}-refresh")
    player.ask("key.create", name=f"{MARK}-key", scopes=["play"])
    secrets += [str(said["key"]) for said in player.heard if "key" in said]
    player.ask(f"{MARK}.op", text=MARK)
    player.ask("chat.send", game=f"{MARK} game", text=MARK, more=MARK)
    socket.send(f"{MARK} is no map")
    return player, secrets


def play(node: Serving) -> tuple[list[str], str]:
    """A round of a game; the secrets, and the game's id."""
    url = f"ws://127.0.0.1:{node.port}/ws"
    with connect(url) as first, connect(url) as second:
        ada, secrets = sign_in(first, "ada")
        bob, more = sign_in(second, "bob")
        game = ada.ask("game.create", name=f"{MARK} game", settings={"judge": "off"})["game"]["id"]
        for player in (ada, bob):
            assert player.ask("game.join", game=game)["ok"]
        assert ada.ask("game.start", game=game)["ok"]
        number = ada.until("ev", "round.started")["round"]
        bob.ask("chat.send", game=game, text=f"{MARK} says hello")
        ada.ask("chat.send", game=game, text=f"{MARK}\x1b[31m\n forged")
        server = psutil.Process(node.child.pid)
        (postmaster,) = [each for each in server.children() if each.name() == "postgres"]
        os.kill(postmaster.pid, signal.SIGKILL)
        for player in (ada, bob):
            text = f"{MARK} my answer"
            player.insist("response.submit", game=game, round=number, text=text)
        assert ada.ask("response.submit", game=game, round=number, text=f"{MARK} again")
        with connect(url) as third:
            late = Player(third)
            late.ask("hello", auth={"kind": "token", "token": f"{MARK}-token"})
        with connect(url) as fourth:
            back = Player(fourth)
            back.ask("hello", auth={"kind": "token", "token": secrets[0]})
    return secrets + more, game


def test_no_secret_and_no_answer_is_in_any_log(data: Path, place: Path) -> None:
    chosen = {
        "GENIUS_DATA_DIR": str(data),
        "GENIUS_LOG_LEVEL": "debug",
        "GENIUS_LOG_FORMAT": "json",
        "GENIUS_RATE_FACTOR": "1000",
        "GENIUS_NODE": f"{place.name}-node",
    }
    with begun(chosen, place / "log") as node:
        node.opened()
        secrets, game = play(node)
        assert node.told_to_stop() == 0
        lines = [json.loads(line) for line in node.said.splitlines()]
    assert all({"ts", "level", "logger", "message"} <= line.keys() for line in lines)
    assert any(line.get("game") == game for line in lines)
    assert any({"connection", "user", "game", "command"} <= line.keys() for line in lines)
    logs = [place / "log", data / "postgres.log", data / "redis.log"]
    for said in [path.read_text(errors="replace") for path in logs]:
        for secret in (MARK, *secrets):
            assert secret not in said, said[max(0, said.find(secret) - 300) :][:600]
