"""The second five hundred of the simulated evenings; beside the first, in a file of their own."""

import pytest

from tests.simulation.thousand import SEEDS, all_played, name, parts


@pytest.mark.parametrize("seeds", parts(500, len(SEEDS)), ids=name)
def test_no_later_evening_breaks_a_promise(seeds: tuple[int, ...]) -> None:
    all_played(seeds)
