"""Who asks to come in by name and password: slowed down, checked, and told as little as will do."""

from typing import Final

from msgspec.structs import replace

from persistence.ports import Accounts, Credentials, Login, StorageUnavailable, Visit
from server import usernames
from server.accounts import passwords
from server.accounts.passwords_task import Passwords, TooBusy
from server.clock import Clock
from server.slowdown import Slowdown
from server.wire import ErrorReply, Fault, error_reply

WRONG: Final = "wrong name or password"
SUSPENDED: Final = "this account is suspended"
# A name that can't be anybody's is counted under at most so much of it.
COUNTED_MAX: Final = 64


class Doorkeeper:
    """Checks passwords; raises StorageUnavailable where the accounts can't be read."""

    def __init__(
        self, accounts: Accounts, hashes: Passwords, slowdown: Slowdown, clock: Clock
    ) -> None:
        self._accounts, self._hashes = accounts, hashes
        self._slowdown, self._clock = slowdown, clock

    async def check(
        self, re: str | None, username: str, password: str, address: str | None
    ) -> Credentials | ErrorReply:
        """Whose name and password these are, or why they open nothing."""
        key = usernames.key(username)[:COUNTED_MAX]
        wait_ms = self._slowdown.charge(key, address, self._clock.now_ms())
        if wait_ms > 0:
            return error_reply(re, Fault.ACCOUNT_LOCKED, retry_after_ms=wait_ms)
        try:
            # Before the table is asked: whoever floods the queue floods no database.
            self._hashes.make_sure_of_room()
            found = await self._accounts.credentials(key)
            if found is not None and not usernames.same(found.username, username):
                found = None
            # Nobody is looked at as long as somebody: time must not tell which names there are.
            hashed = None if found is None else found.password_hash
            is_right = await self._hashes.matches(password, hashed)
        except TooBusy as error:
            self._slowdown.forgive(key, address)
            return too_busy(re, error)
        except StorageUnavailable:
            self._slowdown.forgive(key, address)
            raise
        if found is None or not is_right:
            return error_reply(re, Fault.UNAUTHORIZED, WRONG)
        self._slowdown.passed(key, address)
        if found.status != "active":
            return error_reply(re, Fault.FORBIDDEN, SUSPENDED)
        return found

    async def admit(
        self, re: str | None, username: str, password: str, visit: Visit
    ) -> Login | ErrorReply:
        """A new session for whoever knows name and password."""
        found = await self.check(re, username, password, visit.ip)
        if isinstance(found, ErrorReply):
            return found
        # Looking took its time.
        visit = replace(visit, now_ms=self._clock.now_ms())
        login = await self._accounts.sign_in(found.user, visit)
        return error_reply(re, Fault.FORBIDDEN, SUSPENDED) if login is None else login

    async def hashed(self, re: str | None, username: str, password: str) -> str | ErrorReply:
        """The hash of a new password, if it will do."""
        if refusal := passwords.why_not(password, username):
            return error_reply(re, Fault.BAD_REQUEST, refusal)
        try:
            return await self._hashes.hashed(password)
        except TooBusy as error:
            return too_busy(re, error)


def too_busy(re: str | None, error: TooBusy) -> ErrorReply:
    """Come again later: nothing was tried."""
    detail = "too many are signing in"
    return error_reply(re, Fault.UNAVAILABLE, detail, retry_after_ms=error.retry_after_ms)
