"""Twin of the sessions."""

from collections.abc import Sequence

from msgspec.structs import replace

from game.ids import Actor, mint
from persistence.fakes.people import add_token, end_tokens, login, person
from persistence.fakes.store import OnStore
from persistence.ports.people import Login, Visit
from persistence.ports.sessions import Standing, StoredSession

OF_MAX = 100


class TwinSessions(OnStore):
    """The Sessions port."""

    async def rotate(self, old: Login, visit: Visit) -> Login | None:
        store = self.store
        store.check()
        known = store.tokens.get(visit.token_hash)
        if known is not None:
            is_same = known.rotated_from == old.ticket and known.ended_at is None
            return login(store, known) if is_same else None
        row = next((row for row in store.tokens.values() if row.id == old.ticket), None)
        if row is None or row.ended_at is not None or row.expires_at <= visit.now_ms:
            return None
        user = store.users[row.user]
        if user.status != "active":
            return None
        row.ended_at = visit.now_ms
        id = mint(visit.now_ms, "session", visit.token_hash.hex())
        visit = replace(visit, agent=visit.agent or row.agent)
        return add_token(store, user, visit, id, row.chain, row.id)

    async def end(self, session: str, now_ms: int) -> Actor | None:
        self.store.check()
        ended = end_tokens(self.store, now_ms, chain=session)
        return ended[0].user if ended else None

    async def end_all(self, user: Actor, now_ms: int) -> int:
        self.store.check()
        return len(end_tokens(self.store, now_ms, user=user))

    async def standing(self, sessions: Sequence[str], now_ms: int) -> dict[str, Standing]:
        store = self.store
        store.check()
        live = {
            row.chain: row.user
            for row in store.tokens.values()
            if row.ended_at is None and row.expires_at > now_ms
        }
        live |= {
            key.id: key.user
            for key in store.keys.values()
            if key.is_active and (key.expires_at is None or key.expires_at > now_ms)
        }
        owners = {each: store.users[live[each]] for each in sessions if each in live}
        return {each: Standing(person(row), row.status) for each, row in owners.items()}

    async def of(self, user: Actor, now_ms: int) -> list[StoredSession]:
        self.store.check()
        tokens = self.store.tokens.values()
        begun: dict[str, int] = {}
        for row in tokens:
            begun[row.chain] = min(begun.get(row.chain, row.created_at), row.created_at)
        live = [
            StoredSession(
                row.chain,
                row.user,
                row.ip,
                row.agent,
                begun[row.chain],
                row.last_activity,
                row.expires_at,
            )
            for row in tokens
            if row.user == user and row.ended_at is None and row.expires_at > now_ms
        ]
        return sorted(live, key=lambda each: (each.created_at, each.id))[:OF_MAX]

    async def purge(self, now_ms: int, limit: int) -> int:
        self.store.check()
        over = [key for key, row in self.store.tokens.items() if row.expires_at <= now_ms][:limit]
        for key in over:
            del self.store.tokens[key]
        return len(over)
