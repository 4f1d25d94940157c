"""Signing in and out: who is let in, what a token is worth, and that secrets stay secret."""

import logging

import pytest

from persistence import fakes
from persistence.ports import Login, StorageUnavailable
from server import wire
from server.accounts.reception import DAY_MS, TOKEN_DAYS
from server.wire import Close
from tests.server.fake_clock import NOW, FakeClock
from tests.server.porch import Porch, parsed, twins
from tests.server.visiting import FakeVisitor


@pytest.fixture
def store() -> fakes.Store:
    return fakes.Store()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def porch(store: fakes.Store, clock: FakeClock) -> Porch:
    return Porch(twins(store), clock)


def code(said: object) -> str:
    """The error's code, of an answer in either form."""
    if isinstance(said, wire.ErrorReply):
        return said.error.code
    assert isinstance(said, dict), said
    return str(said["error"]["code"])


# ---------------------------------------------------------------- hello


@pytest.mark.parametrize("name", ["", "   ", "a\u202eb", "x" * 33, "admin"])
async def test_a_guest_needs_a_name_that_can_be_shown(porch: Porch, name: str) -> None:
    assert code(await porch.hello(kind="guest", name=name)) == "name.invalid"


async def test_all_four_ways_lead_in(porch: Porch) -> None:
    ada, token = await porch.member("Ada")
    made = await porch.ask(ada, "key.create", name="bot", scopes=["play"], rate_limit=7)
    ways: list[dict[str, str]] = [
        {"kind": "password", "username": "aDA", "password": "Ada is here"},
        {"kind": "token", "token": token},
        {"kind": "key", "key": made["key"]},
    ]
    for auth in ways:
        visitor, reply = await porch.come(**auth)
        assert reply.user == wire.UserShown(ada.actor, "Ada", "user", is_guest=False)
        assert visitor.actor == ada.actor
    # A key is its own token, and brings its limits along.
    assert reply.token == made["key"]
    assert (visitor.login.scopes, visitor.login.rate_limit) == (("play",), 7)
    assert visitor.login.session == made["details"]["id"]
    assert reply.token_expires_at > NOW + 1_000 * DAY_MS


@pytest.mark.parametrize(
    "auth",
    [
        {"kind": "token", "token": "guess"},
        {"kind": "key", "key": "gk_guess"},
        {"kind": "password", "username": "Ada", "password": "wrong one"},
        {"kind": "password", "username": "nobody", "password": "Ada is here"},
        {"kind": "password", "username": "Àda", "password": "Ada is here"},
        {"kind": "password", "username": "", "password": ""},
    ],
    ids=str,
)
async def test_what_is_wrong_opens_nothing(porch: Porch, auth: dict[str, str]) -> None:
    await porch.member("Ada")
    assert code(await porch.hello(**auth)) == "unauthorized"


async def test_who_is_suspended_stays_out_by_any_way(porch: Porch) -> None:
    ada, token = await porch.member("Ada")
    made = await porch.ask(ada, "key.create", name="bot", scopes=["play"])
    await porch.tables.people.set_status(ada.actor, "suspended", NOW)
    right = {"kind": "password", "username": "Ada", "password": "Ada is here"}
    for auth in ({"kind": "token", "token": token}, {"kind": "key", "key": made["key"]}, right):
        assert code(await porch.hello(**auth)) == "forbidden"
    # Only who knows the password is told.
    assert code(await porch.hello(**{**right, "password": "wrong"})) == "unauthorized"
    stranger, _ = await porch.guest()
    said = await porch.ask(stranger, "auth.login", username="Ada", password="Ada is here")
    assert code(said) == "forbidden"


# ---------------------------------------------------------------- auth.register


