"""Standings: ties share a rank; the closing numbers add up."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from game.ids import PlayerId
from game.results import GameStats, VoteCount
from game.standings import standings, stats, winners
from game.state import GameState, Tally
from tests.game.table import playing


def scored(*scores: int) -> GameState:
    """A table whose players "1", "2", ... have these scores."""
    state = playing("ada", "bob").state
    seat = next(iter(state.seats.values()))
    seats = {
        PlayerId(str(number)): replace(
            seat, player=PlayerId(str(number)), number=number, score=score, is_ai=number == 3
        )
        for number, score in enumerate(scores, start=1)
    }
    return replace(state, seats=seats)


def ranks(*scores: int) -> list[tuple[str, int]]:
    return [(each.player, each.rank) for each in standings(scored(*scores))]


def test_ties_share_a_rank_and_the_next_one_skips() -> None:
    assert ranks(5, 9, 5, 1) == [("2", 1), ("1", 2), ("3", 2), ("4", 4)]
    assert ranks(7, 7) == [("1", 1), ("2", 1)]
    assert ranks() == []


@given(st.lists(st.integers(0, 5), max_size=12))
def test_a_rank_is_one_more_than_the_number_of_those_ahead(scores: list[int]) -> None:
    table = standings(scored(*scores))
    assert len(table) == len(scores)
    for each in table:
        assert each.rank == 1 + sum(score > each.score for score in scores)
    assert all(first.score >= second.score for first, second in pairwise(table))


def test_all_who_share_the_first_rank_win_unless_nobody_scored() -> None:
    assert winners(standings(scored(3, 8, 8))) == ("2", "3")
    assert winners(standings(scored(0, 0))) == ()
    assert winners(()) == ()


def tallied(**tallies: Tally) -> GameState:
    kept = {PlayerId(player[1:]): tally for player, tally in tallies.items()}
    return replace(scored(0, 0, 0), tallies=kept)


def test_a_game_without_an_answer_has_nobody_to_name() -> None:
    nothing = GameStats(0, 0, 0, 0, None, None, None, None)
    assert stats(tallied()) == nothing
    assert stats(tallied(p1=Tally())) == nothing


def test_the_closing_numbers() -> None:
    state = tallied(
        p1=Tally(2, 9_000, VoteCount(funny=1, creative=0, best=2)),
        p2=Tally(1, 2_000, VoteCount(funny=3, creative=0, best=0)),
        p3=Tally(2, 5_000, VoteCount(funny=2, creative=1, best=1)),
    )
    assert stats(state) == GameStats(
        total_responses=5,
        human_responses=3,
        ai_responses=2,
        total_votes=10,
        avg_response_time_ms=3_200,
        fastest_player=PlayerId("2"),
        most_funny_player=PlayerId("2"),
        most_creative_player=PlayerId("3"),
    )


def test_the_earlier_seat_is_named_where_two_are_equal() -> None:
    equal = Tally(1, 4_000, VoteCount(funny=1))
    closing = stats(tallied(p2=equal, p1=equal, p3=equal))
    assert (closing.fastest_player, closing.most_funny_player) == ("1", "1")


def test_nobody_is_the_most_creative_without_a_vote() -> None:
    closing = stats(tallied(p1=Tally(1, 4_000, VoteCount(funny=1))))
    assert closing.most_creative_player is None
    assert closing.most_funny_player == "1"
