"""What layers have learnt comes back whole, whatever it is, and from fewer layers too."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.neurons.brain import Grown
from agents.neurons.learning import OF, THOUGHT, apart, together

SHARES = st.dictionaries(st.text(max_size=9), st.floats(-9, 9), max_size=4)
GROWN = st.builds(
    Grown,
    drought=st.integers(0, 9),
    games=st.integers(0, 9),
    wins=st.integers(0, 9),
    ambition=st.floats(0, 1),
    style=SHARES,
    rate=st.floats(0, 1),
    stories=st.integers(0, 9),
    devices=SHARES,
    thought=st.dictionaries(st.sampled_from(["L6", "L7", "L8", "L9"]), st.integers(0, 10**13)),
)


@given(GROWN)
def test_it_comes_back_as_it_was(grown: Grown) -> None:
    kept = msgspec.json.decode(msgspec.json.encode(apart(grown)))
    assert together(kept) == grown


def test_every_part_is_one_layers() -> None:
    parts = [name for names in OF.values() for name in names]
    assert sorted([*parts, THOUGHT]) == sorted(Grown.__struct_fields__)


def test_a_layer_that_kept_nothing_begins_anew_and_nonsense_is_refused() -> None:
    assert together({}) == Grown()
    assert together({"L5": {"games": 3}, "L6": {}}) == Grown(games=3)
    with pytest.raises(msgspec.ValidationError):
        together({"L5": {"games": "three"}})
