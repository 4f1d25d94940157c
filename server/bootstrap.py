"""The composition root: the one place that knows every concrete part, and puts them together."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from typing import Final
from urllib.parse import urlsplit

from persistence.embedded import Embedded
from persistence.migrate import check_server, migrate
from persistence.migrate import read as migrations
from persistence.ports import StorageUnavailable
from persistence.postgres.games import PostgresGames
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.pool import Pool, PoolSettings, create_pool
from persistence.redis.client import Client
from server import content, tls
from server.composition import ROOT, compose
from server.metrics import Metrics
from server.passwords_task import Bcrypt
from server.replay import replay
from server.settings import Settings, SettingsError
from server.stopping import Stopping
from server.stores import stores

# Allocations, and then collections of the younger, after which each generation is looked through.
COLLECT_AFTER: Final = (50_000, 20, 1_000)

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
    except (OSError, UnicodeError) as error:
        bound.close()
        why = getattr(error, "strerror", None) or str(error)
        raise PortTaken(
            f"{host}:{port} can't be listened on: {why}; choose with GENIUS_HOST and GENIUS_PORT"
        ) from error
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
    async with Stopping() as stopping:
        # What can be seen to be wrong is, before anything is made or started.
        words = content.words(ROOT)
        migrations(ROOT / "migrations")
        secure = tls.context(settings.tls_cert, settings.tls_key)
        listening = listen(settings.host, settings.port)
        async with databases(settings) as (pool, redis_url):
            redis = Client(redis_url, answer_within_s=settings.redis_timeout_s)
            metrics, hashes = Metrics(settings.metrics_from), Bcrypt()
            journal = PostgresJournal(pool, observed=metrics.commit)
            await journal.start()
            try:
                kept = stores(pool, redis, journal)
                node = await compose(settings, kept, words, metrics, hashes, secure, stopping.tell)
                stopping.open()
                await node.start(listening)
                if secure is not None:
                    asyncio.get_running_loop().add_signal_handler(
                        signal.SIGHUP, _read_again, settings, secure
                    )
                # What is there now stays: collecting it again and again would stop the games for as
                # long as there are connections, a tenth of a second with 10,000.
                gc.collect()
                gc.freeze()
                gc.set_threshold(*COLLECT_AFTER)
                ready()
                await stopping.told()
                log.info("draining")
                await node.drain()
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
