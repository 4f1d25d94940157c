"""L5, strategic: what an agent is after in this game, from what it carries over games."""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from agents.neurons.brain import Brain, Goal, forward
from game.ids import PlayerId

# Who is liked less is somebody to settle with, who is liked more somebody to win over.
SETTLE_FROM: Final = -20
BEFRIEND_FROM: Final = 15
# Above this ambition, company is no goal any more.
DRIVEN: Final = 0.75
DROUGHT_STAKE: Final = 0.15


def set_goal(brain: Brain, at: int, liking: Mapping[PlayerId, int]) -> Brain:
    """The brain with its goal for this game; the same as before while nothing asks for another.

    Off: there is none, and nobody below hears of one.
    """
    if not brain.is_on("L5"):
        return replace(brain, goal=None)
    goal = _goal(brain, liking)
    if goal == brain.goal:
        return brain
    # Without a name: signals are kept for longer than people may want to be known.
    return forward(replace(brain, goal=goal), at, "L5", f"goal: {goal.kind}", goal.stake)


def _goal(brain: Brain, liking: Mapping[PlayerId, int]) -> Goal:
    grown = brain.grown
    stake = min(1.0, 0.25 + 0.5 * grown.ambition + DROUGHT_STAKE * grown.drought)
    ranked = sorted(liking.items(), key=lambda each: (each[1], each[0]))
    if ranked and ranked[0][1] <= SETTLE_FROM:
        return Goal("settle", ranked[0][0], stake)
    if ranked and ranked[-1][1] >= BEFRIEND_FROM and grown.ambition < DRIVEN:
        return Goal("befriend", ranked[-1][0], stake)
    return Goal("win", "", stake)
