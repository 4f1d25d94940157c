"""What a response is worth: each formula once, with its reason. Pure arithmetic."""

from collections.abc import Mapping
from typing import Final

from msgspec import UNSET, UnsetType

from game.commands import Verdict
from game.ids import PlayerId, ResponseId
from game.results import Scores, VoteCount
from game.rules import RULES, VoteType, Weights

# Games name the formulas they began with, so that none changes under its players, and a stored
# game gives the same points whenever it is decided again. 2 brought the doubters.
FIRST: Final = 1
NEWEST: Final = 2
# The k of `vote_part`, as voters who are at every table and like nothing. Between strangers who
# rate captions (42 contests, funny at all or not) the variance within over that between captions
# says some 9. But then the judge would outweigh the players at most tables; 2 is the most at which
# two voters still count for more than the judge of the default weights: 70 * 2 / (2 + k) > 30.
DOUBTERS: Final = 2

# "Best" is the vote people weigh most, so it counts as much as the other two nearly together.
VOTE_SHARES: dict[VoteType, float] = {"funny": 0.3, "creative": 0.3, "best": 0.4}


def scores(verdict: Verdict) -> Scores:
    """The judge's scores with their mean as total, 0 to 10, two decimals."""
    total = round((verdict.creativity + verdict.humor + verdict.relevance) / 3, 2)
    return Scores(verdict.creativity, verdict.humor, verdict.relevance, total)


def count_votes(
    votes: Mapping[PlayerId, Mapping[VoteType, ResponseId]], response: ResponseId
) -> VoteCount:
    """How often each type went to this response."""
    counted: dict[VoteType, int] = {"funny": 0, "creative": 0, "best": 0}
    for choices in votes.values():
        for vote_type, chosen in choices.items():
            if chosen == response:
                counted[vote_type] += 1
    return VoteCount(**counted)


def vote_part(count: VoteCount, voters: int, formulas: int | UnsetType) -> float:
    """The share of the possible votes, 0 to 1, believed the more the more could vote.

    The share s of n possible voters is shrunk to s * n / (n + k): Buehlmann's credibility
    ("Experience rating and credibility", ASTIN Bulletin 4, 1967), with nothing as what is believed
    without a vote, so that no points come of silence. The first formulas know no k.
    """
    if voters <= 0:
        return 0.0
    doubters = 0 if formulas in (UNSET, FIRST) else DOUBTERS
    return (
        VOTE_SHARES["funny"] * count.funny
        + VOTE_SHARES["creative"] * count.creative
        + VOTE_SHARES["best"] * count.best
    ) / (voters + doubters)


def speed_part(elapsed_ms: int, limit_ms: int) -> float:
    """1 for an instant answer, falling in a straight line to 0 at the deadline."""
    return max(0.0, 1.0 - elapsed_ms / limit_ms)


def points(weights: Weights, votes: float, verdict: Scores | None, speed: float) -> int:
    """A round's points, 0 to `points_per_round`: the weighted mean of the parts that exist.

    A judge that is off or late takes its weight out of the mean, so nobody loses by its absence.
    """
    parts = [(weights.votes, votes), (weights.speed, speed)]
    if verdict is not None:
        parts.append((weights.judge, verdict.total / 10))
    weight = sum(each for each, _ in parts)
    if weight == 0:
        return 0
    return round(RULES.points_per_round * sum(each * part for each, part in parts) / weight)
