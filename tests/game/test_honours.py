"""Honours in the room: the podium waits for them a little, and what is played can't be voided."""

from typing import Any

import pytest
from msgspec import UNSET

from game.commands import CancelGame, KickPlayer, LeaveGame, RecordHonours, Tick
from game.events import Event, GameCancelled, GameCompleted, HonoursRecorded
from game.evolve import evolve
from game.honours import HONOURS_MS, all_played, awaited, unlocked
from game.ids import SYSTEM, PlayerId
from game.refusals import Refusal
from game.results import Unlocked
from game.state import Honours, Phase
from tests.game.table import GAME, Table, playing, revealed, seated


def at_last_reveal(*names: str, **changes: Any) -> Table:
    table = revealed(*(names or ("ada", "bob")), **changes)
    while not all_played(table.state):
        table.tick()
    return table


def earned(table: Table, name: str = "ada") -> Unlocked:
    return Unlocked(table.player(name), "first_win", "First Win", 25)


def record(table: Table) -> tuple[Event, ...]:
    return table.do(SYSTEM, RecordHonours(number=4, unlocked=(earned(table),)))


def podium(table: Table) -> GameCompleted:
    event = table.entries[-1].event
    assert isinstance(event, GameCompleted)
    return event


def test_all_is_played_in_the_last_reveal_and_not_before() -> None:
    assert not all_played(seated("ada", "bob").state)
    table = revealed("ada", "bob")
    assert not all_played(table.state)
    table.tick()
    assert not all_played(table.state)
    table = at_last_reveal()
    assert all_played(table.state)
    assert awaited(table.state)
    table.tick()
    assert not all_played(table.state)


def test_counted_in_time_the_podium_shows_it_when_the_reveal_is_over() -> None:
    table = at_last_reveal()
    due_ms = table.state.deadline_ms
    assert due_ms is not None
    assert record(table) == (HonoursRecorded(4, (earned(table),), False),)
    assert table.state.honours == Honours(4, (earned(table),))
    assert table.state.phase is Phase.REVEAL
    assert not awaited(table.state)
    table.tick()
    assert table.at_ms == due_ms
    assert podium(table).achievements == (earned(table),)


def test_the_podium_waits_two_seconds_and_not_longer() -> None:
    table = at_last_reveal()
    due_ms = table.state.deadline_ms
    assert due_ms is not None
    table.at_ms = due_ms + HONOURS_MS - 1
    assert table.do(SYSTEM, Tick()) == ()
    table.wait(1)
    table.do(SYSTEM, Tick())
    assert podium(table).achievements == ()


def test_counted_beyond_the_reveal_the_podium_comes_at_once() -> None:
    table = at_last_reveal()
    assert table.state.deadline_ms is not None
    table.at_ms = table.state.deadline_ms + 300
    kinds = [type(each) for each in record(table)]
    assert kinds == [HonoursRecorded, GameCompleted]
    assert podium(table).achievements == (earned(table),)


def test_late_honours_are_taken_once() -> None:
    table = at_last_reveal()
    table.tick()
    assert table.state.phase is Phase.COMPLETED
    assert record(table) == (HonoursRecorded(4, (earned(table),), True),)
    again = RecordHonours(number=5)
    assert table.refused(SYSTEM, again) is Refusal.CONFLICT


def test_honours_are_recorded_once_before_the_podium() -> None:
    table = at_last_reveal()
    record(table)
    assert table.refused(SYSTEM, RecordHonours(number=5)) is Refusal.CONFLICT
    with pytest.raises(AssertionError):
        evolve(table.state, HonoursRecorded(5, ()))


def test_a_game_not_played_to_its_end_has_no_honours() -> None:
    for table in (seated("ada", "bob"), revealed("ada", "bob")):
        assert table.refused(SYSTEM, RecordHonours(number=1)) is Refusal.CONFLICT
        table.do("ada", CancelGame(game=GAME))
        assert table.refused(SYSTEM, RecordHonours(number=1)) is Refusal.CONFLICT


def test_what_is_said_of_strangers_is_left_out() -> None:
    table = at_last_reveal()
    stranger = Unlocked(PlayerId("stranger"), "first_win", "First Win", 25)
    table.do(SYSTEM, RecordHonours(number=1, unlocked=(stranger, earned(table))))
    assert unlocked(table.state.honours) == (earned(table),)


def test_without_a_count_there_are_none() -> None:
    assert unlocked(UNSET) == ()


@pytest.mark.parametrize("counted", [True, False])
def test_a_host_who_cancels_the_last_reveal_only_ends_it_early(counted: bool) -> None:
    table = at_last_reveal()
    if counted:
        record(table)
    table.do("ada", CancelGame(game=GAME))
    assert table.state.phase is Phase.COMPLETED
    assert podium(table).achievements == ((earned(table),) if counted else ())


def test_a_host_who_cancels_any_other_reveal_ends_the_game() -> None:
    table = revealed("ada", "bob")
    table.do("ada", CancelGame(game=GAME))
    assert table.entries[-1].event == GameCancelled("host")


def test_when_everybody_leaves_the_last_reveal_the_podium_stands() -> None:
    table = playing("ada", "bob", agents=1)
    while not all_played(table.state):
        table.tick()
    table.do("ada", LeaveGame(game=GAME))
    assert table.state.phase is Phase.REVEAL
    table.do("bob", LeaveGame(game=GAME))
    assert table.state.phase is Phase.COMPLETED
    assert len(podium(table).standings) == 3


def test_when_everybody_leaves_any_other_reveal_the_game_is_abandoned() -> None:
    table = revealed("ada", "bob")
    for name in ("ada", "bob"):
        table.do(name, LeaveGame(game=GAME))
    assert table.entries[-1].event == GameCancelled("abandoned")


def test_a_last_guest_kicked_by_a_host_who_has_left_the_table_voids_nothing() -> None:
    table = at_last_reveal("bob", "cyd")
    table.do("ada", KickPlayer(game=GAME, player=table.player("bob")))
    table.do("ada", KickPlayer(game=GAME, player=table.player("cyd")))
    assert table.state.phase is Phase.COMPLETED
