"""Keys for programs: who may make them, what they may do, and when they stop."""

import pytest

from persistence import fakes
from server.accounts.keys import ACTIVE_MAX, PREFIX, RATE_LIMIT
from server.accounts.reception import digest
from server.wire import Close
from tests.server.fake_clock import NOW, FakeClock
from tests.server.porch import Porch, twins


@pytest.fixture
def store() -> fakes.Store:
    return fakes.Store()


@pytest.fixture
def porch(store: fakes.Store) -> Porch:
    return Porch(twins(store), FakeClock())


async def test_a_key_is_shown_once_and_kept_as_a_digest(porch: Porch, store: fakes.Store) -> None:
    ada, _ = await porch.member("Ada")
    said = await porch.ask(ada, "key.create", name="bot", scopes=["play", "read", "play"])
    key = said["key"]
    assert key.startswith(PREFIX)
    assert len(key) >= len(PREFIX) + 256 / 6
    assert said["details"] == {
        "id": said["details"]["id"],
        "name": "bot",
        "scopes": ["play", "read"],
        "rate_limit": RATE_LIMIT,
        "is_active": True,
        "created_at": NOW,
        "last_used_at": None,
        "expires_at": None,
    }
    assert [row.key_hash for row in store.keys.values()] == [digest(key)]
    listed = await porch.ask(ada, "key.list")
    assert listed["keys"] == [said["details"]]
    assert key not in str(listed)
    assert (await porch.ask(ada, "key.create", name="bot", scopes=["play"]))["key"] != key


async def test_a_key_works_until_it_expires(porch: Porch, store: fakes.Store) -> None:
    ada, _ = await porch.member("Ada")
    said = await porch.ask(ada, "key.create", name="b", scopes=["read"], expires_at=NOW + 5)
    bot, reply = await porch.come(kind="key", key=said["key"])
    assert (reply.token, reply.token_expires_at) == (said["key"], NOW + 5)
    assert bot.login.scopes == ("read",)
    porch.clock.jump(5)  # type: ignore[attr-defined]
    late = await porch.hello(kind="key", key=said["key"])
    assert late.error.code == "unauthorized"


@pytest.mark.parametrize("named_by", ["id", "key"])
async def test_a_revoked_key_is_hung_up_on(porch: Porch, named_by: str) -> None:
    ada, _ = await porch.member("Ada")
    eve, _ = await porch.member("Eve")
    said = await porch.ask(ada, "key.create", name="bot", scopes=["play"])
    other = await porch.ask(ada, "key.create", name="other", scopes=["play"])
    bot, _ = await porch.come(kind="key", key=said["key"])
    second, _ = await porch.come(kind="key", key=other["key"])
    name = said["key"] if named_by == "key" else said["details"]["id"]
    refused = await porch.ask(eve, "key.revoke", key=name)
    assert refused["error"]["code"] == "not_found"
    assert (await porch.ask(ada, "key.revoke", key=name))["ok"]
    assert bot.closed is not None
    assert bot.closed[0] is Close.NOT_SIGNED_IN
    assert (ada.closed, second.closed) == (None, None)
    again = await porch.hello(kind="key", key=said["key"])
    assert again.error.code == "unauthorized"
    assert (await porch.ask(ada, "key.revoke", key=name))["ok"], "a retry, perhaps"
    listed = (await porch.ask(ada, "key.list"))["keys"]
    assert {each["name"]: each["is_active"] for each in listed} == {"bot": False, "other": True}


@pytest.mark.parametrize(
    ("op", "fields"),
    [
        ("key.create", {"name": "bot", "scopes": ["play"]}),
        ("key.list", {}),
        ("key.revoke", {"key": "x"}),
    ],
)
async def test_guests_and_keys_have_no_keys(
    porch: Porch, op: str, fields: dict[str, object]
) -> None:
    ada, _ = await porch.member("Ada")
    made = await porch.ask(ada, "key.create", name="bot", scopes=["read", "play"])
    bot, _ = await porch.come(kind="key", key=made["key"])
    guest, _ = await porch.guest()
    for visitor in (bot, guest):
        said = await porch.ask(visitor, op, **fields)
        assert said["error"]["code"] == "forbidden"
    assert len((await porch.ask(ada, "key.list"))["keys"]) == 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"scopes": ["admin"]}, "forbidden"),
        ({"expires_at": NOW}, "bad_request"),
        ({"expires_at": 0}, "bad_request"),
        ({"name": "a\nb"}, "bad_request"),
        ({"name": "a\u202eb"}, "bad_request"),
    ],
    ids=str,
)
async def test_what_can_not_be_a_key_is_refused(
    porch: Porch, fields: dict[str, object], expected: str
) -> None:
    ada, _ = await porch.member("Ada")
    said = await porch.ask(ada, "key.create", **{"name": "bot", "scopes": ["play"], **fields})
    assert said["error"]["code"] == expected
    assert (await porch.ask(ada, "key.list"))["keys"] == []


async def test_an_admins_key_may_administer(porch: Porch) -> None:
    ada, _ = await porch.member("Ada")
    await porch.tables.people.set_role(ada.actor, "admin", NOW)
    await porch.revocations.sweep(porch.crowd)
    said = await porch.ask(ada, "key.create", name="ops", scopes=["admin"], rate_limit=1)
    bot, _ = await porch.come(kind="key", key=said["key"])
    assert (bot.login.scopes, bot.login.rate_limit) == (("admin",), 1)
    await porch.tables.people.set_role(ada.actor, "user", NOW)
    await porch.revocations.sweep(porch.crowd)
    assert (bot.login.scopes, bot.login.person.role, bot.closed) == ((), "user", None)


async def test_twenty_live_keys_are_the_most(porch: Porch) -> None:
    ada, _ = await porch.member("Ada")
    made = [
        await porch.ask(ada, "key.create", name=f"bot {n}", scopes=["play"])
        for n in range(ACTIVE_MAX)
    ]
    said = await porch.ask(ada, "key.create", name="one more", scopes=["play"])
    assert said["error"]["code"] == "conflict"
    await porch.ask(ada, "key.revoke", key=made[0]["key"])
    assert (await porch.ask(ada, "key.create", name="one more", scopes=["play"]))["ok"]


async def test_a_lost_answer_costs_no_second_key(porch: Porch) -> None:
    ada, _ = await porch.member("Ada")
    asked = {"id": "k1", "name": "bot", "scopes": ["play"]}
    lost = await porch.ask(ada, "key.create", **asked)
    again, _ = await porch.come(kind="password", username="Ada", password="Ada is here")
    said = await porch.ask(again, "key.create", **asked)
    assert said["details"] == lost["details"]
    assert (await porch.hello(kind="key", key=lost["key"])).error.code == "unauthorized"
    await porch.come(kind="key", key=said["key"])
    used = await porch.ask(ada, "key.create", **asked)
    assert used["error"]["code"] == "conflict"
    await porch.come(kind="key", key=said["key"])
