"""L4: a table's votes teach which jokes work; without it nobody learns what these people like."""

import pytest

from agents.neurons.brain import Brain, Goal, Grown
from agents.neurons.layers import Layer
from agents.neurons.tactics import JOKES, WEIGHT_MAX, Outcome, learn, take_approach
from game.events import ResponseSubmitted
from tests.agents.evening import Evening


def outcome(share: float, **features: float) -> Outcome:
    return Outcome({**dict.fromkeys(JOKES, 0.0), **features}, share)


BRIEF_WINS = [outcome(0.8, brevity=1.0), outcome(0.2, length=1.0), outcome(0.0, zest=1.0)]


def test_what_gets_more_than_its_share_counts_for_more() -> None:
    brain = learn(Brain(), 3, BRIEF_WINS)
    assert brain.jokes["brevity"] > 0 > brain.jokes["length"] > brain.jokes["zest"]
    (said,) = brain.signals
    assert (said.source, said.target, said.direction) == ("L4", "L5", "backward")
    assert said.content == "they vote for brevity"
    flop = learn(Brain(), 3, [outcome(0.0, zest=1.0), outcome(1.0)])
    assert flop.signals[0].content == "they vote against zest"
    assert flop.signals[0].strength < 0


def test_it_is_bounded_and_one_answer_teaches_nothing() -> None:
    brain = Brain()
    for _ in range(50):
        brain = learn(brain, 3, BRIEF_WINS)
    assert brain.jokes["brevity"] == WEIGHT_MAX
    assert brain.jokes["zest"] == -WEIGHT_MAX
    assert learn(Brain(), 3, BRIEF_WINS[:1]) == Brain()


def test_the_approach_takes_what_was_learnt_on_top_of_ones_style() -> None:
    brain = Brain(jokes={"brevity": 1.0}, grown=Grown(style={"brevity": 0.5, "zest": 0.2}))
    brain = take_approach(brain, 9, 1, 4)
    assert brain.approach is not None
    assert brain.approach.jokes == {"brevity": 1.5, "zest": 0.2}
    assert [each.content for each in brain.signals] == ["joke: brevity"]
    assert take_approach(brain, 10, 1, 4) == brain


def test_who_trails_dares_more_by_what_is_at_stake() -> None:
    brain = Brain(goal=Goal("settle", "bob", 0.8))
    bold = [take_approach(brain, 0, rank, 5).approach for rank in (1, 3, 5)]
    assert [each.boldness for each in bold if each] == [0.0, 0.4, 0.8]
    last = take_approach(brain, 0, 5, 5)
    assert last.signals[0].content == "joke: any, bold"
    assert (bold[0].who, bold[0].goal) == ("bob", "settle") if bold[0] else False
    unheard = take_approach(Brain(off=("L5",), goal=brain.goal), 0, 5, 5).approach
    assert unheard is not None
    assert (unheard.boldness, unheard.who) == (0.0, "")
    alone = take_approach(brain, 0, 2, 1).approach
    assert alone is not None
    assert alone.boldness == 0.0


def length(off: tuple[Layer, ...], liked: int) -> float:
    """How long the answers of the second half of twelve rounds are; -1: Ada likes them short."""
    late = []
    for seed in ("a", "b"):
        evening = Evening(
            agents=3,
            rounds=12,
            seed=seed,
            brain=Brain(off=off),
            judge=lambda text: float(liked * len(text)),
        ).play()
        for entry in evening.entries:
            if isinstance(entry.event, ResponseSubmitted) and entry.event.round > 6:
                late.append(len(entry.event.text))
    return sum(late) / len(late)


@pytest.mark.parametrize("off", ["L4", "L3", "L1"])
def test_without_it_nobody_learns_what_these_people_like(off: Layer) -> None:
    """Method: at one table only short answers get Ada's votes, at another only long ones."""
    assert length((off,), 1) < 1.1 * length((off,), -1)


def test_with_it_they_do() -> None:
    assert length((), 1) > 1.2 * length((), -1)
