"""The journal's writer: shared commits, the guilty told alone, and what a killed server keeps."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast
from uuid import UUID

import asyncpg
import msgspec
import pytest

from game.ids import Actor, GameId, mint
from persistence.embedded import Embedded
from persistence.migrate import migrate
from persistence.ports import OwnershipLost, StorageUnavailable
from persistence.postgres import journal as journal_module
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.appends import PAYLOAD_BYTES_MAX, Append, chunks
from persistence.postgres.journal import PostgresJournal, is_uuid
from persistence.postgres.pool import Pool, create_pool
from persistence.postgres.projections import moment
from tests.services import MIGRATIONS
from tests.tables import Table, guests, write

services = pytest.mark.services


@pytest.fixture
async def journal(pool: Pool) -> AsyncIterator[PostgresJournal]:
    journal = PostgresJournal(pool)
    await journal.start()
    yield journal
    await journal.stop()


async def tables(pool: Pool, count: int) -> list[Table]:
    (host,) = await guests(PostgresAccounts(pool), 1)
    return [Table(host, number) for number in range(count)]


@services
async def test_the_appends_of_many_rooms_share_commits(
    pool: Pool, journal: PostgresJournal
) -> None:
    rooms = await tables(pool, 100)
    await asyncio.gather(*(write(journal, room, room.open()) for room in rooms))
    assert journal.commits <= 3


@services
async def test_every_transaction_is_told_with_its_size_time_and_outcome(pool: Pool) -> None:
    told: list[tuple[int, int, bool]] = []

    def observed(rooms: int, entries: int, ms: float, written: bool) -> None:
        assert 0 < ms < 60_000
        told.append((rooms, entries, written))

    journal = PostgresJournal(pool, observed=observed)
    await journal.start()
    one, other = await tables(pool, 2)
    await asyncio.gather(write(journal, one, one.open()), write(journal, other, other.open()))
    assert sorted(told) in ([(1, 1, True), (1, 1, True)], [(2, 2, True)])
    told.clear()
    second = one.join(one.host)
    await write(journal, one, second)
    with pytest.raises(OwnershipLost):
        await write(journal, one, second)
    assert told == [(1, len(second), True), (1, len(second), False)]
    await journal.stop()


@services
async def test_every_millisecond_and_sign_arrives_as_it_was(
    pool: Pool, journal: PostgresJournal
) -> None:
    """Method: chat at odd times, alone in its commit and beside other rows."""
    ada, bob = await guests(PostgresAccounts(pool), 2)
    texts = ("x", "é\N{PARTY POPPER}", '\\"{}\\u0041', "' || '")
    for n, at_ms in enumerate((1_764_000_000_999, 4_102_444_800_001)):
        room = Table(ada, n, at_ms)
        await write(journal, room, [*room.open(), *room.join(ada, bob)])
        alone = [line for text in texts for line in room.chat(ada, text)]
        await write(journal, room, alone)
        mixed = [*room.chat(ada, "bye"), *room.leave(bob)]
        await write(journal, room, mixed)
        assert await journal.read(room.game, alone[0].seq - 1) == [*alone, *mixed]
        async with pool.use() as connection:
            lines = await connection.fetch(
                "select message, timestamp from conversation_logs where game_id = $1"
                " order by timestamp",
                room.game,
            )
        assert [line["message"] for line in lines] == [*texts, "bye"]
        said_at = [moment(each.at_ms) for each in (*alone, mixed[0])]
        assert [line["timestamp"] for line in lines] == said_at


@services
async def test_a_batch_is_bounded(pool: Pool) -> None:
    journal = PostgresJournal(pool, batch_max=10)
    await journal.start()
    rooms = await tables(pool, 50)
    await asyncio.gather(*(write(journal, room, room.open()) for room in rooms))
    assert journal.commits >= 5
    await journal.stop()


@services
async def test_fsync_and_synchronous_commit_stay_on(pool: Pool) -> None:
    link = await pool.solo()
    for setting in ("fsync", "synchronous_commit"):
        assert await link.fetchval(f"show {setting}") == "on"
    await link.close()


@services
async def test_a_bug_is_told_to_its_author_and_the_others_are_written(
    pool: Pool, journal: PostgresJournal
) -> None:
    """Method: a host that is no uuid, one that nobody knows, and a name that is too long."""
    rooms = await tables(pool, 6)
    rooms[1].host = Actor("host")
    rooms[2].host = Actor(mint(0, "nobody"))
    opened = [room.open() for room in rooms]
    rooms[3].state = msgspec.structs.replace(rooms[3].after, name="x" * 81)
    told = await asyncio.gather(
        *(write(journal, room, entries) for room, entries in zip(rooms, opened, strict=True)),
        return_exceptions=True,
    )
    assert [type(each) for each in told] == [
        type(None),
        asyncpg.DataError,
        asyncpg.ForeignKeyViolationError,
        asyncpg.CheckViolationError,
        type(None),
        type(None),
    ]
    written = [bool(await journal.read(room.game, 0)) for room in rooms]
    assert written == [True, False, False, False, True, True]


@services
async def test_a_double_that_is_no_fence_is_a_bug(pool: Pool, journal: PostgresJournal) -> None:
    """Method: the same round once more under new numbers."""
    people = await guests(PostgresAccounts(pool), 2)
    room = Table(people[0])
    await write(journal, room, room.open())
    await write(journal, room, room.join(*people))
    before = room.after
    started = room.start()
    await write(journal, room, started)
    again = [msgspec.structs.replace(entry, seq=entry.seq + 2) for entry in started]
    state = msgspec.structs.replace(room.after, seq=room.after.seq + 2)
    assert before.seq + 2 == room.after.seq
    with pytest.raises(asyncpg.UniqueViolationError):
        await journal.append(room.game, room.after.seq, again, state)


@services
async def test_a_stopped_journal_finishes_what_waits_and_refuses_the_rest(pool: Pool) -> None:
    journal = PostgresJournal(pool, batch_max=1)
    rooms = await tables(pool, 21)
    with pytest.raises(StorageUnavailable):
        await write(journal, rooms[0], rooms[0].open())
    await journal.start()
    waiting = [asyncio.create_task(write(journal, room, room.open())) for room in rooms[1:]]
    await asyncio.wait([waiting[0]])
    await journal.stop()
    assert await asyncio.gather(*waiting) == [None] * 20
    rooms[0].state = None
    with pytest.raises(StorageUnavailable):
        await write(journal, rooms[0], rooms[0].open())
    assert await journal.read(rooms[0].game, 0) == []
    await journal.stop()


@services
async def test_too_many_waiting_appends_are_refused_at_once(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "WAITING_MAX", 3)
    journal = PostgresJournal(pool)
    await journal.start()
    rooms = await tables(pool, 5)
    told = await asyncio.gather(
        *(write(journal, room, room.open()) for room in rooms), return_exceptions=True
    )
    assert [type(each) for each in told[3:]] == [StorageUnavailable, StorageUnavailable]
    assert told[:3] == [None] * 3
    await journal.stop()


@services
async def test_a_caller_who_went_away_harms_nobody(pool: Pool, journal: PostgresJournal) -> None:
    rooms = await tables(pool, 2)
    gone = asyncio.create_task(write(journal, rooms[0], rooms[0].open()))
    stays = asyncio.create_task(write(journal, rooms[1], rooms[1].open()))
    await asyncio.wait([asyncio.create_task(asyncio.sleep(0))])
    gone.cancel()
    await stays
    assert await journal.read(rooms[1].game, 0)


@services
async def test_a_cut_connection_is_made_again(pool: Pool, journal: PostgresJournal) -> None:
    rooms = await tables(pool, 3)
    await write(journal, rooms[0], rooms[0].open())
    async with pool.use() as connection:
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and query ilike 'commit%'"
        )
    # The loss may be seen by this append or before it: unknown, or simply written.
    opened = rooms[1].open()
    try:
        await write(journal, rooms[1], opened)
    except StorageUnavailable:
        if not await journal.read(rooms[1].game, 0):
            await write(journal, rooms[1], opened)
    assert await journal.read(rooms[1].game, 0) == opened
    await write(journal, rooms[2], rooms[2].open())


@services
async def test_a_reading_ends_a_lost_writer_first(pool: Pool, journal: PostgresJournal) -> None:
    """Method: the writer waits for a lock when its connection breaks, so the server's side of it
    lives on and might still write; once something was read, it must be gone."""
    (room,) = await tables(pool, 1)
    opened = room.open()
    writers = "select count(*) from pg_stat_activity where application_name like 'genius journal%'"
    waiting = f"{writers} and wait_event_type = 'Lock'"
    async with pool.use() as other, pool.use() as watcher:
        blocking = other.transaction()
        await blocking.start()
        await other.execute(
            "insert into game_events values ($1, 1, 'x', '{\"t\": 1}', now())",
            room.game,
        )
        append = asyncio.create_task(write(journal, room, opened))
        async with asyncio.timeout(5):
            while not await watcher.fetchval(waiting):
                pass  # the question itself lets the others go on
        assert journal._link is not None
        journal._link.terminate()
        with pytest.raises(StorageUnavailable):
            await append
        assert await watcher.fetchval(waiting) == 1
        assert await journal.read(room.game, 0) == []
        assert await watcher.fetchval(writers) == 0
        await blocking.rollback()
    await write(journal, room, opened)


@services
async def test_two_nodes_on_the_same_rooms_leave_one_owner_each(pool: Pool) -> None:
    """Method: the same rooms from two nodes at once, again and again; one of each pair loses."""
    nodes = [PostgresJournal(pool), PostgresJournal(pool)]
    for node in nodes:
        await node.start()
    rooms = await tables(pool, 40)
    opened = [(room, room.open()) for room in rooms]
    orders = [opened, opened[::-1]]
    told = await asyncio.gather(
        *(
            write(node, room, entries)
            for node, order in zip(nodes, orders, strict=True)
            for room, entries in order
        ),
        return_exceptions=True,
    )
    assert (
        sorted(type(each).__name__ for each in told) == ["NoneType"] * 40 + ["OwnershipLost"] * 40
    )
    for node in nodes:
        await node.stop()


@services
async def test_a_killed_server_has_every_append_that_returned(tmp_path: Path) -> None:
    """Method: kill -9 the postmaster under load; write on when it is back."""
    embedded = Embedded(tmp_path, want_redis=False, log=lambda _: None)
    await embedded.start()
    connection = await asyncpg.connect(embedded.database_url)
    await migrate(connection, MIGRATIONS)
    await connection.close()
    pool = await create_pool(embedded.database_url)
    journal = PostgresJournal(pool)
    await journal.start()
    people = await guests(PostgresAccounts(pool), 1)
    rooms = [Table(people[0], number) for number in range(20)]
    held = {room.game: list[tuple[int, str]]() for room in rooms}
    kept, outages = asyncio.Semaphore(0), 0
    enough = asyncio.Event()

    async def play(room: Table) -> None:
        nonlocal outages
        pending = room.open()
        while True:
            try:
                await write(journal, room, pending)
            except StorageUnavailable:
                outages += 1
                await settle(room.game)
                continue
            except OwnershipLost:
                pass  # written after all, by the attempt that nobody heard back from
            held[room.game] += [(entry.seq, entry.cause) for entry in pending]
            kept.release()
            if enough.is_set():
                return
            pending = room.join_or_leave(people[0])

    async def settle(game: GameId) -> None:
        """Wait until the server can be read again."""
        while True:
            try:
                await journal.read(game, 0)
            except StorageUnavailable:
                await asyncio.sleep(0.02)
            else:
                return

    playing = [asyncio.create_task(play(room)) for room in rooms]
    for _ in range(200):
        await kept.acquire()
    assert embedded.postgres_pid is not None
    os.kill(embedded.postgres_pid, signal.SIGKILL)
    for _ in range(200):
        await kept.acquire()
    enough.set()
    await asyncio.gather(*playing)
    assert outages >= 1
    for room in rooms:
        stored = [(entry.seq, entry.cause) for entry in await journal.read(room.game, 0)]
        assert stored == held[room.game]
    await journal.stop()
    await pool.close()
    await embedded.stop()


class Watched(PostgresJournal):
    """Commits to nowhere, and remembers what."""

    def __init__(self) -> None:
        super().__init__(cast(Pool, None))
        self.batches: list[list[tuple[GameId, int]]] = []

    async def _commit(self, batch: list[Append]) -> None:
        self.batches.append([(append.game, append.events[0].seq) for append in batch])


async def test_a_batch_is_in_one_order_with_one_append_per_room() -> None:
    """Else two nodes could block each other, and rows of one room collide."""
    journal = Watched()
    await journal.start()
    rooms = [Table(Actor("host"), number) for number in range(9)]
    first = [(room, room.open(), room.after) for room in rooms]
    second = [(room, room.join(Actor("ada")), room.after) for room in rooms]
    await asyncio.gather(
        *(
            journal.append(room.game, entries[0].seq - 1, entries, state)
            for room, entries, state in (*first[::-1], *second)
        )
    )
    await journal.stop()
    games = sorted(room.game for room in rooms)
    assert journal.batches == [[(game, 1) for game in games], [(game, 2) for game in games]]


def test_hints_are_packed_below_the_limit() -> None:
    hints = [f"{UUID(int=n)} {n}" for n in range(1_000)]
    packed = chunks(hints)
    assert ";".join(packed).split(";") == hints
    assert max(map(len, packed)) <= PAYLOAD_BYTES_MAX
    assert len(packed) < 8
    assert chunks(["a 1"]) == ["a 1"]


def test_a_uuid_is_told_from_anything_else() -> None:
    assert is_uuid(mint(0, "x"))
    for text in ("", "x" * 36, mint(0, "x").upper(), "-" * 36, mint(0, "x")[:-1], "0" * 36):
        assert not is_uuid(text)
