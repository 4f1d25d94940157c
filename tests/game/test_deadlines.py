"""Deadlines: data in the state; time in which nothing could be kept is given back in full."""

import pytest

from game.commands import CancelGame, RecordHonours, ThawClock, Tick
from game.deadlines import next_deadline
from game.events import GamePaused, GameResumed, RoundStarted
from game.evolve import evolve
from game.honours import HONOURS_MS, all_played
from game.ids import SYSTEM
from game.state import Phase
from tests.game.table import GAME, T0, Table, playing, revealed, seated, voting


def judging() -> Table:
    table = playing("ada", "bob", settings={"judge": "auto"})
    table.answer("ada", "bob")
    return table


def frozen(lost_ms: int) -> ThawClock:
    return ThawClock(lost_ms=lost_ms, reason="storage")


def test_a_room_wants_its_tick_at_its_deadline_and_none_once_it_is_over() -> None:
    table = seated("ada", "bob")
    assert next_deadline(table.state) == T0 + 6 * 3_600_000
    table.start()
    assert next_deadline(table.state) == T0 + 60_000
    table.do("ada", CancelGame(game=GAME))
    assert next_deadline(table.state) is None


def test_the_last_reveal_wants_its_tick_later_until_the_game_is_counted() -> None:
    table = revealed("ada", "bob", total_rounds=5)
    while not all_played(table.state):
        table.tick()
    deadline = table.state.deadline_ms
    assert deadline is not None
    assert next_deadline(table.state) == deadline + HONOURS_MS
    table.do(SYSTEM, RecordHonours(number=1))
    assert next_deadline(table.state) == deadline


@pytest.mark.parametrize(
    ("table", "phase"),
    [
        (lambda: playing("ada", "bob"), Phase.ANSWERING),
        (judging, Phase.JUDGING),
        (lambda: voting("ada", "bob"), Phase.VOTING),
        (lambda: revealed("ada", "bob"), Phase.REVEAL),
    ],
)
def test_the_deadline_of_every_phase_moves_by_the_time_lost(table: object, phase: Phase) -> None:
    room = table()
    assert room.state.phase is phase
    deadline = room.state.deadline_ms
    room.wait(600_000)  # an outage longer than the phase
    assert room.do(SYSTEM, frozen(600_000)) == (
        GamePaused("storage"),
        GameResumed(deadline + 600_000, 600_000),
    )
    assert room.state.phase is phase
    assert not room.state.paused
    room.at_ms = deadline + 600_000 - 1
    assert room.do(SYSTEM, Tick()) == ()
    room.wait(1)
    assert room.do(SYSTEM, Tick()) != ()


def test_an_outage_counts_for_nobodys_answering_time() -> None:
    table = playing("ada", "bob")
    table.wait(10_000)
    table.answer("ada")
    table.wait(30_000)
    table.do(SYSTEM, frozen(30_000))
    table.wait(5_000)
    table.answer("bob")
    assert table.state.round is not None
    elapsed = [answer.elapsed_ms for answer in table.state.round.answers.values()]
    assert elapsed == [10_000, 15_000]


def test_a_lobby_and_an_ended_game_have_no_clock_to_thaw() -> None:
    table = seated("ada", "bob")
    assert table.do(SYSTEM, frozen(5_000)) == ()
    table.do("ada", CancelGame(game=GAME))
    assert table.do(SYSTEM, frozen(5_000)) == ()


def test_no_time_lost_is_no_news() -> None:
    table = playing("ada", "bob")
    assert table.do(SYSTEM, frozen(0)) == ()


def test_the_next_round_starts_on_the_true_clock_again() -> None:
    table = revealed("ada", "bob")
    table.do(SYSTEM, frozen(1_000))
    (started,) = table.tick()
    assert isinstance(started, RoundStarted)
    assert started.at_ms == table.at_ms


def test_between_pause_and_thaw_the_game_stands() -> None:
    table = playing("ada", "bob")
    paused = evolve(table.state, GamePaused("storage"))
    assert paused.paused
    assert paused.deadline_ms == table.state.deadline_ms


def test_a_lobby_ticks_for_whoever_is_still_to_come() -> None:
    table = seated("ada", mode="turing", agents=1)
    due_ms = next_deadline(table.state)
    assert due_ms is not None
    assert table.state.deadline_ms is not None
    assert due_ms < table.state.deadline_ms
    table.tick()
    assert next_deadline(table.state) == table.state.deadline_ms
