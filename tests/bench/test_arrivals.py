"""A disturbed run is repeated, and which of the two counts has nothing to do with its result."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bench import arrivals
from bench.arrivals import Size, measure, notes
from bench.wsload import Latency, Report


class Rehearsed:
    """A parlour whose runs were written down before: how disturbed, and the p99 in ms."""

    def __init__(self, runs: list[tuple[float, float]]) -> None:
        self.runs = runs

    async def open(self, _town: object, _guests: int) -> "Rehearsed":
        return self

    async def lines(self, _shape: object, folder: Path) -> Path:
        return folder

    async def react(self, *_how: object) -> Report:
        kept_off, p99 = self.runs.pop(0)
        return Report(ok=True, conns=1, joined=1, lat_ms=Latency(p99=p99), server_kept_off=kept_off)


@asynccontextmanager
async def no_town(_count: int) -> AsyncIterator[None]:
    yield None


async def test_the_less_disturbed_counts_though_it_was_slower(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Method: one rate disturbed twice, two rates calm at once; four runs in all."""
    parlour = Rehearsed([(0.30, 1.0), (0.10, 99.0), (0.0, 5.0), (0.01, 2.0)])
    monkeypatch.setattr(arrivals, "Parlour", parlour)
    monkeypatch.setattr(arrivals, "built", no_town)
    monkeypatch.setattr(arrivals, "placed", lambda _town: None)
    load: Any = None
    waves = await measure(Size(small_rates=(1_000, 2_000), large_rates=(3_000,)), load)
    assert [each.seen.lat_ms.p99 for each in waves] == [99.0, 5.0, 2.0]
    assert parlour.runs == []
    (note,) = notes(waves)
    assert note.startswith("rooms of 8, 1k/s was disturbed: others had a core for 10%")
