"""The twins of the record and of the bans."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Literal

from msgspec.structs import replace

from game.ids import mint
from persistence.fakes.store import OnStore
from persistence.ports.audit import Audited, Deed, Outcome, Page, Values
from persistence.ports.bans import Ban

ROWS_MAX = 500


class TwinPage:
    """The Page port."""

    def __init__(self) -> None:
        self.written: tuple[str, Values | None, Values | None] | None = None

    def write(self, target: str, old: Values | None, new: Values | None) -> None:
        self.written = (target, old, new)


class TwinAudit(OnStore):
    """The Audit port. Twins never suspend, so one change at a time is what they do anyway."""

    def changing(self, deed: Deed) -> AbstractAsyncContextManager[Page]:
        return self._changing(deed)

    @asynccontextmanager
    async def _changing(self, deed: Deed) -> AsyncIterator[Page]:
        self.store.check()
        page = TwinPage()
        yield page
        if page.written is not None:
            self._add(deed, *page.written, "done")

    async def begin(self, deed: Deed, target: str, old: Values | None, new: Values | None) -> str:
        self.store.check()
        return self._add(deed, target, old, new, "begun")

    async def settle(self, id: str, outcome: Literal["done", "refused"]) -> None:
        self.store.check()
        self.store.audit[:] = [
            replace(row, outcome=outcome) if row.id == id else row for row in self.store.audit
        ]

    async def newest(self, limit: int) -> list[Audited]:
        self.store.check()
        return self.store.audit[::-1][: min(limit, ROWS_MAX)]

    def _add(
        self, deed: Deed, target: str, old: Values | None, new: Values | None, outcome: Outcome
    ) -> str:
        row = Audited(
            id=mint(deed.at_ms, "audit", len(self.store.audit)),
            at=deed.at_ms,
            actor=deed.actor,
            address=deed.address,
            action=deed.action,
            target=target,
            old=old,
            new=new,
            outcome=outcome,
        )
        self.store.audit.append(row)
        return row.id


class TwinBans(OnStore):
    """The Bans port."""

    async def add(self, ban: Ban) -> None:
        self.store.check()
        self.store.bans.setdefault(ban.id, ban)

    async def remove(self, id: str) -> Ban | None:
        self.store.check()
        return self.store.bans.pop(id, None)

    async def lasting(self, now_ms: int, limit: int) -> list[Ban]:
        self.store.check()
        held = [
            ban
            for ban in self.store.bans.values()
            if ban.expires_at is None or ban.expires_at > now_ms
        ]
        return sorted(held, key=lambda ban: (ban.created_at, ban.id), reverse=True)[:limit]
