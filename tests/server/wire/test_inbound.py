"""Every command of protocol.md exists with its fields, its defaults and its ranges."""

from typing import Any, get_args

import msgspec
import pytest

from server.wire import CODECS, JSON, FromClient, WireError

GAME = {"game": "g"}
# What a client must send, then what it may.
OPS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "hello": (
        {"auth": {"kind": "guest", "name": "Ada"}},
        {"v": 1, "client": "web/1"},
    ),
    "game.create": (
        {},
        {
            "name": "Friday",
            "max_players": 8,
            "total_rounds": 5,
            "time_limit_seconds": 60,
            "mode": "classic",
            "visibility": "private",
            "agents": 3,
        },
    ),
    "agent.list": ({}, {}),
    "agent.get": ({"agent": "goat"}, {}),
    "agent.memories": ({"agent": "goat"}, {"query": "who won?", "limit": 5}),
    "world.join": ({}, {"character_name": "Ada of the Hill"}),
    "world.leave": ({}, {}),
    "world.move": ({"to": "square"}, {}),
    "world.watch": ({}, {"hz": 10}),
    "world.unwatch": ({}, {}),
    "game.list": ({}, {"status": "waiting", "mode": "classic", "cursor": "c", "limit": 20}),
    "game.join": (
        {},
        {"game": "g", "code": "C", "name": "A", "avatar_url": "u", "role": "spectator"},
    ),
    "game.resume": ({"game": "g", "seq": 0}, {}),
    "game.leave": (GAME, {}),
    "game.ready": (GAME, {"ready": False}),
    "game.start": (GAME, {}),
    "game.kick": ({"game": "g", "player": "p"}, {}),
    "game.mute": ({"game": "g", "player": "p"}, {"muted": False}),
    "chat.mute": ({"game": "g", "player": "p"}, {"muted": False}),
    "chat.report": ({"game": "g", "message": "m"}, {"reason": "r"}),
    "game.add_agent": (GAME, {"agent": "goat"}),
    "game.cancel": (GAME, {}),
    "response.submit": ({"game": "g", "round": 1, "text": "t"}, {}),
    "vote.cast": ({"game": "g", "round": 1, "response": "r", "vote_type": "funny"}, {}),
    "chat.send": ({"game": "g", "text": "t"}, {}),
    "game.react": ({"game": "g", "kind": "k"}, {"data": "d"}),
    "game.typing": (GAME, {}),
    "game.history": (GAME, {"from_seq": 1, "limit": 200}),
    "prompt.propose": (
        {"text": "t"},
        {"category": "c", "difficulty": "easy", "language": "en"},
    ),
    "prompt.rate": ({"game": "g", "round": 1, "liked": True}, {}),
    "auth.register": ({"username": "u", "password": "p"}, {"email": "e"}),
    "auth.login": ({"username": "u", "password": "p"}, {}),
    "auth.refresh": ({}, {}),
    "auth.logout": ({}, {"everywhere": True}),
    "key.create": ({"name": "k", "scopes": ("read",)}, {"expires_at": 1, "rate_limit": 60}),
    "key.list": ({}, {}),
    "key.revoke": ({"key": "k"}, {}),
    "profile.get": ({}, {"user": "u"}),
    "profile.export": ({}, {"table": "users", "offset": 100}),
    "profile.erase": ({"confirm": "u"}, {}),
    "leaderboard.get": ({}, {"scope": "week", "cursor": "c", "limit": 20}),
}
SETTINGS = {
    "voting_seconds": 30,
    "reveal_seconds": 8,
    "judging_seconds": 5,
    "categories": [],
    "difficulty": "hard",
    "language": "en",
    "pack": "house",
    "allow_spectators": True,
    "profanity": "off",
    "judge": "auto",
    "weights": {"judge": 1, "votes": 1, "speed": 0},
}
# (op, field, what is let in, what is not)
RANGES: list[tuple[str, str, list[Any], list[Any]]] = [
    ("game.create", "max_players", [2, 12], [1, 13, "8", None]),
    ("game.create", "total_rounds", [5, 50], [4, 51]),
    ("game.create", "time_limit_seconds", [5, 600], [4, 601]),
    ("game.create", "agents", [0, 11], [-1, 12]),
    ("game.create", "mode", ["classic"], ["chess"]),
    ("game.create", "visibility", ["public", "private"], ["secret"]),
    ("game.create", "name", ["x", "x" * 80], ["", "x" * 81]),
    ("game.list", "limit", [1, 100], [0, 101]),
    ("game.list", "status", ["completed", "cancelled", "in_progress"], ["over"]),
    ("game.join", "role", ["player", "spectator"], ["host"]),
    ("game.resume", "seq", [0, 2**53], [-1, 2**63, 1.5]),
    ("game.history", "from_seq", [1], [0, 2**63, 10**30]),
    ("game.history", "limit", [1, 500], [0, 501]),
    ("vote.cast", "vote_type", ["funny", "creative", "best"], ["worst"]),
    ("game.react", "kind", ["x" * 32], ["", "x" * 33]),
    ("game.react", "data", ["x" * 128], ["x" * 129]),
    ("world.watch", "hz", [1, 10], [0, 11, 2.5]),
    ("world.move", "to", ["x" * 64], ["", "x" * 65]),
    ("world.join", "character_name", ["x" * 256], ["x" * 257]),
    ("hello", "v", [1], [2, "1"]),
    ("hello", "client", ["x" * 128], ["x" * 129]),
]
SETTING_RANGES: list[tuple[str, list[Any], list[Any]]] = [
    ("voting_seconds", [5, 300], [4, 301]),
    ("reveal_seconds", [0, 60], [-1, 61]),
    ("judging_seconds", [0, 30], [-1, 31]),
    ("profanity", ["off", "mask", "refuse"], ["shout"]),
    ("language", ["en", "de"], ["EN", "eng", ""]),
]


