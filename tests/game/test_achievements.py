"""The achievements: for each what just unlocks it, and what just doesn't."""

from typing import Any

import pytest
from msgspec.structs import replace

from game.achievements import BY_CODE, CATALOGUE, SIGNED_UP, due, points, unlocks
from game.careers import Career, Line
from tests.game.parts import NOON, PLAYED

HOUR_MS = 3_600_000
WON = {"has_won": True, "rank": 1, "lead": 200}
SCHEMA = {
    "first_game": 10, "first_win": 25, "perfect_round": 15, "speed_demon": 30,
    "social_butterfly": 35, "comeback_kid": 40, "creative_genius": 50, "comedian": 50,
    "veteran": 100, "champion": 150,
}  # fmt: skip


def at(hour: int, ms: int = 0) -> dict[str, int]:
    return {"ended_ms": NOON + (hour - 12) * HOUR_MS + ms}


# Code, what of the game unlocks it, and what is just too little.
BY_GAME: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("perfect_round", {"perfect_rounds": 1}, {"perfect_rounds": 0}),
    ("comeback_kid", {**WON, "was_last": True}, {"was_last": True}),
    ("comeback_kid", {**WON, "was_last": True}, WON),
    ("hat_trick", {"rounds_won_in_a_row": 3}, {"rounds_won_in_a_row": 2}),
    ("clean_sweep", {"rounds_won": 5}, {"rounds_won": 4}),
    ("photo_finish", {**WON, "lead": 10}, {**WON, "lead": 11}),
    ("photo_finish", {**WON, "lead": 1}, {**WON, "lead": 0}),
    ("so_close", {"lead": -10}, {"lead": -11}),
    ("so_close", {"lead": -1}, {**WON, "lead": -1}),
    ("dead_heat", {**WON, "is_tied": True}, {"is_tied": True}),
    ("dead_heat", {**WON, "is_tied": True}, WON),
    ("giant_killer", {**WON, "machines": 3}, {**WON, "machines": 2}),
    ("giant_killer", {**WON, "machines": 3}, {**WON, "machines": 3, "is_tied": True}),
    ("giant_killer", {**WON, "machines": 3}, {"machines": 3}),
    ("full_house", {"seats": 12}, {"seats": 11}),
    ("globetrotter", {"categories": 5}, {"categories": 4}),
    ("minimalist", {"fewest_words": 3}, {"fewest_words": 4}),
    ("minimalist", {"fewest_words": 1}, {"fewest_words": None}),
    ("wordsmith", {"most_words": 30}, {"most_words": 29}),
    ("wordsmith", {"most_words": 30}, {"most_words": None}),
    ("judges_pet", {"judged_best": 9.0}, {"judged_best": 8.99}),
    ("marathon", {"rounds": 20, "answers": 20}, {"rounds": 20, "answers": 19}),
    ("marathon", {"rounds": 20, "answers": 20}, {"rounds": 19, "answers": 19}),
    ("early_bird", at(5), at(5, -1)),
    ("early_bird", at(8, -1), at(8)),
    ("night_owl", at(0), at(0, -1)),
    ("night_owl", at(4, -1), at(4)),
]  # fmt: skip
# Code, the career before, and what of the game fills it to the brim.
BY_CAREER: list[tuple[str, Career, dict[str, Any]]] = [
    ("first_game", Career(), {}),
    ("regular", Career(Line(games=9)), {}),
    ("veteran", Career(Line(games=99)), {}),
    ("first_win", Career(), WON),
    ("serial_winner", Career(Line(wins=9)), WON),
    ("champion", Career(Line(wins=49)), WON),
    ("speed_demon", Career(quick_answers=2), {"quick_answers": 3}),
    ("social_butterfly", Career(co_players=49), {"new_faces": 1}),
    ("creative_genius", Career(Line(creative=47)), {"creative": 3}),
    ("comedian", Career(Line(funny=47)), {"funny": 3}),
    ("peoples_choice", Career(Line(best=47)), {"best": 3}),
    ("hot_streak", Career(win_streak=2), WON),
    ("five_figures", Career(Line(score=9_500)), {"score": 500}),
]


@pytest.mark.parametrize(("code", "enough", "too_little"), BY_GAME)
def test_a_game_unlocks_it(code: str, enough: dict[str, Any], too_little: dict[str, Any]) -> None:
    rule = BY_CODE[code].rule
    assert rule(Career(), replace(PLAYED, **enough))
    assert not rule(Career(), replace(PLAYED, **too_little))


@pytest.mark.parametrize(("code", "before", "game"), BY_CAREER)
def test_a_career_reaches_it(code: str, before: Career, game: dict[str, Any]) -> None:
    achievement = BY_CODE[code]
    assert achievement.rule(before, replace(PLAYED, **game))
    assert achievement.by_career is not None
    assert not achievement.by_career(before)


@pytest.mark.parametrize(("code", "before", "game"), [each for each in BY_CAREER if each[2]])
def test_a_career_one_short_does_not(code: str, before: Career, game: dict[str, Any]) -> None:
    short = {key: value - 1 for key, value in game.items() if key != "lead"}
    assert not BY_CODE[code].rule(before, replace(PLAYED, **{**short, "has_won": False}))


def test_every_achievement_is_tried_above_but_that_of_the_account() -> None:
    tried = {code for code, *_ in BY_GAME} | {code for code, *_ in BY_CAREER}
    assert {each.code for each in CATALOGUE} - tried == {"signed_up"}


def test_the_schemas_ten_are_there_with_their_points_and_at_least_ten_more() -> None:
    assert {code: BY_CODE[code].points for code in SCHEMA} == SCHEMA
    assert len(BY_CODE) == len(CATALOGUE) >= 20
    assert len({each.name for each in CATALOGUE}) == len(CATALOGUE)


def test_the_accounts_own_is_unlocked_by_no_game() -> None:
    assert not SIGNED_UP.rule(Career(Line(games=500, wins=500)), replace(PLAYED, **WON))


def test_a_game_unlocks_what_is_not_held_yet_in_the_catalogues_order() -> None:
    won = replace(PLAYED, **WON)
    codes = [each.code for each in unlocks((), Career(), won)]
    assert codes == ["first_game", "first_win"]
    assert [each.code for each in unlocks(("first_game",), Career(), won)] == ["first_win"]
    assert unlocks(codes, Career(), won) == ()


def test_an_account_brings_its_own_and_what_the_career_has_earned() -> None:
    career = Career(Line(games=10, wins=1))
    codes = [each.code for each in due((), career)]
    assert codes == ["first_game", "first_win", "signed_up", "regular"]
    assert [each.code for each in due(("first_game", "signed_up"), career)] == [
        *("first_win", "regular"),
    ]  # fmt: skip
    assert [each.code for each in due((), Career())] == ["signed_up"]


def test_points_add_up() -> None:
    assert points(()) == 0
    assert points(("first_game", "champion", "unheard of")) == 160
