"""What any Audit promises: no change without its row, no row without its change."""

import asyncio

import pytest

from game.ids import mint
from persistence.ports import Ban, Deed
from tests.contracts.conftest import World
from tests.tables import NOW, guests

ADMIN = "user 0198c0de-0000-7000-8000-00000000000a"


def deed(action: str = "bans add", at_ms: int = NOW, address: str | None = "192.0.2.7") -> Deed:
    return Deed(ADMIN, address, action, at_ms)


def a_ban(n: int = 1) -> Ban:
    return Ban(
        id=mint(NOW, "ban", n),
        user=None,
        address=f"198.51.100.{n}",
        reason="",
        by=None,
        created_at=NOW,
        expires_at=None,
    )


async def test_a_change_and_its_row_are_written_together(world: World) -> None:
    async with world.audit.changing(deed()) as page:
        await world.bans.add(a_ban())
        page.write("address 198.51.100.1", None, {"reason": "", "days": [1, 2]})
    (row,) = await world.audit.newest(10)
    assert (row.at, row.actor, row.address) == (NOW, ADMIN, "192.0.2.7")
    assert (row.action, row.target) == ("bans add", "address 198.51.100.1")
    assert (row.old, row.new, row.outcome) == (None, {"reason": "", "days": [1, 2]}, "done")
    assert await world.bans.lasting(NOW, 10) == [a_ban()]


async def test_nothing_written_is_no_row(world: World) -> None:
    async with world.audit.changing(deed()):
        pass
    assert await world.audit.newest(10) == []


async def test_whatever_port_is_changed_is_part_of_it(world: World) -> None:
    (user,) = await guests(world.accounts, 1)
    async with world.audit.changing(deed("users suspend")) as page:
        await world.people.set_status(user, "suspended", NOW)
        ended = await world.sessions.end_all(user, NOW)
        page.write(f"user {user}", {"sessions": ended}, {"status": "suspended"})
    found = await world.people.find(user)
    assert found is not None
    assert found.status == "suspended"
    (row,) = await world.audit.newest(10)
    assert row.old == {"sessions": 1}


@pytest.mark.services
@pytest.mark.parametrize("place", ["real"], indirect=True)
async def test_what_breaks_takes_the_change_back_too(world: World) -> None:
    """Only the real one can take back; the twins are never asked to."""

    async def broken() -> None:
        async with world.audit.changing(deed()) as page:
            await world.bans.add(a_ban())
            await world.people.set_role(user, "admin", NOW)
            await world.sessions.end_all(user, NOW)
            page.write("address 198.51.100.1", None, {})
            raise RuntimeError

    (user,) = await guests(world.accounts, 1)
    with pytest.raises(RuntimeError):
        await broken()
    found = await world.people.find(user)
    assert found is not None
    assert found.role == "user"
    assert len(await world.sessions.of(user, NOW)) == 1
    assert await world.bans.lasting(NOW, 10) == []
    assert await world.audit.newest(10) == []


async def test_changes_go_one_at_a_time(world: World) -> None:
    """Method: each change reads what is there and adds to it; together they would overlap."""

    async def next_ban() -> None:
        async with world.audit.changing(deed()) as page:
            count = len(await world.bans.lasting(NOW, 100))
            await world.bans.add(a_ban(count + 1))
            page.write(str(count), None, None)

    await asyncio.gather(*(next_ban() for _ in range(8)))
    assert len(await world.bans.lasting(NOW, 100)) == 8
    rows = await world.audit.newest(100)
    assert sorted(row.target for row in rows) == [str(n) for n in range(8)]


async def test_what_happens_elsewhere_is_on_record_before_it(world: World) -> None:
    first = await world.audit.begin(deed("games end"), "game 1", None, {"reason": "late"})
    second = await world.audit.begin(deed("games end", NOW + 1), "game 2", {"a": 1}, None)
    await world.audit.settle(first, "done")
    rows = await world.audit.newest(10)
    assert [(row.id, row.outcome) for row in rows] == [(second, "begun"), (first, "done")]
    await world.audit.settle(second, "refused")
    (newest,) = await world.audit.newest(1)
    assert (newest.outcome, newest.old, newest.new) == ("refused", {"a": 1}, None)


@pytest.mark.parametrize("address", [None, "", "nonsense", "fe80::1%eth0"])
async def test_odd_addresses_are_on_record_too(world: World, address: str | None) -> None:
    async with world.audit.changing(deed(address=address)) as page:
        page.write("x" * 600, None, None)
    assert len(await world.audit.newest(10)) == 1


async def test_bans_hold_until_they_expire_or_are_lifted(world: World) -> None:
    (user,) = await guests(world.accounts, 1)
    base = {"reason": "rude", "by": user, "created_at": NOW}
    person = Ban(id=mint(NOW, 1), user=user, address=None, expires_at=NOW + 5, **base)
    network = Ban(id=mint(NOW, 2), user=None, address="2001:db8::/32", expires_at=None, **base)
    for ban in (person, network, network):
        await world.bans.add(ban)
    both = sorted((person, network), key=lambda ban: ban.id, reverse=True)
    assert await world.bans.lasting(NOW + 4, 10) == both
    assert await world.bans.lasting(NOW + 4, 1) == both[:1]
    assert await world.bans.lasting(NOW + 5, 10) == [network]
    assert await world.bans.remove(network.id) == network
    assert await world.bans.remove(network.id) is None
    assert await world.bans.remove("nonsense") is None
