"""A small crowd at one game, and when the players' wait counts as too long."""

import pytest
import uvloop

from bench import spectators
from bench.record import Options
from bench.spectators import SMALL, Found, Window, holds, measure, table
from clients.bots.measures import spread


@pytest.mark.services
@pytest.mark.timeout(120)
def test_a_small_crowd_comes_watches_and_leaves_without_a_hole() -> None:
    """Method: the bench itself, small, without its bar."""
    found = uvloop.run(measure(SMALL))
    assert found.troubles == []
    assert [each.watched for each in found.windows] == [False, True, False]
    assert all(each.ack_ms.n > 0 for each in found.windows)
    assert sum(each.home_ms.n for each in found.windows) > 0
    assert sum(each.away_ms.n for each in found.windows) > 0
    (crowd,) = found.crowds
    assert crowd.watching == SMALL.watching
    assert crowd.events > SMALL.watching
    assert (crowd.holes, crowd.secrets) == (0, 0)


def test_all_of_it_is_kept_as_a_record(monkeypatch: pytest.MonkeyPatch) -> None:
    none = spread([])

    async def measured(size: object) -> Found:
        windows = [
            Window(
                watched=watched,
                ack_ms=spread([ms]),
                home_ms=none,
                away_ms=none,
                nodes_cores=0.5,
                crowd_cores=0.0,
            )
            for watched, ms in ((False, 10.0), (True, 13.0))
        ]
        return Found(size=SMALL, windows=windows, crowds=[], how="so", troubles=["a fall"])

    monkeypatch.setattr(spectators, "measure", measured)
    record = spectators.run(Options(smoke=True))
    assert [each.value for each in record.figures] == [13.0, 13.0, 0.5, 10.0, 10.0, 0.5]
    assert [each.value for each in record.ratios] == [1.3, 1.3]
    assert [each.met for each in record.bars] == [False, False]
    assert list(record.notes) == ["so", "a fall"]


def test_the_bar_is_a_fifth_more_by_the_middle_window() -> None:
    def window(ms: float, *, watched: bool) -> Window:
        none = spread([])
        return Window(
            watched=watched,
            ack_ms=spread([ms]),
            home_ms=none,
            away_ms=none,
            nodes_cores=0.0,
            crowd_cores=0.0,
        )

    def found(*watched_ms: float) -> Found:
        alone = [window(ms, watched=False) for ms in (9.0, 10.0, 90.0)]
        watched = [window(ms, watched=True) for ms in watched_ms]
        return Found(size=SMALL, windows=[*alone, *watched], crowds=[], how="", troubles=[])

    assert holds(found(1.0, 12.0, 99.0))
    assert not holds(found(1.0, 12.1, 99.0))
    assert not holds(found())
    assert "MISSED" in table(found(13.0))
    disturbed = found(5.0)
    disturbed.troubles.append("somebody fell")
    assert not holds(disturbed)