async def test_a_guest_becomes_an_account_and_stays_who_they_are(
    porch: Porch, store: fakes.Store
) -> None:
    ada, old = await porch.guest("Someone")
    other, _ = await porch.come(kind="token", token=old)
    bystander, _ = await porch.guest()
    who = ada.actor
    said = await porch.ask(
        ada, "auth.register", username="Ada", password="Ada is here", email="ada@example.org"
    )
    assert said["user"] == {"id": who, "name": "Ada", "role": "user", "is_guest": False}
    assert (ada.actor, ada.name, ada.closed) == (who, "Ada", None)
    assert await porch.opens(said["token"])
    assert not await porch.opens(old)
    # The password is a new beginning: who else held the guest's token is out.
    assert other.closed is not None
    assert other.closed[0] is Close.NOT_SIGNED_IN
    assert bystander.closed is None
    assert store.users[who].email == "ada@example.org"
    assert porch.departed == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"username": "ada"}, "name.taken"),
        ({"username": "Äda"}, "name.taken"),
        ({"username": "admin"}, "name.invalid"),
        ({"username": "аda"}, "name.invalid"),
        ({"password": "short"}, "bad_request"),
        ({"password": "x" * 73}, "bad_request"),
        ({"password": "Password1"}, "bad_request"),
        ({"password": "bobby_brown"}, "bad_request"),
        ({"email": "nowhere"}, "bad_request"),
        ({"email": "a b@c.d"}, "bad_request"),
        ({"email": "ADA@example.org"}, "conflict"),
    ],
    ids=str,
)
async def test_what_can_not_be_registered_changes_nothing(
    porch: Porch, fields: dict[str, str], expected: str
) -> None:
    ada, _ = await porch.guest()
    await porch.ask(
        ada, "auth.register", username="Ada", password="Ada is here", email="ada@example.org"
    )
    bob, token = await porch.guest("Bob")
    asked = {"username": "bobby_brown", "password": "Bob is here", **fields}
    said = await porch.ask(bob, "auth.register", **asked)
    assert code(said) == expected
    assert "ada" not in said["error"]["message"].lower()
    assert asked["password"] not in str(said)
    assert bob.login.person.is_guest
    assert await porch.opens(token)
    assert (await porch.register(bob, "Bob"))["ok"]


async def test_a_registration_whose_answer_was_lost_succeeds_again(porch: Porch) -> None:
    ada, _ = await porch.member("Ada")
    for visitor in (ada, (await porch.come(kind="password", **ADA))[0]):
        said = await porch.register(visitor, "ADA", "Ada is here")
        assert said["ok"], said
        assert said["user"]["id"] == ada.actor
        assert await porch.opens(said["token"])
    assert code(await porch.register(ada, "Ada", "another one")) == "conflict"
    assert code(await porch.register(ada, "Other", "Ada is here")) == "conflict"


async def test_a_registration_in_doubt_is_found_done(porch: Porch, store: fakes.Store) -> None:
    """Method: the write lands, but its answer is an outage; the client asks again."""
    ada, _ = await porch.guest()
    register = porch.tables.accounts.register

    async def and_then_an_outage(*asked: object) -> Login:
        await register(*asked)  # type: ignore[arg-type]
        raise StorageUnavailable("who knows")

    porch.tables.accounts.register = and_then_an_outage  # type: ignore[method-assign]
    with pytest.raises(StorageUnavailable):
        await porch.ask(ada, "auth.register", id="r", **ADA)
    said = await porch.ask(ada, "auth.register", id="r", **ADA)
    assert said["ok"]
    assert await porch.opens(said["token"])
    assert len(store.users) == 1


ADA = {"username": "Ada", "password": "Ada is here"}


async def test_the_same_command_again_gets_its_first_answer(porch: Porch) -> None:
    ada, _ = await porch.guest()
    for op, fields in (("auth.register", ADA), ("auth.login", ADA), ("auth.refresh", {})):
        first = await porch.ask(ada, op, id=op, **fields)
        assert first["ok"]
        assert await porch.ask(ada, op, id=op, **fields) == first
        assert await porch.opens(first["token"])
    sessions = await porch.tables.sessions.of(ada.actor, NOW)
    assert len(sessions) == 2, "the first one's and the login's"


async def test_a_new_account_is_told_of(porch: Porch) -> None:
    told: list[Login] = []

    async def registered(login: Login) -> None:
        told.append(login)
        raise StorageUnavailable("not now")

    porch.reception.registered = registered
    ada, _ = await porch.member("Ada")
    assert told == [ada.login]


