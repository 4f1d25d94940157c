"""Answers: in length, new in their game, different at one table, and the same when drawn again."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.compose import ANSWER_LENGTH_MAX, Asking, answer, fitted, plain, proposals
from agents.persona import Style
from agents.quips import FILL_IN, GENERAL, Bank, Repertoire, folded
from game.rules import RULES
from tests.agents.evening import personas, prompts, repertoire

TINY: Repertoire = {
    GENERAL: Bank(category=GENERAL, quips=("One.", "Two.", "Three.")),
    FILL_IN: Bank(category=FILL_IN, quips=("a hat", "a cat", "a bat")),
}


def asking(prompt: str, category: str = "office", **changes: object) -> Asking:
    wanted = {"round": 1, "seed": "s", "hand": 0, "hands": 1, **changes}
    return Asking(prompt=prompt, category=category, **wanted)


def test_the_limit_is_the_rules_limit() -> None:
    assert RULES.text_length_max == ANSWER_LENGTH_MAX


@given(st.text(max_size=200), st.sampled_from(personas()), st.integers(1, 50), st.text(max_size=4))
def test_any_prompt_gets_an_answer_in_length(text: str, persona: object, n: int, seed: str) -> None:
    for category in ("office", "no-such-category"):
        wanted = asking(text, category, round=n, seed=seed, hand=n % 12, hands=12)
        said = answer(persona, repertoire(), wanted)
        assert 1 <= len(said.strip()) <= ANSWER_LENGTH_MAX


def test_a_full_table_never_answers_alike() -> None:
    """Method: eleven hands, each prompt of the house; folded, so that voices don't count."""
    for n, prompt in enumerate(prompts()[::8]):
        said = [
            answer(
                personas()[0],
                repertoire(),
                asking(prompt.text, prompt.category, round=n, seed="same", hand=hand, hands=11),
            )
            for hand in range(11)
        ]
        assert len(dict.fromkeys(map(folded, said))) == 11


def test_nothing_is_said_twice_even_when_the_bank_runs_dry() -> None:
    """Method: three quips for 40 rounds: singles, then pairs, then numbered ones."""
    for prompt in ("Quick!", "Give me ___."):
        told: list[str] = []
        for n in range(1, 41):
            said = answer(personas()[0], TINY, asking(prompt, round=n, told=tuple(told)))
            assert not [earlier for earlier in told if folded(said) in earlier]
            told.append(folded(said))
        assert "number" in told[-1]


def test_a_hand_that_got_no_card_borrows() -> None:
    assert answer(personas()[0], TINY, asking("Quick!", hand=9, hands=12))


def test_each_gap_is_filled() -> None:
    two = answer(personas()[0], TINY, asking("I came, I ___, I ___."))
    many = answer(personas()[0], TINY, asking("___ " * 9))
    assert two.count(" / ") == 1
    assert many.count(" / ") == 2


def test_some_answers_pick_up_the_prompt() -> None:
    said = [
        answer(personas()[3], repertoire(), asking("The truth about the trombone", seed=str(n)))
        for n in range(60)
    ]
    assert 15 < sum("trombone" in text.lower() for text in said) < 45


def test_only_templates_and_no_word_still_answers() -> None:
    bank = Bank(category=GENERAL, quips=("{noun}",), templates=("{noun}!",))
    banks = {GENERAL: bank, FILL_IN: bank}
    assert "…" in answer(personas()[0], banks, asking("Why?"))
    assert "… number 1" in answer(personas()[0], banks, asking("___, ___ and ___"))


def test_what_is_too_long_goes_bare_and_then_is_cut() -> None:
    long = Bank(category=GENERAL, quips=("x" * 279 + ".",))
    banks = {GENERAL: long, FILL_IN: long}
    assert answer(personas()[0], banks, asking("Why?")) == long.quips[0]
    assert fitted("y" * 300) == "y" * 279 + "…"
    assert fitted("short") == "short"


def test_of_several_proposals_each_is_new_and_the_first_is_the_answer() -> None:
    for n, prompt in enumerate(prompts()[::20]):
        wanted = asking(prompt.text, prompt.category, round=n)
        found = proposals(personas()[0], repertoire(), wanted, 6)
        assert found[0].text == answer(personas()[0], repertoire(), wanted)
        assert len({folded(each.text) for each in found}) == len(found) == 6
    devices = {
        each.device
        for prompt in prompts()[::20]
        for each in proposals(personas()[0], repertoire(), asking(prompt.text), 6)
    }
    assert devices == {"quip", "template"}


def test_old_ones_are_proposed_only_when_nothing_new_is_left() -> None:
    few = proposals(personas()[0], TINY, asking("A day out"), 9)
    assert len(few) == 3
    gap = proposals(personas()[0], TINY, asking("My ___ and ___"), 9)
    assert len(gap) == 1
    told = ("one", "two", "three")
    assert len(proposals(personas()[0], TINY, asking("A day out", told=told), 9)) == 1


def test_a_plain_answer_is_a_quip_as_it_stands() -> None:
    assert plain(TINY, asking("A day out")) in TINY[GENERAL].quips
    assert plain(TINY, asking("A ___ day")) in TINY[FILL_IN].quips
    templates: Repertoire = {
        GENERAL: Bank(category=GENERAL, quips=("{noun}",)),
        FILL_IN: TINY[FILL_IN],
    }
    assert plain(templates, asking("A day out")) == "…"


def test_who_leans_to_length_says_longer_things() -> None:
    """Method: sixty rounds of the house's quips; one persona, three lengths of its style."""
    lengths = {}
    for step in (-2, 0, 2):
        persona = replace(personas()[0], style=Style(length=step))
        said = [
            answer(persona, repertoire(), asking("What now?", round=n, seed="long"))
            for n in range(1, 61)
        ]
        lengths[step] = sum(map(len, said)) / len(said)
    assert lengths[-2] + 5 < lengths[0] < lengths[2] - 5
