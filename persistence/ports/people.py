"""People, and what signs them in."""

from typing import Literal, Protocol

from msgspec import Struct

from game.ids import Actor


class Person(Struct, frozen=True):
    """An account as the server needs it."""

    id: Actor
    name: str
    role: Literal["user", "moderator", "admin", "service"]
    is_guest: bool


class Login(Struct, frozen=True):
    """A person with the session that signed them in; times in Unix ms."""

    person: Person
    session: str
    expires_at: int


class Accounts(Protocol):
    """People and their sessions; tokens are known by their SHA-256 only."""

    async def welcome_guest(
        self, name: str, token_hash: bytes, now_ms: int, ttl_ms: int, ip: str | None, agent: str
    ) -> Login:
        """Create a guest with a first session."""

    async def by_token(self, token_hash: bytes, now_ms: int) -> Login | None:
        """Who this token signs in, unless it is unknown or expired; notes the visit."""
