"""A mind: born empty, with ids of its own for all it does, and never fond of itself."""

from hypothesis import given
from hypothesis import strategies as st

from agents.mind import Mind, born, with_choices, with_done, with_draft
from agents.taste import VOTE_TYPES
from game.ids import PlayerId, ResponseId
from game.rules import RULES
from game.snapshot import BallotLine
from tests.agents.evening import GAME, personas, repertoire, touched

ME = PlayerId("0198c0de-0000-7000-8000-00000000000a")


def mind(**changes: object) -> Mind:
    return touched(born(GAME, ME, personas()[0], repertoire(), "seed", 1.0), **changes)


def test_a_newborn_has_nothing_on_its_mind() -> None:
    newborn = mind()
    assert (newborn.cursor, newborn.round, newborn.done, newborn.phase) == (0, 0, (), "lobby")


def test_command_ids_name_player_round_and_act_and_fit_the_wire() -> None:
    assert mind(round=3).command_id("vote.best") == f"{ME}.3.vote.best"
    assert len(mind(round=50).command_id("vote.creative")) <= 64


def test_hands_are_dealt_by_arrival() -> None:
    others = (PlayerId("b"), ME, PlayerId("c"))
    assert mind(machines=others).hand == (1, 3)
    assert mind(machines=()).hand == (0, 1)


def test_done_is_done_once() -> None:
    assert with_done(with_done(mind(), "ready"), "ready").done == ("ready",)


def test_a_draft_is_the_same_when_drawn_again_and_another_in_another_game() -> None:
    asked = mind(prompt="The goat in the bakery", category="animals", round=2)
    assert with_draft(asked).draft == with_draft(asked).draft
    drafts = [with_draft(touched(asked, seed=str(n))).draft for n in range(8)]
    assert len(dict.fromkeys(drafts)) > 5


def test_a_draft_fits_the_rules() -> None:
    for category in repertoire():
        draft = with_draft(mind(prompt="The goat", category=category)).draft
        assert 1 <= len(draft) <= RULES.text_length_max


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8), st.integers(0, 7))
def test_a_mind_never_votes_for_itself(texts: list[str], own: int) -> None:
    """Method: any ballot, of which any line (or none) is its own, also with equal texts."""
    ballot = tuple(BallotLine(ResponseId(f"r{n}"), text) for n, text in enumerate(texts))
    mine = ballot[own] if own < len(ballot) else None
    choices = with_choices(mind(ballot=ballot, own=mine)).choices
    assert mine is None or mine.id not in choices.values()
    assert tuple(choices) == (VOTE_TYPES if len(ballot) > (mine is not None) else ())