def read(op: str, **fields: Any) -> FromClient:
    frame = msgspec.json.encode({"op": op, "id": "c1", **fields})
    return CODECS[JSON].decode(frame, binary=False)


def test_these_are_all_the_commands() -> None:
    assert {each.__struct_config__.tag for each in get_args(FromClient)} == set(OPS)


@pytest.mark.parametrize("op", OPS)
def test_a_command_has_its_fields_and_no_others(op: str) -> None:
    needed, allowed = OPS[op]
    for fields in (needed, {**needed, **allowed}):
        command = msgspec.to_builtins(read(op, **fields))
        shown = {name: command[name] for name in fields if name in command}
        # What stands at its default may be left out again.
        assert shown == {name: fields[name] for name in shown}
    for name in needed:
        with pytest.raises(WireError, match=name):
            read(op, **{key: value for key, value in needed.items() if key != name})
    with pytest.raises(WireError, match="surplus") as caught:
        read(op, **needed, surplus=1)
    assert caught.value.id == "c1"


@pytest.mark.parametrize(("op", "field", "good", "bad"), RANGES)
def test_a_field_has_its_range(op: str, field: str, good: list[Any], bad: list[Any]) -> None:
    needed, _ = OPS[op]
    for value in good:
        assert getattr(read(op, **{**needed, field: value}), field) == value
    for value in bad:
        with pytest.raises(WireError, match=field) as caught:
            read(op, **{**needed, field: value})
        assert caught.value.code == "bad_request"


@pytest.mark.parametrize(("field", "good", "bad"), SETTING_RANGES)
def test_a_setting_of_a_game_has_its_range(field: str, good: list[Any], bad: list[Any]) -> None:
    read("game.create", settings=SETTINGS)
    for value in good:
        read("game.create", settings={**SETTINGS, field: value})
    for value in [*bad, []]:
        with pytest.raises(WireError, match=field):
            read("game.create", settings={**SETTINGS, field: value})
    with pytest.raises(WireError, match="volume"):
        read("game.create", settings={**SETTINGS, "volume": 11})


def test_a_game_without_wishes_is_the_one_of_the_protocol() -> None:
    command: Any = read("game.create")
    assert (command.max_players, command.total_rounds, command.time_limit_seconds) == (8, 5, 60)
    assert (command.mode, command.visibility, command.agents) == ("classic", "public", 0)
    settings = command.settings
    assert (settings.voting_seconds, settings.reveal_seconds, settings.judging_seconds) == (
        *(30, 8),
        5,
    )
    assert (settings.allow_spectators, settings.judge, settings.pack) == (True, "auto", "house")


@pytest.mark.parametrize(
    "auth",
    [
        {"kind": "guest", "name": "x" * 321},
        {"kind": "guest"},
        {"kind": "token", "token": ""},
        {"kind": "token", "token": "x" * 257},
        {"kind": "password", "username": "a"},
        {"kind": "password", "username": "a", "password": "x" * 321},
        {"kind": "key", "key": ""},
        {"kind": "face", "name": "Ada"},
        {"kind": "guest", "name": "Ada", "token": "both"},
        "guest",
        None,
    ],
)
def test_hello_takes_one_whole_way_of_signing_in(auth: object) -> None:
    read("hello", auth={"kind": "token", "token": "t"})
    with pytest.raises(WireError, match="auth"):
        read("hello", auth=auth)


def test_nobody_posts_what_only_the_server_may() -> None:
    for op in ("game.open", "clock.tick", "clock.thaw", "judge.record", "host.pass", "skip", ""):
        with pytest.raises(WireError, match=r"\$\.op"):
            read(op)
