"""What any Accounts promises: tokens sign in until they end, and a guest becomes one account."""

import asyncio

import pytest
from msgspec.structs import replace

from game.ids import Actor
from persistence.ports import Barred, Credentials, Login, Visit
from tests.contracts.conftest import World
from tests.contracts.visits import account, guest, member, visit
from tests.tables import DAY_MS, NOW, hashed

NOBODY = Actor("00000000-0000-7000-8000-000000000000")


async def test_a_guest_comes_back_by_their_token(world: World) -> None:
    login = await guest(world, "a", "Ada")
    assert (login.person.name, login.person.role, login.person.is_guest) == ("Ada", "user", True)
    assert login.expires_at == NOW + DAY_MS
    assert await world.accounts.by_token(hashed("a"), NOW + 1) == login


async def test_an_unknown_token_signs_nobody_in(world: World) -> None:
    assert await world.accounts.by_token(hashed("nobody"), NOW) is None


async def test_a_token_expires_to_the_millisecond(world: World) -> None:
    await world.accounts.welcome_guest("Ada", visit("a", ttl_ms=1_000))
    assert await world.accounts.by_token(hashed("a"), NOW + 999) is not None
    assert await world.accounts.by_token(hashed("a"), NOW + 1_000) is None


async def test_tokens_that_come_at_the_same_time_each_sign_their_own_in(world: World) -> None:
    """Method: good, unknown, ended and expired ones in one moment, one of them twice."""
    logins = {name: await guest(world, name, name.upper()) for name in "abc"}
    await world.accounts.welcome_guest("Eve", visit("e", ttl_ms=1_000))
    await world.sessions.end(logins["c"].session, NOW + 1)
    asked = ["a", "nobody", "b", "c", "a", "e"]
    # The last of them has read the clock a little later, and too late for itself alone.
    moments = [NOW + 999] * 5 + [NOW + 1_000]
    found = await asyncio.gather(*map(world.accounts.by_token, map(hashed, asked), moments))
    barred = Barred("reused", logins["c"].person.id, logins["c"].session)
    assert found == [logins["a"], None, logins["b"], barred, logins["a"], None]


async def test_many_guests_of_one_name_and_millisecond_are_different_people(world: World) -> None:
    logins = await asyncio.gather(*(guest(world, str(n), "Bob") for n in range(50)))
    assert len({login.person.id for login in logins}) == 50
    assert len({login.session for login in logins}) == 50


async def test_odd_addresses_and_clients_are_taken_too(world: World) -> None:
    for n, ip in enumerate((None, "", "nonsense", "fe80::1%eth0", "::ffff:192.0.2.1")):
        odd = Visit(hashed(f"odd {n}"), NOW, DAY_MS, ip, "x\0" * 999)
        await world.accounts.welcome_guest("Eve", odd)
        assert await world.accounts.by_token(hashed(f"odd {n}"), NOW) is not None


async def test_a_guest_becomes_an_account_and_stays_the_same_person(world: World) -> None:
    came = await guest(world, "a")
    done = await world.accounts.register(came.person.id, account("Ada", "a@b.c"), visit("b"))
    assert isinstance(done, Login)
    assert done.person == replace(came.person, name="Ada", is_guest=False)
    assert done.session != came.session
    assert await world.accounts.by_token(hashed("b"), NOW) == done
    # The guest's token is dead, and using it does no harm to the account.
    reused = Barred("reused", came.person.id, came.session)
    assert await world.accounts.by_token(hashed("a"), NOW) == reused
    assert await world.accounts.by_token(hashed("b"), NOW) == done
    assert await world.accounts.credentials("ada") == Credentials(
        came.person.id, "Ada", "hash of Ada", "active"
    )


@pytest.mark.parametrize(
    ("name", "email", "taken"),
    [("ADA", None, "name"), ("Bob", "A@B.C", "email"), ("Bob", None, None)],
)
async def test_names_and_addresses_belong_to_one(
    world: World, name: str, email: str | None, taken: str | None
) -> None:
    first, second = await guest(world, "a"), await guest(world, "b")
    assert isinstance(
        await world.accounts.register(first.person.id, account("Ada", "a@b.c"), visit("a2")), Login
    )
    done = await world.accounts.register(second.person.id, account(name, email), visit("b2"))
    if taken is None:
        assert isinstance(done, Login)
    else:
        assert done == taken
        # Nothing changed: the guest is one still, by the same token.
        assert await world.accounts.by_token(hashed("b"), NOW) == second
        assert await world.accounts.by_token(hashed("b2"), NOW) is None


