"""The room log on PostgreSQL: one writer per node gathers the appends of all rooms into commits.

While one commit runs the next batch fills, so commits per second stay flat while rooms grow.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import asyncpg
import msgspec

from game.events import Entry, Event
from game.ids import GameId
from game.state import GameState
from persistence.ports import NothingWritten, OwnershipLost, StorageUnavailable
from persistence.postgres.appends import SESSION, Append, write
from persistence.postgres.pool import Link, Pool, Solo, lost
from persistence.postgres.together import Together

READ = """
select seq, (extract(epoch from at) * 1000)::bigint as at_ms, cause, body
from game_events where game_id = $1 and seq > $2 order by seq limit $3"""
# Of as many games as are asked for at once, each after its own number and up to its own limit.
READ_MANY = """
select n, seq, at_ms, cause, body
from unnest($1::uuid[], $2::bigint[], $3::bigint[]) with ordinality as asked (game, after, most, n)
cross join lateral (
    select seq, (extract(epoch from at) * 1000)::bigint as at_ms, cause, body
    from game_events where game_id = game and seq > after order by seq limit most
) as found order by n, seq"""
READ_TOGETHER_MAX = 64
FOUNDED = "select game_id from game_events where cause = $1 and seq = 1"

# True once no such writer is left.
END_WRITER = """
select coalesce(bool_and(pg_terminate_backend(pid, $2)), true)
from pg_stat_activity where application_name = $1"""

# A number, founding command or code that another has taken; any other double is a bug of ours.
FENCES = ("game_events_pkey", "game_events_founding_key", "games_live_code_key")
BATCH_MAX = 512
# One append per live room at most waits here; more than this means that nothing gets through.
WAITING_MAX = 20_000
# A commit that takes longer keeps nobody from deciding: what is asked is to be stamped in time.
READY_WITHIN_S = 0.05
STOP_WITHIN_S = 8.0
END_WITHIN_S = 3

# Told of every transaction: rooms, entries, milliseconds, and whether it was written.
Observer = Callable[[int, int, float, bool], None]
# What became of each append of a batch; None: written.
Outcomes = list[tuple[Append, Exception | None]]
log = logging.getLogger(__name__)
decode = msgspec.json.Decoder(Event).decode


class Blocked(NothingWritten):
    """Another node's transaction, which may stand still, holds a number of this game."""


