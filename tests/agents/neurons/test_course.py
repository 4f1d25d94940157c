"""L3: what to do in a phase; without it only habits are left: no vote, and no word to others."""

from collections import Counter

from agents.neurons.brain import Approach, Brain
from agents.neurons.course import COURSES, course, set_course
from agents.neurons.layers import Layer
from tests.agents.evening import Evening


def test_each_phase_asks_for_something_and_others_for_nothing() -> None:
    assert {phase: course(Brain(), phase) for phase in COURSES} == COURSES
    assert course(Brain(), "judging") == ()
    without = {phase: course(Brain(off=("L3",)), phase) for phase in COURSES}
    assert {phase: acts for phase, acts in without.items() if acts} == {
        "lobby": ("ready",),
        "answering": ("answer",),
    }


def test_the_words_below_are_told_what_is_to_be_done() -> None:
    brain = Brain(approach=Approach(who="bob"))
    (said,) = set_course(brain, 3, "voting").signals
    assert (said.source, said.target, said.content) == ("L3", "L2", "voting: vote")
    assert set_course(brain, 3, "judging") == brain
    assert set_course(Brain(off=("L3",), approach=brain.approach), 3, "voting").approach is None


def acts(off: tuple[Layer, ...]) -> Counter[str]:
    evening = Evening(agents=5, rounds=5, brain=Brain(off=off)).play()
    return Counter(type(command).__name__ for _, _, command in evening.sent)


def test_without_it_only_habits_are_left() -> None:
    """Method: an evening with and without; what they do, by kind."""
    whole, habits = acts(()), acts(("L3",))
    assert whole["CastVote"] == 5 * 5 * 3
    assert whole["SendChat"] > 3
    assert habits == {"SetReady": 5, "SubmitResponse": 25}
