"""What operators see of other nodes, have done there, and what of it is done here for them."""

from collections.abc import AsyncIterator

import pytest

from persistence.ports import Ban, Member
from server.cluster.orders import Announce, BansChanged, Drain, Order, PartUser, Rebalance
from server.console import carry_out
from server.console.completing import completions
from server.console.means import Ask
from server.wire import Close
from tests.server.console.scene import Scene, id_of
from tests.server.fake_clock import NOW


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene()
    await scene.furnish()
    scene.cluster.ordered.clear()
    yield scene
    await scene.node.stop()


async def test_the_list_has_all_who_live_by_name_and_marks_this_one(scene: Scene) -> None:
    scene.cluster.living.append(Member("six#9", "six", "1.3.0", is_open=False))
    rows = (await scene.say(scene.boss, "nodes list"))["result"]
    here = {"node": "one#1", "version": "1.2.3", "state": "open", "rooms": 3, "connections": 7}
    assert rows[0] == {"name": "one", **here, "here": True}
    assert [(row["name"], row["state"], row["here"]) for row in rows[1:]] == [
        ("six", "closed", False),
        ("two", "open", False),
    ]


async def test_draining_names_one_run_and_tells_it(scene: Scene) -> None:
    assert (await scene.say(scene.boss, "nodes drain two"))["result"] == {"draining": "two#1"}
    assert scene.cluster.drained == ["two#1"]
    assert (scene.rows[-1].target, scene.rows[-1].outcome) == ("node two#1", "done")
    assert (await scene.say(scene.boss, "nodes drain one"))["ok"]
    assert scene.cluster.drained[1:] == ["one#1"]


async def test_draining_refuses_what_it_cannot_tell_apart_or_find(scene: Scene) -> None:
    scene.cluster.living.append(Member("two#2", "two", "1.2.3", is_open=False))
    for word, code, why in (
        ("two", "conflict", "there are 2: two#1, two#2"),
        ("two#2", "conflict", "takes no games"),
    ):
        error = (await scene.say(scene.boss, f"nodes drain {word}"))["error"]
        assert (error["code"], why in error["message"]) == (code, True)
    assert scene.rows == []
    scene.cluster.is_heard = False
    error = (await scene.say(scene.boss, "nodes drain two#1"))["error"]
    assert (error["code"], scene.rows[-1].outcome) == ("conflict", "refused")


@pytest.mark.parametrize(
    ("line", "ordered"),
    [
        ("announce back at nine", Announce(text="back at nine")),
        ("bans add bob", BansChanged()),
        ("bans remove {BAN}", BansChanged()),
    ],
)
async def test_what_concerns_all_nodes_is_ordered_once(
    scene: Scene, line: str, ordered: Order
) -> None:
    assert (await scene.say(scene.boss, line))["ok"]
    assert scene.cluster.ordered == [ordered]


async def test_whoever_is_hung_up_on_is_so_everywhere(scene: Scene) -> None:
    bob, session = scene.bob.actor, scene.ada.login.session
    await scene.say(scene.boss, "users suspend bob")
    await scene.say(scene.boss, f"sessions revoke {session}")
    assert scene.cluster.ordered == [
        PartUser(bob, None, Close.FORBIDDEN, "this account is suspended"),
        PartUser(scene.ada.actor, session, Close.NOT_SIGNED_IN, "signed out"),
    ]


async def test_names_of_nodes_are_completed(scene: Scene) -> None:
    ask = Ask(scene.means, scene.boss.login, None, NOW, {})
    assert await completions(ask, "nodes drain t") == ["two"]
    assert await completions(ask, "nodes d") == ["drain"]


# ---------------------------------------------------------------- ordered elsewhere, done here


async def obey(scene: Scene, order: Order) -> None:
    await carry_out(scene.means, scene.crowd, order)
    assert scene.cluster.ordered == [], "an order is not passed on, or it would never end"


async def test_a_person_is_parted_from_all_or_from_one_session(scene: Scene) -> None:
    again = scene.connected("bob again", scene.bob.login)
    key = scene.with_key(scene.bob, "read")
    await obey(scene, PartUser(scene.bob.actor, key.login.session, Close.DONE, "gone"))
    assert (key.closed, again.closed) == ((Close.DONE, "gone"), None)
    await obey(scene, PartUser(scene.bob.actor, None, Close.FORBIDDEN, "out"))
    assert scene.bob.closed == again.closed == (Close.FORBIDDEN, "out")
    assert scene.ada.closed is None


async def test_an_announcement_reaches_people_and_games_here(scene: Scene) -> None:
    await obey(scene, Announce(text="back at nine"))
    (signal,) = scene.gus.signals("announcement")
    assert signal["text"] == "back at nine"
    assert "announcement.made" in [said["ev"] for said in scene.ada.events]


async def test_a_ban_made_elsewhere_holds_here_at_once(scene: Scene) -> None:
    """Method: another node's console has written it; ours has it from the table alone."""
    ban = Ban(
        id=id_of("ban", "far"),
        user=scene.bob.actor,
        address=None,
        reason="rude",
        by=scene.boss.actor,
        created_at=NOW,
        expires_at=None,
    )
    await scene.means.bans.add(ban)
    assert scene.means.ban_list.refuses(None, scene.bob.actor, NOW) is None
    await obey(scene, BansChanged())
    assert scene.bob.closed == (Close.FORBIDDEN, "banned: rude")
    await scene.means.bans.remove(ban.id)
    await obey(scene, BansChanged())
    assert scene.means.ban_list.refuses(None, scene.bob.actor, NOW) is None


async def test_what_is_the_clusters_own_affair_is_left_to_it(scene: Scene) -> None:
    for order in (Drain(node="one#1"), Rebalance()):
        await obey(scene, order)
    assert (scene.drained, scene.cluster.drained, scene.cluster.moved) == (0, [], 0)
