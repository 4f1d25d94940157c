"""Whether the database can be written; on a connection of its own: a busy pool is no outage."""

import asyncio

import asyncpg

from persistence.ports import StorageUnavailable
from persistence.postgres.pool import Pool, Solo, lost

# A server behind a line that swallows everything says nothing for as long as one waits.
WITHIN_S = 1.0
# A standby answers too, but nothing can be played on it.
READ_ONLY = "select pg_is_in_recovery() or current_setting('transaction_read_only')::bool"


class Probe:
    """Asks once at a time, whoever wants to know."""

    def __init__(self, pool: Pool, *, within_s: float = WITHIN_S) -> None:
        self._pool, self._within_s = pool, within_s
        self._link: Solo | None = None
        self._asking = asyncio.Lock()

    async def answers(self) -> bool:
        """Whether it does, within a second."""
        try:
            async with asyncio.timeout(self._within_s), self._asking:
                await self._ask()
        except (StorageUnavailable, asyncpg.PostgresError, TimeoutError):
            self.close()
            return False
        return True

    async def _ask(self) -> None:
        with lost():
            if self._link is None or self._link.is_closed():
                self._link = await self._pool.solo("genius probe")
            if await self._link.fetchval(READ_ONLY):
                raise StorageUnavailable("it can only be read")

    def close(self) -> None:
        """Let the connection go."""
        link, self._link = self._link, None
        if link is not None:
            link.terminate()
