"""Careers: sums that grow by a game at a time, and a streak that ends."""

from msgspec.structs import replace

from game.careers import Career, Line, add, add_line
from tests.game.parts import PLAYED


def test_a_line_adds_up_and_keeps_the_highest() -> None:
    first = replace(PLAYED, score=900, has_won=True, creative=1, funny=2, best=3)
    second = replace(PLAYED, score=400, has_won=False, creative=10, funny=20, best=30)
    line = add_line(add_line(Line(), first), second)
    assert line == Line(games=2, wins=1, score=1_300, highest=900, creative=11, funny=22, best=33)


def test_a_career_adds_quick_answers_and_new_faces() -> None:
    played = replace(PLAYED, quick_answers=2, new_faces=3)
    career = add(add(Career(), played), replace(played, new_faces=0))
    assert (career.quick_answers, career.co_players) == (4, 3)
    assert career.line == add_line(add_line(Line(), played), played)


def test_a_streak_grows_with_wins_and_ends_with_the_first_game_that_is_none() -> None:
    won, lost = replace(PLAYED, has_won=True), replace(PLAYED, has_won=False)
    career, streaks = Career(), []
    for played in (won, won, lost, won):
        career = add(career, played)
        streaks.append(career.win_streak)
    assert streaks == [1, 2, 0, 1]
