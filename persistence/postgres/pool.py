"""Connections to PostgreSQL, and the one place that tells a lost database from our own bugs.

Must not know any table.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, Literal

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from msgspec import Struct
from msgspec.structs import replace

from persistence.ports import StorageUnavailable

if TYPE_CHECKING:
    Solo = asyncpg.Connection[asyncpg.Record]
    Link = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Inner = asyncpg.Pool[asyncpg.Record]
else:
    Solo = Link = asyncpg.Connection
    Inner = asyncpg.Pool

SslMode = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

# The database is away, failing over, full, or gave our transaction up for another's: nothing
# that is wrong with the statement itself.
LOST = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.TransactionRollbackError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


@contextmanager
def lost() -> Iterator[None]:
    """Turn what says that the database did not answer into StorageUnavailable."""
    try:
        yield
    except LOST as error:
        # A wrong setting is an InterfaceError of asyncpg's too, but no outage.
        if isinstance(error, asyncpg.InterfaceError) and isinstance(error, ValueError):
            raise
        raise StorageUnavailable(f"{type(error).__name__}: {error}") from error


# The queries are small, so compiling them costs more than it gives. And a node that stands still in
# the middle of a transaction, or whose machine is gone, must not hold what its heir writes: its
# session ends before its lease has lapsed.
TUNING: Final = {
    "jit": "off",
    "idle_in_transaction_session_timeout": "1500",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}


class PoolSettings(Struct, frozen=True, kw_only=True):
    """How to connect; times in seconds. `ssl` None: what the URL says, else the default."""

    size: int = 10
    lifetime_s: float = 1_800.0
    idle_s: float = 300.0
    connect_timeout_s: float = 5.0
    acquire_timeout_s: float = 5.0
    command_timeout_s: float = 10.0
    ssl: SslMode | None = None
    # Whether to ask for settings of ours, which a pooler in between may not know how to pass on.
    tuned: bool = True


async def create_pool(url: str, settings: PoolSettings | None = None) -> "Pool":
    """Open a pool whose first connection answers; raises StorageUnavailable."""
    settings = settings or PoolSettings()
    try:
        with lost():
            try:
                inner = await _open(url, settings)
            except asyncpg.ProtocolViolationError as error:
                if "startup parameter" not in str(error):
                    raise
                settings = replace(settings, tuned=False)
                inner = await _open(url, settings)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        # Before the first statement, whatever is wrong is wrong with the address.
        raise StorageUnavailable(f"{type(error).__name__}: {error}") from error
    return Pool(url, settings, inner)


async def _open(url: str, settings: PoolSettings) -> Inner:
    inner = await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=settings.size,
        max_inactive_connection_lifetime=settings.idle_s,
        reset=_left_as_it_is,
        **_options(settings),
    )
    assert inner is not None
    return inner


async def _left_as_it_is(_connection: Link) -> None:
    """Nobody here changes a session beyond their transaction, so there is nothing to put back.

    To do so is a question of its own for each use of a connection, most of which ask only one. An
    open transaction is rolled back all the same.
    """


def _options(settings: PoolSettings, name: str = "genius") -> dict[str, Any]:
    tuned = TUNING if settings.tuned else {}
    return {
        "timeout": settings.connect_timeout_s,
        "command_timeout": settings.command_timeout_s,
        "ssl": settings.ssl,
        "server_settings": {"application_name": name, **tuned},
    }


class Pool:
    """Connections that every adapter shares; those older than `lifetime_s` are replaced."""

    def __init__(self, url: str, settings: PoolSettings, inner: Inner) -> None:
        self._url = url
        self._settings = settings
        self._inner = inner
        self._expire_at = asyncio.get_running_loop().time() + settings.lifetime_s
        self._waiting = 0
        self._shared: ContextVar[Link | None] = ContextVar("shared", default=None)

    def use_now(self) -> tuple[int, int, int, int]:
        """How many connections there are, idle, in use, and how many callers wait for one."""
        size, idle = self._inner.get_size(), self._inner.get_idle_size()
        return size, idle, size - idle, self._waiting

    @property
    def is_joined(self) -> bool:
        """Whether this task is within `together`, and asks only there."""
        return self._shared.get() is not None

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Link]:
        """A connection for a few statements; waits for a free one, but not for ever."""
        shared = self._shared.get()
        if shared is not None:
            with lost():
                yield shared
            return
        with lost():
            await self._renew()
            self._waiting += 1
            try:
                connection = await self._inner.acquire(timeout=self._settings.acquire_timeout_s)
            finally:
                self._waiting -= 1
            try:
                yield connection
            finally:
                await self._inner.release(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Link]:
        """A connection in a transaction, committed at the end unless something was raised."""
        async with self.use() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def together(self) -> AsyncIterator[Link]:
        """A transaction that all adapters join, whatever they do for this task meanwhile.

        The caller starts no other task inside: a connection serves one at a time.
        """
        async with self.transaction() as connection:
            joined = self._shared.set(connection)
            try:
                yield connection
            finally:
                self._shared.reset(joined)

    async def solo(self, name: str = "genius") -> Solo:
        """A connection outside the pool, the caller's own; raises StorageUnavailable.

        `name` is what the server's list of connections calls it.
        """
        with lost():
            return await asyncpg.connect(self._url, **_options(self._settings, name))

    async def close(self) -> None:
        """Wait a little for what is in use, then close all."""
        try:
            async with asyncio.timeout(self._settings.acquire_timeout_s):
                await self._inner.close()
        except TimeoutError:
            self._inner.terminate()
        except LOST:
            # Already gone, which is what was wanted.
            self._inner.terminate()

    async def _renew(self) -> None:
        """asyncpg knows no lifetime; its pool replaces expired ones as they come back."""
        now = asyncio.get_running_loop().time()
        if now >= self._expire_at:
            self._expire_at = now + self._settings.lifetime_s
            await self._inner.expire_connections()
