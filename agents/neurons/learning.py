"""What each layer has learnt over games, apart as it is kept, and put together again."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, convert, to_builtins

from agents.neurons.brain import Grown
from agents.neurons.layers import Layer

# Whose is what; beside it each keeps when it has thought last, if it does so rarely.
OF: Final[Mapping[Layer, tuple[str, ...]]] = {
    "L2": ("devices",),
    "L5": ("drought", "games", "wins"),
    "L6": ("ambition",),
    "L7": ("style",),
    "L8": ("rate",),
    "L9": ("stories",),
}
THOUGHT: Final = "thought"
State = Mapping[str, object]


class Learnt(Struct, frozen=True):
    """What an agent has learnt up to a moment, in Unix ms."""

    agent: str
    grown: Grown
    at: int


def apart(grown: Grown) -> dict[Layer, State]:
    """What each layer has of it."""
    whole = to_builtins(grown)
    states: dict[Layer, State] = {}
    for layer, names in OF.items():
        states[layer] = {name: whole[name] for name in names}
        if layer in grown.thought:
            states[layer] = {**states[layer], THOUGHT: grown.thought[layer]}
    return states


def together(states: Mapping[Layer, State]) -> Grown:
    """The whole of these; what is missing is as in the beginning.

    Raises msgspec.ValidationError.
    """
    parts = {
        name: states[layer][name]
        for layer, names in OF.items()
        for name in names
        if name in states.get(layer, {})
    }
    thought = {layer: state[THOUGHT] for layer, state in states.items() if THOUGHT in state}
    return convert({**parts, THOUGHT: thought}, Grown)
