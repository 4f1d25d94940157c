"""What any Sessions promises: one live token each, and none once it has ended."""

import asyncio

from game.ids import Actor
from persistence.ports import Barred, Login, NewKey, Standing, StoredKey, StoredSession
from tests.contracts.conftest import World
from tests.contracts.visits import guest, member, visit
from tests.tables import DAY_MS, NOW, hashed

NOBODY = Actor("00000000-0000-7000-8000-000000000000")


async def opens(world: World, token: str, now_ms: int = NOW) -> bool:
    """Whether this token signs somebody in."""
    return isinstance(await world.accounts.by_token(hashed(token), now_ms), Login)


async def test_a_new_token_takes_the_place_of_the_old(world: World) -> None:
    ada = await guest(world, "a")
    renewed = await world.sessions.rotate(ada, visit("b", NOW + 5, agent=""))
    assert renewed is not None
    assert (renewed.person, renewed.session) == (ada.person, ada.session)
    assert renewed.expires_at == NOW + 5 + DAY_MS
    assert renewed.ticket != ada.ticket
    assert await world.accounts.by_token(hashed("b"), NOW + 6) == renewed
    third = await world.sessions.rotate(renewed, visit("c", NOW + 9))
    assert third is not None
    assert third.session == ada.session
    assert [await opens(world, each, NOW + 9) for each in "cba"] == [True, False, False]


async def test_the_same_renewal_again_gets_the_same_answer(world: World) -> None:
    ada = await guest(world, "a")
    renewed = await world.sessions.rotate(ada, visit("b"))
    assert renewed is not None
    assert await world.sessions.rotate(ada, visit("b", NOW + 7)) == renewed
    third = await world.sessions.rotate(renewed, visit("c"))
    assert third is not None
    assert await world.sessions.rotate(ada, visit("b", NOW + 8)) is None
    assert await opens(world, "c")


async def test_of_many_renewals_at_once_one_wins(world: World) -> None:
    ada = await guest(world, "a")
    tokens = [f"new {n}" for n in range(8)]
    done = await asyncio.gather(*(world.sessions.rotate(ada, visit(each)) for each in tokens))
    assert len([each for each in done if each is not None]) == 1
    assert [await opens(world, each) for each in tokens] == [each is not None for each in done]


async def test_what_is_over_is_not_renewed(world: World) -> None:
    ada, bob, eve = [await member(world, name) for name in ("Ada", "Bob", "Eve")]
    await world.people.set_status(ada.person.id, "suspended", NOW)
    await world.sessions.end(bob.session, NOW)
    assert await world.sessions.rotate(ada, visit("x")) is None
    assert await world.sessions.rotate(bob, visit("x")) is None
    assert await world.sessions.rotate(eve, visit("x", NOW + DAY_MS)) is None
    assert await world.sessions.rotate(Login(ada.person, "a key", 0), visit("x")) is None
    assert not await opens(world, "x")


async def test_a_session_ends_with_all_its_tokens(world: World) -> None:
    ada = await member(world, "Ada")
    other = await world.accounts.sign_in(ada.person.id, visit("other"))
    await world.sessions.rotate(ada, visit("Ada 2"))
    assert await world.sessions.end(ada.session, NOW + 1) == ada.person.id
    assert await world.sessions.end(ada.session, NOW + 2) is None
    assert [await opens(world, each) for each in ("Ada", "Ada 2", "other")] == [False, False, True]
    assert await world.accounts.by_token(hashed("other"), NOW) == other
    for nothing in ("nothing", str(NOBODY)):
        assert await world.sessions.end(nothing, NOW) is None


async def test_all_of_a_persons_sessions_end_at_once(world: World) -> None:
    ada, bob = await member(world, "Ada"), await member(world, "Bob")
    await world.accounts.sign_in(ada.person.id, visit("other"))
    assert await world.sessions.end_all(ada.person.id, NOW) == 2
    assert await world.sessions.end_all(ada.person.id, NOW) == 0
    assert [await opens(world, each) for each in ("Ada", "other", "Bob")] == [False, False, True]
    assert await world.sessions.end_all(bob.person.id, NOW + DAY_MS) == 0


async def test_nothing_outlives_an_end_that_comes_while_it_is_renewed(world: World) -> None:
    """Method: renewals and an end of the same session, all at once, many times."""
    for n in range(10):
        login = await guest(world, f"a{n}")
        tokens = [f"{n}.{m}" for m in range(3)]
        await asyncio.gather(
            *(world.sessions.rotate(login, visit(each)) for each in tokens[:2]),
            world.sessions.end(login.session, NOW),
            world.sessions.rotate(login, visit(tokens[2])),
        )
        assert not any([await opens(world, each) for each in (f"a{n}", *tokens)])


async def test_the_live_are_told_from_the_rest(world: World) -> None:
    ada, bob, eve = [await member(world, name) for name in ("Ada", "Bob", "Eve")]
    await world.sessions.rotate(ada, visit("Ada 2"))
    await world.sessions.end(bob.session, NOW)
    await world.people.set_status(eve.person.id, "suspended", NOW)
    kept = []
    for n, expires_at in enumerate((None, NOW + 5)):
        new = NewKey(hashed(f"k{n}"), "bot", ("play",), 60, expires_at, f"c{n}")
        key = await world.keys.create(ada.person.id, new, 20, NOW)
        assert isinstance(key, StoredKey)
        kept.append(key.id)
    asked = [ada.session, bob.session, eve.session, "session of nobody", NOBODY, *kept]
    standing = await world.sessions.standing(asked, NOW + 5)
    assert standing == {
        ada.session: Standing(ada.person, "active"),
        eve.session: Standing(eve.person, "suspended"),
        kept[0]: Standing(ada.person, "active"),
    }
    await world.keys.revoke(kept[0])
    assert set(await world.sessions.standing(asked, NOW + 2 * DAY_MS)) == set()


async def test_a_persons_sessions_are_listed(world: World) -> None:
    ada = await member(world, "Ada")
    other = await world.accounts.sign_in(ada.person.id, visit("other", NOW + 9, agent="bot/2"))
    await world.sessions.rotate(ada, visit("Ada 2", NOW + 20, agent=""))
    assert other is not None
    first, second = await world.sessions.of(ada.person.id, NOW + 20)
    assert first == StoredSession(
        ada.session, ada.person.id, "192.0.2.7", "web/1", NOW, NOW + 20, NOW + 20 + DAY_MS
    )
    assert (second.id, second.agent, second.created_at) == (other.session, "bot/2", NOW + 9)
    assert await world.sessions.of(ada.person.id, NOW + 9 + DAY_MS) == [first]
    await world.sessions.end_all(ada.person.id, NOW)
    assert await world.sessions.of(ada.person.id, NOW) == []


async def test_only_what_has_expired_is_purged(world: World) -> None:
    ada = await guest(world, "a")
    await world.sessions.rotate(ada, visit("b", NOW + 10))
    for n in range(3):
        await guest(world, f"old {n}")
    assert await world.sessions.purge(NOW + DAY_MS - 1, 100) == 0
    assert await world.sessions.purge(NOW + DAY_MS, 3) == 3
    assert await world.sessions.purge(NOW + DAY_MS, 3) == 1
    assert await world.sessions.purge(NOW + DAY_MS, 3) == 0
    assert await opens(world, "b", NOW + DAY_MS)
    # While it would be good still, an old token is kept, to know it again.
    bob = await guest(world, "c")
    await world.sessions.rotate(bob, visit("d"))
    await world.sessions.purge(NOW + 5, 100)
    assert isinstance(await world.accounts.by_token(hashed("c"), NOW + 5), Barred)
