"""Ratings: winners rise, losers fall, a draw pulls together, and nobody is rated alone."""

import pytest
from openskill.models import PlackettLuce

from persistence.ratings import MU, SIGMA, Rating, rated, shown


def test_the_constants_are_those_that_the_library_began_with() -> None:
    model = PlackettLuce()
    assert (model.mu, model.sigma, model.beta, model.tau) == (MU, SIGMA, MU / 6, MU / 300)
    fresh = model.rating()
    assert Rating() == Rating(fresh.mu, fresh.sigma)


def test_who_wins_rises_and_who_loses_falls() -> None:
    first, second, third = rated([Rating()] * 3, [1, 2, 3])
    assert first.mu > second.mu > third.mu
    assert first.mu > MU > third.mu
    assert all(each.sigma < SIGMA for each in (first, second, third))


def test_a_draw_leaves_equals_equal_and_draws_the_others_together() -> None:
    ada, bob = rated([Rating(), Rating()], [1, 1])
    assert ada.mu == pytest.approx(bob.mu)
    strong, weak = rated([Rating(35.0, 3.0), Rating(20.0, 3.0)], [1, 1])
    assert strong.mu < 35.0
    assert weak.mu > 20.0


def test_ranks_count_by_their_order_alone() -> None:
    """Machines may stand between people."""
    assert rated([Rating(), Rating()], [2, 7]) == rated([Rating(), Rating()], [1, 2])


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_is_rated_alone(count: int) -> None:
    assert rated([Rating()] * count, [1] * count) == [Rating()] * count


def test_a_newcomer_is_shown_at_nothing_and_nobody_below() -> None:
    assert shown(Rating()) == 0.0
    assert shown(Rating(10.0, 8.0)) == 0.0
    assert shown(Rating(30.0, 2.0)) == 960.0
