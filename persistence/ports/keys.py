"""API keys: what lets a program in for a person, known by their SHA-256 only."""

from typing import Literal, Protocol

from msgspec import Struct

from game.ids import Actor
from persistence.ports.people import Barred, Login

# When a login ends that nothing ends: the last moment of the year 9999, Unix ms.
FOREVER_MS = 253_402_300_799_000


class NewKey(Struct, frozen=True):
    """A key to be kept; `cause` is the command that asks for it, `rate_limit` per minute."""

    key_hash: bytes
    name: str
    scopes: tuple[str, ...]
    rate_limit: int
    expires_at: int | None
    cause: str


class StoredKey(Struct, frozen=True):
    """A key as it may be shown; times in Unix ms."""

    id: str
    user: Actor
    name: str
    scopes: tuple[str, ...]
    rate_limit: int
    is_active: bool
    created_at: int
    last_used_at: int | None
    expires_at: int | None


class Keys(Protocol):
    """Keys for programs."""

    async def create(
        self, user: Actor, key: NewKey, active_max: int, now_ms: int
    ) -> StoredKey | Literal["full", "used"]:
        """Keep a key; "full" if the person has `active_max` live ones.

        The same cause again (a lost answer) gives the same key a new secret, unless it has been
        used or revoked, or had another name: "used".
        """

    async def by_key(self, key_hash: bytes, now_ms: int) -> Login | Barred | None:
        """Who this key lets in; None if unknown, revoked or expired.

        Notes the use, once a minute at most. The scope `admin` counts for admins only.
        """

    async def of(self, user: Actor) -> list[StoredKey]:
        """All keys of a person, revoked ones too, oldest first; at most 100."""

    async def revoke(
        self, key: str, key_hash: bytes | None = None, user: Actor | None = None
    ) -> StoredKey | None:
        """End a key, by its id or its hash: any live one, or one of this person's, if one is named.

        Their own is given again to whoever has ended it before and asks once more.
        """
