"""Who decides late decides on more: when the journal calls its rooms, and in which order."""

import asyncio
from typing import cast

import pytest

from game.ids import Actor
from persistence.postgres import journal as journal_module
from persistence.postgres.appends import Append
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.pool import Pool
from tests.tables import Table, write


class Held(PostgresJournal):
    """Commits to nowhere, and no further than it is let."""

    def __init__(self) -> None:
        super().__init__(cast(Pool, None))
        self.begun, self.let = asyncio.Semaphore(0), asyncio.Semaphore(0)
        self.sizes: list[int] = []

    async def _commit(self, batch: list[Append]) -> None:
        self.sizes.append(len(batch))
        self.begun.release()
        await self.let.acquire()


def rooms(count: int) -> list[Table]:
    return [Table(Actor("host"), number) for number in range(count)]


async def test_an_idle_journal_is_ready() -> None:
    journal = Held()
    await journal.ready()
    await journal.start()
    await journal.ready()
    await journal.stop()


async def test_nobody_is_told_to_decide_while_a_commit_is_under_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else each would be in the next commit with what was asked of it at the start of this one."""
    monkeypatch.setattr(journal_module, "READY_WITHIN_S", 3_600.0)
    journal = Held()
    await journal.start()
    (room,) = rooms(1)
    writing = asyncio.create_task(write(journal, room, room.open()))
    await journal.begun.acquire()
    waiting = asyncio.create_task(journal.ready())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not waiting.done()
    journal.let.release()
    await waiting
    await writing
    await journal.stop()


async def test_those_who_waited_are_in_the_next_commit_before_the_written_are_told() -> None:
    """Else the database would stand still while the rooms of a commit tell their players."""
    journal = Held()
    await journal.start()
    told: list[str] = []

    async def append(room: Table, *, late: bool) -> None:
        if late:
            await journal.ready()
        await write(journal, room, room.open())
        told.append(f"{room.number} after {len(journal.sizes)}")

    first, *others = rooms(4)
    tasks = [asyncio.create_task(append(first, late=False))]
    await journal.begun.acquire()
    tasks += [asyncio.create_task(append(room, late=True)) for room in others]
    await asyncio.sleep(0)
    journal.let.release()
    await journal.begun.acquire()
    assert journal.sizes == [1, 3]
    journal.let.release()
    await asyncio.gather(*tasks)
    # The first was told when the second commit had begun already.
    assert sorted(told) == ["0 after 2", "1 after 2", "2 after 2", "3 after 2"]
    assert told[0] == "0 after 2"
    await journal.stop()


async def test_a_commit_that_takes_long_keeps_nobody_from_deciding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journal_module, "READY_WITHIN_S", 0.01)
    journal = Held()
    await journal.start()
    (room,) = rooms(1)
    writing = asyncio.create_task(write(journal, room, room.open()))
    await journal.begun.acquire()
    async with asyncio.timeout(5):
        await journal.ready()
        await journal.ready()
    assert not writing.done()
    journal.let.release()
    await writing
    await journal.stop()
