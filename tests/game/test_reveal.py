"""The reveal: who wrote what and what it was worth, then the next round or the podium."""

import pytest
from msgspec.structs import replace

from game import scoring
from game.commands import JoinGame, LeaveGame, RecordVerdicts, Tick, Verdict
from game.events import (
    GameCompleted,
    GameStarted,
    RoundCompleted,
    RoundJudged,
    RoundStarted,
)
from game.ids import SYSTEM
from game.lobby import game_started
from game.results import Result, Scores, VoteCount
from game.reveal import game_completed, round_completed
from game.state import Phase
from tests.game.table import GAME, Table, encode, playing, revealed, stored, voting


def results(table: Table) -> dict[str, Result]:
    """What the running round's reveal shows, by the author's name."""
    assert table.state.round is not None
    return {table.state.seats[each.player].name: each for each in table.state.round.results}


def points(table: Table) -> dict[str, int]:
    return {name: result.points for name, result in results(table).items()}


def test_a_reveal_names_authors_votes_and_points() -> None:
    table = voting("ada", "bob", "cyd")
    table.vote("ada", "bob")
    table.vote("bob", "cyd", "funny", "creative")
    table.vote("bob", "ada", "best")
    response = table.response("bob")
    table.vote("cyd", "bob")
    assert results(table)["Bob"] == Result(
        response, table.player("bob"), "bob says", False, None, None, VoteCount(2, 2, 2), 500
    )
    assert points(table) == {"Ada": 100, "Bob": 500, "Cyd": 150}


def test_the_reveal_has_the_order_of_the_ballot() -> None:
    table = revealed("ada", "bob", "cyd", "dan")
    assert table.state.round is not None
    shown = tuple(result.response for result in table.state.round.results)
    assert shown == table.state.round.ballot


def test_a_judges_scores_are_shown_and_weighed_in() -> None:
    table = playing("ada", "bob", settings={"judge": "auto"})
    table.answer("ada", "bob")
    table.judge({"ada": (9, 6, 3)})
    table.vote("ada", "bob")
    table.vote("bob", "ada")
    ada, bob = results(table)["Ada"], results(table)["Bob"]
    assert (ada.scores, ada.judge, ada.points) == (Scores(9, 6, 3, 6.0), "ear", 413)
    assert (bob.scores, bob.judge, bob.points) == (None, None, 333)


@pytest.mark.parametrize("judge", ["offline", None])
def test_a_reveal_says_why_the_judge_that_was_asked_first_is_silent(judge: str | None) -> None:
    table = playing("ada", "bob", settings={"judge": "auto"})
    table.answer("ada", "bob")
    verdicts = {table.response("ada"): Verdict(9, 6, 3)} if judge else {}
    said = RecordVerdicts(round=1, judge=judge, verdicts=verdicts, because="away")
    recorded, _ = table.do(SYSTEM, said)
    assert recorded == RoundJudged(1, judge, verdicts, because="away")
    table.vote("ada", "bob")
    table.vote("bob", "ada")
    ada = results(table)["Ada"]
    assert (ada.judge, ada.because) == (judge, "away")


def test_a_reveal_where_the_judge_spoke_is_as_it_was() -> None:
    """Method: the journal of games from before has no such field, and keeps its digest."""
    table = playing("ada", "bob", settings={"judge": "auto"})
    table.answer("ada", "bob")
    table.judge({"ada": (9, 6, 3)})
    table.vote("ada", "bob")
    table.vote("bob", "ada")
    assert b"because" not in b"".join(encode(entry) for entry in table.entries)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({"judge": 0, "votes": 100, "speed": 0}, 333),
        ({"judge": 0, "votes": 0, "speed": 100}, 750),
        ({"judge": 0, "votes": 50, "speed": 50}, 542),
        ({"judge": 100, "votes": 0, "speed": 0}, 0),
    ],
)
def test_the_games_weights_decide(weights: dict[str, float], expected: int) -> None:
    table = playing("ada", "bob", settings={"weights": weights})
    table.wait(15_000)
    table.answer("ada", "bob")
    table.vote("ada", "bob")
    table.vote("bob", "ada")
    assert points(table) == {"Ada": expected, "Bob": expected}


def test_who_left_without_voting_costs_nobody_points() -> None:
    table = voting("ada", "bob", "cyd")
    table.do("cyd", LeaveGame(game=GAME))
    table.vote("ada", "bob")
    table.vote("bob", "ada")
    assert points(table) == {"Ada": 333, "Bob": 333, "Cyd": 0}


def test_the_votes_of_who_left_after_voting_count_in_full() -> None:
    table = voting("ada", "bob", "cyd")
    table.vote("cyd", "bob")
    table.do("cyd", LeaveGame(game=GAME))
    table.vote("ada", "cyd")
    table.vote("bob", "ada")
    assert points(table) == {"Ada": 250, "Bob": 250, "Cyd": 250}


