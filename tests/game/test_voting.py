"""Voting: three votes each, never for oneself, movable until the last one or the deadline."""

from collections import Counter

import pytest

from game.commands import CastVote, JoinGame, LeaveGame, Tick
from game.events import VoteCast, VotingStarted
from game.ids import SYSTEM, ResponseId
from game.refusals import Refusal
from game.rules import VOTE_TYPES
from game.state import Phase
from game.voting import counts, voters
from tests.game.table import GAME, Table, playing, seated, voting


def opened(table: Table) -> VotingStarted:
    (event,) = [e.event for e in table.entries if isinstance(e.event, VotingStarted)]
    return event


def test_the_ballot_holds_every_answer_once_with_its_text() -> None:
    names = ("ada", "bob", "cyd", "dan")
    table = voting(*names)
    event = opened(table)
    lines = dict(zip(event.ballot, event.texts, strict=True))
    assert lines == {table.response(name): f"{name} says" for name in names}
    assert event.deadline_ms == table.at_ms + 30_000 == table.state.deadline_ms


def test_the_order_of_the_ballot_is_drawn_and_not_that_of_answering() -> None:
    """Method: who answered first comes up at every place, over the seeds about equally often."""
    places: Counter[int] = Counter()
    for seed in range(120):
        table = voting("ada", "bob", "cyd", seed=f"seed{seed}")
        places[opened(table).ballot.index(table.response("ada"))] += 1
    assert min(places[place] for place in range(3)) > 20


def test_a_vote_is_kept_and_counted() -> None:
    table = voting("ada", "bob", "cyd")
    (cast,) = table.vote("ada", "bob", "funny")
    assert cast == VoteCast(1, table.player("ada"), table.response("bob"), "funny", 1, 9)
    (cast,) = table.vote("bob", "ada", "best")
    assert isinstance(cast, VoteCast)
    assert (cast.received, cast.expected) == (2, 9)


def test_the_same_type_again_moves_the_vote() -> None:
    table = voting("ada", "bob", "cyd")
    table.vote("ada", "bob", "funny")
    (moved,) = table.vote("ada", "cyd", "funny")
    assert isinstance(moved, VoteCast)
    assert (moved.received, moved.expected) == (1, 9)
    assert table.state.round is not None
    assert table.state.round.votes == {table.player("ada"): {"funny": table.response("cyd")}}


def test_several_types_may_go_to_one_response() -> None:
    table = voting("ada", "bob", "cyd")
    table.vote("ada", "bob")
    assert counts(table.state) == (3, 9)


@pytest.mark.parametrize("vote_type", VOTE_TYPES)
def test_a_vote_for_oneself_is_refused(vote_type: str) -> None:
    table = voting("ada", "bob", "cyd")
    command = table.ballot_line("ada", vote_type)
    assert table.refused("ada", command) is Refusal.VOTE_OWN_RESPONSE


def test_a_vote_cannot_be_moved_to_oneself_nor_come_by_another_way_round() -> None:
    """Method: vote well, then for oneself: by moving the vote, and after a leave and a return."""
    table = voting("ada", "bob", "cyd")
    table.vote("ada", "bob", "funny")
    mine = table.ballot_line("ada", "funny")
    assert table.refused("ada", mine) is Refusal.VOTE_OWN_RESPONSE
    table.do("ada", LeaveGame(game=GAME))
    assert table.refused("ada", mine) is Refusal.GAME_NOT_SEATED
    table.join("ada")
    assert table.refused("ada", mine) is Refusal.VOTE_OWN_RESPONSE, "the seat is the same one"
    assert table.state.round is not None
    assert table.state.round.votes == {table.player("ada"): {"funny": table.response("bob")}}


def test_who_and_what_may_not_vote_or_be_voted_for() -> None:
    table = seated("ada", "bob", "cyd")
    early = CastVote(game=GAME, round=1, response=ResponseId("x"), vote_type="best")
    assert table.refused("ada", early) is Refusal.ROUND_WRONG
    table.start()
    assert table.refused("ada", early) is Refusal.VOTE_CLOSED
    table.answer("ada", "bob", "cyd")
    assert table.refused("ada", early) is Refusal.VOTE_UNKNOWN_RESPONSE
    line = table.ballot_line("bob")
    assert table.refused("stranger", line) is Refusal.GAME_NOT_SEATED
    wrong = CastVote(game=GAME, round=2, response=line.response, vote_type="best")
    assert table.refused("ada", wrong) is Refusal.ROUND_WRONG
    table.do("cyd", LeaveGame(game=GAME))
    assert table.refused("cyd", line) is Refusal.GAME_NOT_SEATED
    table.tick()
    assert table.state.phase is Phase.REVEAL
    assert table.refused("ada", line) is Refusal.VOTE_CLOSED


def test_the_last_vote_closes_the_phase_at_once() -> None:
    table = voting("ada", "bob")
    table.vote("ada", "bob")
    table.vote("bob", "ada", "funny", "best")
    assert table.state.phase is Phase.VOTING
    table.vote("bob", "ada", "creative")
    assert table.state.phase is Phase.REVEAL


def test_the_deadline_closes_at_exactly_its_millisecond() -> None:
    table = voting("ada", "bob")
    table.wait(29_999)
    assert table.do(SYSTEM, Tick()) == ()
    table.wait(1)
    assert [type(e).__name__ for e in table.do(SYSTEM, Tick())] == ["RoundCompleted"]


def test_who_has_nothing_to_vote_for_is_not_expected() -> None:
    """One answer: its author only watches, the others vote."""
    table = playing("ada", "bob", "cyd")
    table.answer("ada")
    table.tick()
    assert table.state.phase is Phase.VOTING
    assert voters(table.state) == (table.player("bob"), table.player("cyd"))
    assert counts(table.state) == (0, 6)
    table.vote("bob", "ada")
    table.vote("cyd", "ada")
    assert table.state.phase is Phase.REVEAL


def test_who_did_not_answer_may_vote() -> None:
    table = playing("ada", "bob", "cyd")
    table.answer("ada", "bob")
    table.tick()
    table.vote("cyd", "ada")
    assert counts(table.state) == (3, 9)


def test_one_answer_by_the_only_player_left_needs_no_vote() -> None:
    table = playing("ada", "bob")
    table.answer("ada")
    table.do("bob", LeaveGame(game=GAME))
    assert table.state.phase is Phase.REVEAL
    assert table.state.round is not None
    assert [result.text for result in table.state.round.results] == ["ada says"]


def test_a_leaver_never_blocks_the_vote_and_keeps_the_votes_cast() -> None:
    table = voting("ada", "bob", "cyd")
    table.vote("cyd", "ada", "best")
    table.vote("ada", "bob")
    table.vote("bob", "ada")
    assert counts(table.state) == (7, 9)
    table.do("cyd", LeaveGame(game=GAME))
    assert table.state.phase is Phase.REVEAL
    assert table.state.round is not None
    best = {table.state.seats[r.player].name: r.votes.best for r in table.state.round.results}
    assert best == {"Ada": 2, "Bob": 1, "Cyd": 0}


def test_who_comes_back_in_mid_vote_is_expected_again() -> None:
    table = voting("ada", "bob", "cyd")
    table.vote("cyd", "ada", "best")
    table.do("cyd", LeaveGame(game=GAME))
    assert counts(table.state) == (1, 7)
    table.do("cyd", JoinGame())
    assert counts(table.state) == (1, 9)
    (moved,) = table.vote("cyd", "bob", "best")
    assert isinstance(moved, VoteCast)
    assert (moved.received, moved.expected) == (1, 9)
