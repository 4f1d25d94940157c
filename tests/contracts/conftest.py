"""Each port twice: its twin and its real adapter, behind one `world`."""

from collections.abc import AsyncIterator
from typing import Literal

import asyncpg
import pytest

from persistence import fakes
from persistence.ports import (
    Accounts,
    Audit,
    Bans,
    Boards,
    Books,
    Feed,
    Games,
    Honours,
    Journal,
    Keys,
    Leases,
    People,
    Prompts,
    Ranking,
    Records,
    Reports,
    Sessions,
    Snapshots,
)
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.audit import PostgresAudit
from persistence.postgres.bans import PostgresBans
from persistence.postgres.boards import PostgresBoards
from persistence.postgres.books import PostgresBooks
from persistence.postgres.feed import PostgresFeed
from persistence.postgres.games import PostgresGames
from persistence.postgres.honours import PostgresHonours
from persistence.postgres.journal import Append, PostgresJournal
from persistence.postgres.keys import PostgresKeys
from persistence.postgres.people import PostgresPeople
from persistence.postgres.pool import Pool, create_pool
from persistence.postgres.prompts import PostgresPrompts
from persistence.postgres.records import PostgresRecords
from persistence.postgres.reports import PostgresReports
from persistence.postgres.sessions import PostgresSessions
from persistence.redis.client import Client
from persistence.redis.leases import RedisLeases
from persistence.redis.ranking import RedisRanking
from persistence.redis.snapshots import RedisSnapshots
from tests.services import Services, fresh_database, fresh_redis, services

__all__ = ["hot", "place", "services", "world"]

LEASE_MS = 100
Weather = Literal["fair", "before", "after"]


class World:
    """What is kept in the database; further nodes are made by `journal` and `feed`."""

    accounts: Accounts
    people: People
    sessions: Sessions
    keys: Keys
    games: Games
    prompts: Prompts
    records: Records
    reports: Reports
    honours: Honours
    boards: Boards
    books: Books
    audit: Audit
    bans: Bans

    async def journal(self) -> Journal:
        """The journal of one more node."""
        raise NotImplementedError

    async def feed(self) -> Feed:
        """The feed of one more node."""
        raise NotImplementedError

    def weather(self, weather: Weather) -> None:
        """What the next appends meet."""
        raise NotImplementedError

    async def break_feeds(self) -> None:
        """Cut the connections that listen."""
        raise NotImplementedError


class Hot:
    """What is kept in Redis, and a way to lose Redis from now on."""

    snapshots: Snapshots
    leases: Leases
    ranking: Ranking

    async def flush(self) -> None:
        """Redis has forgotten everything."""
        raise NotImplementedError

    async def lose(self) -> None:
        """Redis is away."""
        raise NotImplementedError


class TwinWorld(World):
    def __init__(self) -> None:
        self.store = fakes.Store()
        self.accounts = fakes.TwinAccounts(self.store)
        self.people = fakes.TwinPeople(self.store)
        self.sessions = fakes.TwinSessions(self.store)
        self.keys = fakes.TwinKeys(self.store)
        self.games = fakes.TwinGames(self.store)
        self.prompts = fakes.TwinPrompts(self.store)
        self.records = fakes.TwinRecords(self.store)
        self.reports = fakes.TwinReports(self.store)
        self.honours = fakes.TwinHonours(self.store)
        self.boards = fakes.TwinBoards(self.store)
        self.books = fakes.TwinBooks(self.store)
        self.audit, self.bans = fakes.TwinAudit(self.store), fakes.TwinBans(self.store)

    async def journal(self) -> Journal:
        return fakes.TwinJournal(self.store)

    async def feed(self) -> Feed:
        return fakes.TwinFeed(self.store)

    def weather(self, weather: Weather) -> None:
        self.store.forecast = lambda _game, _seq: weather

    async def break_feeds(self) -> None:
        await self.store.reconnect()


