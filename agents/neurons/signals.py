"""What passes between two layers: activation forward, down to the act, and feedback backward."""

from typing import Literal

from msgspec import Struct

from agents.neurons.layers import Layer, above, below, number
from game.ids import GameId

Direction = Literal["forward", "backward"]


class NotNeighbours(ValueError):
    """A signal between two layers that don't touch."""


class Signal(Struct, frozen=True, kw_only=True):
    """One signal at a moment (Unix ms); `strength` is -1 to 1, below 0 where it discourages.

    Its content never holds what is still a secret at a table: no answer, and no vote.
    """

    at: int
    source: Layer
    target: Layer
    content: str
    strength: float = 1.0

    @property
    def direction(self) -> Direction:
        """Down is forward, up is backward."""
        return "forward" if number(self.source) > number(self.target) else "backward"


class Sent(Struct, frozen=True):
    """A signal as it was sent by an agent, in a game or (None) in the valley."""

    id: str
    agent: str
    game: GameId | None
    signal: Signal


def signal(at: int, source: Layer, target: Layer, content: str, strength: float = 1.0) -> Signal:
    """A signal; raises NotNeighbours, since a layer hears nobody but its neighbours."""
    if target not in (below(source), above(source)):
        raise NotNeighbours(f"{source} and {target} are no neighbours")
    strength = round(min(1.0, max(-1.0, strength)), 3)
    return Signal(at=at, source=source, target=target, content=content, strength=strength)
