"""Commands: their names and fields on the wire; what is not one of them is refused."""

from typing import Any, get_args

import msgspec
import pytest
from msgspec import UNSET, ValidationError

from game.commands import Command, Inbound, Internal, JoinGame, RecordVerdicts, SetReady, Verdict
from game.ids import ResponseId
from tests.game.table import opening

PROTOCOL = {
    "game.join": ["game", "code", "name", "avatar_url", "role"],
    "game.leave": ["game"],
    "game.ready": ["game", "ready"],
    "game.start": ["game"],
    "game.kick": ["game", "player"],
    "game.add_agent": ["game", "agent"],
    "game.cancel": ["game"],
    "response.submit": ["game", "round", "text"],
    "vote.cast": ["game", "round", "response", "vote_type"],
    "guess.cast": ["game", "round", "response", "is_ai"],
    "chat.send": ["game", "text"],
    "game.mute": ["game", "player", "muted"],
    "chat.mute": ["game", "player", "muted"],
}
FRAMES: list[dict[str, Any]] = [
    {"op": "game.join", "code": "QUIP", "name": "Ada", "role": "spectator"},
    {"op": "game.leave", "id": "c1", "game": "g"},
    {"op": "game.ready", "id": "c2", "game": "g", "ready": False},
    {"op": "game.start", "id": "c3", "game": "g"},
    {"op": "game.kick", "id": "c4", "game": "g", "player": "p"},
    {"op": "game.add_agent", "id": "c5", "game": "g", "agent": "mira"},
    {"op": "game.cancel", "id": "c6", "game": "g"},
    {"op": "response.submit", "id": "c7", "game": "g", "round": 1, "text": "ha"},
    {"op": "vote.cast", "id": "c8", "game": "g", "round": 1, "response": "r", "vote_type": "best"},
    {"op": "chat.send", "id": "c9", "game": "g", "text": "hello"},
    {"op": "game.mute", "id": "d1", "game": "g", "player": "p", "muted": False},
    {"op": "chat.mute", "id": "d2", "game": "g", "player": "p", "muted": False},
]


def read(frame: dict[str, Any]) -> Inbound:
    return msgspec.json.decode(msgspec.json.encode(frame), type=Inbound)


def test_the_operations_and_their_fields_are_those_of_the_protocol() -> None:
    found = {
        each.__struct_config__.tag: [name for name in each.__struct_fields__ if name != "id"]
        for each in get_args(Inbound)
    }
    assert found == PROTOCOL


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame["op"])
def test_a_frame_is_read_and_written_alike(frame: dict[str, Any]) -> None:
    assert msgspec.to_builtins(read(frame)) == frame
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(frame), type=Inbound) == read(frame)


@pytest.mark.parametrize(
    "change",
    [
        {"op": "response.steal"},
        {"actor": "somebody"},
        {"at_ms": 5},
        {"id": ""},
        {"id": "x" * 65},
        {"id": 7},
        {"round": "1"},
        {"round": 1.5},
        {"text": None},
        {"text": UNSET},
    ],
)
def test_a_frame_with_anything_wrong_is_refused(change: dict[str, Any]) -> None:
    frame = {"op": "response.submit", "id": "c", "game": "g", "round": 1, "text": "ha"}
    with pytest.raises(ValidationError):
        read({key: value for key, value in {**frame, **change}.items() if value is not UNSET})


@pytest.mark.parametrize("vote_type", ["worst", "Funny", "", None])
def test_there_are_three_types_of_votes(vote_type: Any) -> None:
    with pytest.raises(ValidationError):
        read({"op": "vote.cast", "game": "g", "round": 1, "response": "r", "vote_type": vote_type})


def test_the_defaults_are_those_of_the_protocol() -> None:
    assert JoinGame().role == "player"
    ready = read({"op": "game.ready", "game": "g"})
    assert isinstance(ready, SetReady)
    assert ready.ready is True


def test_no_client_can_speak_for_the_server() -> None:
    inner = [each.__struct_config__.tag for each in get_args(Internal)]
    assert inner[:4] == ["game.open", "game.begin", "clock.tick", "clock.thaw"]
    assert inner[4:7] == ["judge.record", "honours.record", "host.pass"]
    assert "operator.announce" in inner
    for op in inner:
        with pytest.raises(ValidationError, match=op):
            read({"op": op})


@pytest.mark.parametrize(
    "command",
    [
        opening(),
        RecordVerdicts(round=1, judge="ear", verdicts={ResponseId("r"): Verdict(1, 2.5, 3)}),
    ],
)
def test_the_servers_own_commands_can_be_recorded_and_replayed(command: Command) -> None:
    for codec in (msgspec.json, msgspec.msgpack):
        assert codec.decode(codec.encode(command), type=Command) == command


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_players": 1},
        {"max_players": 13},
        {"total_rounds": 4},
        {"total_rounds": 51},
        {"time_limit_seconds": 4},
        {"time_limit_seconds": 601},
        {"agents": -1},
        {"agents": 12},
        {"name": ""},
        {"name": "x" * 81},
        {"mode": "chess"},
        {"visibility": "secret"},
    ],
)
def test_a_founding_outside_the_ranges_is_refused(wrong: dict[str, Any]) -> None:
    frame = {**msgspec.to_builtins(opening()), **wrong}
    with pytest.raises(ValidationError):
        msgspec.convert(frame, Command)
