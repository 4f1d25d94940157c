"""Scoring: each formula at its ends, in between, and over everything it may be given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from game.commands import Verdict
from game.ids import PlayerId, ResponseId
from game.results import Scores, VoteCount
from game.rules import VOTE_TYPES, VoteType, Weights
from game.scoring import (
    DOUBTERS,
    FIRST,
    NEWEST,
    VOTE_SHARES,
    count_votes,
    points,
    scores,
    speed_part,
    vote_part,
)

SHARES = st.floats(0, 100)
PARTS = st.floats(0, 1)
VERDICTS = st.builds(Verdict, *[st.floats(0, 10)] * 3)
VOTES = st.dictionaries(
    st.sampled_from([PlayerId(name) for name in "abcde"]),
    st.dictionaries(
        st.sampled_from(VOTE_TYPES), st.sampled_from([ResponseId("r"), ResponseId("s")])
    ),
)


def judged(total: float) -> Scores:
    return Scores(total, total, total, total)


def test_the_three_shares_make_a_whole() -> None:
    assert sum(VOTE_SHARES.values()) == 1
    assert tuple(VOTE_SHARES) == VOTE_TYPES


@given(VERDICTS)
def test_the_total_lies_among_the_three(verdict: Verdict) -> None:
    given_scores = scores(verdict)
    three = (given_scores.creativity, given_scores.humor, given_scores.relevance)
    assert three == (verdict.creativity, verdict.humor, verdict.relevance)
    assert min(three) - 0.005 <= given_scores.total <= max(three) + 0.005


def test_the_total_has_two_decimals() -> None:
    assert scores(Verdict(10, 10, 0)).total == 6.67


@given(VOTES)
def test_every_vote_is_counted_once(votes: dict[PlayerId, dict[VoteType, ResponseId]]) -> None:
    both = [count_votes(votes, ResponseId(each)) for each in ("r", "s")]
    counted = sum(each.funny + each.creative + each.best for each in both)
    assert counted == sum(len(choices) for choices in votes.values())
    assert 0 <= vote_part(both[0], len(votes), UNSET) <= 1 + 1e-9


def test_the_types_are_counted_apart() -> None:
    r, s = ResponseId("r"), ResponseId("s")
    votes: dict[PlayerId, dict[VoteType, ResponseId]] = {
        PlayerId("a"): {"funny": r, "best": r},
        PlayerId("b"): {"funny": r, "creative": s},
    }
    assert count_votes(votes, r) == VoteCount(funny=2, creative=0, best=1)
    assert count_votes(votes, s) == VoteCount(funny=0, creative=1, best=0)


@pytest.mark.parametrize(
    ("count", "voters", "part"),
    [
        (VoteCount(), 4, 0),
        (VoteCount(4, 4, 4), 4, 1),
        (VoteCount(4, 0, 0), 4, 0.3),
        (VoteCount(0, 4, 0), 4, 0.3),
        (VoteCount(0, 0, 4), 4, 0.4),
        (VoteCount(1, 1, 1), 2, 0.5),
        (VoteCount(6, 6, 6), 12, 0.5),
        (VoteCount(), 0, 0),
    ],
)
def test_by_the_first_formulas_the_same_applause_is_worth_the_same_at_every_table(
    count: VoteCount, voters: int, part: float
) -> None:
    assert vote_part(count, voters, UNSET) == pytest.approx(part)
    assert vote_part(count, voters, FIRST) == pytest.approx(part)


@pytest.mark.parametrize(
    ("count", "voters", "part"),
    [
        (VoteCount(), 4, 0),
        (VoteCount(1, 1, 1), 1, 1 / 3),  # a table of two: nobody had a choice
        (VoteCount(2, 2, 2), 2, 0.5),
        (VoteCount(11, 11, 11), 11, 11 / 13),
        (VoteCount(4, 0, 0), 4, 0.3 * 4 / 6),
        (VoteCount(0, 0, 4), 4, 0.4 * 4 / 6),
        (VoteCount(), 0, 0),
    ],
)
def test_the_same_applause_says_less_at_a_small_table(
    count: VoteCount, voters: int, part: float
) -> None:
    assert vote_part(count, voters, NEWEST) == pytest.approx(part)


@given(st.integers(1, 11), st.integers(1, 11), PARTS)
def test_a_share_is_believed_the_more_the_more_could_vote(
    few: int, more: int, share: float
) -> None:
    """The order of a table stays: all its shares shrink alike."""
    few, more = sorted((few, more))
    small, large = (
        vote_part(VoteCount(*[round(share * voters)] * 3), voters, NEWEST)
        / max(vote_part(VoteCount(*[round(share * voters)] * 3), voters, FIRST), 1e-9)
        for voters in (few, more)
    )
    if small and large:
        assert 0 < small <= large < 1


def test_two_voters_outweigh_the_judge_and_one_does_not() -> None:
    """What the number of doubters was chosen by."""
    weights = Weights()
    all_of = {voters: VoteCount(*[voters] * 3) for voters in (1, 2)}
    worth = {n: weights.votes * vote_part(count, n, NEWEST) for n, count in all_of.items()}
    assert worth[1] < weights.judge < worth[2]
    assert weights.votes * 2 / (2 + DOUBTERS + 1) < weights.judge


@pytest.mark.parametrize(("elapsed_ms", "part"), [(0, 1), (15_000, 0.75), (60_000, 0), (61_000, 0)])
def test_speed_falls_in_a_straight_line(elapsed_ms: int, part: float) -> None:
    assert speed_part(elapsed_ms, 60_000) == pytest.approx(part)


@pytest.mark.parametrize(
    ("weights", "votes", "verdict", "speed", "expected"),
    [
        (Weights(), 1, judged(10), 0, 1_000),
        (Weights(), 1, judged(0), 0, 700),
        (Weights(), 0, judged(10), 0, 300),
        (Weights(), 0.5, None, 0, 500),  # no judge: its weight goes, nobody loses by it
        (Weights(judge=0, votes=1, speed=1), 1, None, 0, 500),
        (Weights(judge=0, votes=1, speed=1), 0, None, 1, 500),
        (Weights(judge=1, votes=1, speed=2), 1, judged(5), 0.25, 500),
        (Weights(judge=10, votes=70, speed=20), 0, judged(7), 0, 70),
        (Weights(judge=100, votes=0, speed=0), 1, None, 1, 0),  # only a judge, and none came
        (Weights(judge=0, votes=0, speed=0), 1, judged(10), 1, 0),
    ],
)
def test_points_are_the_weighted_mean_of_the_parts_that_exist(
    weights: Weights, votes: float, verdict: Scores | None, speed: float, expected: int
) -> None:
    assert points(weights, votes, verdict, speed) == expected


@given(st.builds(Weights, SHARES, SHARES, SHARES), PARTS, st.none() | VERDICTS, PARTS)
def test_points_stay_between_nothing_and_a_thousand(
    weights: Weights, votes: float, verdict: Verdict | None, speed: float
) -> None:
    given_scores = scores(verdict) if verdict is not None else None
    worth = points(weights, votes, given_scores, speed)
    assert isinstance(worth, int)
    assert 0 <= worth <= 1_000


@given(PARTS, PARTS, st.floats(0.01, 1))
def test_only_the_proportion_of_the_weights_matters(
    votes: float, speed: float, factor: float
) -> None:
    full = Weights(judge=0, votes=70, speed=30)
    part = Weights(judge=0, votes=70 * factor, speed=30 * factor)
    assert abs(points(full, votes, None, speed) - points(part, votes, None, speed)) <= 1