@pytest.mark.parametrize("op", ["auth.register", "auth.login", "auth.refresh", "key.create"])
async def test_without_an_id_nothing_is_made(porch: Porch, store: fakes.Store, op: str) -> None:
    ada, token = await porch.member("Ada")
    key: dict[str, object] = {"name": "bot", "scopes": ["play"]}
    fields = {**(key if op == "key.create" else {} if op == "auth.refresh" else ADA)}
    command = parsed(op, **fields)
    where = porch.keys if op == "key.create" else porch.reception
    before = len(store.tokens), len(store.keys)
    await where.serve(ada, command)  # type: ignore[arg-type]
    assert ada.answers(None)[-1]["ok"] is False  # type: ignore[arg-type]
    assert (len(store.tokens), len(store.keys)) == before
    assert await porch.opens(token)


# ---------------------------------------------------------------- auth.login


async def test_who_is_banned_does_not_come_in_by_another_door(porch: Porch) -> None:
    """Method: ban the account, then sign in to it from a guest's connection."""
    ada, _ = await porch.member("Ada")
    banned = ada.actor
    porch.reception.banned = lambda _, user: "you are banned" if user == banned else None
    guest, _ = await porch.guest()
    said = await porch.ask(guest, "auth.login", username="Ada", password="Ada is here")
    assert code(said) == "forbidden"
    assert guest.closed == (Close.FORBIDDEN, "you are banned")
    assert guest.actor != banned
    live = await porch.tables.sessions.of(banned, porch.clock.now_ms())
    assert [each.id for each in live] == [ada.login.session], "no session is left behind"


async def test_a_connection_goes_on_as_somebody_else(porch: Porch) -> None:
    ada, _ = await porch.member("Ada")
    guest, token = await porch.guest("Bob")
    was = guest.actor
    said = await porch.ask(guest, "auth.login", **ADA)
    assert said["user"]["id"] == guest.actor == ada.actor
    assert porch.departed == [guest]
    # The guest is not merged: they are there still, by their token.
    back, _ = await porch.come(kind="token", token=token)
    assert back.actor == was
    assert code(await porch.ask(guest, "auth.login", **{**ADA, "password": "no"})) == "unauthorized"
    assert guest.actor == ada.actor
    assert porch.departed == [guest]


# ---------------------------------------------------------------- auth.refresh


async def test_a_refreshed_token_takes_the_old_ones_place(porch: Porch, clock: FakeClock) -> None:
    ada, old = await porch.guest()
    clock.jump(5 * DAY_MS)
    said = await porch.ask(ada, "auth.refresh")
    assert said["token"] != old
    assert said["token_expires_at"] == NOW + (5 + TOKEN_DAYS) * DAY_MS
    clock.jump(26 * DAY_MS)
    assert await porch.opens(said["token"]), "though the first would have expired"
    again = await porch.ask(ada, "auth.refresh")
    assert await porch.opens(again["token"])


async def test_an_old_token_ends_the_whole_session_and_its_connections(porch: Porch) -> None:
    ada, old = await porch.member("Ada")
    elsewhere, _ = await porch.come(kind="password", **ADA)
    said = await porch.ask(ada, "auth.refresh")
    second, _ = await porch.come(kind="token", token=said["token"])
    stolen = await porch.hello(kind="token", token=old)
    assert code(stolen) == "unauthorized"
    for each in (ada, second):
        assert each.closed is not None
        assert each.closed[0] is Close.NOT_SIGNED_IN
    assert not await porch.opens(said["token"])
    # Another signing in of the same person goes on.
    assert elsewhere.closed is None
    assert (await porch.ask(elsewhere, "auth.refresh"))["ok"]


async def test_of_two_connections_of_a_session_one_may_refresh(porch: Porch) -> None:
    ada, token = await porch.guest()
    second, _ = await porch.come(kind="token", token=token)
    said = await porch.ask(ada, "auth.refresh")
    assert code(await porch.ask(second, "auth.refresh")) == "conflict"
    # Whoever was too late has lost nothing, and ended nothing.
    assert (second.closed, ada.closed) == (None, None)
    assert await porch.opens(said["token"])


