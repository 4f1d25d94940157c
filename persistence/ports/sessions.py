"""Sessions: one per signing in, each with a token that can be renewed and ended."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from game.ids import Actor
from persistence.ports.people import Login, Person, Status, Visit


class Standing(Struct, frozen=True):
    """Who a session or key belongs to, as they are now."""

    person: Person
    status: Status


class StoredSession(Struct, frozen=True):
    """A session that is not over; times in Unix ms."""

    id: str
    user: Actor
    ip: str | None
    agent: str
    created_at: int
    last_activity: int
    expires_at: int


class Sessions(Protocol):
    """Every signing in, until it ends or expires."""

    async def rotate(self, login: Login, visit: Visit) -> Login | None:
        """Renew: `login`'s ticket dies and the visit's token lives, in one transaction.

        None unless the ticket is the session's live one and the person active, so that of two at
        once one wins. The same visit again (after an unknown outcome) gets the same Login.
        """

    async def end(self, session: str, now_ms: int) -> Actor | None:
        """End it with all its tokens; whose it was, or None if it was over already."""

    async def end_all(self, user: Actor, now_ms: int) -> int:
        """End every session of theirs; how many were live. Keys stay."""

    async def standing(self, sessions: Sequence[str], now_ms: int) -> dict[str, Standing]:
        """Those of these sessions and keys (by id) that are neither ended nor expired."""

    async def of(self, user: Actor, now_ms: int) -> list[StoredSession]:
        """The live sessions of a person, oldest first; at most 100."""

    async def purge(self, now_ms: int, limit: int) -> int:
        """Delete up to `limit` tokens that have expired, ended ones too; how many were."""
