"""What an agent has changed about itself changes how it plays, within bounds."""

from itertools import product

import msgspec
import pytest

from agents.compose import Asking, answer
from agents.persona import load_personas
from agents.strategy import STEP_MAX, Strategy, applied, stepped
from tests.agents.evening import personas, repertoire

GOAT = next(each for each in personas() if each.slug == "goat")
STEPS = range(-STEP_MAX, STEP_MAX + 1)


def test_a_step_stays_within_two() -> None:
    assert [stepped(value, step) for value, step in ((0, 1), (2, 1), (-2, -1), (1, -1))] == [
        1, 2, -2, 0
    ]  # fmt: skip


def test_nothing_changed_is_the_character_as_it_was_made() -> None:
    assert applied(GOAT, Strategy()) == GOAT


@pytest.mark.parametrize(("think", "chat", "brevity"), list(product(STEPS, STEPS, STEPS)))
def test_whatever_is_changed_stays_a_character(think: int, chat: int, brevity: int) -> None:
    for persona in personas():
        found = applied(persona, Strategy(think=think, chat=chat, brevity=brevity))
        (again,) = load_personas([(persona.slug, msgspec.json.encode(found).decode())])
        assert again == found


def test_each_setting_does_what_it_says() -> None:
    careful = applied(GOAT, Strategy(think=1, chat=1))
    assert careful.pace.think_min_ms > GOAT.pace.think_min_ms
    assert careful.pace.chattiness > GOAT.pace.chattiness
    short = applied(GOAT, Strategy(brevity=1)).tastes
    assert short.funny.brevity > GOAT.tastes.funny.brevity
    long = applied(GOAT, Strategy(brevity=-1)).tastes
    assert long.best.length > GOAT.tastes.best.length
    assert applied(GOAT, Strategy(length=1, template=-1)).style.length == 1


def test_length_and_template_show_in_what_it_says() -> None:
    """Method: sixty prompts, answered with each setting; means and counts are compared."""

    def said(strategy: Strategy) -> list[str]:
        who = applied(GOAT, strategy)
        return [
            answer(who, repertoire(), Asking(prompt="A rejected name for a toaster",
                   category="office", round=n, seed=f"s{n}", hand=0, hands=1))
            for n in range(60)
        ]  # fmt: skip

    lengths = [sum(map(len, said(Strategy(length=step)))) for step in STEPS]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1] * 0.9
    made = [sum("toaster" in each.lower() for each in said(Strategy(template=step)))
            for step in STEPS]  # fmt: skip
    assert made == sorted(made)
    assert made[0] < made[-1]
