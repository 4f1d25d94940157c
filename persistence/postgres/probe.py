"""Whether the database answers, asked on a connection of its own: a busy pool is no outage."""

import asyncio

import asyncpg

from persistence.ports import StorageUnavailable
from persistence.postgres.pool import Pool, Solo, lost

# A server behind a line that swallows everything says nothing for as long as one waits.
WITHIN_S = 1.0


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
            await self._link.execute("select 1")

    def close(self) -> None:
        """Let the connection go."""
        link, self._link = self._link, None
        if link is not None:
            link.terminate()
