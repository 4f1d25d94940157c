"""The composition root: the one place that knows every concrete part, and puts them together."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from persistence.embedded import Embedded
from persistence.migrate import check_server, check_version, migrate
from persistence.migrate import read as migrations
from persistence.ports import StorageUnavailable
from persistence.postgres.games import PostgresGames
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.listening import check_listening
from persistence.postgres.pool import Pool, PoolSettings, create_pool
from persistence.redis.client import Client, check_redis
from server import content, heap, tls
from server.accounts.passwords_task import Bcrypt
from server.composition import compose
from server.metrics import Metrics
from server.parent_task import Parent
from server.replay import replay
from server.settings import Settings, SettingsError
from server.stopping import Stopping
from server.stores import stores

ROOT: Final = Path(__file__).parents[1]
# Allocations, and then collections of the younger, after which each generation is looked through.
COLLECT_AFTER: Final = (50_000, 20, 1_000)
# A thread that reckons keeps the interpreter for so long while the loop asks for it, which uvloop
# does with every line that can be read: with Python's own 5 ms a hundred clients waited 14 ms in
# the median beside one such thread, and 1.6 with this; the thread got no less done.
TURN_S: Final = 0.0005
# Those who may wait to be accepted, as many as Linux allows: after a restart all come at once.
BACKLOG: Final = 4096

log = logging.getLogger(__name__)


class PortTaken(Exception):
    """The address can't be listened on: taken, or not of this machine."""


def listen(host: str, port: int, named: str = "GENIUS_PORT") -> socket.socket:
    """Bind the port before anything else is started; raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(BACKLOG)  # two may bind the same port, but only one listen on it
    except (OSError, UnicodeError) as error:
        bound.close()
        why = getattr(error, "strerror", None) or str(error)
        raise PortTaken(
            f"{host}:{port} can't be listened on: {why}; choose with GENIUS_HOST and {named}"
        ) from error
    bound.setblocking(False)
    return bound


def share(host: str, port: int) -> socket.socket:
    """A socket on a port that `hold` holds, to be listened on later; raises PortTaken."""
    try:
        return _shared(host, port)
    except OSError as error:
        raise PortTaken(f"{host}:{port} can't be listened on: {error.strerror}") from error


def hold(host: str, port: int) -> socket.socket:
    """Keep the port for those who `share` it, and from everybody else; raises PortTaken."""
    listen(host, port).close()  # by its refusal nobody is there, also nobody who would share
    held = share(host, port)
    # Without this, a node that has the port for itself could come between two of ours.
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    return held


def _shared(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
        bound.setsockopt(socket.SOL_SOCKET, option, 1)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    bound.setblocking(False)
    return bound


@contextlib.asynccontextmanager
async def places(settings: Settings) -> AsyncIterator[tuple[str, str]]:
    """The URLs of PostgreSQL and Redis: the built-in ones, unless others are named."""
    embedded = Embedded(
        settings.data_dir,
        want_postgres=settings.database_url is None,
        want_redis=settings.redis_url is None,
        max_connections=settings.database_max_connections,
        log=log.info,
    )
    await embedded.start()
    try:
        yield (
            settings.database_url or embedded.database_url,
            settings.redis_url or embedded.redis_url,
        )
    finally:
        await embedded.stop()


@contextlib.asynccontextmanager
async def databases(settings: Settings) -> AsyncIterator[tuple[Pool, str]]:
    """The migrated database and the URL of Redis."""
    async with places(settings) as (database_url, redis_url):
        pool = await _connect(settings, database_url)
        try:
            await _migrate(pool)
            yield pool, redis_url
        finally:
            await pool.close()


async def made_ready(settings: Settings, url: str) -> None:
    """Migrate the database for those who will use it."""
    pool = await _connect(settings, url)
    try:
        await _migrate(pool)
    finally:
        await pool.close()


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
        check_version(connection)
        # Before the first lock and the first prepared statement: a pooler would mislay both.
        await check_listening(pool)
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


def look_over(settings: Settings) -> tuple[content.Words, ssl.SSLContext | None]:
    """What can be seen to be wrong is, before anything is made or started."""
    words = content.words(ROOT)
    migrations(ROOT / "migrations")
    return words, tls.context(settings.tls_cert, settings.tls_key)


def _doors(settings: Settings, *, alone: bool) -> list[socket.socket]:
    """The ports that this node has for itself, with the one for its numbers if there is one."""
    host, beside = settings.host, settings.metrics_port
    doors = [listen(host, settings.port)] if alone else []
    if beside is not None:
        doors.append(listen(host, beside, "GENIUS_METRICS_PORT"))
    return doors


async def serve(
    settings: Settings, ready: Callable[[], None], parent: Parent | None = None
) -> None:
    """Run a node until SIGTERM or SIGINT; `ready` is called once it takes games.

    One that has a parent shares its port with others, and ends when the parent does.
    """
    heap.spare()
    sys.setswitchinterval(TURN_S)
    # From the start: nearly all that 1,500 games are read into stays, and was looked through often.
    gc.set_threshold(*COLLECT_AFTER)
    async with Stopping() as stopping:
        words, secure = look_over(settings)
        doors = _doors(settings, alone=parent is None)
        shared = None if parent is None else share(settings.host, settings.port)
        if parent is not None:
            parent.watch(stopping.tell)
        async with databases(settings) as (pool, redis_url):
            redis = Client(redis_url, answer_within_s=settings.redis_timeout_s)
            metrics, hashes = Metrics(settings.metrics_from), Bcrypt()
            journal = PostgresJournal(pool, observed=metrics.commit)
            await journal.start()
            try:
                await check_redis(redis)
                kept = stores(pool, redis, journal)
                node = await compose(settings, kept, words, metrics, hashes, secure, stopping.tell)
                stopping.open()
                await node.start(*doors)
                if shared is not None:
                    # Only now: of those who share a port, one that is not ready gets nobody.
                    shared.listen(BACKLOG)
                    node.listen(shared)
                if secure is not None:
                    asyncio.get_running_loop().add_signal_handler(
                        signal.SIGHUP, _read_again, settings, secure
                    )
                # What is there now stays: collecting it again and again would stop the games for as
                # long as there are connections, a tenth of a second with 10,000. It is not
                # even collected now: with 1,500 games that took as long, and found ten objects.
                gc.freeze()
                ready()
                await stopping.told()
                log.info("draining")
                await node.drain()
                kept.probe.close()
            finally:
                hashes.close()
                await journal.stop()
                await redis.close()


def _read_again(settings: Settings, secure: ssl.SSLContext) -> None:
    """A renewed certificate, for all new connections; what can't be used is left where it is."""
    assert settings.tls_cert is not None
    try:
        tls.load(secure, settings.tls_cert, settings.tls_key)
    except SettingsError as error:
        log.warning("the old certificate stays: %s", error)
    else:
        log.info("the certificate was read again")


async def replay_stored(settings: Settings, name: str, say: Callable[[str], None]) -> int:
    """`genius replay`: fold a stored game again; 0 when it comes out as it did."""
    async with databases(settings) as (pool, _):
        return await replay(PostgresGames(pool), PostgresJournal(pool), name, say)
