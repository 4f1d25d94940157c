"""Twin of the keys."""

from typing import Literal

from game.ids import Actor, mint
from persistence.fakes.people import person
from persistence.fakes.rows import KeyRow
from persistence.fakes.store import OnStore
from persistence.ports.keys import FOREVER_MS, NewKey, StoredKey
from persistence.ports.people import Barred, Login

OF_MAX = 100
USE_EVERY_MS = 60_000


class TwinKeys(OnStore):
    """The Keys port."""

    async def create(
        self, user: Actor, key: NewKey, active_max: int, now_ms: int
    ) -> StoredKey | Literal["full", "used"]:
        self.store.check()
        mine = [row for row in self.store.keys.values() if row.user == user]
        same = next((row for row in mine if row.cause == key.cause), None)
        if same is not None:
            if not same.is_active or same.last_used_at is not None or same.name != key.name:
                return "used"
            same.key_hash = key.key_hash
            return _shown(same)
        if len([row for row in mine if _live(row, now_ms)]) >= active_max:
            return "full"
        row = KeyRow(
            id=mint(now_ms, "key", key.key_hash.hex()),
            user=user,
            key_hash=key.key_hash,
            name=key.name,
            scopes=key.scopes,
            rate_limit=key.rate_limit,
            created_at=now_ms,
            expires_at=key.expires_at,
            cause=key.cause,
        )
        self.store.keys[row.id] = row
        return _shown(row)

    async def by_key(self, key_hash: bytes, now_ms: int) -> Login | Barred | None:
        self.store.check()
        keys = self.store.keys.values()
        row = next((row for row in keys if row.key_hash == key_hash), None)
        if row is None or not _live(row, now_ms):
            return None
        user = self.store.users[row.user]
        if user.status != "active":
            return Barred("status", row.user, row.id)
        if row.last_used_at is None or row.last_used_at <= now_ms - USE_EVERY_MS:
            row.last_used_at = now_ms
        expires_at = FOREVER_MS if row.expires_at is None else row.expires_at
        scopes = tuple(each for each in row.scopes if each != "admin" or user.role == "admin")
        return Login(person(user), row.id, expires_at, scopes, row.rate_limit)

    async def of(self, user: Actor) -> list[StoredKey]:
        self.store.check()
        mine = [row for row in self.store.keys.values() if row.user == user]
        mine.sort(key=lambda row: (row.created_at, row.id))
        return [_shown(row) for row in mine[:OF_MAX]]

    async def revoke(
        self, key: str, key_hash: bytes | None = None, user: Actor | None = None
    ) -> StoredKey | None:
        self.store.check()
        for row in self.store.keys.values():
            if (row.id == key or row.key_hash == key_hash) and user in (None, row.user):
                if user is None and not row.is_active:
                    return None
                row.is_active = False
                return _shown(row)
        return None


def _live(row: KeyRow, now_ms: int) -> bool:
    return row.is_active and (row.expires_at is None or row.expires_at > now_ms)


def _shown(row: KeyRow) -> StoredKey:
    return StoredKey(
        row.id,
        row.user,
        row.name,
        row.scopes,
        row.rate_limit,
        row.is_active,
        row.created_at,
        row.last_used_at,
        row.expires_at,
    )
