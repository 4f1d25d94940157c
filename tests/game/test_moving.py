"""Moving: who writes is a fact of the journal, and nothing of the game."""

import pytest
from msgspec.structs import replace

from game.commands import CancelGame, MoveRoom, ThawClock
from game.events import GamePaused, GameResumed, RoomMoved
from game.evolve import evolve
from game.ids import SYSTEM
from tests.game.table import GAME, Table, playing, seated


@pytest.mark.parametrize("table", [seated("ada"), playing("ada", "bob")])
def test_who_takes_a_room_says_so_first(table: Table) -> None:
    before = table.state
    assert table.do(SYSTEM, MoveRoom(to="two#1")) == (RoomMoved("two#1"),)
    assert table.state == replace(before, seq=before.seq + 1)


def test_a_game_that_is_over_belongs_to_nobody() -> None:
    table = seated("ada")
    table.do("ada", CancelGame(game=GAME))
    assert table.do(SYSTEM, MoveRoom(to="two#1")) == ()


def test_lost_time_is_given_back_before_the_room_moves_on() -> None:
    """Method: decide both at a moment when the deadline has passed; the first gives it back."""
    table = playing("ada", "bob")
    assert table.state.deadline_ms is not None
    table.at_ms = table.state.deadline_ms + 5_000
    kinds = [type(each) for each in table.do(SYSTEM, ThawClock(lost_ms=60_000, reason="failover"))]
    assert kinds == [GamePaused, GameResumed]
    assert table.do(SYSTEM, MoveRoom(to="two#1")) == (RoomMoved("two#1"),)
    assert evolve(table.state, RoomMoved("three#1")).seq == table.state.seq + 1
