"""Pairs: a pact is found, friends and wits are not, and little evidence is none."""

import pytest
from msgspec.structs import replace

from game.ids import Actor
from game.mutual import GAMES_MIN, ROUNDS_MIN, mutual
from game.wagers import ALARM
from tests.game.parlour import Evening, played, reported

PACT = Evening(group=2, others=6, pool=30, games=5, obeys=1.0)


def test_two_who_always_vote_for_each_other_are_found() -> None:
    ballots, group = played(PACT, 1)
    (signal,) = mutual(ballots, group)
    assert (signal.kind, signal.people) == ("mutual", tuple(sorted(group)))
    assert (signal.games, signal.rounds) == (5, 30)
    assert signal.won >= ALARM


def test_the_order_of_people_changes_nothing_and_others_are_not_accused() -> None:
    ballots, group = played(PACT, 1)
    everybody = sorted({each.author for ballot in ballots for each in ballot.lines})
    assert mutual(ballots, everybody) == mutual(ballots, everybody[::-1]) == mutual(ballots, group)
    assert mutual(ballots, group[:1]) == mutual(ballots, []) == mutual([], group) == []


def test_few_games_or_rounds_are_no_evidence() -> None:
    ballots, group = played(replace(PACT, games=GAMES_MIN - 1, rounds=12), 1)
    assert len(ballots) > ROUNDS_MIN
    assert mutual(ballots, group) == []
    ballots, group = played(replace(PACT, games=5, rounds=2), 1)
    assert len(ballots) < ROUNDS_MIN
    assert mutual(ballots, group) == []


def test_one_admirer_is_no_pact() -> None:
    """Method: of the pact, the votes of one are left out, and then those for one."""
    ballots, (one, other) = played(PACT, 1)
    silent = [
        replace(each, votes=tuple(vote for vote in each.votes if vote.voter != other))
        for each in ballots
    ]
    assert mutual(silent, [one, other]) == []


def test_a_table_of_two_people_shows_nothing() -> None:
    """A couple among machines has nobody else to vote for; nor has one whose third is silent."""
    ballots, group = played(PACT, 1)
    alone = [
        replace(
            each, lines=tuple(replace(line, is_ai=line.author not in group) for line in each.lines)
        )
        for each in ballots
    ]
    assert mutual(alone, group) == []
    apart = [
        replace(each, lines=tuple(line for line in each.lines if line.author != group[1]))
        for each in ballots
    ]
    apart = [
        replace(
            each,
            votes=tuple(v for v in each.votes if v.response in {x.response for x in each.lines}),
        )
        for each in apart
    ]
    assert mutual(apart, group) == [], "one of the two never answered"


def test_a_wit_whom_everybody_prefers_is_in_no_pact() -> None:
    """Method: two get all votes of a large table, each other's too."""
    ballots, group = played(replace(PACT, obeys=0.0), 1)
    loved = []
    for ballot in ballots:
        answers = {line.author: line.response for line in ballot.lines}
        votes = tuple(
            replace(
                vote,
                response=answers[
                    group[n % 2 if vote.voter not in group else 1 - group.index(vote.voter)]
                ],
            )
            for n, vote in enumerate(ballot.votes)
        )
        loved.append(replace(ballot, votes=votes))
    assert mutual(loved, group) == []


@pytest.mark.parametrize(("others", "pool"), [(1, 1), (2, 2), (3, 12), (6, 30)])
def test_honest_friends_are_not_reported(others: int, pool: int) -> None:
    """Thirty games each; `python -m tests.game.parlour 400` measures the rate itself."""
    honest = Evening(group=2, others=others, pool=pool, games=30, friends=3.0, tilt=1.0)
    assert reported(honest, 6) == 0


def test_a_pact_among_many_is_mostly_found_soon() -> None:
    assert reported(replace(PACT, games=4), 20) >= 0.8
    assert reported(replace(PACT, others=1, pool=1), 6) == 0, "three alone can't be told apart"


def test_machines_are_nobody() -> None:
    ballots, group = played(PACT, 1)
    assert mutual(ballots, [Actor("agent:bot"), *group]) == mutual(ballots, group)
