"""A small climb: two nodes, a few games, and every gauge tells something."""

import pytest
import uvloop

from bench.curve import Curve, Scale, best, evenings, step, table
from bench.gauges import Reading
from bench.scale import measure

SMALL = Scale(
    players=3, think_ms=150.0, step_games=2, steps=1, idle_s=1.0, settle_s=1.5, window_s=2.5
)


@pytest.mark.services
@pytest.mark.timeout(120)
def test_a_small_climb_is_counted_everywhere_and_its_games_are_completed() -> None:
    """Method: the bench itself, small, without its times."""
    curve = uvloop.run(measure(SMALL, ["2"], games=2, think_ms=20.0))
    slow = [each for each in curve.troubles if not each.startswith("a far room costs")]
    assert slow == []
    whole = curve.hundred
    assert whole is not None
    assert (whole.completed, whole.lost, whole.doubled, whole.rows_missing) == (2, 0, 0, 0)
    assert sorted(whole.rooms_by_node.values()) == [1, 1]
    idle, busy = curve.steps
    assert idle.games == 0
    assert idle.redis_calls["eval"] > 0
    assert busy.games == SMALL.step_games
    assert busy.counts["commits"] > 0
    assert all(busy.cpu_s[kind] > 0 for kind in ("nodes", "postgres", "bots"))
    assert min(busy.home_ms.n, busy.away_ms.n) > 0
    assert busy.acks == busy.home_ms.n + busy.away_ms.n
    assert busy.redis_calls["spublish"] > 0
    assert len(table(curve).splitlines()) > 12


def test_a_step_goes_to_all_nodes_or_a_part_of_it_to_each() -> None:
    urls = ("a", "b", "c", "d")
    (spread,) = evenings(Scale(step_games=10), urls, 0)
    assert (spread.urls, spread.games) == (urls, 10)
    near = evenings(Scale(step_games=10, near=True), urls, 0)
    assert [(each.urls, each.games) for each in near] == [
        (("a",), 2),
        (("b",), 2),
        (("c",), 3),
        (("d",), 3),
    ]
    assert len({each.seed for each in [*near, *evenings(Scale(near=True), urls, 1)]}) == 8


def test_the_best_step_is_the_busiest_that_is_in_time() -> None:
    scale = Scale(within_ms=50.0)

    def at(games: int, acks: int, took_ms: float) -> Curve:
        done = Reading(1.0, {}, {}, {}, {})
        found = step(scale, 1, games, done, [took_ms] * acks, [])
        return Curve(scale=scale, cores=2, hundred=None, steps=(found,), troubles=())

    steps = [at(*each).steps[0] for each in ((4, 10, 5.0), (8, 20, 50.0), (12, 30, 51.0))]
    found = best(scale, steps)
    assert found is not None
    assert found.games == 8
    assert best(scale, steps[2:]) is None
