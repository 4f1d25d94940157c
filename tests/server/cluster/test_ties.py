"""Presence, seats and signals of games that several nodes show, while all nodes live."""

import pytest

from game.ids import Actor, GameId
from server.cluster.letters import Company, Signals, Unseat, Watch
from server.cluster.ties import GATHER_MS
from server.seating import HOST_GRACE_MS
from server.wire import Close
from tests.server.cluster.exchange import Nodes, Three, audience, present, told
from tests.server.fake_clock import FakeClock, until
from tests.server.visiting import FakeVisitor

TIES = (Watch, Company, Unseat, Signals)


@pytest.fixture
async def game(
    nodes: Nodes, three: Three, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> str:
    """A lobby on node one, where ada leads; bob sits there from two, and cyd watches from three."""
    one, two, other = three
    game = await one.table(ada)
    assert (await two.ask(bob, "game.join", game=game))["player"] is not None
    assert (await other.ask(cyd, "game.join", game=game, role="spectator"))["ok"]
    await nodes.exchange()
    return game


# ---------------------------------------------------------------- presence


async def test_who_is_there_is_known_on_every_node(
    nodes: Nodes, three: Three, game: str, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    one, two, other = three
    for node in three:
        assert present(node, game) == ["ada", "bob"]
        eve = FakeVisitor("eve")
        said = await node.ask(eve, "game.join", game=game, role="spectator")
        assert [each["connected"] for each in said["snapshot"]["players"]] == [True, True]
        node.desk.depart(eve)
    assert told(ada, one, game, "bob") == [True]
    assert audience(one, game).everywhere == 3
    two.desk.depart(bob)
    await nodes.exchange()
    for visitor, node in ((ada, one), (cyd, other)):
        assert told(visitor, node, game, "bob")[-1] is False
    assert [present(node, game) for node in three] == [["ada"]] * 3
    # The owner's own people come and go too.
    one.desk.depart(ada)
    await nodes.exchange()
    assert told(cyd, other, game, "ada")[-1] is False
    assert await one.ask(ada, "game.resume", game=game, seq=0)
    await nodes.exchange()
    assert told(cyd, other, game, "ada")[-2:] == [False, True]


async def test_whoever_moves_to_another_node_is_there_in_the_end(
    nodes: Nodes, three: Three, game: str, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    one, two, other = three
    for back, to in ((FakeVisitor("bob"), other), (FakeVisitor("bob"), one)):
        held = two if to is other else other
        held.desk.depart(bob)
        await to.ask(back, "game.resume", game=game, seq=0)
        await nodes.exchange()
        assert [present(node, game) for node in (one, other)] == [["ada", "bob"]] * 2
        assert told(ada, one, game, "bob")[-1] is True
        assert told(cyd, other, game, "bob")[-1:] in ([True], [])
        assert back.closed is None
        bob = back


async def test_many_comings_at_once_are_one_letter(
    nodes: Nodes, three: Three, game: str, clock: FakeClock
) -> None:
    two = three[1]
    nodes.letters.clear()
    for n in range(10):
        await two.ask(FakeVisitor(f"w{n}"), "game.join", game=game, role="spectator")
    await nodes.exchange()
    assert len(nodes.sent(Watch)) == 1
    # Who only watches is nothing that other nodes would have to know.
    assert len(nodes.sent(Company)) == 1
    assert audience(three[0], game).everywhere == 13


async def test_lost_letters_are_made_up_for(
    nodes: Nodes, three: Three, game: str, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    one, two, other = three
    for kind in (Watch, Company):
        nodes.lost = (kind,)
        two.desk.depart(bob)
        await nodes.exchange()
        assert "bob" in present(other, game)
        nodes.lost = ()
        await nodes.renew()
        assert [present(node, game) for node in (one, other)] == [["ada"]] * 2
        assert told(cyd, other, game, "bob")[-1] is False
        bob = FakeVisitor("bob")
        await two.ask(bob, "game.resume", game=game, seq=0)
        await nodes.exchange()
        assert told(cyd, other, game, "bob")[-1] is True


async def test_late_and_repeated_letters_say_nothing_new(
    nodes: Nodes, three: Three, game: str, bob: FakeVisitor
) -> None:
    one, two, other = three
    watch = nodes.sent(Watch)[0]
    assert watch.sender == two.membership.node
    company = [letter for to, letter in nodes.letters if to == other.membership.node][-1]
    assert isinstance(company, Company)
    assert "bob" in dict(company.seats)
    two.desk.depart(bob)
    await nodes.exchange()
    one.cluster.ties.watch(watch)
    other.cluster.ties.company(company)
    await nodes.exchange()
    assert [present(node, game) for node in (one, other)] == [["ada"]] * 2


async def test_only_the_owner_is_believed(nodes: Nodes, three: Three, game: str) -> None:
    """Method: letters as a former owner writes them that does not know that it is dead."""
    one, two, other = three
    sender = two.membership.node
    other.cluster.ties.company(Company(sender=sender, game=GameId(game), number=10**9, watch=1))
    assert present(other, game) == ["ada", "bob"]
    said = nodes.sent(Company)[0].seats
    one.cluster.ties.company(
        Company(sender=sender, game=GameId(game), number=10**9, watch=1, seats=said)
    )
    assert present(one, game) == ["ada", "bob"]


# ---------------------------------------------------------------- seats


@pytest.mark.parametrize("at", ["one", "two", "three"])
async def test_the_newest_connection_holds_the_seat_on_whatever_node(
    nodes: Nodes,
    three: Three,
    game: str,
    ada: FakeVisitor,
    bob: FakeVisitor,
    cyd: FakeVisitor,
    at: str,
) -> None:
    one, two, other = three
    node = {"one": one, "two": two, "three": other}[at]
    new, eve = FakeVisitor("bob"), FakeVisitor("eve")
    await two.ask(eve, "game.join", game=game, role="spectator")
    said = await node.ask(new, "game.resume", game=game, seq=0)
    assert said["ok"]
    await nodes.exchange()
    assert bob.closed is not None
    assert bob.closed[0] is Close.SEAT_TAKEN
    assert new.closed is None
    two.desk.depart(bob)
    await nodes.exchange()
    assert [present(each, game) for each in (one, other)] == [["ada", "bob"]] * 2
    # Nobody takes them for gone in between.
    for visitor, at_node in ((ada, one), (eve, two), (cyd, other)):
        assert False not in told(visitor, at_node, game, "bob")
    assert (await node.ask(new, "chat.send", game=game, text="me"))["ok"]
    if node is not two:
        assert audience(two, game).claims == ()
        # And back again, from wherever it is.
        back = FakeVisitor("bob")
        await two.ask(back, "game.resume", game=game, seq=0)
        await nodes.exchange()
        assert (new.closed is not None, back.closed) == (True, None)


async def test_an_owners_own_connection_is_evicted_too(
    nodes: Nodes, three: Three, game: str, ada: FakeVisitor, cyd: FakeVisitor
) -> None:
    one, two, other = three
    new = FakeVisitor("ada")
    await two.ask(new, "game.resume", game=game, seq=0)
    await nodes.exchange()
    assert ada.closed is not None
    assert ada.closed[0] is Close.SEAT_TAKEN
    assert False not in told(cyd, other, game, "ada")
    assert present(one, game) == present(other, game) == ["ada", "bob"]


async def test_a_seat_that_was_lost_is_not_stolen_back(
    nodes: Nodes, three: Three, game: str, bob: FakeVisitor
) -> None:
    """Method: the older connection's node does not hear of it, and says that it holds the seat."""
    _, two, other = three
    nodes.lost = (Unseat,)
    new = FakeVisitor("bob")
    await other.ask(new, "game.resume", game=game, seq=0)
    await nodes.exchange()
    assert bob.closed is None
    await nodes.renew()
    assert (bob.closed, new.closed) == (None, None)
    assert len(nodes.sent(Unseat)) == 2, "told again"
    # Nor if the room was broken and is played again in between.
    room = three[0].room(game)
    tie = room.audience.tie
    three[0].cluster.ties.placed(room)
    assert tie is room.audience.tie
    nodes.lost = ()
    await nodes.renew()
    assert bob.closed is not None
    assert new.closed is None
    # An Unseat that comes late or twice is nobody's.
    third = FakeVisitor("bob")
    await two.ask(third, "game.resume", game=game, seq=0)
    for letter in nodes.sent(Unseat):
        two.cluster.ties.unseat(letter)
    await nodes.exchange()
    assert (third.closed, new.closed is not None) == (None, True)


async def test_who_has_lost_a_seat_is_away_until_it_is_known_where_they_are(
    nodes: Nodes, three: Three, game: str
) -> None:
    _, two, other = three
    eve = FakeVisitor("eve")
    await two.ask(eve, "game.join", game=game, role="spectator")
    nodes.lost = (Company,)
    await other.ask(FakeVisitor("bob"), "game.resume", game=game, seq=0)
    await nodes.exchange()
    assert told(eve, two, game, "bob") == [False]
    nodes.lost = ()
    await nodes.renew()
    assert told(eve, two, game, "bob") == [False, True]


# ---------------------------------------------------------------- signals


async def test_a_signal_reaches_everyone_once(
    nodes: Nodes, three: Three, game: str, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    for node, visitor in ((three[0], ada), (three[1], bob), (three[2], cyd)):
        await node.ask(visitor, "game.react", game=game, kind=f"of {visitor.name}")
        await nodes.exchange()
    for visitor in (ada, bob, cyd):
        kinds = [each["kind"] for each in visitor.signals("reaction")]
        assert kinds == ["of Ada", "of Bob", "of Cyd"]


async def test_of_a_key_only_the_newest_travels_and_all_in_one_letter(
    nodes: Nodes, three: Three, game: str, clock: FakeClock, cyd: FakeVisitor, bob: FakeVisitor
) -> None:
    nodes.letters.clear()
    for _ in range(5):
        await three[1].ask(bob, "game.typing", game=game)
        await three[1].ask(bob, "game.react", game=game, kind="clap")
    assert nodes.letters == [], "they are gathered first"
    soon_ms = clock.now_ms() + GATHER_MS
    assert len([at for at in clock.pending if at <= soon_ms]) == 1
    await nodes.exchange()
    assert len(cyd.signals("typing")) == 1
    assert len(cyd.signals("reaction")) == 5
    # To the owner, and from there to the third node.
    assert len(nodes.sent(Signals)) == 2


async def test_what_the_room_signals_reaches_every_node(
    nodes: Nodes, three: Three, game: str, clock: FakeClock, ada: FakeVisitor, cyd: FakeVisitor
) -> None:
    one = three[0]
    await one.ask(ada, "game.start", game=game)
    deadline_ms = one.state(game).deadline_ms
    assert deadline_ms is not None
    await clock.advance(deadline_ms - clock.now_ms() - 9_000)
    await until(lambda: ada.signals("countdown"))
    await nodes.exchange()
    assert cyd.signals("countdown") == ada.signals("countdown")


async def test_alone_it_costs_nothing(
    nodes: Nodes, three: Three, clock: FakeClock, ada: FakeVisitor
) -> None:
    """The other nodes live, but have nothing to do with the game."""
    one = three[0]
    game = await one.table(ada, FakeVisitor("bob"))
    waiting = clock.pending
    await one.ask(ada, "game.react", game=game, kind="clap")
    one.desk.depart(ada)
    await one.ask(ada, "game.resume", game=game, seq=0)
    assert audience(one, game).tie is None
    assert [each for each in nodes.letters if isinstance(each[1], TIES)] == []
    assert [at for at in clock.pending if at <= clock.now_ms() + GATHER_MS] == [
        at for at in waiting if at <= clock.now_ms() + GATHER_MS
    ]
    assert len(one.cluster.ties) == 0


async def test_when_the_others_have_left_the_ties_are_undone(
    nodes: Nodes, three: Three, game: str, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    one, two, other = three
    two.desk.depart(bob)
    other.desk.depart(cyd)
    await nodes.exchange()
    nodes.letters.clear()
    await one.ask(ada, "game.react", game=game, kind="clap")
    for _ in range(3):
        await nodes.renew()
    assert [each for each in nodes.letters if isinstance(each[1], TIES)] == []
    assert (audience(one, game).tie, len(one.cluster.ties)) == (None, 0)
    # And tied again when somebody comes back.
    await two.ask(FakeVisitor("bob"), "game.resume", game=game, seq=0)
    await nodes.exchange()
    assert told(ada, one, game, "bob")[-1] is True
    for node in (two, other):
        await node.directory.sweep()
        await node.cluster.ties.renew()
    assert (len(two.cluster.ties), len(other.cluster.ties)) == (1, 0)


# ---------------------------------------------------------------- the lead


async def test_a_host_who_is_away_from_another_node_loses_the_lead(
    nodes: Nodes, three: Three, clock: FakeClock, game: str, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one, two, _ = three
    one.desk.depart(ada)
    await two.ask(ada, "game.resume", game=game, seq=0)
    await nodes.exchange()
    await clock.advance(HOST_GRACE_MS)
    assert one.state(game).host == "ada", "she is on another node"
    two.desk.depart(ada)
    await nodes.exchange()
    waits = [at for at in clock.pending if at <= clock.now_ms() + HOST_GRACE_MS]
    assert len(waits) == 1, "the owner alone waits"
    await clock.advance(HOST_GRACE_MS - 5 * GATHER_MS)
    assert one.state(game).host == "ada"
    await clock.advance(5 * GATHER_MS)
    assert one.state(game).host == "bob"
    assert two.state(game).host == "bob"


async def test_a_host_keeps_the_lead_by_watching_from_another_node(
    nodes: Nodes, three: Three, clock: FakeClock, game: str, ada: FakeVisitor
) -> None:
    one, _, other = three
    one.desk.depart(ada)
    await clock.advance(HOST_GRACE_MS - 1_000)
    await other.ask(FakeVisitor("ada"), "game.join", game=game, role="spectator")
    await nodes.exchange()
    await clock.advance(HOST_GRACE_MS)
    assert one.state(game).host == Actor("ada")
