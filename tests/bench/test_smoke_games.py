"""A few small games: everything that is acked is kept, every round is timed, the bars are told."""

import pytest
import uvloop

from bench.evening import Seen
from bench.games import TINY, climb
from bench.gauges import Reading
from bench.record import Record, table
from bench.rounds import ACK_MS_MAX, Climb, Plan, Step, line, record, step_of


@pytest.mark.services
@pytest.mark.timeout(120)
def test_small_games_are_played_and_all_that_was_acked_is_in_the_journal() -> None:
    """Method: the bench itself, small, without its times."""
    found = uvloop.run(climb(TINY))
    assert found.troubles == []
    assert (found.missing, found.last.unanswered) == (0, 0)
    assert found.looked_up > 0
    assert [step.games for step in found.steps] == list(TINY.games)
    last = found.steps[-1]
    assert last.acks > 0
    assert last.votings > 0
    assert last.frames_per_s > last.commands_per_s * TINY.habits.players
    assert min(last.cpu["nodes"], last.cpu["postgres"], last.cpu["bots"]) > 0
    kept = record(TINY, found)
    assert len(table(kept).splitlines()) > 30


def test_the_most_games_in_time_are_what_counts() -> None:
    found = _found(_step(10, 5.0), _step(50, 49.0), _step(90, 51.0))
    (most, acks, votings) = found.bars
    assert (most.reached, most.met) == (50, False)
    assert (acks.reached, acks.met) == (51.0, False)
    assert votings.met
    assert _found(_step(1_500, ACK_MS_MAX - 1)).bars[0].met


def test_a_step_without_a_round_proves_nothing() -> None:
    step = step_of(3, _reading(), Seen(acks_ms=(1.0,)), 9, (0.0, 0.0))
    assert not step.holds
    assert [bar.reached for bar in _found(step).bars] == [0]


def test_a_full_load_is_told() -> None:
    step = _step(10, 5.0, nodes=0.5, bots=0.7)
    assert "load is full" in line(step)
    assert any("load is full" in note for note in _found(step).notes)
    assert not _step(10, 5.0, nodes=1.0, bots=0.7).load_is_full


def _reading(nodes: float = 0.2, bots: float = 0.1) -> Reading:
    cpu = {"nodes": nodes, "postgres": 0.3, "valkey": 0.0, "bots": bots}
    return Reading(1.0, {"commits": 4, "entries": 8}, cpu, {}, {})


def _step(games: int, took_ms: float, nodes: float = 0.2, bots: float = 0.1) -> Step:
    seen = Seen(acks_ms=(took_ms,), votings_ms=(took_ms,))
    return step_of(games, _reading(nodes, bots), seen, 9, (0.0, 0.0))


def _found(*steps: Step) -> Record:
    climbed = Climb(steps=steps, last=Seen(), looked_up=1, missing=0, troubles=())
    return record(Plan(), climbed)
