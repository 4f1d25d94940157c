"""Whether what is said to the database comes back as a hint: a connection may live and be deaf.

Must not know how the listening is done, nor what a hint leads to.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable

import asyncpg

from persistence.ports import StorageUnavailable
from persistence.postgres.pool import Pool, lost

CHANNEL = "game_events"
LOOK_S = 1.0
# Looks that one canary may stay unheard. Looks, not seconds: a node that was frozen itself takes
# one look when it wakes, and hears then what has waited for it.
UNHEARD_MAX = 3
# Looks after which an own canary is said even though the hints of others are heard.
OWN_EVERY = 5
ANSWER_WITHIN_S = 3.0

_WORD = "canary"
_SAY = "select pg_notify($1, $2)"
log = logging.getLogger(__name__)


class Canary:
    """Says a word through the pool when it has been quiet for a second, and waits to hear it.

    One word at most is under way. Whatever else is heard is proof enough for a while, so that of
    many nodes about one speaks each second, and not all, which would wake all of them.
    """

    def __init__(self, pool: Pool, on_deaf: Callable[[], None], look_s: float = LOOK_S) -> None:
        self.deaf = False
        self._pool, self._on_deaf, self._look_s = pool, on_deaf, look_s
        self._id = secrets.token_hex(8)
        self._count = 0
        self._expected: str | None = None
        self._looks = 0  # since the last word
        self._noise = False

    def hear(self, payload: str) -> bool:
        """Whether this is a canary, of whichever node: then it is no hint."""
        if payload == self._expected:
            self._expected = None
            if self.deaf:
                self.deaf = False
                log.info("the feed hears again")
            return True
        self._noise = True
        return payload.startswith(_WORD)

    def renewed(self) -> None:
        """A fresh connection listens: what was said before may have passed it by."""
        self._expected = None

    async def watch(self) -> None:
        """Look for good, once a second."""
        while True:
            await asyncio.sleep(self._look_s)
            await self.look()

    async def look(self) -> None:
        """Say a word, or judge the silence after one; at most one statement."""
        self._looks += 1
        if self._expected is None:
            quiet, self._noise = not self._noise, False
            if quiet or self.deaf or self._looks >= OWN_EVERY:
                await self._say()
        elif self._looks >= UNHEARD_MAX:
            await self._judge(self._expected)

    async def _say(self) -> None:
        self._count += 1
        self._looks, self._expected = 0, f"{_WORD} {self._id} {self._count}"
        if not await self._said(self._expected):
            self._expected = None

    async def _judge(self, unheard: str) -> None:
        """Only a database that answers right now can have been heard: its absence is another's."""
        answers = await self._said(f"{_WORD} {self._id} anew")
        if self._expected != unheard:
            return
        self._expected = None
        if answers:
            if not self.deaf:
                log.warning("the feed hears nothing")
            self.deaf = True
            self._on_deaf()

    async def _said(self, payload: str) -> bool:
        """Whether the database took it."""
        try:
            with lost():
                async with self._pool.use() as connection:
                    await connection.execute(_SAY, CHANNEL, payload, timeout=ANSWER_WITHIN_S)
        except (StorageUnavailable, asyncpg.PostgresError) as error:
            log.info("the feed's canary could not be said: %s", error)
            return False
        return True
