"""The layers of one agent: which are on, what each has learnt, and what they said last.

What is learnt of a table ends with its game; what has grown over games is carried on.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from agents.neurons.layers import Layer, above, below
from agents.neurons.signals import Signal, signal

# The last of them; what is not shown or stored by then is gone.
SIGNALS_MAX: Final = 64
RATE: Final = 1.0


class Grown(Struct, frozen=True, kw_only=True):
    """What is carried from game to game, and moves slowly."""

    # L5: games in a row without a win; what is at stake next time comes from it.
    drought: int = 0
    games: int = 0
    wins: int = 0
    # L6: 0 plays for company, 1 for the win.
    ambition: float = 0.5
    # L7: what it wants to be known for; every table begins with it.
    style: Mapping[str, float] = field(default_factory=dict)
    # L8: how fast the tactics follow the votes.
    rate: float = RATE
    # L9: how many old stories an evening bears.
    stories: int = 2
    # L2: which devices were worth it.
    devices: Mapping[str, float] = field(default_factory=dict)
    # When the rare ones have thought last.
    thought: Mapping[Layer, int] = field(default_factory=dict)


class Goal(Struct, frozen=True):
    """What L5 is after in this game: to win, to befriend somebody, or to settle with them."""

    kind: str = "win"
    who: str = ""
    stake: float = 0.5


class Approach(Struct, frozen=True, kw_only=True):
    """What L4 makes of it: which jokes work here, how bold to be, and at whom they aim."""

    jokes: Mapping[str, float] = field(default_factory=dict)
    boldness: float = 0.0
    who: str = ""
    goal: str = ""


class Brain(Struct, frozen=True, kw_only=True):
    """All layers of one agent at one table."""

    off: tuple[Layer, ...] = ()
    grown: Grown = Grown()
    goal: Goal | None = None
    # L4: what this table votes for, by the features of `agents.taste`.
    jokes: Mapping[str, float] = field(default_factory=dict)
    # What L3 has of L4; L2 hears it from L3.
    approach: Approach | None = None
    # What was told with the last answer, so that its votes are credited to it.
    device: str = ""
    signals: tuple[Signal, ...] = ()
    # All that were ever sent here.
    count: int = 0

    def is_on(self, layer: Layer) -> bool:
        """Whether the layer takes part."""
        return layer not in self.off


def forward(brain: Brain, at: int, source: Layer, content: str, strength: float = 1.0) -> Brain:
    """The brain after a layer has activated the one below; a layer that is off hears nothing."""
    target = below(source)
    assert target is not None
    return _sent(brain, signal(at, source, target, content, strength))


def backward(brain: Brain, at: int, source: Layer, content: str, strength: float = 1.0) -> Brain:
    """The brain after a layer has told the one above how it went."""
    target = above(source)
    assert target is not None
    return _sent(brain, signal(at, source, target, content, strength))


def hears(brain: Brain, layer: Layer, source: Layer) -> bool:
    """Whether what one layer sends reaches another: all between them have to be on."""
    step = above if source < layer else below
    at: Layer | None = source
    while at is not None and brain.is_on(at):
        if at == layer:
            return True
        at = step(at)
    return False


def _sent(brain: Brain, said: Signal) -> Brain:
    if not brain.is_on(said.source) or not brain.is_on(said.target):
        return brain
    kept = (*brain.signals, said)[-SIGNALS_MAX:]
    return replace(brain, signals=kept, count=brain.count + 1)
