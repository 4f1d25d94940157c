"""Signing in and out: guests, tokens, passwords and keys become logins, and guests accounts."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Final
from weakref import WeakKeyDictionary

from msgspec import Struct

from game.ids import Actor
from game.texts import clean_name
from persistence.ports import (
    Accounts,
    Barred,
    Keys,
    Login,
    Sessions,
    StorageUnavailable,
    Visit,
)
from server import wire
from server.accounts.doorkeeper import SUSPENDED, Doorkeeper
from server.accounts.registration import Registration
from server.clock import Clock
from server.visitor import Crowd, Visitor
from server.wire import Close, ErrorReply, Fault, HelloReply, error_reply

TOKEN_DAYS: Final = 30
DAY_MS: Final = 24 * 3_600_000
SIGNED_OUT: Final = "signed out"
RENEWED: Final = "this token was renewed or signed out; its session is over"
NEEDS_ID: Final = "id: without one nobody could read the answer"

Entry = wire.Register | wire.SignIn | wire.Refresh
log = logging.getLogger(__name__)


class House(Struct, frozen=True):
    """How this server names itself."""

    version: str
    node: str


class Answered(Struct, frozen=True):
    """A token made for a command, and the answer to it, once there is one."""

    command: Entry
    token: str
    said: HelloReply | None

    def __repr__(self) -> str:
        return f"Answered({self.command.id!r})"


class Reception:
    """Knows who is who; raises StorageUnavailable where the accounts can't be read.

    `depart` makes a connection leave what it watches; `registered` is told of new accounts.
    """

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        keys: Keys,
        doorkeeper: Doorkeeper,
        crowd: Crowd,
        depart: Callable[[Visitor], None],
        clock: Clock,
        house: House,
    ) -> None:
        self._accounts, self._sessions, self._keys = accounts, sessions, keys
        self._doorkeeper, self._crowd, self._depart = doorkeeper, crowd, depart
        self._registration = Registration(accounts, sessions, doorkeeper)
        self._clock, self._house = clock, house
        self.registered: Callable[[Login], Awaitable[None]] | None = None
        # Why somebody is banned, by where they come from and who they are; None where they aren't.
        self.banned: Callable[[str | None, Actor], str | None] = lambda _address, _user: None
        # The last one of each connection, which takes it along when it goes.
        self._answered: WeakKeyDictionary[Visitor, Answered] = WeakKeyDictionary()

    # ------------------------------------------------------------ the first command

    async def hello(
        self, command: wire.Hello, address: str | None
    ) -> tuple[Login, HelloReply] | ErrorReply:
        """Sign in, as a new guest, by a token, by a password or by a key."""
        now_ms, token = self._clock.now_ms(), secrets.token_urlsafe(32)
        login: Login | Barred | ErrorReply | None
        match command.auth:
            case wire.GuestAuth(name=name):
                clean = clean_name(name)
                if clean is None:
                    return error_reply(command.id, "name.invalid")
                visit = self._visit(token, address, command.client)
                login = await self._accounts.welcome_guest(clean, visit)
            case wire.PasswordAuth(username=username, password=password):
                visit = self._visit(token, address, command.client)
                login = await self._doorkeeper.admit(command.id, username, password, visit)
            case wire.TokenAuth(token=token):
                login = await self._accounts.by_token(digest(token), now_ms)
            case wire.KeyAuth(key=token):
                login = await self._keys.by_key(digest(token), now_ms)
        if not isinstance(login, Login):
            return self._turned_away(command.id, login)
        banned = self.banned(address, login.person.id)
        if banned is not None:
            if isinstance(command.auth, wire.PasswordAuth):
                # Begun in vain; a token or a key is good again when the ban is over.
                await self._sessions.end(login.session, now_ms)
            return error_reply(command.id, Fault.FORBIDDEN, banned)
        return login, self._welcome(command.id, login, token)

    def _turned_away(self, re: str | None, why: Barred | ErrorReply | None) -> ErrorReply:
        match why:
            case None:
                return error_reply(re, Fault.UNAUTHORIZED, "it is unknown or has expired")
            case Barred(why="status"):
                return error_reply(re, Fault.FORBIDDEN, SUSPENDED)
            case Barred():
                self._crowd.part(why.user, Close.NOT_SIGNED_IN, RENEWED, session=why.session)
                return error_reply(re, Fault.UNAUTHORIZED, RENEWED)
            case _:
                return why

    # ------------------------------------------------------------ later ones

    async def serve(
        self, visitor: Visitor, command: wire.Register | wire.SignIn | wire.Refresh | wire.SignOut
    ) -> None:
        """Carry it out and reply. The same command again gets its first answer."""
        if isinstance(command, wire.SignOut):
            await self._sign_out(visitor, command)
            return
        if command.id is None:
            visitor.reply(error_reply(None, Fault.BAD_REQUEST, NEEDS_ID))
            return
        last = self._answered.get(visitor)
        if last is not None and last.command == command and last.said is not None:
            visitor.reply(last.said)
            return
        token = secrets.token_urlsafe(32)
        if isinstance(command, wire.Refresh) and last is not None and last.said is None:
            # It isn't known what became of this token: the next try is made with the same one.
            token = last.token
        if isinstance(command, wire.Refresh):
            self._answered[visitor] = Answered(command, token, None)
        done = await self._carry_out(visitor, command, token)
        if isinstance(done, ErrorReply):
            self._answered.pop(visitor, None)
            visitor.reply(done)
            return
        banned = self.banned(visitor.address, done.person.id)
        if banned is not None:
            await self._sessions.end(done.session, self._clock.now_ms())
            visitor.reply(error_reply(command.id, Fault.FORBIDDEN, banned))
            visitor.hang_up(Close.FORBIDDEN, banned)
            return
        said = self._welcome(command.id, done, token)
        self._answered[visitor] = Answered(command, token, said)
        visitor.welcome(done)
        visitor.reply(said)
        if isinstance(command, wire.Register):
            await self._celebrate(done)

    async def _carry_out(self, visitor: Visitor, command: Entry, token: str) -> Login | ErrorReply:
        visit = self._visit(token, visitor.address, "")
        match command:
            case wire.Register():
                return await self._register(visitor, command, visit)
            case wire.SignIn(username=username, password=password):
                login = await self._doorkeeper.admit(command.id, username, password, visit)
                if isinstance(login, Login):
                    self._depart(visitor)
                return login
            case wire.Refresh():
                return await self._refresh(visitor, command, visit)

    async def _refresh(
        self, visitor: Visitor, command: wire.Refresh, visit: Visit
    ) -> Login | ErrorReply:
        if visitor.login.scopes is not None:
            return error_reply(command.id, Fault.FORBIDDEN, "a key is not renewed")
        login = await self._sessions.rotate(visitor.login, visit)
        if login is None:
            # Another connection of this session was first, or it is over. Nothing is ended for
            # it: this connection once brought the right token, unlike whoever says hello with
            # an old one.
            detail = "this token was renewed elsewhere; come again with the new one"
            return error_reply(command.id, Fault.CONFLICT, detail)
        return login

    async def _register(
        self, visitor: Visitor, command: wire.Register, visit: Visit
    ) -> Login | ErrorReply:
        was_guest = visitor.login.person.is_guest
        done = await self._registration.register(visitor, command, visit)
        if isinstance(done, Login) and was_guest:
            # A password is a new beginning: whoever else held this guest's token is out.
            self._end_others(visitor, "this guest has an account now")
        return done

    async def _sign_out(self, visitor: Visitor, command: wire.SignOut) -> None:
        login, now_ms = visitor.login, self._clock.now_ms()
        if login.scopes is not None:
            detail = "a key is not signed out but revoked"
            visitor.reply(error_reply(command.id, Fault.FORBIDDEN, detail))
            return
        if command.everywhere:
            await self._sessions.end_all(login.person.id, now_ms)
        else:
            await self._sessions.end(login.session, now_ms)
        visitor.reply(wire.Reply(re=command.id))
        visitor.hang_up(Close.DONE, SIGNED_OUT)
        if command.everywhere:
            self._end_others(visitor, SIGNED_OUT)
        else:
            self._crowd.part(
                login.person.id, Close.NOT_SIGNED_IN, SIGNED_OUT, session=login.session
            )

    def _end_others(self, visitor: Visitor, reason: str) -> None:
        """End this person's other connections on this node, but those that came by a key."""
        for other in tuple(self._crowd.visitors()):
            is_theirs = other.actor == visitor.actor and other.login.scopes is None
            if is_theirs and other is not visitor:
                other.hang_up(Close.NOT_SIGNED_IN, reason)

    async def _celebrate(self, login: Login) -> None:
        if self.registered is None:
            return
        try:
            await self.registered(login)
        except StorageUnavailable as error:
            # The account stands; what it has earned is counted again when it is next asked for.
            log.warning("a new account's past was not counted: %s", error)

    def _visit(self, token: str, address: str | None, client: str) -> Visit:
        ttl_ms = TOKEN_DAYS * DAY_MS
        return Visit(digest(token), self._clock.now_ms(), ttl_ms, address, client)

    def _welcome(self, re: str | None, login: Login, token: str) -> HelloReply:
        person = login.person
        return HelloReply(
            re=re,
            user=wire.UserShown(person.id, person.name, person.role, person.is_guest),
            token=token,
            token_expires_at=login.expires_at,
            server=wire.ServerShown(self._house.version, self._house.node, self._clock.now_ms()),
        )


def digest(secret: str) -> bytes:
    """How tokens and keys are kept."""
    return sha256(secret.encode()).digest()
