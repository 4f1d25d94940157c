"""Twins of the ports about people: who signs in, and the accounts themselves."""

from game.ids import Actor, mint
from persistence.fakes.rows import TokenRow, UserRow
from persistence.fakes.store import OnStore, Store
from persistence.ports.people import (
    Account,
    Barred,
    Credentials,
    Login,
    NewAccount,
    Person,
    Role,
    Status,
    Taken,
    Visit,
)

PAGE_MAX = 100


def person(row: UserRow) -> Person:
    """A user as others see them."""
    return Person(row.id, row.display_name, row.role, row.is_guest)


def new_session(store: Store, user: UserRow, visit: Visit) -> Login:
    """A first token, which begins a session."""
    user.last_login = visit.now_ms
    id = mint(visit.now_ms, "session", visit.token_hash.hex())
    return add_token(store, user, visit, id, id, None)


def add_token(
    store: Store, user: UserRow, visit: Visit, id: str, chain: str, rotated_from: str | None
) -> Login:
    """One more token of a session."""
    store.tokens[visit.token_hash] = row = TokenRow(
        id=id,
        chain=chain,
        user=user.id,
        token_hash=visit.token_hash,
        ip=visit.ip,
        agent=visit.agent,
        created_at=visit.now_ms,
        last_activity=visit.now_ms,
        expires_at=visit.now_ms + visit.ttl_ms,
        rotated_from=rotated_from,
    )
    return login(store, row)


def login(store: Store, row: TokenRow) -> Login:
    """What this token signs in."""
    return Login(person(store.users[row.user]), row.chain, row.expires_at, ticket=row.id)


def end_tokens(store: Store, now_ms: int, *, chain: str = "", user: str = "") -> list[TokenRow]:
    """End a session, or all of a person's; the tokens that were live."""
    live = [
        row
        for row in store.tokens.values()
        if row.ended_at is None and (row.chain == chain or row.user == user)
    ]
    for row in live:
        row.ended_at = now_ms
    return [row for row in live if row.expires_at > now_ms]


class TwinAccounts(OnStore):
    """The Accounts port."""

    async def welcome_guest(self, name: str, visit: Visit) -> Login:
        self.store.check()
        id = Actor(mint(visit.now_ms, "user", visit.token_hash.hex()))
        username = "guest-" + id.replace("-", "")[12:]
        user = UserRow(id=id, username=username, display_name=name, created_at=visit.now_ms)
        self.store.users[id] = user
        return new_session(self.store, user, visit)

    async def by_token(self, token_hash: bytes, now_ms: int) -> Login | Barred | None:
        self.store.check()
        row = self.store.tokens.get(token_hash)
        if row is None or row.expires_at <= now_ms:
            return None
        if row.ended_at is not None:
            end_tokens(self.store, now_ms, chain=row.chain)
            return Barred("reused", row.user, row.chain)
        if self.store.users[row.user].status != "active":
            return Barred("status", row.user, row.chain)
        row.last_activity = max(row.last_activity, now_ms)
        return login(self.store, row)

    async def credentials(self, key: str) -> Credentials | None:
        self.store.check()
        found = next((row for row in self.store.users.values() if row.username_key == key), None)
        if found is None or found.password_hash is None:
            return None
        return Credentials(found.id, found.username, found.password_hash, found.status)

    async def sign_in(self, user: Actor, visit: Visit) -> Login | None:
        self.store.check()
        row = self.store.users.get(user)
        if row is None or row.status != "active" or row.is_guest:
            return None
        return new_session(self.store, row, visit)

    async def register(self, user: Actor, account: NewAccount, visit: Visit) -> Login | Taken:
        self.store.check()
        row = self.store.users.get(user)
        if row is None or row.status != "active":
            return "gone"
        if not row.is_guest:
            return "account"
        if taken := _taken(self.store, account):
            return taken
        row.username, row.username_key = account.username, account.key
        row.display_name, row.email = account.username, account.email
        row.password_hash, row.is_guest = account.password_hash, False
        end_tokens(self.store, visit.now_ms, user=user)
        return new_session(self.store, row, visit)


class TwinPeople(OnStore):
    """The People port."""

    async def find(self, name_or_id: str) -> Account | None:
        self.store.check()
        wanted = name_or_id.lower()
        for row in self.store.users.values():
            if wanted in (row.id, row.username.lower()):
                return as_account(row)
        return None

    async def page(
        self, query: str, cursor: str | None, limit: int
    ) -> tuple[list[Account], str | None]:
        self.store.check()
        wanted = query.lower()
        found = [
            row
            for row in sorted(self.store.users.values(), key=_age, reverse=True)
            if wanted in row.username.lower() or wanted in row.display_name.lower()
        ]
        if cursor is not None:
            last = self.store.users.get(Actor(cursor))
            found = [row for row in found if last and _age(row) < _age(last)]
        part = found[: max(0, min(limit, PAGE_MAX))]
        more = bool(part) and len(found) > len(part)
        return [as_account(row) for row in part], part[-1].id if more else None

    async def set_role(self, user: Actor, role: Role, now_ms: int) -> Account | None:
        self.store.check()
        row = self.store.users.get(user)
        if row is None:
            return None
        row.role = role
        return as_account(row)

    async def set_status(self, user: Actor, status: Status, now_ms: int) -> Account | None:
        self.store.check()
        row = self.store.users.get(user)
        if row is None:
            return None
        row.status = status
        return as_account(row)

    async def make_admin(self, account: NewAccount, now_ms: int) -> Account | Taken:
        self.store.check()
        if taken := _taken(self.store, account):
            return taken
        row = UserRow(
            id=Actor(mint(now_ms, "user", account.key)),
            username=account.username,
            username_key=account.key,
            display_name=account.username,
            email=account.email,
            password_hash=account.password_hash,
            role="admin",
            is_guest=False,
            created_at=now_ms,
        )
        self.store.users[row.id] = row
        return as_account(row)


def as_account(row: UserRow) -> Account:
    """A user as an admin sees them."""
    return Account(
        row.id,
        row.username,
        row.display_name,
        row.email,
        row.role,
        row.status,
        row.is_guest,
        row.created_at,
        row.last_login,
    )


def _age(row: UserRow) -> tuple[int, str]:
    return row.created_at, row.id


def _taken(store: Store, account: NewAccount) -> Taken | None:
    users = store.users.values()
    if any(row.username_key == account.key for row in users):
        return "name"
    if account.email and any((row.email or "").lower() == account.email.lower() for row in users):
        return "email"
    return None
