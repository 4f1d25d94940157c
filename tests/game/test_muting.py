"""Muting: for all by the host, for oneself by anyone; kept by person, whatever their seat."""

import pytest

from game.commands import CancelGame, JoinGame, LeaveGame, MuteChat, MutePlayer, SendChat
from game.events import ChatMuted, PlayerMuted
from game.ids import SYSTEM, Actor, PlayerId
from game.look import look
from game.muting import hidden_from, is_muted, mutes
from game.refusals import Refusal
from game.snapshot import Snapshot
from tests.game.table import GAME, Table, encode, playing, seated

NOBODY = PlayerId("nobody")


def mute(table: Table, name: str, muted: bool = True) -> MutePlayer:
    return MutePlayer(game=GAME, player=table.player(name), muted=muted)


def hide(table: Table, name: str, hidden: bool = True) -> MuteChat:
    return MuteChat(game=GAME, player=table.player(name), muted=hidden)


def muted(table: Table, name: str) -> bool:
    return is_muted(table.state, Actor(name))


def hidden(table: Table, viewer: str, name: str) -> bool:
    return table.player(name) in hidden_from(table.state, table.player(viewer))


def seen(table: Table, name: str | None) -> Snapshot:
    return look(table.state, table.player(name) if name else None, table.at_ms, ())


def test_the_host_mutes_a_player_and_lets_them_speak_again() -> None:
    table = seated("ada", "bob")
    bob = table.player("bob")
    assert table.do("ada", mute(table, "bob")) == (PlayerMuted(bob, True, Actor("ada")),)
    assert muted(table, "bob")
    assert not muted(table, "ada")
    assert table.do("ada", mute(table, "bob")) == ()
    assert table.do("ada", mute(table, "bob", False)) == (PlayerMuted(bob, False, Actor("ada")),)
    assert not muted(table, "bob")
    assert table.do("ada", mute(table, "bob", False)) == ()


def test_only_the_host_mutes_and_not_themselves() -> None:
    table = seated("ada", "bob", "cyd")
    assert table.refused("bob", mute(table, "cyd")) is Refusal.GAME_NOT_HOST
    assert table.refused("ada", mute(table, "ada")) is Refusal.BAD_REQUEST
    nobody = MutePlayer(game=GAME, player=NOBODY)
    assert table.refused("ada", nobody) is Refusal.NOT_FOUND


def test_whom_the_server_muted_no_host_lets_speak() -> None:
    table = seated("ada", "bob")
    table.do("ada", mute(table, "bob"))
    table.do(SYSTEM, mute(table, "bob"))
    assert table.do(SYSTEM, mute(table, "bob")) == ()
    assert table.do("ada", mute(table, "bob")) == ()
    assert table.refused("ada", mute(table, "bob", False)) is Refusal.FORBIDDEN
    table.do(SYSTEM, mute(table, "ada"))
    assert muted(table, "ada")
    assert table.refused("ada", mute(table, "ada", False)) is Refusal.BAD_REQUEST
    table.do(SYSTEM, mute(table, "bob", False))
    assert not muted(table, "bob")
    # The server's people may also lift what a host did.
    table.do("ada", mute(table, "bob"))
    table.do(SYSTEM, mute(table, "bob", False))
    assert not muted(table, "bob")


@pytest.mark.parametrize("begun", [False, True])
def test_a_mute_outlives_leaving_and_sitting_down_again(begun: bool) -> None:
    table = playing("ada", "bob", "cyd") if begun else seated("ada", "bob", "cyd")
    table.do("ada", mute(table, "bob"))
    table.do("cyd", hide(table, "bob"))
    old = table.player("bob")
    table.do("bob", LeaveGame(game=GAME))
    table.do("bob", JoinGame(name="Somebody else"))
    assert (table.player("bob") == old) is begun
    assert table.refused("bob", SendChat(game=GAME, text="ha")) is Refusal.FORBIDDEN
    assert hidden(table, "cyd", "bob")
    assert old in hidden_from(table.state, table.player("cyd"))
    table.do("cyd", LeaveGame(game=GAME))
    table.do("cyd", JoinGame(name="Cyd"))
    assert hidden(table, "cyd", "bob")
    table.do("cyd", hide(table, "bob", False))
    assert not hidden(table, "cyd", "bob")
    assert old not in hidden_from(table.state, table.player("cyd"))


def test_who_left_can_still_be_muted_and_hidden() -> None:
    table = playing("ada", "bob", "cyd")
    table.do("bob", LeaveGame(game=GAME))
    table.do("ada", mute(table, "bob"))
    table.do("ada", hide(table, "bob"))
    table.do("ada", CancelGame(game=GAME))
    table.do("ada", mute(table, "bob", False))
    table.do("ada", hide(table, "bob", False))
    assert not muted(table, "bob")


def test_one_hides_another_from_themselves_only() -> None:
    table = seated("ada", "bob", "cyd")
    ada, bob = table.player("ada"), table.player("bob")
    assert table.do("ada", hide(table, "bob")) == (ChatMuted(ada, bob, True),)
    assert table.do("ada", hide(table, "bob")) == ()
    assert hidden(table, "ada", "bob")
    assert not hidden(table, "ada", "cyd")
    assert not hidden(table, "cyd", "bob")
    assert bob not in hidden_from(table.state, None)
    assert bob not in hidden_from(table.state, NOBODY)
    table.do("ada", hide(table, "cyd"))
    assert table.do("ada", hide(table, "bob", False)) == (ChatMuted(ada, bob, False),)
    assert table.do("ada", hide(table, "bob", False)) == ()
    assert [hidden(table, "ada", name) for name in ("bob", "cyd")] == [False, True]


def test_who_may_not_hide_whom() -> None:
    table = seated("ada", "bob")
    assert table.refused("eve", hide(table, "bob")) is Refusal.GAME_NOT_SEATED
    assert table.refused("ada", hide(table, "ada")) is Refusal.BAD_REQUEST
    nobody = MuteChat(game=GAME, player=NOBODY)
    assert table.refused("ada", nobody) is Refusal.NOT_FOUND


def test_a_snapshot_tells_who_is_muted_and_holds_no_hidden_line() -> None:
    table = seated("ada", "bob", "cyd")
    for name in ("bob", "cyd"):
        table.do(name, SendChat(game=GAME, text=f"{name} here"))
    table.do("ada", hide(table, "bob"))
    table.do("ada", mute(table, "cyd"))
    assert [line.text for line in seen(table, "ada").chat] == ["cyd here"]
    assert seen(table, "ada").my_mutes == (table.player("bob"),)
    for other in ("bob", None):
        assert [line.text for line in seen(table, other).chat] == ["bob here", "cyd here"]
        assert seen(table, other).my_mutes == ()
        assert [seat.muted for seat in seen(table, other).players] == [False, False, True]
    table.do("ada", hide(table, "bob", False))
    assert [line.text for line in seen(table, "ada").chat] == ["bob here", "cyd here"]


def test_a_game_without_mutes_is_written_as_before() -> None:
    table = seated("ada", "bob")
    assert b"mute" not in encode(table.state)
    assert mutes(table.state).silenced == {}
    assert b"mute" not in encode(seen(table, "ada"))
