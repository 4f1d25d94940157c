"""Every reply, event and signal of protocol.md exists with its fields, in both encodings."""

from typing import Any, get_args

import msgspec
import pytest

from game.look import look, shown
from game.redact import redact
from game.views import EventView, Skipped
from server import wire
from server.wire import AnySignal, error_reply
from tests.game.table import GAME, PROMPTS, Table, opening, playing, revealed, voting

# Fields beside game, seq and at; those in brackets only reach one person, or a finished game.
EVENTS: dict[str, set[str]] = {
    "game.created": {"code", "name", "mode", "host", "max_players", "total_rounds"},
    "player.joined": {"player"},
    "player.left": {"player", "reason", "freed"},
    "player.ready": {"player", "ready"},
    "host.changed": {"host", "player"},
    "game.started": {"total_rounds", "seats"},
    "round.started": {"round", "prompt", "category", "difficulty", "deadline"},
    "response.submitted": {"round", "player", "received", "expected", "text", "response"},
    "judging.started": {"round", "deadline"},
    "round.judged": {"round", "judge", "verdicts"},
    "voting.started": {"round", "responses", "deadline"},
    "vote.cast": {"round", "received", "expected", "player", "response", "vote_type"},
    "guess.cast": {"round", "received", "expected", "player", "response", "is_ai"},
    "round.completed": {"round", "results", "standings", "reveal_until", "guessers"},
    "honours.recorded": {"number", "achievements", "is_late"},
    "game.completed": {"standings", "winners", "stats", "achievements"},
    "game.paused": {"reason"},
    "game.resumed": {"deadline"},
    "game.cancelled": {"reason"},
    "chat.message": {"message", "player", "text"},
    "player.muted": {"player", "muted"},
    "chat.muted": {"player", "muted"},
    "announcement.made": {"text"},
}
SIGNALS: dict[str, set[str]] = {
    "typing": {"game", "player"},
    "announcement": {"text", "at"},
    "reaction": {"game", "player", "kind", "data"},
    "presence": {"game", "player", "connected"},
    "countdown": {"game", "phase", "left_ms"},
    "outage": {"game", "over"},
    "goodbye": {"retry_after_ms"},
    "world.tick": {"tick", "now", "full", "agents", "gone"},
    "agent.memory": {"agent", "kind"},
}
REPLIES: dict[type[wire.Reply], set[str]] = {
    wire.Reply: set(),
    wire.HelloReply: {"user", "token", "token_expires_at", "server"},
    wire.GameReply: {"game"},
    wire.JoinReply: {"game", "player", "snapshot"},
    wire.ListReply: {"games", "next"},
    wire.ResumeReply: {"game", "events", "snapshot"},
    wire.HistoryReply: {"game", "events", "next"},
    wire.ResponseReply: {"response"},
    wire.MessageReply: {"message"},
}
RESULT = {"response", "player", "text", "is_ai", "scores", "judge", "votes", "points"}
SHOWN = {"id", "name", "avatar_url", "is_ai", "user"}


def fields(kind: Any) -> set[str]:
    return {each.encode_name for each in msgspec.structs.fields(kind)}


def tagged(union: Any) -> dict[str, Any]:
    return {each.__struct_config__.tag: each for each in get_args(union)}


def test_every_event_has_its_fields() -> None:
    views = tagged(EventView)
    assert set(views) == set(EVENTS)
    for name, view in views.items():
        assert view.__struct_config__.tag_field == "ev"
        assert fields(view) == EVENTS[name] | {"game", "seq", "at"}, name


def test_what_is_hidden_is_only_a_number() -> None:
    said = msgspec.json.decode(msgspec.json.encode(Skipped(game=GAME, seq=43)))
    assert said == {"ev": "skip", "game": GAME, "seq": 43}


def test_every_signal_has_its_fields() -> None:
    signals = tagged(AnySignal)
    assert {name: fields(each) for name, each in signals.items()} == SIGNALS
    assert all(each.__struct_config__.tag_field == "sig" for each in signals.values())


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.__name__)
def test_every_reply_has_its_fields(reply: type[wire.Reply]) -> None:
    assert fields(reply) == REPLIES[reply] | {"re", "ok", "seq"}


def test_the_shapes_inside() -> None:
    assert fields(wire.UserShown) == {"id", "name", "role", "is_guest"}
    assert fields(wire.ServerShown) == {"version", "node", "now"}
    table = revealed("ada", "bob")
    said = msgspec.to_builtins(redact(GAME, table.entries[-1], None))
    assert set(said["results"][0]) >= RESULT
    assert set(said["results"][0]["votes"]) == {"funny", "creative", "best"}
    assert set(said["standings"][0]) == {"player", "score", "rank"}
    joined = msgspec.to_builtins(redact(GAME, table.entries[1], None))
    assert joined["ev"] == "player.joined"
    assert set(joined["player"]) >= SHOWN
    ballot = voting("ada", "bob")
    line = msgspec.to_builtins(redact(GAME, ballot.entries[-1], None))["responses"][0]
    assert set(line) == {"id", "text"}
    assert set(msgspec.to_builtins(shown(table.state))) >= {"id", "code", "status", "phase"}


def test_an_error_is_for_machines_and_for_people() -> None:
    said = msgspec.to_builtins(error_reply("c7", "vote.own_response"))
    assert said == {
        "re": "c7",
        "ok": False,
        "error": {
            "code": "vote.own_response",
            "message": "You cannot vote for yourself.",
            "retry_after_ms": None,
        },
    }
    detailed = error_reply("c7", "bad_request", "no `text`", 500).error
    assert detailed.message == "The command is not well formed. (no `text`)"
    assert detailed.retry_after_ms == 500
    assert error_reply(None, "not.known.yet").error.message == "Refused."


@pytest.mark.parametrize("name", [wire.JSON, wire.MSGPACK])
def test_both_encodings_say_the_same_maps(name: str) -> None:
    table: Table = playing("ada", "bob")
    reply = wire.JoinReply(
        re="c1",
        seq=table.state.seq,
        game=shown(table.state),
        player=None,
        snapshot=look(table.state, table.player("ada"), 7, ()),
    )
    form = msgspec.msgpack if name == wire.MSGPACK else msgspec.json
    plain = msgspec.json.decode(msgspec.json.encode(reply))
    assert form.decode(wire.CODECS[name].encode(reply)) == plain
    assert plain["snapshot"]["me"] == table.player("ada")


def test_a_lobby_is_shown_without_its_secrets() -> None:
    table = Table(opening())
    encoded = wire.CODECS[wire.JSON].encode(look(table.state, None, 7, ()))
    assert table.state.seed.encode() not in encoded
    assert not [prompt for prompt in PROMPTS if prompt.text.encode() in encoded]
