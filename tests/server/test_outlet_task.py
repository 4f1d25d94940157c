"""The way out of one connection: gathered for one write a turn, or written at once when idle."""

import asyncio
from types import SimpleNamespace

import pytest
from websockets.protocol import State

from server.metrics import Metrics
from server.outlet_task import Outlet
from server.terms import Terms
from tests.server.fake_clock import FakeClock, settle
from tests.server.test_metrics import read


class Line:
    """A transport that keeps each write apart."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.closing = False

    def write(self, data: bytes) -> None:
        self.writes.append(data)

    def is_closing(self) -> bool:
        return self.closing


@pytest.fixture
def counted() -> Metrics:
    return Metrics()


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
async def outlet(line: Line, counted: Metrics) -> Outlet:
    """One that has shaken hands."""
    made = Outlet(SimpleNamespace(terms=Terms(meters=counted), clock=FakeClock()))
    made._transport, made._wire.state = line, State.OPEN
    return made


async def test_what_passes_is_written_at_once_while_nothing_waits(
    outlet: Outlet, line: Line
) -> None:
    """Such frames come gathered already: to wait for the end of the turn would gain nothing."""
    outlet.best_effort(b"a")
    assert line.writes == [b"a"]
    outlet.best_effort(b"b")
    assert line.writes == [b"a", b"b"]
    await settle()
    assert line.writes == [b"a", b"b"]


@pytest.mark.parametrize("first", ["must", "newest"])
async def test_it_is_never_written_before_what_waits(
    outlet: Outlet, line: Line, first: str
) -> None:
    """And goes out with it, in one write."""
    outlet.must(b"event") if first == "must" else outlet.newest("key", b"event")
    outlet.best_effort(b"a")
    assert line.writes == []
    await settle()
    assert line.writes == [b"eventa"]
    outlet.best_effort(b"b")
    assert line.writes == [b"eventa", b"b"]


async def test_a_lagging_reader_misses_it_and_that_is_counted(
    outlet: Outlet, line: Line, counted: Metrics
) -> None:
    outlet.pause_writing()
    outlet.best_effort(b"a")
    outlet.must(b"event")
    await settle()
    assert line.writes == []
    assert read(counted)["genius_conflated_frames_total{kind=dropped}"] == 1
    outlet.resume_writing()
    await settle()
    outlet.best_effort(b"b")
    assert line.writes == [b"event", b"b"]


@pytest.mark.parametrize("how", ["shaking hands", "closing", "closed", "gone"])
async def test_where_nobody_can_hear_it_nothing_is_written(
    outlet: Outlet, line: Line, how: str
) -> None:
    if how == "gone":
        outlet._transport = None
    elif how == "closed":
        line.closing = True
    else:
        outlet._wire.state = State.CLOSING if how == "closing" else State.CONNECTING
    outlet.best_effort(b"a")
    await asyncio.sleep(0)
    assert line.writes == []
