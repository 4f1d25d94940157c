"""A mind: born empty, with ids of its own for all it does, and never fond of itself."""

from hypothesis import given
from hypothesis import strategies as st

from agents.keywords import keywords
from agents.mind import (
    ANSWER,
    Mind,
    born,
    with_choices,
    with_done,
    with_draft,
    with_recalled,
)
from agents.neurons.brain import Brain
from agents.neurons.company import Story
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


TOASTER = Story("m1", PlayerId("bob"), "Bob", "toaster", True, keywords("goat bakery"))


def answering(**changes: object) -> Mind:
    fields = {"phase": "answering", "prompt": "The goat in the bakery", "category": "animals"}
    return with_draft(mind(**{"round": 1, **fields, **changes}))


def test_what_is_recalled_in_time_is_thought_over_once_more() -> None:
    """Method: many rounds; a story that fits the prompt is told in most of them."""
    told = 0
    for number in range(80):
        before = answering(round=number)
        after = with_recalled(before, (TOASTER,), {PlayerId("bob"): -60})
        assert after.brain.goal is not None
        assert after.brain.goal.kind == "settle"
        if after.story:
            told += 1
            assert "Bob" in after.draft
            assert "toaster" in after.draft
            assert after.story == "m1"
        else:
            assert after.draft == before.draft
    assert 44 < told < 70


def test_what_comes_after_the_answer_changes_no_word_of_it() -> None:
    sent = with_done(answering(), ANSWER)
    assert with_recalled(sent, (TOASTER,), {}).draft == sent.draft
    lobby = with_recalled(mind(), (TOASTER,), {PlayerId("bob"): 60})
    assert lobby.draft == ""
    assert lobby.stories == (TOASTER,)


def test_a_friend_named_on_the_ballot_is_voted_for_more_often() -> None:
    lines = (
        BallotLine(ResponseId("a"), "Ann has hats"),
        BallotLine(ResponseId("b"), "Bob has hats"),
    )
    bob = PlayerId("bob")
    votes = []
    for felt in (100, -100):
        fields = {"ballot": lines, "names": {bob: "Bob"}, "liking": {bob: felt}}
        found = [with_choices(mind(round=n, **fields)).choices["funny"] for n in range(60)]
        votes.append(found.count(ResponseId("b")))
    assert votes[0] > votes[1] + 20


def test_layers_that_are_off_neither_choose_nor_find_words() -> None:
    lines = (BallotLine(ResponseId("a"), "Ann"), BallotLine(ResponseId("b"), "Bob"))
    assert with_choices(mind(ballot=lines, brain=Brain(off=("L3",)))).choices == {}
    dull = answering(brain=Brain(off=("L2",)), stories=(TOASTER,))
    quips = [quip for bank in repertoire().values() for quip in bank.quips]
    assert dull.draft in quips
    assert dull.story == ""


def test_in_mode_turing_every_answer_but_ones_own_is_judged() -> None:
    texts = {"a": "A toaster that burns the bread of my enemies.", "b": "lol i dunno", "c": "Mine"}
    lines = tuple(BallotLine(ResponseId(id), text) for id, text in texts.items())
    fields = {"ballot": lines, "own": lines[2]}
    guesses = with_choices(mind(mode="turing", **fields)).guesses
    assert guesses == {"guess.0": ("a", True), "guess.1": ("b", False)}
    assert with_choices(mind(**fields)).guesses == {}


def test_behind_a_mask_one_is_called_by_the_name_one_has_there() -> None:
    seated = mind(names={ME: "Odette"})
    slug = seated.persona.slug
    assert (seated.is_masked, seated.called) == (False, ("Odette", slug))
    veiled = touched(seated, mode="turing")
    assert (veiled.is_masked, veiled.called) == (True, ("Odette",))
    assert not touched(veiled, phase="completed").is_masked


def test_behind_a_mask_an_answer_has_no_form_to_be_known_by() -> None:
    forms = {part for form in mind().persona.voice.forms for part in form.split("{}") if part}
    assert forms
    for mode in ("classic", "turing"):
        drafts = [answering(mode=mode, round=number).draft for number in range(12)]
        signed = [each for each in drafts if any(part in each for part in forms)]
        assert signed == ([] if mode == "turing" else drafts)