async def test_only_a_guest_who_is_let_in_becomes_an_account(world: World) -> None:
    ada, eve = await member(world, "Ada"), await guest(world, "e")
    await world.people.set_status(eve.person.id, "suspended", NOW)
    register = world.accounts.register
    assert await register(ada.person.id, account("Bob"), visit("x")) == "account"
    assert await register(eve.person.id, account("Bob"), visit("x")) == "gone"
    assert await register(NOBODY, account("Bob"), visit("x")) == "gone"
    assert await world.accounts.credentials("bob") is None


async def test_of_two_who_want_a_name_at_once_one_gets_it(world: World) -> None:
    people = [await guest(world, str(n)) for n in range(5)]
    done = await asyncio.gather(
        *(
            world.accounts.register(each.person.id, account("Ada"), visit(f"new {n}"))
            for n, each in enumerate(people)
        )
    )
    assert [each for each in done if not isinstance(each, Login)] == ["name"] * 4


async def test_an_account_signs_in_as_often_as_it_likes(world: World) -> None:
    ada = await member(world, "Ada")
    second = await world.accounts.sign_in(ada.person.id, visit("second"))
    assert second is not None
    assert (second.person, second.session == ada.session) == (ada.person, False)
    assert await world.accounts.by_token(hashed("Ada"), NOW) == ada
    assert await world.accounts.by_token(hashed("second"), NOW) == second


async def test_nobody_else_signs_in(world: World) -> None:
    came, eve = await guest(world, "a"), await member(world, "Eve")
    await world.people.set_status(eve.person.id, "suspended", NOW)
    for user in (came.person.id, eve.person.id, NOBODY):
        assert await world.accounts.sign_in(user, visit("x")) is None
    assert await world.accounts.by_token(hashed("x"), NOW) is None
    for key in ("guest", "nobody", "\0"):
        assert await world.accounts.credentials(key) is None


async def test_who_is_suspended_is_let_in_again_later(world: World) -> None:
    ada = await member(world, "Ada")
    await world.people.set_status(ada.person.id, "suspended", NOW)
    barred = Barred("status", ada.person.id, ada.session)
    assert await world.accounts.by_token(hashed("Ada"), NOW) == barred
    found = await world.accounts.credentials("ada")
    assert found is not None
    assert found.status == "suspended"
    await world.people.set_status(ada.person.id, "active", NOW)
    assert await world.accounts.by_token(hashed("Ada"), NOW) == ada


async def test_a_renewed_token_that_comes_again_ends_its_session(world: World) -> None:
    ada, other = await member(world, "Ada"), visit("other")
    await world.accounts.sign_in(ada.person.id, other)
    renewed = await world.sessions.rotate(ada, visit("Ada 2", NOW + 5))
    assert renewed is not None
    again = await world.accounts.by_token(hashed("Ada"), NOW + 6)
    assert again == Barred("reused", ada.person.id, ada.session)
    assert isinstance(await world.accounts.by_token(hashed("Ada 2"), NOW + 6), Barred)
    # Another signing in of the same person is not concerned.
    assert isinstance(await world.accounts.by_token(hashed("other"), NOW + 6), Login)


async def test_a_renewed_token_is_forgotten_when_it_would_have_expired(world: World) -> None:
    ada = await member(world, "Ada")
    await world.sessions.rotate(ada, visit("Ada 2", NOW + 5))
    assert await world.accounts.by_token(hashed("Ada"), NOW + DAY_MS) is None
    assert isinstance(await world.accounts.by_token(hashed("Ada 2"), NOW + DAY_MS), Login)


def test_hashes_are_not_shown() -> None:
    found = Credentials(NOBODY, "Ada", "the hash", "active")
    assert "the hash" not in f"{found} {account('Ada')!r}"
    assert "hash of" not in repr(account("Ada"))