async def test_a_refresh_in_doubt_is_tried_again_with_the_same_token(porch: Porch) -> None:
    ada, _ = await porch.guest()
    rotate, made = porch.tables.sessions.rotate, list[bytes]()

    async def and_then_an_outage(*asked: object) -> Login:
        done = await rotate(*asked)  # type: ignore[arg-type]
        made.append(asked[1].token_hash)  # type: ignore[attr-defined]
        if len(made) == 1:
            raise StorageUnavailable("who knows")
        assert done is not None
        return done

    porch.tables.sessions.rotate = and_then_an_outage  # type: ignore[method-assign]
    with pytest.raises(StorageUnavailable):
        await porch.ask(ada, "auth.refresh", id="r1")
    said = await porch.ask(ada, "auth.refresh", id="r2")
    assert said["ok"]
    assert await porch.opens(said["token"])
    assert made[0] == made[1]
    assert (await porch.ask(ada, "auth.refresh"))["token"] != said["token"]


# ---------------------------------------------------------------- auth.logout


async def test_signing_out_here_ends_this_session_only(porch: Porch) -> None:
    ada, token = await porch.member("Ada")
    same, _ = await porch.come(kind="token", token=token)
    elsewhere, other = await porch.come(kind="password", **ADA)
    said = await porch.ask(ada, "auth.logout")
    assert said == {"re": said["re"], "ok": True, "seq": None}
    assert ada.closed == (Close.DONE, "signed out")
    assert same.closed == (Close.NOT_SIGNED_IN, "signed out")
    assert elsewhere.closed is None
    assert (await porch.opens(token), await porch.opens(other.token)) == (False, True)


async def test_signing_out_everywhere_ends_all_but_the_keys(porch: Porch) -> None:
    ada, token = await porch.member("Ada")
    elsewhere, other = await porch.come(kind="password", **ADA)
    made = await porch.ask(ada, "key.create", name="bot", scopes=["play"])
    bot, _ = await porch.come(kind="key", key=made["key"])
    bystander, _ = await porch.guest()
    assert (await porch.ask(ada, "auth.logout", everywhere=True))["ok"]
    assert ada.closed == (Close.DONE, "signed out")
    assert elsewhere.closed == (Close.NOT_SIGNED_IN, "signed out")
    assert (bot.closed, bystander.closed) == (None, None)
    assert (await porch.opens(token), await porch.opens(other.token)) == (False, False)
    assert isinstance(await porch.hello(kind="key", key=made["key"]), tuple)


@pytest.mark.parametrize("op", ["auth.refresh", "auth.logout", "auth.register"])
async def test_a_key_is_no_session(porch: Porch, op: str) -> None:
    ada, token = await porch.member("Ada")
    made = await porch.ask(ada, "key.create", name="bot", scopes=["play"])
    bot, _ = await porch.come(kind="key", key=made["key"])
    fields = {"username": "Other", "password": "other is here"} if op == "auth.register" else {}
    said = await porch.ask(bot, op, **fields)
    assert code(said) == ("conflict" if op == "auth.register" else "forbidden")
    assert bot.closed is None
    assert await porch.opens(token)


# ---------------------------------------------------------------- secrets


async def test_no_secret_is_in_a_log_an_error_or_a_repr(
    porch: Porch, caplog: pytest.LogCaptureFixture
) -> None:
    """Method: everything that happens is logged, and everything that is held is printed."""
    caplog.set_level(logging.DEBUG)
    password = "Ada is here"
    ada, token = await porch.member("Ada", password)
    key = (await porch.ask(ada, "key.create", name="bot", scopes=["play"]))["key"]
    refusals = [
        await porch.hello(kind="token", token=token + "x"),
        await porch.hello(kind="key", key=key + "x"),
        await porch.hello(kind="password", username="Ada", password=password + "x"),
        await porch.register(FakeVisitor("eve"), "Eve", password[:5]),
    ]
    held = [
        *(parsed("auth.register", **ADA), parsed("auth.login", **ADA)),
        parsed("key.revoke", key=key),
        parsed("hello", client="x", auth={"kind": "token", "token": token}),
        parsed("hello", client="x", auth={"kind": "key", "key": key}),
        parsed("hello", client="x", auth={"kind": "password", **ADA}),
        await porch.hello(kind="token", token=token),
        await porch.tables.accounts.credentials("ada"),
        *porch.reception._answered.values(),
    ]
    text = f"{caplog.text} {refusals} {held}"
    for secret in (password, password[:5], token, key):
        assert secret not in text
