"""Signals: between neighbours only, forward is down, and a strength within its bounds."""

import pytest

from agents.neurons.layers import LAYERS, number
from agents.neurons.signals import NotNeighbours, signal


@pytest.mark.parametrize("source", LAYERS)
def test_only_neighbours_hear_each_other(source: str) -> None:
    for target in LAYERS:
        if abs(number(source) - number(target)) == 1:
            said = signal(7, source, target, "so")
            assert said.direction == ("forward" if source > target else "backward")
            assert (said.at, said.content, said.strength) == (7, "so", 1.0)
        else:
            with pytest.raises(NotNeighbours, match=f"{source} and {target} are no neighbours"):
                signal(7, source, target, "so")


def test_a_strength_is_kept_within_its_bounds() -> None:
    strengths = [signal(0, "L2", "L1", "x", each).strength for each in (-9, -0.25, 0.33333, 9)]
    assert strengths == [-1.0, -0.25, 0.333, 1.0]
