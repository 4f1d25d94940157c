"""A few rooms judged at once: every answer is scored, and each bar is told as it is."""

import pytest

from bench.judging import ACK_MORE_MS_MAX, SMALL, Found, Measured, record, run
from bench.record import Options, Record


@pytest.mark.services
@pytest.mark.timeout(120)
def test_a_few_rooms_are_judged_and_timed() -> None:
    """Method: the bench itself, small, without its times."""
    found = run(Options(smoke=True))
    scored = next(bar for bar in found.bars if bar.name == "answers scored")
    assert scored.reached > 0
    memory = next(bar for bar in found.bars if "memory" in bar.name)
    assert memory.reached > 50
    assert next(each.value for each in found.figures if each.name == "commands") > 50
    assert found.notes == ["The last answers of all rooms come within two seconds."]


def way(*acks_ms: float, scored: int = 4, wait_ms: float = 100.0) -> Measured:
    return Measured(acks_ms=list(acks_ms), waits_ms=[wait_ms], answers=4, scored=scored)


def told(off: Measured, auto: Measured, child_mib: float = 200.0) -> Record:
    ways = {"off": off, "auto": auto}
    return record(Found(size=SMALL, ways=ways, child_mib=child_mib, wrongs=["broke"]))


def test_each_bar_is_missed_alone() -> None:
    good = told(way(10.0), way(10.0 + ACK_MORE_MS_MAX))
    assert [bar.met for bar in good.bars] == [True] * 4
    assert "broke" in good.notes
    missed = [
        told(way(10.0), way(10.1 + ACK_MORE_MS_MAX)),
        told(way(10.0), way(10.0, scored=3)),
        told(way(10.0), way(10.0, wait_ms=2_251.0)),
        told(way(10.0), way(10.0), child_mib=301.0),
    ]
    for place, each in enumerate(missed):
        assert [bar.met for bar in each.bars] == [at != place for at in range(4)]
    assert told(way(100.0), way(124.0)).bars[0].met, "or so many times"