class PostgresJournal:
    """The Journal port. The primary key (game_id, seq) fences off a room's former owner."""

    def __init__(
        self, pool: Pool, *, batch_max: int = BATCH_MAX, observed: Observer | None = None
    ) -> None:
        self._pool = pool
        self._observed = observed or (lambda _rooms, _entries, _ms, _written: None)
        self._batch_max = batch_max
        self._waiting: deque[Append] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        # Set while no commit is under way.
        self._ready = asyncio.Event()
        self._ready.set()
        self._writer: asyncio.Task[None] | None = None
        self._link: Solo | None = None
        self._link_name = ""
        # Names of writers whose connection broke in a commit; ended before the next reading.
        self._lost_links: dict[str, None] = {}
        self.commits = 0
        self._reading = Together(self._read, READ_TOGETHER_MAX)

    async def start(self) -> None:
        """Start the writer; it connects with the first append, and again whenever it must."""
        assert self._writer is None
        # Kept, since asking asyncio for it costs a system call.
        self._loop = asyncio.get_running_loop()
        self._closing = False
        self._writer = asyncio.create_task(self._write_all(), name="journal.writer")

    async def stop(self) -> None:
        """Refuse new appends, finish those that wait, in 8 s at most."""
        self._closing = True
        self._wake.set()
        writer, self._writer = self._writer, None
        if writer is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOP_WITHIN_S):
                    await writer

    async def ready(self) -> None:
        """Return when what is appended now is in the next commit; 50 ms from now at the latest."""
        if not self._ready.is_set():
            await self._ready.wait()

    async def append(
        self, game: GameId, after: int, entries: Sequence[Entry], state: GameState
    ) -> None:
        """Write these entries with their rows and one hint; see the port for the errors."""
        assert entries
        assert all(each.seq == seq for seq, each in enumerate(entries, after + 1))
        assert state.seq == entries[-1].seq
        # Refused before it is written: the caller reads, finds nothing, and may try again.
        if self._writer is None or self._closing or len(self._waiting) >= WAITING_MAX:
            raise StorageUnavailable("the journal's writer is stopped or has too much to do")
        done = self._loop.create_future()
        self._waiting.append(Append(game, entries, state, done))
        self._wake.set()
        await done

    async def read(self, game: GameId, after: int, limit: int = 10_000) -> list[Entry]:
        """Entries after this number, in order; none for what is no game's id."""
        if not is_uuid(game):
            return []
        if self._pool.is_joined:
            return (await self._read([(game, after, limit)]))[0]
        return await self._reading.ask((game, after, limit))

    async def _read(self, asked: Sequence[tuple[GameId, int, int]]) -> list[list[Entry]]:
        async with self._pool.use() as connection:
            await self._settle(connection)
            rows = await connection.fetch(READ_MANY, *zip(*asked, strict=True))
        found: list[list[Entry]] = [[] for _ in asked]
        for row, entry in zip(rows, as_entries(rows), strict=True):
            found[row["n"] - 1].append(entry)
        return found

    async def founded_by(self, cause: str) -> GameId | None:
        """The game that this founding command founded, if it did."""
        async with self._pool.use() as connection:
            found = await connection.fetchval(FOUNDED, cause)
        return None if found is None else GameId(str(found))

    async def _write_all(self) -> None:
        try:
            while self._waiting or not self._closing:
                if batch := self._take():
                    await self._write_next(batch)
                else:
                    self._wake.clear()
                    await self._wake.wait()
        finally:
            for append in self._waiting:
                append.settle(StorageUnavailable("the journal's writer has stopped"))
            self._waiting.clear()
            await self._drop_link()

    async def _write_next(self, batch: list[Append]) -> None:
        """Write, and let those who waited for that decide, before those who wrote are told.

        So the next commit is on its way while the rooms of this one tell their players; and a room
        has heard what its players say to that by the time when it may decide again. Measured with
        rooms of 8 in full chatter, a room's share of a commit is twice as large by this.
        """
        self._ready.clear()
        late = self._loop.call_later(READY_WITHIN_S, self._ready.set)
        told = await self._write(batch)
        late.cancel()
        self._ready.set()
        self._loop.call_soon(_settle, told)
        await asyncio.sleep(0)

    def _take(self) -> list[Append]:
        """The next batch: at most one append per room, so that their rows can't collide."""
        batch: dict[GameId, Append] = {}
        later: list[Append] = []
        while self._waiting and len(batch) < self._batch_max:
            append = self._waiting.popleft()
            if append.done.cancelled():
                continue
            if append.game in batch:
                later.append(append)
            else:
                batch[append.game] = append
        self._waiting.extendleft(reversed(later))
        # In one order on every node: two that write the same rooms can't block each other.
        return [batch[game] for game in sorted(batch)]

    async def _write(self, batch: list[Append]) -> Outcomes:
        """Write the batch at once; if one of it is guilty of an error, each by itself."""
        error = await self._attempt(batch)
        if error is None or _is_away(error) or len(batch) == 1:
            return [(append, error) for append in batch]
        outcomes: Outcomes = []
        gone: StorageUnavailable | None = None
        for append in batch:
            found = gone or await self._attempt([append])
            # Once the database is away, it is away for the rest too, without trying each.
            gone = found if isinstance(found, StorageUnavailable) and _is_away(found) else None
            outcomes.append((append, found))
        return outcomes

    async def _attempt(self, batch: list[Append]) -> Exception | None:
        """One transaction; the error rather than raising it, whatever it is."""
        # Not the loop's own clock, which counts whole milliseconds.
        began_s, commits = time.perf_counter(), self.commits
        try:
            return await self._try(batch)
        finally:
            entries = sum(len(append.events) for append in batch)
            took_ms = (time.perf_counter() - began_s) * 1000
            self._observed(len(batch), entries, took_ms, self.commits > commits)

    async def _try(self, batch: list[Append]) -> Exception | None:
        try:
            with lost():
                await self._commit(batch)
        except StorageUnavailable as error:
            if isinstance(error.__cause__, asyncpg.LockNotAvailableError):
                return Blocked(str(error))
            log.warning("a commit of %d rooms is in doubt: %s", len(batch), error)
            await self._drop_link()
            return error
        except asyncpg.UniqueViolationError as error:
            if error.constraint_name in FENCES:
                return OwnershipLost(str(error.detail))
            return error
        except Exception as error:  # anything else is ours, and its caller is told
            return error
        return None

    async def _commit(self, batch: list[Append]) -> None:
        if self._link is None or self._link.is_closed():
            self._link_name = f"genius journal {secrets.token_hex(8)}"
            try:
                self._link = await self._pool.solo(self._link_name)
                await self._link.execute(SESSION)
            except StorageUnavailable as error:
                raise NothingWritten(str(error)) from error
        link = self._link
        await write(link, batch)
        self.commits += 1

    async def _settle(self, connection: Link) -> None:
        """End the server's side of a lost writer before reading: it might still commit.

        Only then is what is not in the journal certainly never going to be there.
        """
        for name in tuple(self._lost_links):
            if not await connection.fetchval(END_WRITER, name, END_WITHIN_S * 1000):
                raise StorageUnavailable("a lost writer is still at work")
            self._lost_links.pop(name, None)

    async def _drop_link(self) -> None:
        """Let the connection go without waiting for a server that may not answer."""
        link, self._link = self._link, None
        if link is not None:
            self._lost_links[self._link_name] = None
            link.terminate()


def _settle(outcomes: Outcomes) -> None:
    for append, error in outcomes:
        append.settle(error and _told(error, append))


def _is_away(error: Exception) -> bool:
    """Whether nothing of any room can be written."""
    return isinstance(error, StorageUnavailable) and not isinstance(error, Blocked)


def _told(error: Exception, append: Append) -> Exception:
    """The error as one caller gets it: each its own, since a raised one carries its traceback."""
    if isinstance(error, StorageUnavailable | OwnershipLost):
        told = type(error)(f"{append.game}: {error}")
        told.__cause__ = error.__cause__
        return told
    return error


def as_entries(rows: Iterable[asyncpg.Record]) -> list[Entry]:
    """What READ gives, as the rules know it."""
    return [Entry(row["seq"], row["at_ms"], row["cause"], decode(row["body"])) for row in rows]


def is_uuid(text: str) -> bool:
    """Whether this can be an id of ours; what clients send may be anything."""
    return len(text) == 36 and all(
        character == "-" if place in (8, 13, 18, 23) else character in "0123456789abcdef"
        for place, character in enumerate(text)
    )
