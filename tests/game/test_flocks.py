"""Groups: who comes together and votes as one is found; friends, and who is alone, are not."""

import pytest
from msgspec.structs import replace

from game.flocks import TOGETHER_MS, flocks
from game.ids import Actor
from game.wagers import ALARM
from tests.game.parlour import Evening, played, reported

BRIGADE = Evening(group=4, others=4, pool=20, games=3, obeys=1.0)


def test_a_group_that_votes_as_one_is_found() -> None:
    ballots, group = played(BRIGADE, 1)
    everybody = sorted({each.author for ballot in ballots for each in ballot.lines})
    (signal,) = flocks(ballots, everybody)
    assert (signal.kind, signal.people) == ("flock", tuple(group))
    assert (signal.games, signal.won >= ALARM) == (3, True)
    assert signal.rounds > 18, "several members bet on each round"
    assert flocks(ballots, everybody[::-1]) == [signal]


def test_the_same_votes_of_people_who_came_apart_are_no_group() -> None:
    ballots, group = played(replace(BRIGADE, comes_together=False), 1)
    assert flocks(ballots, group) == []


def test_once_is_no_group_nor_are_two() -> None:
    ballots, group = played(replace(BRIGADE, games=1, rounds=20), 1)
    assert flocks(ballots, group) == []
    ballots, group = played(BRIGADE, 1)
    assert flocks(ballots, group[:2]) == flocks(ballots, []) == flocks([], group) == []


def test_a_party_without_others_shows_nothing() -> None:
    ballots, group = played(replace(BRIGADE, others=1), 1)
    assert flocks(ballots, group) == []


def test_who_waits_between_comings_did_not_come_together() -> None:
    ballots, group = played(BRIGADE, 1)

    def apart(gap_ms: int) -> list[Actor]:
        later = [
            replace(each, arrivals={user: n * gap_ms for n, user in enumerate(group)})
            for each in ballots
        ]
        return [user for each in flocks(later, group) for user in each.people]

    assert apart(TOGETHER_MS) == group
    assert apart(TOGETHER_MS + 1) == []


def test_a_member_who_leads_or_is_silent_is_not_bet_on() -> None:
    """Method: all agree on one of them; then only two of them vote at all."""
    ballots, group = played(BRIGADE, 1)
    two = [
        replace(each, votes=tuple(v for v in each.votes if v.voter not in group[2:]))
        for each in ballots
    ]
    assert flocks(two, group) == []


def test_a_table_with_one_answer_to_choose_shows_nothing() -> None:
    ballots, group = played(BRIGADE, 1)
    few = []
    for ballot in ballots:
        lines = ballot.lines[:2]
        open_ = {line.response: line.author for line in lines}
        votes = tuple(
            replace(v, response=next(r for r, author in open_.items() if author != v.voter))
            for v in ballot.votes
        )
        few.append(replace(ballot, lines=lines, votes=votes))
    assert flocks(few, group) == []


@pytest.mark.parametrize(("group", "others"), [(3, 3), (4, 4), (6, 6)])
def test_honest_friends_are_not_reported(group: int, others: int) -> None:
    """A dozen games each; `python -m tests.game.parlour 400` measures the rate itself."""
    honest = Evening(group=group, others=others, pool=30, games=12, friends=3.0, tilt=1.0)
    assert reported(honest, 6) == 0


def test_a_brigade_of_four_is_mostly_found_in_three_games() -> None:
    assert reported(BRIGADE, 20) >= 0.9
