"""People: who they are, what signs them in, and how they are looked up and changed."""

from typing import Literal, Protocol

from msgspec import Struct

from game.ids import Actor

Role = Literal["user", "moderator", "admin", "service"]
Status = Literal["active", "suspended", "deleted"]
# What kept a guest from becoming an account: the name or the e-mail address is another's, they
# are an account already, or they are suspended or gone.
Taken = Literal["name", "email", "account", "gone"]


class Person(Struct, frozen=True):
    """An account as the server needs it; `name` is what others see."""

    id: Actor
    name: str
    role: Role
    is_guest: bool


class Login(Struct, frozen=True):
    """A person with the session that signed them in; times in Unix ms.

    A session is one signing in; its token may be renewed many times, and `ticket` is the id of
    the row of the token it came with (no secret). Who came by an API key has the key's id for a
    session and no ticket, its scopes, and its commands a minute; without a key everything that
    the role may do is in scope.
    """

    person: Person
    session: str
    expires_at: int
    scopes: tuple[str, ...] | None = None
    rate_limit: int | None = None
    ticket: str = ""


class Visit(Struct, frozen=True):
    """A signing in: the SHA-256 of its fresh token, when and for how long, from where by what."""

    token_hash: bytes
    now_ms: int
    ttl_ms: int
    ip: str | None
    agent: str


class Barred(Struct, frozen=True):
    """Known, but not let in: suspended or deleted, or with a token that was renewed since."""

    why: Literal["status", "reused"]
    user: Actor
    session: str


class Credentials(Struct, frozen=True):
    """What a password is checked against; never shown, its hash never printed."""

    user: Actor
    username: str
    password_hash: str
    status: Status

    def __repr__(self) -> str:
        return f"Credentials({self.user})"


class NewAccount(Struct, frozen=True):
    """What makes an account: the name as written and its key (unlike that of any lookalike)."""

    username: str
    key: str
    email: str | None
    password_hash: str

    def __repr__(self) -> str:
        return f"NewAccount({self.username!r})"


class Account(Struct, frozen=True):
    """A person as an admin sees them; times in Unix ms."""

    id: Actor
    username: str
    name: str
    email: str | None
    role: Role
    status: Status
    is_guest: bool
    created_at: int
    last_login: int | None


class Accounts(Protocol):
    """Who signs in; tokens are known by their SHA-256 only."""

    async def welcome_guest(self, name: str, visit: Visit) -> Login:
        """Create a guest with a first session."""

    async def by_token(self, token_hash: bytes, now_ms: int) -> Login | Barred | None:
        """Who this token signs in; None if it is unknown or expired. Notes the visit.

        One that was renewed or signed out, and comes again before it would have expired, ends
        its whole session: whoever brings it may have stolen it, or been stolen from.
        """

    async def credentials(self, key: str) -> Credentials | None:
        """The account whose name has this key, if it has a password."""

    async def sign_in(self, user: Actor, visit: Visit) -> Login | None:
        """A new session for an account; None unless it is active."""

    async def register(self, user: Actor, account: NewAccount, visit: Visit) -> Login | Taken:
        """Make this guest an account, end all their sessions and start one, all or nothing."""


class People(Protocol):
    """The accounts themselves, looked up and changed by admins."""

    async def find(self, name_or_id: str) -> Account | None:
        """By the id, or by the username in any case."""

    async def page(
        self, query: str, cursor: str | None, limit: int
    ) -> tuple[list[Account], str | None]:
        """Those with `query` in their username or shown name (all, if empty), newest first.

        At most 100, and the cursor of the next page; an unreadable cursor ends the list.
        """

    async def set_role(self, user: Actor, role: Role, now_ms: int) -> Account | None:
        """Change what they may do; None if there is no such person."""

    async def set_status(self, user: Actor, status: Status, now_ms: int) -> Account | None:
        """Suspend, or let in again; their sessions and keys sleep meanwhile."""

    async def make_admin(self, account: NewAccount, now_ms: int) -> Account | Taken:
        """A new account with the role admin, without any session."""
