"""The composition root: the one place that knows every concrete part, and puts them together."""

import asyncio
import contextlib
import functools
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from agents.ports import Judge
from game.ids import GameId
from persistence.embedded import Embedded
from persistence.migrate import check_server, migrate
from persistence.ports import StorageUnavailable
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.feed import PostgresFeed
from persistence.postgres.games import PostgresGames
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.partitions import ensure_partitions
from persistence.postgres.pool import Pool, PoolSettings, create_pool
from persistence.postgres.prompts import PostgresPrompts
from persistence.redis.client import Client
from persistence.redis.leases import RedisLeases
from persistence.redis.snapshots import RedisSnapshots
from server import content
from server.archive_task import Archive
from server.clock import SystemClock
from server.desk import Desk
from server.directory import Directory
from server.founding import Founding
from server.http import Pages
from server.judge_task import Bench
from server.keeper_task import Keeper
from server.mind_task import Minds
from server.node_task import Node
from server.recorder import Recorder
from server.replay import replay
from server.seating import Seating
from server.settings import Settings

ROOT: Final = Path(__file__).parent.parent
DAY_S: Final = 24 * 3600
# No judge ships yet: a game with `judge` "auto" passes through its judging phase at once.
JUDGES: Final[dict[str, Judge]] = {}

log = logging.getLogger(__name__)


class PortTaken(Exception):
    """The address can't be listened on: taken, or not of this machine."""


def listen(host: str, port: int) -> socket.socket:
    """Bind the port before anything else is started; raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(1024)  # two may bind the same port, but only one listen on it
    except OSError as error:
        bound.close()
        raise PortTaken(f"{host}:{port} can't be listened on: {error.strerror}") from error
    bound.setblocking(False)
    return bound


@contextlib.asynccontextmanager
async def databases(settings: Settings) -> AsyncIterator[tuple[Pool, str]]:
    """The migrated database and the URL of Redis: the built-in ones, unless others are named."""
    embedded = Embedded(
        settings.data_dir,
        want_postgres=settings.database_url is None,
        want_redis=settings.redis_url is None,
        max_connections=settings.database_max_connections,
        log=log.info,
    )
    await embedded.start()
    try:
        pool = await _connect(settings, settings.database_url or embedded.database_url)
        try:
            await _migrate(pool)
            yield pool, settings.redis_url or embedded.redis_url
        finally:
            await pool.close()
    finally:
        await embedded.stop()


async def _connect(settings: Settings, url: str) -> Pool:
    """The pool; what keeps it from opening is said with the place, but without its password."""
    try:
        return await create_pool(url, pool_settings(settings))
    except StorageUnavailable as error:
        parts = urlsplit(url)
        place = f"{parts.hostname}:{parts.port or 5432}" if parts.hostname else "the data folder"
        raise StorageUnavailable(
            f"PostgreSQL at {place}, database {parts.path.lstrip('/')!r}, can't be used: {error}"
        ) from error


async def _migrate(pool: Pool) -> None:
    """Bring the schema up to date, on a connection of its own: a lock is held meanwhile."""
    connection = await pool.solo()
    try:
        await check_server(connection)
        for name in await migrate(connection, ROOT / "migrations"):
            log.info("migrated: %s", name)
    finally:
        await connection.close()


def pool_settings(settings: Settings) -> PoolSettings:
    """The pool's part of the settings."""
    return PoolSettings(
        size=settings.database_pool_size,
        lifetime_s=settings.database_max_lifetime_s,
        idle_s=settings.database_idle_timeout_s,
        connect_timeout_s=settings.database_connection_timeout_s,
        command_timeout_s=settings.database_command_timeout_s,
        ssl=settings.database_ssl_mode,
    )


async def serve(settings: Settings, ready: Callable[[], None]) -> None:
    """Run a node until SIGTERM or SIGINT; `ready` is called once it takes games."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    listening = listen(settings.host, settings.port)
    async with databases(settings) as (pool, redis_url):
        redis = Client(redis_url, answer_within_s=settings.redis_timeout_s)
        journal = PostgresJournal(pool)
        await journal.start()
        try:
            node = await _compose(settings, pool, redis, journal)
            await node.start(listening)
            ready()
            await stop.wait()
            log.info("draining")
            await node.drain()
        finally:
            await journal.stop()
            await redis.close()


async def replay_stored(settings: Settings, name: str, say: Callable[[str], None]) -> int:
    """`genius replay`: fold a stored game again; 0 when it comes out as it did."""
    async with databases(settings) as (pool, _):
        return await replay(PostgresGames(pool), PostgresJournal(pool), name, say)


async def _compose(settings: Settings, pool: Pool, redis: Client, journal: PostgresJournal) -> Node:
    """Put a node together."""
    clock = SystemClock()
    games, prompts = PostgresGames(pool), PostgresPrompts(pool)
    await prompts.load(content.prompts(ROOT / "game" / "packs"))
    await ensure_partitions(pool, clock.now_ms())
    personas = content.personas(ROOT / "agents" / "characters")
    quips = content.quips(ROOT / "agents" / "quips")

    snapshots = RedisSnapshots(redis)
    directory = Directory(
        settings.node,
        clock,
        journal,
        games,
        snapshots,
        RedisLeases(redis),
        functools.partial(Recorder, settings.data_dir / "crashes"),
    )
    bench = Bench(JUDGES, clock)
    keeper = Keeper(snapshots)
    archive = Archive(games, journal)
    minds = Minds({each.slug: each for each in personas}, quips, clock, settings.agent_pace)
    directory.followers = (bench, minds, keeper, archive)
    founding = Founding(directory, journal, prompts, bench, content.cast(personas), clock)
    desk = Desk(
        directory,
        founding,
        Seating(directory, clock),
        PostgresAccounts(pool),
        games,
        journal,
        clock,
        version("ai-genius"),
    )

    async def database_answers() -> bool:
        try:
            await journal.read(GameId("00000000-0000-7000-8000-000000000000"), 0, 1)
        except StorageUnavailable:
            return False
        return True

    async def make_partitions() -> None:
        while True:
            await ensure_partitions(pool, clock.now_ms())
            await asyncio.sleep(DAY_S)

    return Node(
        clock,
        desk,
        Pages(ROOT / "clients" / "web"),
        directory,
        PostgresFeed(pool),
        keeper,
        database_answers,
        [("snapshots", keeper.run), ("archive", archive.run), ("partitions", make_partitions)],
    )
