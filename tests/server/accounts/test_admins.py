"""The first admin: made once, raised once, and on record."""

import pytest

from game.ids import Actor
from persistence import fakes
from persistence.fakes.rows import UserRow
from server.accounts.admins import Made, NotMade, make_admin

NOW = 1_764_000_000_000


class Terminal:
    """Somebody who types a password when asked."""

    def __init__(self, *users: UserRow) -> None:
        self.store = fakes.Store()
        self.store.users = {user.id: user for user in users}
        self.asked = 0
        self.password: str | None = "correct horse"

    async def create(self, name: str) -> Made | NotMade:
        people, audit = fakes.TwinPeople(self.store), fakes.TwinAudit(self.store)
        return await make_admin(people, audit, name, self.ask, self.hashed, NOW)

    def ask(self) -> str | None:
        self.asked += 1
        return self.password

    async def hashed(self, word: str) -> str:
        return f"hash of {word}"


def somebody(**changes: object) -> UserRow:
    row = UserRow(id=Actor("u1"), username="Ada", display_name="Ada", is_guest=False)
    for name, value in changes.items():
        setattr(row, name, value)
    return row


async def test_a_new_account_is_made_admin_and_on_record() -> None:
    terminal = Terminal()
    made = await terminal.create("Grace")
    assert isinstance(made, Made)
    assert "new account" in made.text
    (user,) = terminal.store.users.values()
    assert (user.username, user.role, user.is_guest) == ("Grace", "admin", False)
    assert user.password_hash == "hash of correct horse"
    (row,) = terminal.store.audit
    assert (row.actor, row.action, row.target) == ("terminal", "admin create", f"user {user.id}")
    assert (row.old, row.new, row.at) == (None, {"role": "admin"}, NOW)


async def test_an_account_is_raised_and_keeps_its_password() -> None:
    terminal = Terminal(somebody(password_hash="old"))
    made = await terminal.create("ADA")
    assert isinstance(made, Made)
    assert "had an account" in made.text
    (user,) = terminal.store.users.values()
    assert (user.role, user.password_hash, terminal.asked) == ("admin", "old", 0)
    (row,) = terminal.store.audit
    assert (row.old, row.new) == ({"role": "user"}, {"role": "admin"})
    again = await terminal.create("Ada")
    assert isinstance(again, Made)
    assert "already" in again.text
    assert len(terminal.store.audit) == 1


@pytest.mark.parametrize(
    ("name", "password", "changes", "why"),
    [
        ("a", "correct horse", {}, "can't be a username"),
        ("Grace", None, {}, "differ"),
        ("Grace", "short", {}, "at least"),
        ("Ada", "", {"status": "suspended"}, "suspended"),
        ("Ada", "", {"is_guest": True}, "guest"),
        ("Аda", "correct horse", {}, "username"),
        ("Grace", "correct horse", {"username_key": "grace"}, "too like"),
    ],
)
async def test_what_can_not_be_done_changes_nothing(
    name: str, password: str | None, changes: dict[str, object], why: str
) -> None:
    terminal = Terminal(somebody(**changes))
    terminal.password = password
    refused = await terminal.create(name)
    assert isinstance(refused, NotMade)
    assert why in refused.text
    assert len(terminal.store.users) == 1
    assert all(user.role == "user" for user in terminal.store.users.values())
    assert terminal.store.audit == []
