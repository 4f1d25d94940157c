"""Whether a hint said on one connection arrives at another: not so behind some poolers.

Must not know what hints are for.
"""

import asyncio
import secrets

import asyncpg

from persistence.ports import StorageUnavailable
from persistence.postgres.pool import Pool, lost

HEARD_WITHIN_S = 2.0
BEHIND_A_POOLER = (
    "notifications don't arrive: a pooler in transaction mode seems to stand in between "
    "(LISTEN and advisory locks need one connection for good); give a DATABASE_URL that leads "
    "to the server itself, or to a pool in session mode"
)


async def check_listening(pool: Pool) -> None:
    """Raise StorageUnavailable unless LISTEN works; milliseconds if so, 2 s if not.

    Such a pooler may break the statements too, with errors about those that were prepared.
    """
    heard, channel = asyncio.Event(), f"genius_check_{secrets.token_hex(8)}"
    link = await pool.solo()
    try:
        with lost():
            await link.add_listener(channel, lambda *_: heard.set())
            async with pool.use() as connection:
                await connection.execute(f"notify {channel}")
            try:
                async with asyncio.timeout(HEARD_WITHIN_S):
                    await heard.wait()
            except TimeoutError:
                # A server that is only slow tells at the latest with its next answer.
                await link.execute("select 1")
            # Meanwhile what came with the answer is told.
            await link.close()
        if not heard.is_set():
            raise StorageUnavailable(BEHIND_A_POOLER)
    except asyncpg.PostgresError as error:
        raise StorageUnavailable(f"{BEHIND_A_POOLER} ({error.sqlstate})") from error
    finally:
        link.terminate()
