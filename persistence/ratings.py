"""Skill from results: openskill's Plackett-Luce model, for the people at a table. Pure.

Machine players are left out: what they do is the house's doing, not skill. A game with fewer than
two people who played rates nobody.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from openskill.models import PlackettLuce

MU: Final = 25.0
SIGMA: Final = MU / 3
SIGMAS_BELOW: Final = 3
# Before these many games a figure would say more of luck than of skill.
GAMES_MIN: Final = 5

# Every constant is spelled out: a new default of the library must not move old ratings.
_MODEL: Final = PlackettLuce(mu=MU, sigma=SIGMA, beta=MU / 6, kappa=0.0001, tau=MU / 300)


class Rating(Struct, frozen=True):
    """A belief about somebody's skill: its mean and its deviation."""

    mu: float = MU
    sigma: float = SIGMA


def rated(before: Sequence[Rating], ranks: Sequence[int]) -> list[Rating]:
    """The beliefs after a game that ended with these ranks; equal ranks are a draw."""
    if len(before) < 2:
        return list(before)
    teams = [[_MODEL.rating(mu=each.mu, sigma=each.sigma)] for each in before]
    after = _MODEL.rate(teams, ranks=[float(rank) for rank in ranks])
    return [Rating(float(team[0].mu), float(team[0].sigma)) for team in after]


def shown(rating: Rating) -> float:
    """mu - 3 sigma: the skill somebody very likely has at least, 0 for a newcomer, or below it.

    As openskill's `ordinal`, and Herbrich, Minka and Graepel, "TrueSkill" (2007), section 4.
    """
    return round(rating.mu - SIGMAS_BELOW * rating.sigma, 2)


def is_rated(rating: Rating, games: int) -> bool:
    """Whether the figure says something yet: after some games, not all of them played alone."""
    return games >= GAMES_MIN and rating.sigma < SIGMA
