"""Opinions: three votes are one, machines have none, and others' choices are what is expected."""

import pytest

from game.ballots import Ballot, Line, Vote
from game.ids import Actor, GameId, ResponseId
from game.opinions import BEFORE, expected, opinions

ADA, BOB, CYD, BOT = (Actor(name) for name in ("ada", "bob", "cyd", "agent:bot"))


def ballot(*votes: Vote) -> Ballot:
    lines = tuple(Line(ResponseId(user), user, user == BOT, "x") for user in (ADA, BOB, CYD, BOT))
    return Ballot(game=GameId("g"), round=1, at_ms=0, lines=lines, votes=votes)


def votes(voter: Actor, *chosen: Actor) -> tuple[Vote, ...]:
    kinds = ("funny", "creative", "best")
    return tuple(
        Vote(voter, kind, ResponseId(each)) for kind, each in zip(kinds, chosen, strict=False)
    )


def test_three_votes_are_one_opinion() -> None:
    seen = opinions(ballot(*votes(ADA, BOB, BOB, CYD), *votes(BOB, CYD)), (ADA, BOB, CYD))
    assert seen == {
        ADA: {BOB: pytest.approx(2 / 3), CYD: pytest.approx(1 / 3)},
        BOB: {CYD: pytest.approx(1 / 3)},
    }


def test_machines_have_no_opinion_and_other_authors_are_left_out() -> None:
    seen = opinions(ballot(*votes(BOT, ADA, ADA, ADA), *votes(ADA, BOT, BOT, BOB)), (ADA, BOB))
    assert seen == {ADA: {BOB: pytest.approx(1 / 3)}}


def test_without_others_what_was_known_before_is_expected() -> None:
    assert expected({}, (), (ADA, BOB), {ADA: 3.0, BOB: 1.0}) == {ADA: 0.75, BOB: 0.25}


def test_others_at_the_table_weigh_beside_it() -> None:
    seen = {CYD: {ADA: 1.0}, ADA: {BOB: 1.0}, BOB: {CYD: 1.0}}
    found = expected(seen, (ADA,), (ADA, BOB), {ADA: 1.0, BOB: 1.0})
    # Ada is not asked, and what went to Cyd went to nobody open.
    assert found == {ADA: (BEFORE / 2 + 1) / (BEFORE + 1), BOB: BEFORE / 2 / (BEFORE + 1)}
    assert sum(found.values()) == 1
