"""Who plays an episode: a guest's token, and what the server told them last. Knows no sockets."""

import json
from typing import Final

import msgspec
from msgspec import Struct

from server.wire import JSON
from tests.fuzz.judge import Told
from tests.fuzz.shapes import MARKS

# Games of one person that wait to be cancelled; older ones are let go, and time out.
GAMES_MAX: Final = 64


class Person(Struct):
    """One guest, from episode to episode; `told` are the words that take the place of marks."""

    token: str | None = None
    told: dict[str, str] = {}
    games: list[str] = []

    def learn(self, told: Told) -> None:
        """Keep what a later command may need."""
        if isinstance(told.game, dict) and isinstance(told.game.get("id"), str):
            game = told.game["id"]
            self.told["game"] = game
            self.told["code"] = str(told.game.get("code"))
            if game not in self.games:
                self.games = [*self.games, game][-GAMES_MAX:]
        if isinstance(told.token, str):
            self.token = self.told["token"] = told.token
        for name, value in (("player", told.player), ("user", told.user)):
            if isinstance(value, dict) and isinstance(value.get("id"), str):
                self.told[name] = value["id"]
        if isinstance(told.user, dict):
            self.told["confirm"] = str(told.user.get("name"))
        if isinstance(told.responses, list) and told.responses:
            self.told["response"] = str(told.responses[-1].get("id"))
        if isinstance(told.message, str):
            self.told["message"] = told.message

    def filled(self, payload: bytes, codec: str) -> bytes:
        """The payload with this person's words in place of the marks."""
        if b"@" not in payload:
            return payload
        for name, value in self.told.items():
            mark = MARKS.get(name)
            if mark is not None:
                payload = payload.replace(_written(mark, codec), _written(value, codec))
        return payload


def _written(word: str, codec: str) -> bytes:
    return json.dumps(word).encode() if codec == JSON else msgspec.msgpack.encode(word)
