"""What any People promises: accounts are found, listed by pages, and changed."""

from typing import Any

import pytest
from msgspec.structs import replace

from game.ids import Actor
from persistence.ports import Account, Login
from tests.contracts.conftest import World
from tests.contracts.visits import account, guest, member, visit
from tests.tables import NOW, hashed

NOBODY = Actor("00000000-0000-7000-8000-000000000000")


async def test_people_are_found_by_id_and_by_name(world: World) -> None:
    came = await guest(world, "g", "A Guest")
    ada = await guest(world, "a")
    await world.accounts.register(ada.person.id, account("Ada", "a@b.c"), visit("b", NOW + 3))
    shown = Account(ada.person.id, "Ada", "Ada", "a@b.c", "user", "active", False, NOW, NOW + 3)
    find = world.people.find
    assert await find("aDA") == await find(ada.person.id) == shown
    unnamed = await find(came.person.id)
    assert unnamed is not None
    assert (unnamed.name, unnamed.is_guest, unnamed.last_login) == ("A Guest", True, NOW)
    assert unnamed.username.startswith("guest-")
    for nobody in ("nobody", NOBODY, "", "\0"):
        assert await find(nobody) is None


async def test_people_are_listed_newest_first_by_pages(world: World) -> None:
    people = [
        (await world.accounts.welcome_guest(f"No. {n}", visit(str(n), NOW + n))).person.id
        for n in range(5)
    ]
    page = world.people.page
    first, cursor = await page("", None, 2)
    second, rest = await page("", cursor, 2)
    third, end = await page("", rest, 2)
    assert [each.id for each in (*first, *second, *third)] == people[::-1]
    assert end is None
    assert [each.name for each in (await page("NO. 3", None, 10))[0]] == ["No. 3"]
    for query in ("%", "_", "\\", "\0", "no one"):
        assert await page(query, None, 10) == ([], None)
    assert await page("", "nonsense", 10) == ([], None)
    assert await page("", None, 0) == ([], None)


@pytest.mark.parametrize("role", ["admin", "moderator", "service", "user"])
async def test_a_role_is_given(world: World, role: str) -> None:
    ada = await member(world, "Ada")
    changed = await world.people.set_role(ada.person.id, role, NOW)  # type: ignore[arg-type]
    assert changed is not None
    assert changed.role == role
    login = await world.accounts.by_token(hashed("Ada"), NOW)
    assert login == replace(ada, person=replace(ada.person, role=role))
    assert await world.people.set_role(NOBODY, "admin", NOW) is None
    assert await world.people.set_role(Actor("nobody"), "admin", NOW) is None


async def test_a_status_is_given(world: World) -> None:
    ada = await member(world, "Ada")
    for status in ("suspended", "deleted", "active"):
        to: Any = status
        changed = await world.people.set_status(ada.person.id, to, NOW)
        assert changed is not None
        assert changed.status == status
    assert await world.people.set_status(NOBODY, "active", NOW) is None
    assert await world.people.set_status(Actor("nobody"), "active", NOW) is None


async def test_an_admin_is_made_once(world: World) -> None:
    made = await world.people.make_admin(account("Root", "r@x.y"), NOW)
    assert isinstance(made, Account)
    assert (made.username, made.role, made.is_guest, made.status) == (
        *("Root", "admin", False),
        "active",
    )
    assert await world.people.find("root") == made
    login = await world.accounts.sign_in(made.id, visit("r"))
    assert isinstance(login, Login)
    assert login.person.role == "admin"
    assert await world.people.make_admin(account("ROOT"), NOW) == "name"
    assert await world.people.make_admin(account("Other", "R@x.y"), NOW) == "email"
