"""Presence, seats and signals when games change nodes, and nodes die or don't answer."""

import pytest

from game.ids import Actor, GameId
from server.cluster.letters import Company, Signals, Unseat, Watch
from server.cluster.owners import UNKNOWN
from server.room_task import RoomTask
from server.seating import HOST_GRACE_MS
from server.shadow import Shadow
from tests.server.cluster.exchange import Nodes, Three, audience, present, told
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, until
from tests.server.stage import Databases, TwinNode, outlive
from tests.server.visiting import FakeVisitor


@pytest.fixture
async def game(
    nodes: Nodes, three: Three, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> str:
    """A lobby on node one, where ada leads; bob sits there from two, and cyd from three."""
    one, two, other = three
    game = await one.table(ada)
    for node, visitor in ((two, bob), (other, cyd)):
        assert (await node.ask(visitor, "game.join", game=game))["player"] is not None
    await nodes.exchange()
    return game


async def moved(nodes: Nodes, game: str, old: TwinNode, new: TwinNode) -> None:
    """Hand a game over, and let everybody hear of it."""
    assert await old.cluster.moves.hand_over(old.room(game), new.membership.node)
    await until(lambda: isinstance(new.directory.here(GameId(game)), RoomTask))
    shown = [node for node in nodes.all if node is not new]
    await until(lambda: [owner(each, game) for each in shown] == [new.membership.node] * len(shown))
    await nodes.exchange()


def owner(node: TwinNode, game: str) -> str | None:
    """Who plays a game that this node shows."""
    place = node.directory.here(GameId(game))
    return place.owner if isinstance(place, Shadow) else None


# ---------------------------------------------------------------- another owner


async def test_a_game_that_is_handed_over_takes_its_ties_along(
    nodes: Nodes, three: Three, game: str, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    one, two, other = three
    await moved(nodes, game, one, two)
    assert [present(node, game) for node in three] == [["ada", "bob", "cyd"]] * 3
    for visitor, node in ((ada, one), (bob, two), (cyd, other)):
        for actor in ("ada", "bob", "cyd"):
            assert False not in told(visitor, node, game, actor)
    assert audience(one, game).everywhere == 1, "only the owner knows of all"
    nodes.letters.clear()
    await one.ask(ada, "game.react", game=game, kind="clap")
    await nodes.exchange()
    for visitor in (ada, bob, cyd):
        assert len(visitor.signals("reaction")) == 1
    assert {to for to, letter in nodes.letters if letter.sender == one.membership.node} == {
        two.membership.node
    }
    other.desk.depart(cyd)
    await nodes.exchange()
    assert told(ada, one, game, "cyd")[-1] is False
    new = FakeVisitor("bob")
    await one.ask(new, "game.resume", game=game, seq=0)
    await nodes.exchange()
    assert (bob.closed is not None, new.closed) == (True, None)
    assert present(two, game) == ["ada", "bob"]


async def test_the_new_owner_is_told_though_the_first_letters_are_lost(
    nodes: Nodes, three: Three, game: str, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one, two, other = three
    nodes.lost = (Watch, Company)
    await moved(nodes, game, one, two)
    nodes.lost = ()
    assert audience(one, game).everywhere == 1, "only the owner knows of all"
    # What the former owner had told of the third node holds till then.
    assert present(two, game) == ["ada", "bob", "cyd"]
    one.desk.depart(ada)
    await nodes.renew()
    assert [present(node, game) for node in three] == [["bob", "cyd"]] * 3
    assert told(bob, two, game, "ada")[-1] is False
    assert len(two.cluster.ties) == 1
    assert audience(two, game).everywhere == 2
    assert audience(other, game).tie is not None


async def test_a_node_that_the_new_owner_never_hears_of_is_forgotten(
    nodes: Nodes, three: Three, game: str, bob: FakeVisitor
) -> None:
    one, two, _ = three
    nodes.lost = (Watch,)
    await moved(nodes, game, one, two)
    assert audience(two, game).everywhere == 3
    for _ in range(2):
        await nodes.renew()
    assert present(two, game) == ["ada", "bob", "cyd"]
    await nodes.renew()
    assert present(two, game) == ["bob"]
    assert told(bob, two, game, "cyd")[-1] is False


async def test_a_host_who_stays_away_while_the_game_moves_loses_the_lead(
    nodes: Nodes, three: Three, clock: FakeClock, game: str, ada: FakeVisitor
) -> None:
    one, two, _ = three
    one.desk.depart(ada)
    await clock.advance(HOST_GRACE_MS // 2)
    await moved(nodes, game, one, two)
    await clock.advance(HOST_GRACE_MS)
    assert two.state(game).host == "bob"
    assert two.databases.kinds(game).count("HostChanged") == 1, "only its owner waits"


# ---------------------------------------------------------------- nodes that are gone


async def test_a_dead_nodes_people_are_gone_with_it(
    nodes: Nodes, three: Three, clock: FakeClock, game: str, ada: FakeVisitor, cyd: FakeVisitor
) -> None:
    one, two, other = three
    for node in (one, other):
        node.cluster.ties.gone(two.membership.node)
    await nodes.exchange()
    assert [present(node, game) for node in (one, other)] == [["ada", "cyd"]] * 2
    for visitor, node in ((ada, one), (cyd, other)):
        assert told(visitor, node, game, "bob")[-1] is False
    one.cluster.ties.gone("nobody")
    assert present(one, game) == ["ada", "cyd"]
    # It lives after all: all is well again once it says so.
    await nodes.renew()
    assert [present(node, game) for node in three] == [["ada", "bob", "cyd"]] * 3


async def test_the_host_is_missed_when_their_node_dies(
    nodes: Nodes, three: Three, clock: FakeClock, game: str, ada: FakeVisitor
) -> None:
    one, two, _ = three
    one.desk.depart(ada)
    await two.ask(FakeVisitor("ada"), "game.resume", game=game, seq=0)
    await nodes.exchange()
    one.cluster.ties.gone(two.membership.node)
    await clock.advance(HOST_GRACE_MS)
    assert one.state(game).host == "cyd"


async def test_a_node_that_does_not_say_that_it_watches_is_forgotten(
    nodes: Nodes, three: Three, game: str, ada: FakeVisitor
) -> None:
    one, _, other = three
    for _ in range(4):
        await nodes.renew()
    for _ in range(3):
        assert present(one, game) == ["ada", "bob", "cyd"]
        await nodes.renew(one, other)
    assert present(one, game) == present(other, game) == ["ada", "cyd"]
    assert told(ada, one, game, "bob")[-1] is False


async def test_while_no_letter_can_come_nobody_is_forgotten(
    nodes: Nodes, three: Three, game: str
) -> None:
    one = three[0]
    one.cluster.ties.is_cut_off = lambda: True
    for _ in range(4):
        await nodes.renew(one)
    assert present(one, game) == ["ada", "bob", "cyd"]


async def test_a_host_is_missed_when_the_last_other_node_falls_silent(
    nodes: Nodes, three: Three, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one, two, _ = three
    game = await one.table(ada, bob)
    one.desk.depart(ada)
    await two.ask(FakeVisitor("ada"), "game.resume", game=game, seq=0)
    await nodes.exchange()
    for _ in range(3):
        await nodes.renew(one)
    assert audience(one, game).tie is None
    await clock.advance(HOST_GRACE_MS)
    assert one.state(game).host == "bob"


async def test_when_the_owner_dies_its_heir_knows_who_is_left(
    nodes: Nodes, three: Three, clock: FakeClock, game: str, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    one, two, other = three
    await one.feed.stop()
    nodes.cut_off = (one,)
    await outlive(clock, two, other)
    await until(lambda: two.directory.rooms + other.directory.rooms)
    heir, left = (two, other) if two.directory.rooms else (other, two)
    await until(lambda: owner(left, game) == heir.membership.node)
    await nodes.exchange()
    assert [present(node, game) for node in (heir, left)] == [["bob", "cyd"]] * 2
    for visitor, node in ((bob, two), (cyd, other)):
        assert told(visitor, node, game, "ada")[-1] is False
    assert told(bob, two, game, "cyd") in ([True], []), "nobody else went"
    await clock.advance(HOST_GRACE_MS)
    assert heir.state(game).host == "bob"


async def test_the_heir_misses_the_host_though_nobody_else_is_left(
    databases: Databases, new_node: NewNode, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    nodes = Nodes(databases)
    await nodes.start(new_node, "one", "two")
    one, two = nodes.all
    game = await one.table(ada)
    await two.ask(bob, "game.join", game=game)
    await nodes.exchange()
    nodes.cut_off = (one,)
    await one.feed.stop()
    await outlive(clock, two)
    await until(lambda: two.directory.rooms)
    await until(lambda: databases.kinds(game)[-1] != "PlayerJoined")
    await clock.advance(HOST_GRACE_MS)
    assert two.state(game).host == "bob"


@pytest.mark.parametrize("freezes", ["the owner", "another"])
async def test_a_node_that_was_thought_dead_takes_no_seat_back(
    nodes: Nodes, three: Three, clock: FakeClock, game: str, bob: FakeVisitor, freezes: str
) -> None:
    """Method: it does not hear or say anything for a while, and its people go elsewhere."""
    one, two, other = three
    if freezes == "the owner":
        await moved(nodes, game, one, two)
    nodes.cut_off = (two,)
    await two.feed.stop()
    await outlive(clock, one, other)
    await nodes.exchange()
    back = FakeVisitor("bob")
    await until(lambda: one.directory.rooms + other.directory.rooms)
    assert (await one.ask(back, "game.resume", game=game, seq=0))["ok"]
    await nodes.exchange()
    assert bob.closed is None
    nodes.cut_off = ()
    await two.cluster.moves.beat()
    await until(lambda: isinstance(two.directory.here(GameId(game)), Shadow))
    for _ in range(2):
        await nodes.renew()
    assert bob.closed is not None
    assert back.closed is None
    assert [present(node, game) for node in three] == [["ada", "bob", "cyd"]] * 3


async def test_whoever_stayed_with_a_node_that_was_thought_dead_is_there_again(
    nodes: Nodes, three: Three, clock: FakeClock, game: str, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one, two, other = three
    await outlive(clock, one, other)
    await nodes.exchange()
    assert present(one, game) == ["ada", "cyd"]
    await two.cluster.moves.beat()
    await nodes.renew()
    assert (present(one, game), bob.closed) == (["ada", "bob", "cyd"], None)
    assert told(ada, one, game, "bob") == [True, False, True]


# ---------------------------------------------------------------- silence


async def test_an_owner_who_does_not_answer_is_looked_for_again(
    nodes: Nodes, three: Three, game: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = three[1]
    looked: list[str] = []
    monkeypatch.setattr(two.directory, "look_again", looked.append)
    for _ in range(3):
        await nodes.renew(two)
    assert looked == [], "it answers"
    nodes.lost = (Company,)
    await nodes.renew(two)
    await nodes.renew(two)
    assert looked == []
    await nodes.renew(two)
    assert looked == [game]
    # Nobody receives letters of that name any more.
    nodes.databases.memory.inboxes.pop(three[0].membership.node)
    two.desk.depart(FakeVisitor("nobody"))
    await nodes.renew(two)
    assert looked[1:] == [game, game]


async def test_while_the_owner_is_not_known_nothing_is_written(
    nodes: Nodes, three: Three, game: str, bob: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _ = three
    shadow = two.directory.here(GameId(game))
    assert isinstance(shadow, Shadow)
    looked: list[str] = []
    monkeypatch.setattr(two.directory, "look_again", looked.append)
    shadow.owner = UNKNOWN
    nodes.letters.clear()
    two.desk.depart(bob)
    await two.ask(FakeVisitor("bob"), "game.join", game=game, role="spectator")
    await nodes.renew(two)
    assert (nodes.letters, looked) == ([], [game])
    shadow.owner = one.membership.node
    two.cluster.ties.placed(shadow)
    await nodes.exchange()
    assert present(one, game) == ["ada", "cyd"]


async def test_letters_about_games_that_are_not_here_are_nobodys(
    nodes: Nodes, three: Three
) -> None:
    ties, game = three[0].cluster.ties, GameId("elsewhere")
    ties.watch(Watch(sender="two", game=game, number=1))
    ties.company(Company(sender="two", game=game, number=1, watch=1))
    ties.unseat(Unseat(sender="two", game=game, actor=Actor("x"), claim="c"))
    ties.signals(Signals(sender="two", game=game, said=()))
    await nodes.exchange()
    assert len(ties) == 0
    assert nodes.letters == []
