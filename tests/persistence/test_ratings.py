"""Ratings: winners rise, losers fall, a draw pulls together, and nobody is rated alone."""

import pytest
from openskill.models import PlackettLuce

from persistence.ratings import GAMES_MIN, MU, SIGMA, Rating, is_rated, rated, shown


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


def test_what_is_shown_is_the_least_that_somebody_very_likely_has() -> None:
    assert shown(Rating()) == 0.0
    assert shown(Rating(30.0, 2.0)) == 24.0
    assert shown(Rating(10.0, 8.0)) == -14.0, "as it is: the page is kinder"
    model = PlackettLuce()
    rating = model.rating(mu=27.123, sigma=4.567)
    assert shown(Rating(27.123, 4.567)) == pytest.approx(rating.ordinal(), abs=0.005)


def test_nobody_is_rated_by_a_few_games_or_alone() -> None:
    met = rated([Rating(), Rating()], [1, 2])[0]
    assert is_rated(met, GAMES_MIN)
    assert not is_rated(met, GAMES_MIN - 1)
    assert not is_rated(Rating(), 100), "all of them among machines"


def test_who_is_better_than_the_others_comes_to_be_shown_above_them() -> None:
    """Method: four people of fixed skill; the table ends in their order, but for chance swaps."""
    ratings = [Rating()] * 4
    for game in range(40):
        ranks = [1, 2, 3, 4]
        swapped = game % 3
        if game % 5 == 0:
            ranks[swapped], ranks[swapped + 1] = ranks[swapped + 1], ranks[swapped]
        ratings = rated(ratings, ranks)
    figures = [shown(each) for each in ratings]
    assert figures == sorted(figures, reverse=True)
    assert figures[0] > 20
    assert all(each.sigma < 6 for each in ratings)
