"""A few people talk, and a few rooms are written: that both cases run, not how fast."""

import pytest

from bench import chat, journal
from bench.record import Options
from tests.bench.smoke import ran


@pytest.mark.services
@pytest.mark.timeout(120)
def test_every_line_that_is_acknowledged_is_in_the_journal() -> None:
    """Method: the bench itself, small; it counts the journal's lines after each run."""
    record = ran(chat.run)
    found = {each.name: each.value for each in record.figures}
    for what in ("closed loop", "open loop at half"):
        said = found[f"{what}: said"]
        assert said > 0
        assert found[f"{what}: acknowledged"] == found[f"{what}: committed"] == said
    assert [each.name for each in record.bars] == [
        "lines committed and acknowledged",
        "ack p99 at half of that",
    ]


@pytest.mark.services
@pytest.mark.timeout(60)
def test_the_journal_is_compared_with_a_plain_copy() -> None:
    record = journal.run(Options(smoke=True))
    found = {each.name: each.value for each in record.figures}
    assert found["the disk's own sync p50"] > 0
    for rooms, lines in journal.SMOKE_CELLS:
        assert found[f"{rooms} rooms x {lines}: events/s"] > 0
    assert [each.against for each in record.ratios] == ["a plain COPY loop"] * 2
