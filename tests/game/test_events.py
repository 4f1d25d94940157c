"""Events: every one has its own tag and comes back from the journal as it went in."""

from typing import get_args

import msgspec
from msgspec import to_builtins

from game.commands import (
    Announce,
    CancelGame,
    CastGuess,
    LeaveGame,
    MoveRoom,
    MuteChat,
    MutePlayer,
    PassHost,
    RecordHonours,
    SendChat,
    SetReady,
    ThawClock,
)
from game.events import Entry, Event, Fact
from game.ids import SYSTEM, Actor
from tests.game.table import GAME, Table, playing, seated, voting

TAGS = [
    *("game.created", "player.joined", "player.left", "player.ready", "host.changed"),
    *("game.started", "round.started", "response.submitted", "judging.started", "round.judged"),
    *("voting.started", "vote.cast", "guess.cast", "round.completed", "honours.recorded"),
    *("game.completed", "game.paused"),
    *("game.resumed", "game.cancelled", "announcement.made", "chat.message"),
    *("player.muted", "chat.muted", "room.moved"),
]


def rich() -> list[Entry]:
    """Every kind of event at least once, from real play."""
    table = seated("ada", "bob", "cyd", settings={"judge": "auto"})
    table.do("bob", SetReady(game=GAME))
    table.do("bob", SendChat(game=GAME, text="ha"))
    table.do("ada", MutePlayer(game=GAME, player=table.player("bob")))
    table.do("ada", MuteChat(game=GAME, player=table.player("bob")))
    table.do(SYSTEM, PassHost(present=(Actor("bob"),)))
    table.start()
    table.do(SYSTEM, MoveRoom(to="two#1"))
    table.do(SYSTEM, ThawClock(lost_ms=5, reason="storage"))
    table.do("cyd", LeaveGame(game=GAME))
    table.answer("ada", "bob")
    table.judge({"ada": (1, 2, 3)})
    table.vote("ada", "bob")
    table.finish()
    table.do(SYSTEM, RecordHonours(number=1))
    table.do(SYSTEM, Announce(text="Back soon."))
    other: Table = playing("ada", "bob")
    other.do("ada", CancelGame(game=GAME))
    third = voting("ada", "bob", mode="turing")
    guess = CastGuess(game=GAME, round=1, response=third.response("bob"), is_ai=True)
    third.do("ada", guess)
    return [*table.entries, other.entries[-1], third.entries[-1]]


def test_the_tags_are_stored_for_ever() -> None:
    assert [each.__struct_config__.tag for each in get_args(Event)] == TAGS
    assert all(issubclass(each, Fact) for each in get_args(Event))


def test_every_event_comes_back_as_it_went_in() -> None:
    entries = rich()
    assert {to_builtins(entry.event)["t"] for entry in entries} == set(TAGS)
    for codec in (msgspec.json, msgspec.msgpack):
        assert codec.decode(codec.encode(entries), type=list[Entry]) == entries


def test_an_event_can_not_be_written_to() -> None:
    assert all(each.__struct_config__.frozen for each in (*get_args(Event), Entry))
