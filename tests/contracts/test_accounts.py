"""What any Accounts promises: a guest comes back by their token until it expires."""

import asyncio

from tests.contracts.conftest import World
from tests.tables import DAY_MS, NOW, hashed


async def test_a_guest_comes_back_by_their_token(world: World) -> None:
    login = await world.accounts.welcome_guest(
        "Ada", hashed("a"), NOW, DAY_MS, "192.0.2.7", "web/1"
    )
    assert (login.person.name, login.person.role, login.person.is_guest) == ("Ada", "user", True)
    assert login.expires_at == NOW + DAY_MS
    assert await world.accounts.by_token(hashed("a"), NOW + 1) == login


async def test_an_unknown_token_signs_nobody_in(world: World) -> None:
    assert await world.accounts.by_token(hashed("nobody"), NOW) is None


async def test_a_token_expires_to_the_millisecond(world: World) -> None:
    await world.accounts.welcome_guest("Ada", hashed("a"), NOW, 1_000, None, "")
    assert await world.accounts.by_token(hashed("a"), NOW + 999) is not None
    assert await world.accounts.by_token(hashed("a"), NOW + 1_000) is None


async def test_many_guests_of_one_name_and_millisecond_are_different_people(world: World) -> None:
    logins = await asyncio.gather(
        *(
            world.accounts.welcome_guest("Bob", hashed(str(n)), NOW, DAY_MS, "::1", "bot/1")
            for n in range(50)
        )
    )
    assert len({login.person.id for login in logins}) == 50
    assert len({login.session for login in logins}) == 50


async def test_odd_addresses_and_clients_are_taken_too(world: World) -> None:
    for n, ip in enumerate((None, "", "nonsense", "fe80::1%eth0", "::ffff:192.0.2.1")):
        await world.accounts.welcome_guest("Eve", hashed(f"odd {n}"), NOW, DAY_MS, ip, "x\0" * 999)
        assert await world.accounts.by_token(hashed(f"odd {n}"), NOW) is not None
