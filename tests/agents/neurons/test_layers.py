"""The layers: nine with their periods, neighbours, and a clear word on any other name."""

from itertools import pairwise

import pytest

from agents.neurons.layers import LAYERS, LEVELS, UnknownLayer, above, below, layers, number


def test_the_periods_are_those_of_the_design() -> None:
    periods = [LEVELS[each].period_ms for each in LAYERS]
    assert periods[:5] == [100, 10_000, 60_000, 300_000, 3_600_000]
    assert periods == sorted(periods)
    assert [LEVELS[each].name for each in LAYERS] == [
        *("reflexive", "implementation", "operational", "tactical", "strategic"),
        *("executive", "visionary", "reflective", "universal"),
    ]


def test_each_has_its_neighbours_and_the_ends_have_one() -> None:
    assert [number(each) for each in LAYERS] == list(range(1, 10))
    assert below("L1") is None
    assert above("L9") is None
    for lower, upper in pairwise(LAYERS):
        assert (above(lower), below(upper)) == (upper, lower)


def test_an_unknown_layer_is_refused_by_name() -> None:
    assert layers(["L5", "L2", "L5"]) == ("L2", "L5")
    for name in ("L0", "L10", "l1", "", "tactical"):
        with pytest.raises(UnknownLayer, match=f"there is no layer '{name}': they are L1 to L9"):
            layers(["L1", name])
