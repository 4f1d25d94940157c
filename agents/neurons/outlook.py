"""L6 to L9, the long view: what grows over games, each thinking when its long period is over.

The first game counts as a thought of all of them: a newborn begins somewhere.
"""

from typing import Final

from msgspec.structs import replace

from agents.neurons.brain import RATE, Brain, Grown, backward
from agents.neurons.layers import LEVELS, Layer, above

# After so many games without a win one wants it more than a pleasant evening.
DROUGHT: Final = 3
AMBITION_STEP: Final = 0.1
# How much of one table's taste becomes one's own style.
STYLE_SHARE: Final = 0.2
STYLE_MAX: Final = 0.5
RATE_MIN: Final = 0.4
# Who has played for long follows single votes less.
SEASONED: Final = 50
STORIES_MAX: Final = 4


def after_game(brain: Brain, at: int, *, is_won: bool) -> Brain:
    """The brain after a game: L5 counts it, and tells those above whose time has come."""
    grown = brain.grown
    grown = replace(
        grown,
        games=grown.games + 1,
        wins=grown.wins + is_won,
        drought=0 if is_won else min(DROUGHT, grown.drought + 1),
    )
    if brain.is_on("L5"):
        brain = replace(brain, grown=grown)
    source: Layer = "L5"
    while (layer := above(source)) is not None and brain.is_on(source) and brain.is_on(layer):
        due_ms = brain.grown.thought.get(layer, 0) + LEVELS[layer].period_ms
        if at < due_ms:
            break
        told = "won" if is_won else "lost"
        brain = backward(brain, at, source, f"a game was {told}", 1.0 if is_won else -0.5)
        thought = {**brain.grown.thought, layer: at}
        brain = replace(brain, grown=replace(_thought(layer, brain), thought=thought))
        source = layer
    return brain


def _thought(layer: Layer, brain: Brain) -> Grown:
    """What a layer's thought changes."""
    grown = brain.grown
    match layer:
        case "L6":
            step = AMBITION_STEP if grown.drought >= DROUGHT else -AMBITION_STEP / 2
            return replace(grown, ambition=round(min(1.0, max(0.0, grown.ambition + step)), 3))
        case "L7":
            names = dict.fromkeys((*grown.style, *brain.jokes))
            style = {name: _leaned(brain, name) for name in names}
            return replace(grown, style={name: each for name, each in style.items() if each})
        case "L8":
            rate = RATE - (RATE - RATE_MIN) * min(1.0, grown.games / SEASONED)
            return replace(grown, rate=round(rate, 3))
        case _:
            # L9: who wins often can afford to talk of old times.
            share = grown.wins / max(1, grown.games)
            return replace(grown, stories=1 + round((STORIES_MAX - 1) * share))


def _leaned(brain: Brain, name: str) -> float:
    own, table = brain.grown.style.get(name, 0.0), brain.jokes.get(name, 0.0)
    leaned = (1 - STYLE_SHARE) * own + STYLE_SHARE * table
    return round(min(STYLE_MAX, max(-STYLE_MAX, leaned)), 4)
