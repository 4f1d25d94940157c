"""L3, operational: what to do in this phase, and in what order; what is duty, and what is fun."""

from typing import Final

from msgspec.structs import replace

from agents.neurons.brain import Brain, forward

# What a phase can be filled with, first things first.
COURSES: Final[dict[str, tuple[str, ...]]] = {
    "lobby": ("ready", "greet"),
    "answering": ("answer",),
    "voting": ("vote",),
    "reveal": ("chat",),
    "completed": ("farewell",),
}
# What is done by habit alone: the question is there, so it is answered.
HABITS: Final = ("ready", "answer")


def course(brain: Brain, phase: str) -> tuple[str, ...]:
    """What this phase asks of one; without the layer, habits only."""
    wanted = COURSES.get(phase, ())
    return wanted if brain.is_on("L3") else tuple(each for each in wanted if each in HABITS)


def set_course(brain: Brain, at: int, phase: str) -> Brain:
    """The brain at the start of a phase: L2 hears what is to be done, and how to aim it."""
    wanted = course(brain, phase)
    if not brain.is_on("L3"):
        # What L4 wants doesn't get past a layer that is off.
        return replace(brain, approach=None)
    return forward(brain, at, "L3", f"{phase}: {', '.join(wanted)}") if wanted else brain
