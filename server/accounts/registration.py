"""Guests become accounts: the name, the address and the password looked at, the rows changed."""

import re as regex
from typing import Final

from persistence.ports import Accounts, Login, NewAccount, Sessions, Standing, Taken, Visit
from server import wire
from server.accounts.doorkeeper import SUSPENDED, Doorkeeper
from server.usernames import read_username
from server.visitor import Visitor
from server.wire import ErrorReply, Fault, error_reply

# One @ between two parts; whether anybody reads there, only a letter could tell.
EMAIL: Final = regex.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]{1,255}")
TAKEN: Final[dict[Taken, tuple[str, str]]] = {
    "name": (Fault.NAME_TAKEN, ""),
    "email": (Fault.CONFLICT, "email: this address can't be used"),
    "account": (Fault.CONFLICT, "you have an account already"),
    "gone": (Fault.FORBIDDEN, SUSPENDED),
}
OVER: Final = "your session is over"


class Registration:
    """Makes accounts of guests; raises StorageUnavailable."""

    def __init__(self, accounts: Accounts, sessions: Sessions, doorkeeper: Doorkeeper) -> None:
        self._accounts, self._sessions, self._doorkeeper = accounts, sessions, doorkeeper

    async def register(
        self, visitor: Visitor, command: wire.Register, visit: Visit
    ) -> Login | ErrorReply:
        """The account's first session, or why there is none.

        Whoever has this very name and password already is let in again: perhaps only the answer
        was lost.
        """
        name, email = read_username(command.username), command.email
        if name is None:
            return error_reply(command.id, "name.invalid")
        # Operators read it in a terminal: nothing in it may move the cursor or turn the line.
        if email is not None and not (EMAIL.fullmatch(email) and email.isprintable()):
            return error_reply(command.id, Fault.BAD_REQUEST, "email: not an address")
        known = await self._accounts.credentials(name.key)
        if known is not None and known.user == visitor.actor:
            return await self._again(command, visit)
        if known is not None:
            return _refused(command.id, "name")
        if not visitor.login.person.is_guest:
            return _refused(command.id, "account")
        standing = await self._sessions.standing([visitor.login.session], visit.now_ms)
        if refusal := fallen(command.id, standing.get(visitor.login.session)):
            return refusal
        hashed = await self._doorkeeper.hashed(command.id, name.written, command.password)
        if isinstance(hashed, ErrorReply):
            return hashed
        account = NewAccount(name.written, name.key, email, hashed)
        done = await self._accounts.register(visitor.actor, account, visit)
        return done if isinstance(done, Login) else _refused(command.id, done)

    async def _again(self, command: wire.Register, visit: Visit) -> Login | ErrorReply:
        login = await self._doorkeeper.admit(command.id, command.username, command.password, visit)
        if isinstance(login, ErrorReply) and login.error.code == Fault.UNAUTHORIZED:
            return _refused(command.id, "account")
        return login


def fallen(re: str | None, standing: Standing | None) -> ErrorReply | None:
    """Why a session that was good at its hello is none now, if so."""
    if standing is None:
        return error_reply(re, Fault.UNAUTHORIZED, OVER)
    return None if standing.status == "active" else error_reply(re, Fault.FORBIDDEN, SUSPENDED)


def _refused(re: str | None, why: Taken) -> ErrorReply:
    code, detail = TAKEN[why]
    return error_reply(re, code, detail)
