"""What any Keys promises: a key lets in what it may, until it is revoked or expires."""

import asyncio

import pytest
from msgspec.structs import replace

from persistence.ports import FOREVER_MS, Barred, Login, NewKey, Role, StoredKey
from tests.contracts.conftest import World
from tests.contracts.visits import member
from tests.tables import NOW, hashed

MINUTE_MS = 60_000


def key(secret: str, cause: str = "", **fields: object) -> NewKey:
    """A key with this secret."""
    made = NewKey(hashed(secret), "my bot", ("read", "play"), 600, None, cause or secret)
    return replace(made, **fields)


async def kept(world: World, owner: Login, new: NewKey, now_ms: int = NOW) -> StoredKey:
    """The key, kept."""
    found = await world.keys.create(owner.person.id, new, 20, now_ms)
    assert isinstance(found, StoredKey), found
    return found


async def test_a_key_lets_its_owner_in(world: World) -> None:
    ada = await member(world, "Ada")
    stored = await kept(world, ada, key("k", expires_at=NOW + 9))
    assert stored == StoredKey(
        stored.id, ada.person.id, "my bot", ("read", "play"), 600, True, NOW, None, NOW + 9
    )
    login = await world.keys.by_key(hashed("k"), NOW + 8)
    assert login == Login(ada.person, stored.id, NOW + 9, ("read", "play"), 600)
    assert await world.keys.by_key(hashed("k"), NOW + 9) is None
    assert await world.keys.by_key(hashed("other"), NOW) is None
    await kept(world, ada, key("for ever"))
    forever = await world.keys.by_key(hashed("for ever"), NOW)
    assert isinstance(forever, Login)
    assert forever.expires_at == FOREVER_MS


async def test_a_revoked_key_lets_nobody_in(world: World) -> None:
    ada, eve = await member(world, "Ada"), await member(world, "Eve")
    first, second, third = [await kept(world, ada, key(each)) for each in "abc"]
    revoke = world.keys.revoke
    assert await revoke(first.id, None, eve.person.id) is None
    assert await revoke(first.id, None, ada.person.id) == replace(first, is_active=False)
    assert await revoke("b", hashed("b"), ada.person.id) == replace(second, is_active=False)
    assert await revoke(third.id) == replace(third, is_active=False)
    # A retry is told what the first try was; nobody else is told anything.
    for again in (first.id, "nothing"):
        ended = replace(first, is_active=False)
        assert await revoke(again, hashed("a"), ada.person.id) == ended
        assert await revoke(again, hashed("a"), eve.person.id) is None
        assert await revoke(again, hashed("a")) is None
    assert [await world.keys.by_key(hashed(each), NOW) for each in "abc"] == [None] * 3
    assert [each.is_active for each in await world.keys.of(ada.person.id)] == [False] * 3
    assert await world.keys.of(eve.person.id) == []


async def test_a_suspended_owner_is_barred(world: World) -> None:
    ada = await member(world, "Ada")
    stored = await kept(world, ada, key("k"))
    await world.people.set_status(ada.person.id, "suspended", NOW)
    assert await world.keys.by_key(hashed("k"), NOW) == Barred("status", ada.person.id, stored.id)
    assert (await world.keys.of(ada.person.id))[0].last_used_at is None


async def test_a_use_is_noted_once_a_minute(world: World) -> None:
    ada = await member(world, "Ada")
    await kept(world, ada, key("k"))
    for at_ms, noted in (
        (NOW + 1, NOW + 1),
        (NOW + MINUTE_MS, NOW + 1),
        (NOW + 1 + MINUTE_MS, NOW + 1 + MINUTE_MS),
    ):
        await world.keys.by_key(hashed("k"), at_ms)
        assert (await world.keys.of(ada.person.id))[0].last_used_at == noted


@pytest.mark.parametrize(
    ("role", "scopes"),
    [("admin", ("read", "admin")), ("user", ("read",)), ("moderator", ("read",))],
)
async def test_the_admin_scope_goes_with_the_role(
    world: World, role: Role, scopes: tuple[str, ...]
) -> None:
    ada = await member(world, "Ada")
    await kept(world, ada, key("k", scopes=("read", "admin")))
    await world.people.set_role(ada.person.id, role, NOW)
    login = await world.keys.by_key(hashed("k"), NOW)
    assert isinstance(login, Login)
    assert (login.person.role, login.scopes) == (role, scopes)


async def test_a_person_has_so_many_live_keys(world: World) -> None:
    ada = await member(world, "Ada")
    first = await kept(world, ada, key("a"))
    await kept(world, ada, key("b", expires_at=NOW + 5))
    create = world.keys.create
    assert await create(ada.person.id, key("c"), 2, NOW) == "full"
    assert isinstance(await create(ada.person.id, key("c"), 2, NOW + 5), StoredKey)
    assert await create(ada.person.id, key("d"), 2, NOW + 5) == "full"
    await world.keys.revoke(first.id)
    assert isinstance(await create(ada.person.id, key("d"), 2, NOW + 5), StoredKey)


async def test_many_at_once_do_not_pass_the_limit(world: World) -> None:
    ada = await member(world, "Ada")
    done = await asyncio.gather(
        *(world.keys.create(ada.person.id, key(f"k{n}"), 3, NOW) for n in range(8))
    )
    assert len([each for each in done if isinstance(each, StoredKey)]) == 3


async def test_the_same_command_again_gives_the_key_a_new_secret(world: World) -> None:
    ada, eve = await member(world, "Ada"), await member(world, "Eve")
    first = await kept(world, ada, key("lost", "c1"))
    assert await kept(world, ada, key("shown", "c1"), NOW + 5) == first
    assert len(await world.keys.of(ada.person.id)) == 1
    assert await world.keys.by_key(hashed("lost"), NOW) is None
    # The id is the person's own: another's command of that name is another command.
    assert (await kept(world, eve, key("hers", "c1"))).id != first.id


async def test_a_key_in_use_keeps_its_secret(world: World) -> None:
    ada = await member(world, "Ada")
    await kept(world, ada, key("used", "c1"))
    revoked = await kept(world, ada, key("revoked", "c2"))
    await kept(world, ada, key("named", "c3"))
    await world.keys.by_key(hashed("used"), NOW)
    await world.keys.revoke(revoked.id)
    create = world.keys.create
    assert await create(ada.person.id, key("x", "c1"), 20, NOW) == "used"
    assert await create(ada.person.id, key("x", "c2"), 20, NOW) == "used"
    assert await create(ada.person.id, key("x", "c3", name="other"), 20, NOW) == "used"
    assert await world.keys.by_key(hashed("x"), NOW) is None
    assert isinstance(await world.keys.by_key(hashed("used"), NOW), Login)
