"""The state: its statuses, its moves, who is at the table; whole after any storage."""

import msgspec
import pytest

from game.commands import CancelGame, LeaveGame, SendChat
from game.ids import Actor
from game.state import MOVES, OVER, GameState, Phase
from tests.game.table import GAME, Table, opening, playing, revealed, seated, voting


def judging() -> Table:
    table = playing("ada", "bob", settings={"judge": "auto"})
    table.answer("ada", "bob")
    return table


def completed() -> Table:
    table = playing("ada", "bob")
    table.finish()
    return table


def cancelled() -> Table:
    table = voting("ada", "bob")
    table.do("ada", CancelGame(game=GAME))
    return table


def full() -> Table:
    """A game with something in every field."""
    table = revealed("ada", "bob", "cyd", agents=0)
    table.do("bob", SendChat(game=GAME, text="ha"))
    table.tick()
    table.answer("ada", "bob", "cyd")
    table.vote("ada", "bob", "funny")
    table.do("cyd", LeaveGame(game=GAME))
    return table


TABLES = {
    "lobby": (lambda: seated("ada", "bob"), "waiting"),
    "answering": (lambda: playing("ada", "bob"), "in_progress"),
    "judging": (judging, "in_progress"),
    "voting": (lambda: voting("ada", "bob"), "in_progress"),
    "reveal": (lambda: revealed("ada", "bob"), "in_progress"),
    "completed": (completed, "completed"),
    "cancelled": (cancelled, "cancelled"),
}


def test_the_phases_are_those_of_the_wire() -> None:
    assert [phase.value for phase in Phase] == list(TABLES)


@pytest.mark.parametrize("phase", TABLES)
def test_every_phase_has_its_status(phase: str) -> None:
    room, status = TABLES[phase]
    state = room().state
    assert state.phase == phase
    assert state.status == status
    assert (state.phase in OVER) == (state.deadline_ms is None)


@pytest.mark.parametrize("room", [*[room for room, _ in TABLES.values()], full])
def test_a_state_is_the_same_after_its_storage(room: object) -> None:
    """A snapshot is JSON or MessagePack; losing it is allowed, changing it is not."""
    state = room().state
    for codec in (msgspec.json, msgspec.msgpack):
        again = codec.decode(codec.encode(state), type=GameState)
        assert again == state
        # Two equal dicts may differ in their order, and seats and ballots live by it.
        assert msgspec.json.encode(again) == msgspec.json.encode(state)


def test_every_phase_is_left_but_the_last_two() -> None:
    assert list(MOVES) == list(Phase)
    assert [phase for phase, following in MOVES.items() if not following] == list(OVER)
    assert all(Phase.CANCELLED in MOVES[phase] for phase in Phase if phase not in OVER)
    reachable = {following for moves in MOVES.values() for following in moves}
    assert reachable == set(Phase) - {Phase.LOBBY}


def test_the_active_ones_are_those_still_here_in_order_of_arrival() -> None:
    table = playing("ada", "bob", "cyd")
    table.do("bob", LeaveGame(game=GAME))
    assert [seat.user for seat in table.state.active] == ["ada", "cyd"]


def test_the_people_are_those_still_here_who_are_no_machine() -> None:
    table = seated("ada", "bob", "cyd", agents=2)
    assert len(table.state.active) == 5
    table.do("bob", LeaveGame(game=GAME))
    assert table.state.people == ("ada", "cyd")


def test_a_seat_belongs_to_its_actor_while_they_are_in_the_game() -> None:
    table = playing("ada", "bob", "cyd")
    seat = table.state.seat_of(Actor("bob"))
    assert seat is not None
    assert seat.name == "Bob"
    table.do("bob", LeaveGame(game=GAME))
    assert table.state.seat_of(Actor("bob")) is None
    assert table.state.seat_of(Actor("stranger")) is None


def test_a_state_can_not_be_written_to() -> None:
    state = Table(opening()).state
    with pytest.raises(AttributeError):
        state.seq = 7
