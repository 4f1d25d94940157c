"""The bans at hand: people, addresses and networks, as long as each holds."""

import pytest

from game.ids import Actor
from persistence import fakes
from persistence.ports import Ban, StorageUnavailable
from server.accounts.ban_list import BanList, network_of, put_out
from server.wire import Close
from tests.server.visiting import FakeVisitor

NOW = 1_764_000_000_000
EVE = Actor("eve")


def ban(id: str, *, user: str | None = None, address: str | None = None, **more: object) -> Ban:
    return Ban(
        id=id,
        user=Actor(user) if user else None,
        address=address,
        reason=str(more.get("reason", "")),
        by=None,
        created_at=NOW,
        expires_at=more.get("until"),
    )


async def listed(*bans: Ban) -> BanList:
    store = fakes.Store()
    store.bans = {each.id: each for each in bans}
    held = BanList(fakes.TwinBans(store))
    await held.refresh(NOW)
    return held


async def test_a_person_is_refused_wherever_they_come_from() -> None:
    held = await listed(ban("1", user="eve", reason="spam"))
    assert held.refuses("192.0.2.1", EVE, NOW) == "banned: spam"
    assert held.refuses(None, EVE, NOW) == "banned: spam"
    assert held.refuses("192.0.2.1", Actor("ada"), NOW) is None
    assert held.refuses("192.0.2.1", None, NOW) is None


@pytest.mark.parametrize(
    ("address", "refused"),
    [
        ("192.0.2.1", True),
        ("::ffff:192.0.2.1", True),
        ("192.0.2.2", False),
        ("198.51.100.200", True),
        ("2001:db8::5", True),
        ("2001:db8::5%eth0", True),
        ("2001:db9::5", False),
        ("", False),
        ("nonsense", False),
        (None, False),
    ],
)
async def test_an_address_is_refused_in_any_form(address: str | None, refused: bool) -> None:
    held = await listed(
        ban("1", address="192.0.2.1"),
        ban("2", address="198.51.100.0/24"),
        ban("3", address="2001:db8::/32"),
    )
    assert (held.refuses(address, Actor("ada"), NOW) is not None) is refused


async def test_a_ban_ends_to_the_millisecond_without_being_read_again() -> None:
    until = NOW + 1_000
    held = await listed(
        ban("1", user="eve", until=until),
        ban("2", address="192.0.2.1", until=until),
        ban("3", address="198.51.100.0/24", until=until),
    )
    for address, user in ((None, EVE), ("192.0.2.1", None), ("198.51.100.1", None)):
        assert held.refuses(address, user, until - 1) == "banned"
        assert held.refuses(address, user, until) is None


async def test_an_ended_ban_of_a_person_does_not_hide_that_of_their_address() -> None:
    held = await listed(ban("1", user="eve", until=NOW), ban("2", address="192.0.2.1"))
    assert held.refuses("192.0.2.1", EVE, NOW + 1) == "banned"


async def test_what_is_made_or_lifted_here_counts_at_once() -> None:
    held = await listed()
    held.note(ban("1", user="eve"))
    held.note(ban("2", address="192.0.2.0/31"))
    assert (held.count, held.refuses("192.0.2.1", None, NOW)) == (2, "banned")
    held.forget("1")
    assert held.refuses(None, EVE, NOW) is None


async def test_with_the_tables_away_the_last_known_bans_go_on() -> None:
    store = fakes.Store()
    store.bans = {"1": ban("1", user="eve")}
    held = BanList(fakes.TwinBans(store))
    await held.refresh(NOW)
    store.away = True
    with pytest.raises(StorageUnavailable):
        await held.refresh(NOW)
    assert held.refuses(None, EVE, NOW) == "banned"


async def test_who_is_banned_on_another_node_is_put_out_here() -> None:
    eve, ada, zoe = (FakeVisitor(name, address="192.0.2.1") for name in ("eve", "ada", "zoe"))
    zoe.address = "198.51.100.9"
    held = await listed(
        ban("1", user=str(eve.actor), reason="spam"), ban("2", address="198.51.100.0/24")
    )
    assert put_out(held, (eve, ada, zoe), NOW) == 2
    assert eve.closed == (Close.FORBIDDEN, "banned: spam")
    assert zoe.closed == (Close.FORBIDDEN, "banned")
    assert ada.closed is None


def test_what_is_no_address_is_no_network() -> None:
    assert network_of("ada") is None
    assert str(network_of("::ffff:192.0.2.0/120")) == "192.0.2.0/24"
