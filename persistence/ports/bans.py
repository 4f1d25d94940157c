"""Who is kept out: people by their id, places by their address."""

from typing import Protocol

from msgspec import Struct

from game.ids import Actor


class Ban(Struct, frozen=True, kw_only=True):
    """One of `user` and `address` (an address or a network); times in Unix ms, None: for good."""

    id: str
    user: Actor | None
    address: str | None
    reason: str
    by: Actor | None
    created_at: int
    expires_at: int | None


class Bans(Protocol):
    """The list of the kept out."""

    async def add(self, ban: Ban) -> None:
        """Keep it; the same id twice is one ban."""

    async def remove(self, id: str) -> Ban | None:
        """Let them in again; None if there is no such ban."""

    async def lasting(self, now_ms: int, limit: int) -> list[Ban]:
        """Those that hold now, newest first."""
