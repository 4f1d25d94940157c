"""L4, tactical: which kind of joke works with these people, how bold to be, and at whom to aim."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from agents.neurons.brain import Approach, Brain, backward, forward, hears

# The features of `agents.taste` that a joke can be chosen by.
JOKES: Final = ("brevity", "length", "wordplay", "echo", "detail", "surprise", "zest")
# What a table's votes have taught is worth so much at most, per feature.
WEIGHT_MAX: Final = 3.0
LEARNT: Final = 2.0


class Outcome(Struct, frozen=True):
    """An answer of a round: its features, and its share of all votes."""

    features: Mapping[str, float]
    share: float


def take_approach(brain: Brain, at: int, rank: int, seats: int) -> Brain:
    """The brain with its approach to the next round, which L3 then has of it; None while off.

    Whoever trails dares more, by as much as is at stake.
    """
    goal = brain.goal if hears(brain, "L4", "L5") else None
    if not brain.is_on("L4"):
        return replace(brain, approach=None)
    stake = goal.stake if goal is not None else 0.0
    trailing = (rank - 1) / (seats - 1) if rank > 1 and seats > 1 else 0.0
    jokes = {name: _weight(brain, name) for name in JOKES}
    approach = Approach(
        jokes={name: round(weight, 4) for name, weight in jokes.items() if weight},
        boldness=round(stake * trailing, 4),
        who=goal.who if goal is not None else "",
        goal=goal.kind if goal is not None else "",
    )
    best = max(JOKES, key=lambda name: (jokes[name], name))
    content = f"joke: {best if jokes[best] > 0 else 'any'}"
    if approach.boldness > 0:
        content += ", bold"
    if approach == brain.approach:
        return brain
    strength = jokes[best] / WEIGHT_MAX
    return forward(replace(brain, approach=approach), at, "L4", content, strength)


def learn(brain: Brain, at: int, outcomes: Sequence[Outcome]) -> Brain:
    """The brain after a round's votes: features of what got more than its share count for more.

    What the votes say comes from L1 by way of its neighbours.
    """
    if len(outcomes) < 2 or not hears(brain, "L4", "L1"):
        return brain
    fair = 1 / len(outcomes)
    jokes = dict(brain.jokes)
    for name in JOKES:
        gain = sum((each.share - fair) * each.features[name] for each in outcomes)
        moved = jokes.get(name, 0.0) + LEARNT * brain.grown.rate * gain
        jokes[name] = round(min(WEIGHT_MAX, max(-WEIGHT_MAX, moved)), 4)
    moved_most = max(JOKES, key=lambda name: (abs(jokes[name] - brain.jokes.get(name, 0.0)), name))
    change = jokes[moved_most] - brain.jokes.get(moved_most, 0.0)
    content = f"they vote {'for' if change >= 0 else 'against'} {moved_most}"
    return backward(replace(brain, jokes=jokes), at, "L4", content, change)


def _weight(brain: Brain, name: str) -> float:
    """What a table votes for, on top of what one wants to be known for."""
    return brain.grown.style.get(name, 0.0) + brain.jokes.get(name, 0.0)
