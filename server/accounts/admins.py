"""The first who runs a server: made, or raised, at the server's own terminal. Sans I/O."""

from collections.abc import Awaitable, Callable

from msgspec import Struct

from persistence.ports import Account, Audit, Deed, NewAccount, People
from server.accounts.passwords import why_not
from server.usernames import read_username

TERMINAL = "terminal"
ACTION = "admin create"


class Made(Struct, frozen=True):
    """They run the server now; `text` says what was done for it."""

    user: str
    text: str


class NotMade(Struct, frozen=True):
    """Nothing was changed, and why."""

    text: str


async def make_admin(
    people: People,
    audit: Audit,
    name: str,
    password: Callable[[], str | None],
    hashed: Callable[[str], Awaitable[str]],
    now_ms: int,
) -> Made | NotMade:
    """Raise the account of this name, or make one; only then a password is asked for.

    `password` gives None where two entries differ. Raises StorageUnavailable.
    """
    known = await people.find(name)
    if known is not None:
        return await _raise(people, audit, known, now_ms)
    username = read_username(name, reserved=True)
    if username is None:
        return NotMade(f"{name!r} can't be a username: 3 to 32 letters and digits, of one script")
    word = password()
    if word is None:
        return NotMade("the two passwords differ")
    unfit = why_not(word, username.written)
    if unfit is not None:
        return NotMade(unfit)
    account = NewAccount(username.written, username.key, None, await hashed(word))
    async with audit.changing(_deed(now_ms)) as page:
        made = await people.make_admin(account, now_ms)
        if not isinstance(made, Account):
            return NotMade(f"{name!r} is too like the name of another account")
        page.write(f"user {made.id}", None, {"role": "admin"})
    return Made(made.id, f"{made.username} is a new account, and admin")


async def _raise(people: People, audit: Audit, known: Account, now_ms: int) -> Made | NotMade:
    if known.is_guest:
        return NotMade(f"{known.username} is a guest, who has no password to come back with")
    if known.status != "active":
        return NotMade(f"the account {known.username} is {known.status}")
    if known.role == "admin":
        return Made(known.id, f"{known.username} is admin already; nothing was changed")
    async with audit.changing(_deed(now_ms)) as page:
        await people.set_role(known.id, "admin", now_ms)
        page.write(f"user {known.id}", {"role": known.role}, {"role": "admin"})
    return Made(known.id, f"{known.username} had an account, and is admin now")


def _deed(now_ms: int) -> Deed:
    return Deed(TERMINAL, None, ACTION, now_ms)
