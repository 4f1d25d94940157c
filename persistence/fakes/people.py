"""Twins of the ports about people."""

from game.ids import Actor, mint
from persistence.fakes.store import OnStore
from persistence.ports import Login, Person


class TwinAccounts(OnStore):
    """The Accounts port."""

    async def welcome_guest(
        self, name: str, token_hash: bytes, now_ms: int, ttl_ms: int, ip: str | None, agent: str
    ) -> Login:
        self.store.check()
        user = Actor(mint(now_ms, "user", token_hash.hex()))
        session = mint(now_ms, "session", token_hash.hex())
        person = Person(user, name, "user", True)
        return self.store.logins.setdefault(token_hash, Login(person, session, now_ms + ttl_ms))

    async def by_token(self, token_hash: bytes, now_ms: int) -> Login | None:
        self.store.check()
        login = self.store.logins.get(token_hash)
        return login if login is not None and login.expires_at > now_ms else None
