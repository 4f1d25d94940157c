"""What any Feed promises: a hint after the commit, and word of every gap."""

import asyncio
from collections.abc import Callable

from game.ids import GameId
from tests.contracts.conftest import World
from tests.tables import Table, guests, write

WITHIN_S = 10.0


class Ear:
    """Hears hints, and can be waited on."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[tuple[GameId, int]] = asyncio.Queue()
        self.gaps: asyncio.Queue[None] = asyncio.Queue()

    def hear(self, game: GameId, seq: int) -> None:
        self.heard.put_nowait((game, seq))

    async def catch_up(self) -> None:
        self.gaps.put_nowait(None)

    async def next(self) -> tuple[GameId, int]:
        async with asyncio.timeout(WITHIN_S):
            return await self.heard.get()


async def test_a_hint_arrives_when_its_entries_can_be_read(world: World) -> None:
    """Method: read from within the hint's own turn on another node."""
    journal, reader = await world.journal(), await world.journal()
    feed, ear = await world.feed(), Ear()
    await feed.start(ear.hear, ear.catch_up)
    people = await guests(world.accounts, 2)
    table = Table(people[0])
    await write(journal, table, table.open())
    assert await ear.next() == (table.game, 1)
    assert len(await reader.read(table.game, 0)) == 1
    await write(journal, table, table.join(*people))
    assert await ear.next() == (table.game, 3)
    assert len(await reader.read(table.game, 1)) == 2
    assert ear.gaps.empty()


async def test_every_room_of_a_large_commit_is_hinted(world: World) -> None:
    journal, feed, ear = await world.journal(), await world.feed(), Ear()
    await feed.start(ear.hear, ear.catch_up)
    (host,) = await guests(world.accounts, 1)
    tables = [Table(host, n) for n in range(400)]
    await asyncio.gather(*(write(journal, table, table.open()) for table in tables))
    heard = [await ear.next() for _ in tables]
    assert sorted(heard) == sorted((table.game, 1) for table in tables)


async def test_a_write_that_failed_is_not_hinted(world: World) -> None:
    journal, feed, ear = await world.journal(), await world.feed(), Ear()
    await feed.start(ear.hear, ear.catch_up)
    (host,) = await guests(world.accounts, 1)
    table, other = Table(host, 1), Table(host, 2)
    await write(journal, table, table.open(code="SAME"))
    assert await ear.next() == (table.game, 1)
    await asyncio.gather(write(journal, other, other.open(code="SAME")), return_exceptions=True)
    await write(journal, table, table.join(host))
    assert await ear.next() == (table.game, 2)


async def test_a_cut_feed_reconnects_says_so_and_hears_again(world: World) -> None:
    journal, feed, ear = await world.journal(), await world.feed(), Ear()
    await feed.start(ear.hear, ear.catch_up)
    (host,) = await guests(world.accounts, 1)
    for number in (1, 2):
        await world.break_feeds()
        async with asyncio.timeout(WITHIN_S):
            await ear.gaps.get()
        table = Table(host, number)
        await write(journal, table, table.open())
        assert await ear.next() == (table.game, 1)


async def test_a_deaf_feed_says_so_catches_up_and_hears_again(world: World) -> None:
    """Method: what is written meanwhile goes by unheard, so only catching up can find it."""
    journal, feed, ear = await world.journal(), await world.feed(), Ear()
    await feed.start(ear.hear, ear.catch_up)
    assert not feed.deaf
    await world.deafen_feeds()
    (host,) = await guests(world.accounts, 1)
    missed, heard = Table(host, 1), Table(host, 2)
    await write(journal, missed, missed.open())
    await when(lambda: feed.deaf)
    await world.make_feeds_hear()
    await when(lambda: not feed.deaf)
    async with asyncio.timeout(WITHIN_S):
        await ear.gaps.get()
    await write(journal, heard, heard.open())
    assert await ear.next() == (heard.game, 1)


async def when(true: Callable[[], bool]) -> None:
    """Wait until it is so; the turns of the loop are what brings it about."""
    async with asyncio.timeout(WITHIN_S):
        while not true():  # noqa: ASYNC110 - a condition, not an event
            await asyncio.sleep(0.01)


async def test_a_stopped_feed_hears_nothing_and_may_be_stopped_twice(world: World) -> None:
    journal, feed, other = await world.journal(), await world.feed(), await world.feed()
    ear, witness = Ear(), Ear()
    await feed.start(ear.hear, ear.catch_up)
    await other.start(witness.hear, witness.catch_up)
    await feed.stop()
    await feed.stop()
    (host,) = await guests(world.accounts, 1)
    table = Table(host)
    await write(journal, table, table.open())
    assert await witness.next() == (table.game, 1)
    assert ear.heard.empty()
