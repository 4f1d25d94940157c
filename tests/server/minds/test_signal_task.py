"""Writing signals behind: in batches, once, and waiting while the database is away."""

import asyncio

from agents.neurons.signals import Sent, signal
from persistence import fakes
from persistence.ports import StorageUnavailable
from server.minds.signal_book import SignalBook
from server.minds.signal_task import BATCH_MAX, DAY_MS, PAUSE_MS, SignalWriter
from tests.server.fake_clock import FakeClock, settle

NOW = 1_764_000_000_000


def noted(book: SignalBook, count: int, first: int = 0) -> None:
    book.note("goat", None, first, [signal(NOW + first, "L4", "L3", "x")] * count)


async def test_all_that_waits_is_written_and_then_what_comes(clock: FakeClock) -> None:
    store, book = fakes.Store(), SignalBook()
    writer = SignalWriter(fakes.TwinNerves(store), book, clock, 30)
    noted(book, BATCH_MAX + 5)
    task = asyncio.create_task(writer.run())
    await settle()
    assert (len(store.nerves), len(book.unstored)) == (BATCH_MAX + 5, 0)
    noted(book, 3, first=BATCH_MAX + 5)
    await settle()
    assert len(store.nerves) == BATCH_MAX + 5
    await clock.advance(PAUSE_MS)
    assert len(store.nerves) == BATCH_MAX + 8
    task.cancel()


async def test_while_the_database_is_away_nothing_is_lost_nor_doubled(clock: FakeClock) -> None:
    store, book = fakes.Store(), SignalBook()
    signals = fakes.TwinNerves(store)
    writer = SignalWriter(signals, book, clock, 30)
    noted(book, 4)
    store.away = True
    await writer.write()
    await writer.cut()
    assert len(book.unstored) == 4
    store.away = False
    add = signals.add

    async def lost_after(batch: list[Sent]) -> None:
        await add(batch)
        raise StorageUnavailable("written, but nobody heard")

    signals.add = lost_after  # type: ignore[method-assign, assignment]
    await writer.write()
    signals.add = add  # type: ignore[method-assign]
    await writer.write()
    assert (len(store.nerves), len(book.unstored)) == (4, 0)


async def test_what_is_old_is_cut_off(clock: FakeClock) -> None:
    store, book = fakes.Store(), SignalBook()
    writer = SignalWriter(fakes.TwinNerves(store), book, clock, 30)
    for days in (40, 20):
        at = clock.now_ms() - days * DAY_MS
        book.note("goat", None, days, [signal(at, "L4", "L3", str(days))])
    await writer.write()
    await writer.cut()
    assert [each.signal.content for each in store.nerves.values()] == ["20"]
