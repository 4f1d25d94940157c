"""A plain model of who may come in: people, their sessions' tokens, their keys, who is inside.

Lists and flags only; what the door should do to them is written out, slowly and plainly.
"""

from dataclasses import dataclass, field
from itertools import count

from server.accounts.reception import DAY_MS, TOKEN_DAYS
from tests.server.visiting import FakeVisitor

TTL_MS = TOKEN_DAYS * DAY_MS


@dataclass
class Person:
    """A guest, or an account once it has a name."""

    id: str
    name: str = ""
    password: str = ""
    suspended: bool = False


@dataclass(eq=False)
class Token:
    """One that was given out, of a session numbered by the model."""

    secret: str
    owner: Person
    session: int
    expires: int
    ended: bool = False

    def opens(self, now: int) -> bool:
        """Whether it lets its owner in."""
        return not self.ended and now < self.expires and not self.owner.suspended


@dataclass(eq=False)
class Key:
    """A key that was given out; its session is a number too."""

    secret: str
    id: str
    owner: Person
    session: int
    expires: int | None
    revoked: bool = False

    def opens(self, now: int) -> bool:
        """Whether it lets its owner in."""
        return self.stands(now) and not self.owner.suspended

    def stands(self, now: int) -> bool:
        """Whether it is neither revoked nor expired."""
        return not self.revoked and (self.expires is None or now < self.expires)


@dataclass(eq=False)
class Inside:
    """A connection: as whom, by which session, with which token or key."""

    visitor: FakeVisitor
    owner: Person
    by: Token | Key
    is_open: bool = True

    @property
    def session(self) -> int:
        """The session that signed it in."""
        return self.by.session


@dataclass
class Model:
    """Everything there is."""

    people: list[Person] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    inside: list[Inside] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=count)

    def begin(self, secret: str, owner: Person, now: int) -> Token:
        """A new session."""
        return self._token(Token(secret, owner, next(self.numbers), now + TTL_MS))

    def renew(self, old: Token, secret: str, now: int) -> Token:
        """A new token of the same session."""
        old.ended = True
        return self._token(Token(secret, old.owner, old.session, now + TTL_MS))

    def _token(self, token: Token) -> Token:
        self.tokens.append(token)
        return token

    def end_session(self, session: int) -> None:
        """All its tokens die, and its connections end."""
        for token in self.tokens:
            token.ended |= token.session == session
        self.hang_up([each for each in self.inside if each.session == session])

    def end_all(self, owner: Person) -> None:
        """All of a person's sessions end, but not their keys."""
        for token in self.tokens:
            token.ended |= token.owner is owner
        self.hang_up(
            [each for each in self.inside if each.owner is owner and isinstance(each.by, Token)]
        )

    def hang_up(self, gone: list[Inside]) -> None:
        """These connections end."""
        for each in gone:
            each.is_open = False

    def stands(self, inside: Inside, now: int) -> bool:
        """Whether this connection's session or key is neither ended nor expired."""
        if isinstance(inside.by, Key):
            return inside.by.stands(now)
        live = [each for each in self.tokens if not each.ended and now < each.expires]
        return any(each.session == inside.session for each in live)

    def named(self, name: str) -> Person | None:
        """Whose name this is."""
        return next((each for each in self.people if each.name == name), None)
