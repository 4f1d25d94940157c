"""Each port twice: its twin and its real adapter, behind one `world`."""

from collections.abc import AsyncIterator
from typing import Literal

import asyncpg
import pytest

from persistence import fakes
from persistence.ports import (
    Accounts,
    Agents,
    Audit,
    Bans,
    Boards,
    Books,
    Feed,
    Games,
    Honours,
    Journal,
    Keys,
    Memories,
    People,
    Prompts,
    Records,
    Reports,
    Sessions,
    Valley,
)
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.agents import PostgresAgents
from persistence.postgres.appends import Append
from persistence.postgres.audit import PostgresAudit
from persistence.postgres.bans import PostgresBans
from persistence.postgres.boards import PostgresBoards
from persistence.postgres.books import PostgresBooks
from persistence.postgres.feed import PostgresFeed
from persistence.postgres.games import PostgresGames
from persistence.postgres.honours import PostgresHonours
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.keys import PostgresKeys
from persistence.postgres.memories import PostgresMemories
from persistence.postgres.people import PostgresPeople
from persistence.postgres.pool import Pool, create_pool
from persistence.postgres.prompts import PostgresPrompts
from persistence.postgres.records import PostgresRecords
from persistence.postgres.reports import PostgresReports
from persistence.postgres.sessions import PostgresSessions
from persistence.postgres.valley import PostgresValley
from tests.contracts.hot import Hot, hot, redis_url
from tests.half_open import Wire, wire_to
from tests.services import Services, cluster, fresh_database, services

__all__ = ["Hot", "cluster", "hot", "place", "redis_url", "services", "world"]

LOOK_S = 0.1
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
    memories: Memories
    honours: Honours
    boards: Boards
    books: Books
    audit: Audit
    bans: Bans
    agents: Agents
    valley: Valley

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

    async def deafen_feeds(self) -> None:
        """The connections that listen live on, but nothing comes through them any more."""
        raise NotImplementedError

    async def make_feeds_hear(self) -> None:
        """What a deaf feed does about it leads to something."""
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
        self.memories = fakes.TwinMemories(self.store)
        self.honours = fakes.TwinHonours(self.store)
        self.boards = fakes.TwinBoards(self.store)
        self.books = fakes.TwinBooks(self.store)
        self.agents, self.valley = fakes.TwinAgents(self.store), fakes.TwinValley(self.store)
        self.audit, self.bans = fakes.TwinAudit(self.store), fakes.TwinBans(self.store)

    async def journal(self) -> Journal:
        return fakes.TwinJournal(self.store)

    async def feed(self) -> Feed:
        return fakes.TwinFeed(self.store)

    def weather(self, weather: Weather) -> None:
        self.store.forecast = lambda _game, _seq: weather

    async def break_feeds(self) -> None:
        await self.store.reconnect()

    async def deafen_feeds(self) -> None:
        for feed in self.store.feeds:
            feed.deaf = True

    async def make_feeds_hear(self) -> None:
        await self.store.reconnect()


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
    def __init__(self, pool: Pool, wire: Wire, wired: Pool) -> None:
        self.pool, self.wire, self.wired = pool, wire, wired
        self.accounts = PostgresAccounts(pool)
        self.people = PostgresPeople(pool)
        self.sessions = PostgresSessions(pool)
        self.keys = PostgresKeys(pool)
        self.games = PostgresGames(pool)
        self.prompts = PostgresPrompts(pool)
        self.records = PostgresRecords(pool)
        self.reports = PostgresReports(pool)
        self.memories = PostgresMemories(pool)
        self.honours = PostgresHonours(pool)
        self.boards = PostgresBoards(pool)
        self.books = PostgresBooks(pool)
        self.agents, self.valley = PostgresAgents(pool), PostgresValley(pool)
        self.audit, self.bans = PostgresAudit(pool), PostgresBans(pool)
        self.journals: list[StormyJournal] = []
        self.feeds: list[PostgresFeed] = []

    async def journal(self) -> Journal:
        journal = StormyJournal(self.pool)
        await journal.start()
        self.journals.append(journal)
        return journal

    async def feed(self) -> Feed:
        self.feeds.append(PostgresFeed(self.wired, look_s=LOOK_S))
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

    async def deafen_feeds(self) -> None:
        self.wire.deafen(for_good=True)

    async def make_feeds_hear(self) -> None:
        self.wire.heal()

    async def close(self) -> None:
        for feed in self.feeds:
            await feed.stop()
        for journal in self.journals:
            await journal.stop()
        await self.wired.close()
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
    async with fresh_database(place) as url, wire_to(url) as wire:
        world = RealWorld(await create_pool(url), wire, await create_pool(wire.url))
        try:
            yield world
        finally:
            await world.close()
