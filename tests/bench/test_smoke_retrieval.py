"""The case of retrieval: a few thousand memories, in RAM and in tables; not how fast."""

import pytest

from bench.record import Options
from bench.retrieval import run


@pytest.mark.services
@pytest.mark.timeout(120)
def test_a_small_run() -> None:
    """Method: the bench itself, small; what HNSW finds must be right at any size."""
    record = run(Options(smoke=True))
    assert record.case == "retrieval"
    ram, recall, nearest = record.bars
    assert recall.met
    assert recall.reached >= 0.95
    assert min(ram.reached, nearest.reached) > 0