class TwinHot(Hot):
    def __init__(self) -> None:
        self.memory = fakes.Memory(self._now)
        self._at_ms = 0
        self.snapshots = fakes.TwinSnapshots(self.memory)
        self.leases = fakes.TwinLeases(self.memory, ttl_ms=LEASE_MS)
        self.ranking = fakes.TwinRanking(self.memory)

    def _now(self) -> int:
        """Time goes on whenever somebody looks."""
        self._at_ms += 1
        return self._at_ms

    async def lose(self) -> None:
        self.memory.away = True

    async def flush(self) -> None:
        self.memory.flush()


class RealHot(Hot):
    def __init__(self, redis: Client) -> None:
        self.redis = redis
        self.snapshots = RedisSnapshots(redis)
        self.leases = RedisLeases(redis, ttl_ms=LEASE_MS)
        self.ranking = RedisRanking(redis)

    async def lose(self) -> None:
        nowhere = Client("unix:///nowhere/redis.sock")
        self.snapshots, self.leases = RedisSnapshots(nowhere), RedisLeases(nowhere)
        self.ranking = RedisRanking(nowhere)

    async def flush(self) -> None:
        keys = await self.redis.ask(lambda redis: redis.keys(self.redis.key("*")), [])
        await self.redis.ask(lambda redis: redis.delete(*keys), 0)


class StormyJournal(PostgresJournal):
    """Loses its connection before or after the commit, as the weather says."""

    weather: Weather = "fair"

    async def _commit(self, batch: list[Append]) -> None:
        if self.weather == "before":
            raise asyncpg.ConnectionDoesNotExistError("lost before")
        await super()._commit(batch)
        if self.weather == "after":
            raise asyncpg.ConnectionDoesNotExistError("lost after")


class RealWorld(World):
    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.accounts = PostgresAccounts(pool)
        self.people = PostgresPeople(pool)
        self.sessions = PostgresSessions(pool)
        self.keys = PostgresKeys(pool)
        self.games = PostgresGames(pool)
        self.prompts = PostgresPrompts(pool)
        self.records = PostgresRecords(pool)
        self.reports = PostgresReports(pool)
        self.honours = PostgresHonours(pool)
        self.boards = PostgresBoards(pool)
        self.books = PostgresBooks(pool)
        self.audit, self.bans = PostgresAudit(pool), PostgresBans(pool)
        self.journals: list[StormyJournal] = []
        self.feeds: list[PostgresFeed] = []

    async def journal(self) -> Journal:
        journal = StormyJournal(self.pool)
        await journal.start()
        self.journals.append(journal)
        return journal

    async def feed(self) -> Feed:
        self.feeds.append(PostgresFeed(self.pool))
        return self.feeds[-1]

    def weather(self, weather: Weather) -> None:
        for journal in self.journals:
            journal.weather = weather

    async def break_feeds(self) -> None:
        async with self.pool.use() as connection:
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and query ilike 'listen%'"
            )

    async def close(self) -> None:
        for feed in self.feeds:
            await feed.stop()
        for journal in self.journals:
            await journal.stop()
        await self.pool.close()


@pytest.fixture(params=["twin", pytest.param("real", marks=pytest.mark.services)])
def place(request: pytest.FixtureRequest) -> Services | None:
    """Where the real ones are; None for the twins. Not async: it may start the services."""
    if request.param == "twin":
        return None
    found = request.getfixturevalue("services")
    assert isinstance(found, Services)
    return found


@pytest.fixture
async def world(place: Services | None) -> AsyncIterator[World]:
    """The twins, then the real ones."""
    if place is None:
        yield TwinWorld()
        return
    async with fresh_database(place) as url:
        world = RealWorld(await create_pool(url))
        try:
            yield world
        finally:
            await world.close()


@pytest.fixture
async def hot(place: Services | None) -> AsyncIterator[Hot]:
    """The twins, then the real ones."""
    if place is None:
        yield TwinHot()
        return
    async with fresh_redis(place) as redis:
        yield RealHot(redis)