def test_who_never_votes_does_count_as_a_voter() -> None:
    table = voting("ada", "bob", "cyd")
    table.vote("ada", "bob")
    table.tick()
    assert points(table) == {"Ada": 0, "Bob": 250, "Cyd": 0}


def test_scores_add_up_over_the_rounds() -> None:
    table = revealed("ada", "bob")
    table.tick()
    table.answer("ada", "bob")
    table.vote("ada", "bob")
    table.tick()
    scores = {seat.name: seat.score for seat in table.state.seats.values()}
    assert scores == {"Ada": 333, "Bob": 666}
    completed = table.entries[-1].event
    assert isinstance(completed, RoundCompleted)
    assert [(each.score, each.rank) for each in completed.standings] == [(666, 1), (333, 2)]
    tally = table.state.tallies[table.player("bob")]
    assert (tally.responses, tally.votes) == (2, VoteCount(2, 2, 2))


def test_a_game_from_before_goes_on_by_the_formulas_it_began_with() -> None:
    table = playing("ada", "bob")
    begun = next(e.event for e in table.entries if isinstance(e.event, GameStarted))
    assert (begun.scoring, table.state.scoring) == (scoring.NEWEST, scoring.NEWEST)
    before = replace(begun, scoring=scoring.FIRST)
    assert stored(before) == before
    assert b"scoring" not in encode(before), "as it lies in old journals"
    lobby = next(s for s, e in zip(table.past, table.entries, strict=True) if e.event is begun)
    assert lobby is not None
    assert b"scoring" not in encode(game_started(lobby, before)), "its digest would change"
    table.now = replace(table.state, scoring=game_started(lobby, before).scoring)
    table.answer("ada", "bob")
    table.vote("ada", "bob")
    table.vote("bob", "ada")
    assert points(table) == {"Ada": 1_000, "Bob": 1_000}


def test_a_reveal_lasts_its_seconds_and_then_the_next_round_opens() -> None:
    table = revealed("ada", "bob")
    assert table.state.deadline_ms == table.at_ms + 8_000
    table.wait(7_999)
    assert table.do(SYSTEM, Tick()) == ()
    table.wait(1)
    (opened,) = table.do(SYSTEM, Tick())
    assert isinstance(opened, RoundStarted)
    assert opened.round == 2


def test_without_a_reveal_the_next_round_opens_at_once() -> None:
    table = voting("ada", "bob", settings={"reveal_seconds": 0})
    table.vote("ada", "bob")
    events = table.vote("bob", "ada")
    assert [type(each).__name__ for each in events] == [
        "VoteCast",
        "RoundCompleted",
        "RoundStarted",
    ]


def test_after_the_last_round_comes_the_podium() -> None:
    table = revealed("ada", "bob", "cyd")
    while table.state.phase is not Phase.COMPLETED:
        table.tick()
    podium = table.entries[-1].event
    assert isinstance(podium, GameCompleted)
    assert [each.rank for each in podium.standings] == [1, 1, 1]
    assert podium.winners == table.state.winners == tuple(each.player for each in podium.standings)
    assert podium.stats.total_responses == 3
    assert podium.stats.total_votes == 9
    assert table.state.deadline_ms is None


def test_a_game_in_which_nobody_says_anything_ends_well() -> None:
    table = playing("ada", "bob", settings={"reveal_seconds": 0})
    table.finish()
    podium = table.entries[-1].event
    assert isinstance(podium, GameCompleted)
    assert podium.winners == ()
    assert podium.stats.total_responses == 0


def test_who_left_stands_on_the_podium_with_what_they_had() -> None:
    table = revealed("ada", "bob", "cyd")
    table.do("cyd", LeaveGame(game=GAME))
    table.finish()
    podium = table.entries[-1].event
    assert isinstance(podium, GameCompleted)
    assert {each.player for each in podium.standings} >= {table.player("cyd")}
    assert table.player("cyd") in podium.winners


def test_who_comes_back_at_the_reveal_plays_the_next_round() -> None:
    table = revealed("ada", "bob", "cyd")
    table.do("cyd", LeaveGame(game=GAME))
    table.do("cyd", JoinGame())
    table.tick()
    table.answer("cyd")
    assert table.state.phase is Phase.ANSWERING


def test_a_reveal_or_a_podium_out_of_turn_is_a_bug() -> None:
    table = revealed("ada", "bob")
    completed = table.entries[-1].event
    assert isinstance(completed, RoundCompleted)
    with pytest.raises(AssertionError):
        round_completed(table.state, completed)
    table.finish()
    podium = table.entries[-1].event
    assert isinstance(podium, GameCompleted)
    with pytest.raises(AssertionError):
        game_completed(table.state, podium)
