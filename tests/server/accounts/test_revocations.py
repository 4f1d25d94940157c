"""What was ended elsewhere ends here too, and nobody else's connection with it."""

import pytest
from msgspec.structs import replace

from persistence import fakes
from persistence.ports import StorageUnavailable
from server.accounts import revocations
from server.accounts.reception import DAY_MS, TOKEN_DAYS
from server.wire import Close
from tests.server.fake_clock import NOW, FakeClock
from tests.server.porch import Porch, twins


@pytest.fixture
def store() -> fakes.Store:
    return fakes.Store()


@pytest.fixture
def porch(store: fakes.Store) -> Porch:
    return Porch(twins(store), FakeClock())


async def test_what_another_node_ended_is_hung_up_on(porch: Porch, store: fakes.Store) -> None:
    """Method: the other node has a crowd of its own on the same tables."""
    other = Porch(twins(store), porch.clock)
    ada, token = await porch.member("Ada")
    bob, _ = await porch.member("Bob")
    assert await porch.revocations.sweep(porch.crowd) == 0
    there, _ = await other.come(kind="token", token=token)
    await other.ask(there, "auth.logout")
    assert ada.closed is None
    assert await porch.revocations.sweep(porch.crowd) == 1
    assert ada.closed == (Close.NOT_SIGNED_IN, "your session is over")
    assert bob.closed is None


async def test_a_revoked_key_and_a_suspended_person_are_found(porch: Porch) -> None:
    ada, _ = await porch.member("Ada")
    eve, _ = await porch.member("Eve")
    made = await porch.ask(ada, "key.create", name="bot", scopes=["play"])
    bot, _ = await porch.come(kind="key", key=made["key"])
    await porch.tables.keys.revoke(made["details"]["id"])
    await porch.tables.people.set_status(eve.actor, "suspended", NOW)
    assert await porch.revocations.sweep(porch.crowd) == 2
    assert bot.closed == (Close.NOT_SIGNED_IN, "your session is over")
    assert eve.closed == (Close.FORBIDDEN, "this account is suspended")
    assert ada.closed is None


async def test_a_session_ends_when_it_expires(porch: Porch) -> None:
    ada, _ = await porch.guest()
    porch.clock.jump(TOKEN_DAYS * DAY_MS - 1)  # type: ignore[attr-defined]
    assert await porch.revocations.sweep(porch.crowd) == 0
    porch.clock.jump(1)  # type: ignore[attr-defined]
    assert await porch.revocations.sweep(porch.crowd) == 1
    assert ada.closed is not None


async def test_a_refreshed_session_goes_on_on_all_its_connections(porch: Porch) -> None:
    ada, token = await porch.guest()
    second, _ = await porch.come(kind="token", token=token)
    await porch.ask(ada, "auth.refresh")
    assert await porch.revocations.sweep(porch.crowd) == 0
    assert (ada.closed, second.closed) == (None, None)


async def test_a_new_role_is_known_without_coming_again(porch: Porch) -> None:
    ada, _ = await porch.member("Ada")
    await porch.tables.people.set_role(ada.actor, "moderator", NOW)
    session = ada.login.session
    await porch.revocations.sweep(porch.crowd)
    assert (ada.login.person.role, ada.login.session) == ("moderator", session)
    assert (await porch.ask(ada, "auth.refresh"))["user"]["role"] == "moderator"


async def test_who_went_on_as_somebody_else_meanwhile_is_left_alone(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, _ = await porch.member("Ada")
    standing = porch.tables.sessions.standing

    async def and_meanwhile(*asked: object) -> object:
        found = await standing(*asked)  # type: ignore[arg-type]
        ada.welcome(replace(ada.login, expires_at=1))
        return found

    monkeypatch.setattr(porch.tables.sessions, "standing", and_meanwhile)
    await porch.tables.sessions.end(ada.login.session, NOW)
    assert await porch.revocations.sweep(porch.crowd) == 0
    ada.gone = True
    assert await porch.revocations.sweep(porch.crowd) == 0
    assert ada.closed is None


async def test_everyone_is_asked_for_in_batches(
    porch: Porch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revocations, "BATCH", 3)
    people = [(await porch.guest())[0] for _ in range(8)]
    for each in people[::2]:
        await porch.tables.sessions.end(each.login.session, NOW)
    assert await porch.revocations.sweep(porch.crowd) == 4
    assert [each.closed is not None for each in people] == [True, False] * 4


async def test_an_outage_ends_nobody(porch: Porch, store: fakes.Store) -> None:
    ada, _ = await porch.guest()
    store.away = True
    with pytest.raises(StorageUnavailable):
        await porch.revocations.sweep(porch.crowd)
    assert ada.closed is None
