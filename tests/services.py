"""The real PostgreSQL and Redis for tests: started once, a fresh database and key prefix each.

The built-in ones, unless DATABASE_URL and REDIS_URL name others. Import what you need of it
into a conftest.
"""

import asyncio
import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from msgspec import Struct

from persistence.embedded import Embedded
from persistence.migrate import migrate
from persistence.postgres.pool import Pool, create_pool
from persistence.redis.client import Client
from tests.valkey_cluster import ValkeyCluster, valkey_cluster

MIGRATIONS = Path(__file__).parents[1] / "migrations"
# Those that hold rows, each before what it points at.
TABLES = (
    "agent_cursors",
    "agent_memories",
    "agent_plans",
    "agent_metacognition",
    "agent_reflections",
    "agent_thoughts",
    "relationship_changes",
    "agent_player_relationships",
    "agent_relationships",
    "agent_schedules",
    "agent_states",
    "characters",
    "valley",
    "neurons",
    "agents",
    "judge_lessons",
    "judge_versions",
    "audit_log",
    "vote_signals",
    "bans",
    "player_achievements",
    "achievements",
    "leaderboard",
    "co_players",
    "careers",
    "game_stats",
    "reports",
    "conversation_logs",
    "signals",
    "guesses",
    "votes",
    "player_responses",
    "game_rounds",
    "game_players",
    "games",
    "game_events",
    "sessions",
    "users",
    "prompts",
)
_count = itertools.count(1)


class Services(Struct, frozen=True):
    """Where they listen; `template` has the schema, `idle` and `blank` wait for their next test."""

    database_url: str
    redis_url: str
    template: str
    idle: list[str]
    blank: list[str]

    def url_of(self, database: str) -> str:
        """The address of another database of the same server."""
        return urlunsplit(urlsplit(self.database_url)._replace(path=f"/{database}"))


_running: list[Services] = []
_clusters: list[ValkeyCluster] = []


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """Both, started for the run by the first conftest that imports this."""
    if _running:
        yield _running[0]
        return
    for started in _start_all():
        _running.append(started)
        yield started
        _running.clear()


@pytest.fixture(scope="session")
def cluster() -> Iterator[ValkeyCluster]:
    """Three masters, started for the run; who breaks something takes one of their own."""
    if _clusters:
        yield _clusters[0]
        return
    with valkey_cluster() as started:
        _clusters.append(started)
        yield started
        _clusters.clear()


def _start_all() -> Iterator[Services]:
    """Start both and make the template; stop them when asked for more."""
    folder = Path(tempfile.mkdtemp(prefix="genius-tests-"))
    database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    with asyncio.Runner() as runner:
        embedded = runner.run(_start(folder, not database_url, not redis_url))
        try:
            template = f"genius_test_{os.getpid()}_{next(_count)}"
            found = Services(
                database_url or embedded.database_url,
                redis_url or embedded.redis_url,
                template,
                [],
                [],
            )
            runner.run(_make_template(found))
            yield found
            # The built-in ones go with their folder.
            for name in (*found.idle, *found.blank, template) if database_url else ():
                runner.run(_drop(found, name))
        finally:
            if embedded.postgres_pid is not None:
                # At once, without writing its pages: their folder goes too.
                os.kill(embedded.postgres_pid, signal.SIGQUIT)
            runner.run(embedded.stop())
            shutil.rmtree(folder, ignore_errors=True)


async def _start(folder: Path, want_postgres: bool, want_redis: bool) -> Embedded:
    embedded = Embedded(
        folder, want_postgres=want_postgres, want_redis=want_redis, log=lambda _: None
    )
    await embedded.start()
    return embedded


async def _make_template(services: Services) -> None:
    await _execute(services, f'create database "{services.template}"')
    connection = await asyncpg.connect(services.url_of(services.template))
    try:
        await migrate(connection, MIGRATIONS)
    finally:
        await connection.close()


async def _drop(services: Services, name: str) -> None:
    await _execute(services, f'drop database if exists "{name}" with (force)')


async def _execute(services: Services, statement: str) -> None:
    connection = await asyncpg.connect(services.database_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@asynccontextmanager
async def fresh_database(services: Services, *, empty: bool = False) -> AsyncIterator[str]:
    """The address of a database with the schema and no rows, or with nothing in it at all.

    Both are wiped and used again, since a clone takes longer than most tests. Who changes the
    schema takes an empty one.
    """
    idle = services.blank if empty else services.idle
    name = idle.pop() if idle else await _clone(services, empty)
    try:
        yield services.url_of(name)
    finally:
        await _wipe(services, name, empty)
        idle.append(name)


async def _clone(services: Services, empty: bool) -> str:
    name = f"{services.template}_{next(_count)}"
    template = "template0" if empty else services.template
    await _execute(services, f'create database "{name}" template "{template}" encoding "UTF8"')
    return name


async def _wipe(services: Services, name: str, empty: bool) -> None:
    """Delete all rows, or all tables; nobody of the last test is still connected then."""
    connection = await asyncpg.connect(services.url_of(name))
    try:
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        rows = ";".join(f"delete from {table}" for table in TABLES)
        tables = "drop schema public cascade; create schema public"
        await connection.execute(tables if empty else rows)
    finally:
        await connection.close()


@contextmanager
def filled(services: Services, statements: str) -> Iterator[str]:
    """The address of a database with these rows, for tests that only read: it is filled once."""

    async def fill(url: str) -> None:
        async with connected(url) as connection:
            await connection.execute(statements, timeout=60)

    with asyncio.Runner() as runner:
        database = fresh_database(services)
        url = runner.run(database.__aenter__())
        try:
            runner.run(fill(url))
            yield url
        finally:
            runner.run(database.__aexit__(None, None, None))


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """One connection, for as long as it is needed."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


def fresh_prefix() -> str:
    """A prefix for keys that nobody else uses."""
    return f"test-{os.getpid()}-{next(_count)}"


@asynccontextmanager
async def fresh_redis(services: Services) -> AsyncIterator[Client]:
    """A Redis whose keys start with a prefix that nobody else uses."""
    client = Client(services.redis_url, prefix=fresh_prefix())
    try:
        yield client
    finally:
        await client.close()


@pytest.fixture
async def database_url(services: Services) -> AsyncIterator[str]:
    """A database of this test's own, with the schema."""
    async with fresh_database(services) as url:
        yield url


@pytest.fixture
async def empty_database_url(services: Services) -> AsyncIterator[str]:
    """A database of this test's own, with nothing in it."""
    async with fresh_database(services, empty=True) as url:
        yield url


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """Connections to this test's database."""
    pool = await create_pool(database_url)
    yield pool
    await pool.close()


@pytest.fixture
async def redis(services: Services) -> AsyncIterator[Client]:
    """A Redis in which this test's keys start with a prefix of its own."""
    async with fresh_redis(services) as client:
        yield client
