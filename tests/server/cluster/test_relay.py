"""Commands by letter: answered once, in time, and safe to try again whatever is lost on the way."""

import pytest

from game.ids import GameId
from persistence import fakes
from server.cluster import relay
from server.cluster.letters import Ask, Told
from server.cluster.relay import ASK_MS
from server.room_task import RoomTask
from server.shadow import Shadow
from tests.server.cluster.exchange import Nodes
from tests.server.conftest import NewNode
from tests.server.fake_clock import settle, until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor


@pytest.fixture
async def nodes(new_node: NewNode, databases: Databases) -> Nodes:
    found = Nodes(databases)
    await found.start(new_node, "one", "two")
    return found


@pytest.fixture
async def game(nodes: Nodes) -> str:
    """A game of Ada on node one, and Bob on node two."""
    one, two = nodes.all
    game = await one.table(FakeVisitor("ada"))
    assert (await two.ask(FakeVisitor("bob"), "game.join", game=game))["ok"]
    return game


async def ask_late(nodes: Nodes, node: TwinNode, visitor: FakeVisitor, game: str, name: str) -> str:
    """Say a line; what it leads to may take its time."""
    return await node.send(visitor, "chat.send", game=game, text=name, id=name)


async def test_a_lost_question_is_given_up_in_time(nodes: Nodes, game: str) -> None:
    _, two = nodes.all
    bob = FakeVisitor("bob")
    nodes.lost = (Ask,)
    await ask_late(nodes, two, bob, game, "a")
    await nodes.clock.advance(ASK_MS - 1)
    assert not bob.answers("a")
    await nodes.clock.advance(1)
    error = bob.answers("a")[0]["error"]
    assert (error["code"], error["retry_after_ms"] > 0) == ("unavailable", True)
    assert len(two.cluster.relay) == 0
    nodes.lost = ()
    assert (await two.ask(bob, "chat.send", game=game, text="a", id="a"))["ok"]
    assert nodes.databases.kinds(game).count("ChatSent") == 1


async def test_what_a_dead_node_was_asked_is_given_up_when_it_is_known_to_be_dead(
    nodes: Nodes, game: str
) -> None:
    one, two = nodes.all
    bob = FakeVisitor("bob")
    nodes.lost = (Ask,)
    await ask_late(nodes, two, bob, game, "a")
    two.cluster.relay.gone("somebody else")
    assert not bob.answers("a")
    two.cluster.moves.gone(one.membership.node)
    assert bob.answers("a")[0]["error"]["retry_after_ms"] < ASK_MS
    assert len(two.cluster.relay) == 0


async def test_a_lost_answer_costs_a_wait_and_nothing_is_done_twice(
    nodes: Nodes, game: str
) -> None:
    _, two = nodes.all
    bob = FakeVisitor("bob")
    nodes.lost = (Told,)
    await ask_late(nodes, two, bob, game, "a")
    await until(lambda: nodes.databases.kinds(game)[-1] == "ChatSent")
    await nodes.clock.advance(ASK_MS)
    assert bob.answers("a")[0]["error"]["code"] == "unavailable"
    nodes.lost = ()
    said = await two.ask(bob, "chat.send", game=game, text="a", id="a")
    assert (said["ok"], said["seq"]) == (True, len(nodes.databases.entries(game)))
    assert nodes.databases.kinds(game).count("ChatSent") == 1


async def test_a_doubled_question_is_decided_once_and_a_late_answer_is_nobodys(
    nodes: Nodes, game: str
) -> None:
    one, two = nodes.all
    bob = FakeVisitor("bob")
    assert (await two.ask(bob, "chat.send", game=game, text="a", id="a"))["ok"]
    asked, told = nodes.sent(Ask)[-1], nodes.sent(Told)[-1]
    one.cluster.relay.asked(asked)
    two.cluster.relay.told(told)
    await settle()
    assert nodes.databases.kinds(game).count("ChatSent") == 1
    assert nodes.sent(Told)[-1].said == told.said
    assert len(bob.answers("a")) == 1


async def test_the_event_comes_before_the_reply_though_its_hint_is_lost(
    nodes: Nodes, game: str
) -> None:
    _, two = nodes.all
    bob = FakeVisitor("bob")
    await two.ask(bob, "game.resume", game=game, seq=0)
    nodes.databases.store.hold_hints = True
    said = await two.ask(bob, "chat.send", game=game, text="hi")
    assert [each.get("seq") for each in bob.heard[-2:]] == [said["seq"]] * 2
    assert bob.heard[-1]["ok"]


async def test_who_asks_the_wrong_node_is_sent_on_to_the_right_one(
    new_node: NewNode, nodes: Nodes, game: str
) -> None:
    """Method: the shadow believes that a third node plays, which does not."""
    one, two = nodes.all
    await nodes.start(new_node, "three")
    bob, shadow = FakeVisitor("bob"), two.directory.here(GameId(game))
    assert isinstance(shadow, Shadow)
    shadow.owner = nodes.all[2].membership.node
    said = await two.ask(bob, "chat.send", game=game, text="a", id="a")
    assert said["error"]["code"] == "unavailable"
    assert said["error"]["retry_after_ms"] < 1_000
    await until(lambda: shadow.owner == one.membership.node)
    assert (await two.ask(bob, "chat.send", game=game, text="a", id="a"))["ok"]


async def test_who_asks_a_dead_node_plays_on_itself_once_it_is_known_to_be_dead(
    nodes: Nodes, game: str
) -> None:
    one, two = nodes.all
    bob = FakeVisitor("bob")
    await fakes.TwinInboxes.close(one.cluster.mail._inboxes)  # type: ignore[arg-type]
    said = await two.ask(bob, "chat.send", game=game, text="a", id="a")
    assert said["error"]["code"] == "unavailable", "at once, not after ASK_MS"
    await one.membership.leave()
    await two.membership.beat()
    await two.ask(bob, "chat.send", game=game, text="a", id="b")
    await until(lambda: isinstance(two.directory.here(GameId(game)), RoomTask))
    assert (await two.ask(bob, "chat.send", game=game, text="a", id="a"))["ok"]


async def test_without_redis_or_with_too_many_questions_it_refuses_at_once(
    nodes: Nodes, game: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, two = nodes.all
    bob = FakeVisitor("bob")
    nodes.databases.memory.away = True
    said = await two.ask(bob, "chat.send", game=game, text="a")
    assert said["error"]["code"] == "unavailable"
    nodes.databases.memory.away = False
    monkeypatch.setattr(relay, "CALLS_MAX", 0)
    said = await two.ask(bob, "chat.send", game=game, text="a")
    assert said["error"]["code"] == "unavailable"
    assert "ChatSent" not in nodes.databases.kinds(game)


async def test_a_refusal_elsewhere_is_told_as_at_home(nodes: Nodes, game: str) -> None:
    _, two = nodes.all
    said = await two.ask(FakeVisitor("bob"), "game.start", game=game)
    assert said["error"]["code"] == "game.not_host"
