"""A read-only copy: reads on by number, tells its own watchers, and takes no commands."""

import asyncio

import pytest

from game.ids import GameId
from persistence.ports import Kept, StorageUnavailable
from server.fanout import Audience
from server.outcomes import Gone
from server.room import Room
from server.room_task import RoomTask
from server.shadow import Shadow
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import Databases, GatedJournal, TwinNode, outlive
from tests.server.visiting import FakeVisitor


@pytest.fixture
async def played(node: TwinNode) -> str:
    """A game of two with a few lines said."""
    ada = FakeVisitor("ada")
    game = await node.table(ada, FakeVisitor("bob"))
    for n in range(3):
        await node.ask(ada, "chat.send", game=game, text=f"{n}")
    return game


def shadow_of(databases: Databases, game: str, seen: int) -> tuple[Shadow, FakeVisitor]:
    """A shadow that has read the first entries, and someone who watches it."""
    room = Room(GameId(game))
    room.reload(databases.entries(game)[:seen])
    journal, audience = GatedJournal(databases.store), Audience(GameId(game))
    shadow = Shadow(room, audience, journal, "one", lambda each, _posted, told: told(Gone(), each))
    cyd = FakeVisitor("cyd")
    shadow.audience.attach(cyd, cyd.actor, seated=False)
    return shadow, cyd


async def test_it_reads_on_from_its_own_number(databases: Databases, played: str) -> None:
    shadow, cyd = shadow_of(databases, played, 3)
    assert shadow.game == played
    await shadow.follow()
    assert shadow.state == databases.store.states[GameId(played)]
    assert cyd.seqs == [4, 5, 6]
    await shadow.follow()
    assert cyd.seqs == [4, 5, 6]


async def test_an_old_hint_leads_to_no_reading(databases: Databases, played: str) -> None:
    shadow, cyd = shadow_of(databases, played, 4)
    databases.store.away = True  # a reading would be noticed
    await shadow.follow(4)
    databases.store.away = False
    await shadow.follow(5)
    assert cyd.seqs == [5, 6]


async def test_two_hints_at_once_are_told_once(databases: Databases, played: str) -> None:
    shadow, cyd = shadow_of(databases, played, 3)
    journal = shadow._journal
    assert isinstance(journal, GatedJournal)
    journal.reads.is_shut = True
    following = [asyncio.create_task(shadow.follow(seq)) for seq in (5, 6, 4)]
    await settle()
    assert journal.reads.waiting == 1
    journal.reads.is_shut = False
    await asyncio.gather(*following)
    assert cyd.seqs == [4, 5, 6]


async def test_while_the_database_is_away_it_waits_for_the_next_hint(
    databases: Databases, played: str
) -> None:
    shadow, cyd = shadow_of(databases, played, 3)
    databases.store.away = True
    with pytest.raises(StorageUnavailable):
        await shadow.follow(6)
    assert (cyd.seqs, cyd.closed) == ([], None)
    databases.store.away = False
    await shadow.follow(6)
    assert cyd.seqs == [4, 5, 6]


async def test_its_watchers_see_no_secrets(databases: Databases, node: TwinNode) -> None:
    ada = FakeVisitor("ada")
    game = await node.playing(ada, FakeVisitor("bob"))
    shadow, cyd = shadow_of(databases, game, 5)
    await node.ask(ada, "response.submit", game=game, round=1, text="a secret")
    await shadow.follow()
    await until(lambda: cyd.kinds == ["response.submitted"])
    assert "text" not in cyd.events[0]
    assert Kept(shadow.state, 0).state.seq == 6


async def test_a_game_of_another_node_is_only_shown(
    new_node: NewNode, databases: Databases, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one, two = new_node("one"), new_node("two")
    await one.start()
    await two.start()
    game = GameId(await one.table(ada))
    assert (await two.ask(bob, "game.join", game=game, role="spectator"))["ok"]
    assert isinstance(two.directory.here(game), Shadow)
    assert two.directory.shadows[0].owner == one.membership.node
    await one.ask(ada, "chat.send", game=game, text="hi")
    await until(lambda: bob.kinds == ["chat.message"])
    assert two.state(game) == one.state(game)
    # Hints of games that are not here, old ones and doubled ones lead to nothing.
    for seq in (1, 3, 99):
        two.directory.hint(game, seq)
        two.directory.hint(GameId("elsewhere"), seq)
    await settle()
    assert bob.seqs == [3]
    two.desk.seating.depart(bob, game)
    await two.directory.sweep()
    assert two.directory.shadows == []
    assert databases.memory.leases[game] == one.membership.node


async def test_hints_that_were_lost_are_made_up_for(
    new_node: NewNode, databases: Databases, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one, two = new_node("one"), new_node("two")
    await one.start()
    await two.start()
    game = await one.table(ada)
    await two.ask(bob, "game.join", game=game, role="spectator")
    databases.store.hold_hints = True
    for n in range(3):
        await one.ask(ada, "chat.send", game=game, text=f"{n}")
    databases.store.deliver(drop=True)
    await settle()
    assert bob.kinds == []
    await databases.store.reconnect()
    assert bob.seqs == [3, 4, 5]


async def test_who_lost_a_room_shows_it_and_plays_on_by_letter(
    new_node: NewNode, databases: Databases, ada: FakeVisitor, bob: FakeVisitor, clock: FakeClock
) -> None:
    """Method: the first node is silent for too long, though it lives; another takes its games."""
    one, two = new_node("one"), new_node("two")
    game = GameId(await one.table(ada))
    await two.join()
    await outlive(clock, two)
    await until(lambda: databases.kinds(game)[-1] == "RoomMoved")
    assert isinstance(two.directory.here(game), RoomTask)
    assert (await two.ask(bob, "game.join", game=game))["ok"]
    # It still believes that the room is its own; but the next number is taken.
    said = await one.ask(ada, "chat.send", game=game, text="hi")
    assert said["error"]["code"] == "unavailable"
    await until(lambda: isinstance(one.directory.here(game), Shadow))
    assert ada.kinds[-2:] == ["skip", "player.joined"]
    assert (await one.ask(ada, "chat.send", game=game, text="hi"))["ok"]
    assert databases.kinds(game)[-3:] == ["RoomMoved", "PlayerJoined", "ChatSent"]
    await until(lambda: bob.seqs[-1] == ada.seqs[-1])
