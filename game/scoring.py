"""What a response is worth: each formula once, with its reason. Pure arithmetic."""

from collections.abc import Mapping

from game.commands import Verdict
from game.ids import PlayerId, ResponseId
from game.results import Scores, VoteCount
from game.rules import RULES, VoteType, Weights

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


def vote_part(count: VoteCount, voters: int) -> float:
    """The share of the possible votes, 0 to 1.

    Divided by those who could have voted for it, so that a table of three and one of twelve
    award the same points for the same applause.
    """
    if voters <= 0:
        return 0.0
    return (
        VOTE_SHARES["funny"] * count.funny
        + VOTE_SHARES["creative"] * count.creative
        + VOTE_SHARES["best"] * count.best
    ) / voters


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
