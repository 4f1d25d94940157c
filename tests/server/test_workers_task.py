"""A crew of workers that never were programs: who is started again, when, and how all leave."""

import asyncio
import signal

import pytest

from server import workers_task
from server.settings import read_settings
from server.workers_task import Crew, WorkerRefused, of_worker, pause_after
from tests.server.fake_clock import settle, until


class FakeHand:
    """One run of a worker; the test opens and ends it."""

    def __init__(self, k: int) -> None:
        self.k, self.told = k, list[signal.Signals]()
        self._open: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._end: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        # What it does when it is told.
        self.obeys = True

    async def opened(self) -> bool:
        return await self._open

    async def ended(self) -> int:
        return await self._end

    def tell(self, word: signal.Signals) -> None:
        self.told.append(word)
        if (self.obeys and word == signal.SIGTERM) or word == signal.SIGKILL:
            self.end(0 if word == signal.SIGTERM else -9)

    def open(self) -> None:
        self._open.set_result(True)

    def end(self, status: int) -> None:
        if not self._open.done():
            self._open.set_result(False)
        if not self._end.done():
            self._end.set_result(status)


class Stage:
    """A crew, all runs in the order of their start, and what was waited for between."""

    def __init__(self, count: int) -> None:
        self.hands: list[FakeHand] = []
        self.ready = 0
        self.crew = Crew(count, self._start, self._ready)
        self.running = asyncio.create_task(self.crew.run())

    def _start(self, k: int) -> FakeHand:
        self.hands.append(FakeHand(k))
        return self.hands[-1]

    def _ready(self) -> None:
        self.ready += 1

    async def runs(self, count: int) -> FakeHand:
        """Wait until so many were started; the last."""
        await until(lambda: len(self.hands) >= count, f"{count} starts")
        assert len(self.hands) == count
        return self.hands[-1]


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses that take next to no time, but are some."""
    monkeypatch.setattr(workers_task, "PAUSE_S_MIN", 0.001)
    monkeypatch.setattr(workers_task, "PAUSE_S_MAX", 0.002)


async def all_open(stage: Stage, count: int) -> None:
    await stage.runs(count)
    for hand in stage.hands:
        hand.open()
    await until(lambda: stage.ready == 1, "all are open")


async def test_ready_is_said_once_and_only_when_all_are_open() -> None:
    stage = Stage(2)
    await stage.runs(2)
    assert [hand.k for hand in stage.hands] == [1, 2]
    stage.hands[0].open()
    await settle()
    assert stage.ready == 0
    stage.hands[1].open()
    await until(lambda: stage.ready == 1, "all are open")
    stage.hands[0].end(-9)
    (await stage.runs(3)).open()
    await settle()
    assert stage.ready == 1
    stage.crew.leave()
    await stage.running


async def test_one_that_ends_is_started_again_alone_under_its_number() -> None:
    stage = Stage(2)
    await all_open(stage, 2)
    stage.hands[1].end(-11)
    again = await stage.runs(3)
    assert again.k == 2
    assert stage.hands[0].told == []
    stage.crew.leave()
    await stage.running


async def test_a_start_that_is_refused_ends_all_and_is_told() -> None:
    stage = Stage(2)
    await stage.runs(2)
    stage.hands[1].end(1)
    with pytest.raises(WorkerRefused, match="worker 2"):
        await stage.running
    assert stage.hands[0].told == [signal.SIGTERM]
    assert len(stage.hands) == 2


async def test_a_start_that_is_refused_later_is_tried_again() -> None:
    """Method: the database may be away just then; the others play on."""
    stage = Stage(2)
    await all_open(stage, 2)
    stage.hands[0].end(-9)
    (await stage.runs(3)).end(1)
    (await stage.runs(4)).open()
    stage.crew.leave()
    await stage.running


async def test_leaving_tells_all_and_starts_nobody_again() -> None:
    stage = Stage(3)
    await all_open(stage, 3)
    stage.crew.leave()
    stage.crew.leave()
    await stage.running
    assert [hand.told for hand in stage.hands] == [[signal.SIGTERM]] * 3


async def test_leaving_ends_a_pause_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_task, "PAUSE_S_MIN", 1_000)
    monkeypatch.setattr(workers_task, "PAUSE_S_MAX", 1_000)
    stage = Stage(2)
    await all_open(stage, 2)
    stage.hands[0].end(-9)
    await settle()
    stage.crew.leave()
    async with asyncio.timeout(5):
        await stage.running
    assert len(stage.hands) == 2


async def test_whoever_does_not_leave_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_task, "DRAIN_S_MAX", 0.01)
    stage = Stage(2)
    await all_open(stage, 2)
    stage.hands[1].obeys = False
    stage.crew.leave()
    await stage.running
    assert stage.hands[1].told == [signal.SIGTERM, signal.SIGKILL]


async def test_renewed_certificates_are_told_of_only_where_somebody_listens() -> None:
    """Method: a program that is just starting would be ended by the signal."""
    stage = Stage(2)
    await all_open(stage, 2)
    stage.hands[0].end(-9)
    starting = await stage.runs(3)
    stage.crew.read_again()
    assert (starting.told, stage.hands[1].told) == ([], [signal.SIGHUP])
    stage.crew.leave()
    await stage.running


def test_who_dies_quickly_waits_ever_longer() -> None:
    pauses = [0.0]
    for _ in range(7):
        pauses.append(pause_after(pauses[-1], 1.0, drained=False))
    assert pauses[1] == 0.001
    assert pauses[-1] == 0.002
    assert pause_after(5.0, 11.0, drained=False) == 0
    assert pause_after(5.0, 1.0, drained=True) == 0


def test_a_worker_has_a_name_and_a_port_of_its_own() -> None:
    settings = read_settings({"GENIUS_NODE": "hall", "GENIUS_METRICS_PORT": "9100"})
    assert of_worker(settings, 3) == {
        "GENIUS_NODE": "hall-3",
        "GENIUS_WORKERS": "1",
        "GENIUS_METRICS_PORT": "9103",
    }
    assert "GENIUS_METRICS_PORT" not in of_worker(read_settings({}), 1)
