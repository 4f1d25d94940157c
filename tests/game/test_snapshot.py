"""Snapshots: their names on the wire, and that they come back whole."""

import msgspec

from game.look import look
from game.snapshot import BallotLine, ChatLine, GameShown, PromptShown, SeatShown, Snapshot
from tests.game.table import revealed

FIELDS = {
    BallotLine: ["id", "text"],
    SeatShown: [
        *("id", "name", "avatar_url", "is_ai", "user", "agent", "score", "rank"),
        *("is_ready", "is_active", "connected", "muted"),
    ],
    PromptShown: ["round", "text", "category", "difficulty"],
    ChatLine: ["message", "player", "name", "text", "at"],
    GameShown: [
        *("id", "code", "name", "mode", "status", "phase", "host", "visibility", "max_players"),
        *("players", "current_round", "total_rounds", "time_limit_seconds", "settings"),
    ],
    Snapshot: [
        *("game", "seq", "at", "phase", "round", "total_rounds", "deadline", "paused", "host"),
        *("me", "players", "prompt", "responses", "my_response", "my_votes", "received"),
        *("expected", "results", "standings", "winners", "chat", "announcement"),
        *("my_guesses", "my_mutes", "achievements"),
    ],
}


def test_the_fields_are_those_that_clients_read() -> None:
    """Adding one is fine; renaming one needs another version of the wire."""
    assert {shape: list(shape.__struct_fields__) for shape in FIELDS} == FIELDS


def test_a_snapshot_comes_back_whole_in_both_codecs() -> None:
    table = revealed("ada", "bob")
    snapshot = look(table.state, table.player("ada"), table.at_ms, ["ada"])
    for codec in (msgspec.json, msgspec.msgpack):
        assert codec.decode(codec.encode(snapshot), type=Snapshot) == snapshot
