"""What clients may ask of the valley, what is refused, and who is there for whom."""

import pytest

from persistence.fakes import Weather
from persistence.ports import StorageUnavailable, StoredCharacter, Visit
from server.valley.life import Plan
from server.wire import CODECS, MSGPACK
from tests.server.conftest import NewNode
from tests.server.fake_clock import NOW, FakeClock
from tests.server.stage import Databases, TwinNode
from tests.server.valley.test_valley_task import beats, ticks, world
from tests.server.visiting import FakeVisitor

VISIT = Visit(b"token", NOW, 1_000_000_000, None, "test")


async def test_before_it_is_awake_one_is_told_to_come_again(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    said = await node.ask(ada, "world.watch")
    assert said["error"]["code"] == "unavailable"
    assert said["error"]["retry_after_ms"] > 0
    await beats(clock, 2, node)
    assert (await node.ask(ada, "world.watch"))["ok"]


async def test_what_can_not_be_is_refused_and_changes_nothing(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    await beats(clock, 2, node)
    early = await node.ask(ada, "world.move", to="inn")
    assert early["error"]["code"] == "conflict"
    for name, code in (
        (" ", "name.invalid"),
        ("x" * 33, "name.invalid"),
        ("Odette  CRUMBWELL", "name.taken"),
    ):
        said = await node.ask(ada, "world.join", character_name=name)
        assert said["error"]["code"] == code
    await beats(clock, 2, node)
    assert "ada" not in world(node).bodies
    assert (await node.ask(ada, "world.join"))["character"]["name"] == "Ada"
    nowhere = await node.ask(ada, "world.move", to="moon")
    assert nowhere["error"]["code"] == "not_found"
    await beats(clock, 2, node)
    assert not world(node).bodies["ada"].route
    assert (await node.ask(ada, "world.leave"))["ok"]
    gone = await node.ask(ada, "world.move", to="inn")
    assert gone["error"]["code"] == "conflict"


async def test_the_same_person_is_one_character_until_all_their_connections_end(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    await beats(clock, 2, node)
    phone = FakeVisitor("ada")
    await node.ask(ada, "world.join")
    await node.ask(ada, "world.move", to="inn")
    await beats(clock, 5, node)
    again = await node.ask(phone, "world.join", character_name="Ada B.")
    assert again["character"]["to"] == "inn"
    assert again["character"]["name"] == "Ada B."
    await beats(clock, 2, node)
    assert node.valley.mirror.figures["ada"].name == "Ada B."
    node.desk.depart(ada)
    await beats(clock, 2, node)
    assert "ada" in world(node).bodies
    assert (await node.ask(phone, "world.leave"))["ok"]
    await beats(clock, 2, node)
    assert "ada" not in world(node).bodies


async def test_there_is_room_for_so_many(
    new_node: NewNode, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    node = new_node(plan=Plan(walkers_max=1, watchers_max=1))
    await beats(clock, 2, node)
    for op in ("world.join", "world.watch"):
        assert (await node.ask(ada, op))["ok"]
        said = await node.ask(bob, op)
        assert said["error"]["code"] == "unavailable"
        # Whoever is in stays in.
        assert (await node.ask(ada, op))["ok"]
    node.desk.depart(ada)
    for op in ("world.join", "world.watch"):
        assert (await node.ask(bob, op))["ok"]


async def test_who_comes_back_stands_where_they_stood(
    node: TwinNode, databases: Databases, clock: FakeClock
) -> None:
    signed = await node.accounts.welcome_guest("Ada", VISIT)
    ada = FakeVisitor(signed.person.id, login=signed)
    await beats(clock, 2, node)
    await node.ask(ada, "world.join")
    await node.ask(ada, "world.move", to="crossroads")
    await beats(clock, 200, node)
    assert world(node).bodies[ada.actor].place == "crossroads"
    node.desk.depart(ada)
    await beats(clock, 30, node)
    kept = databases.store.valley.characters[ada.actor]
    assert kept == StoredCharacter(ada.actor, "Ada", "crossroads", 90_000, 40_000)
    said = await node.ask(ada, "world.join")
    assert said["character"]["place"] == "crossroads"
    node.desk.depart(ada)
    # On another map there may be no such place.
    databases.store.valley.characters[ada.actor] = StoredCharacter(ada.actor, "Ada", "moon", 1, 1)
    node.valley.office._due.clear()
    assert (await node.ask(ada, "world.join"))["character"]["place"] == "station"


async def test_without_a_database_one_does_not_join(
    node: TwinNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    await beats(clock, 2, node)
    databases.store.away = True
    with pytest.raises(StorageUnavailable):
        await node.send(ada, "world.join")
    databases.store.away = False
    await beats(clock, 2, node)
    assert "ada" not in world(node).bodies


async def test_who_hears_the_other_encoding_hears_the_same(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    await beats(clock, 2, node)
    packed = FakeVisitor("bob", codec=CODECS[MSGPACK])
    for each in (ada, packed):
        await node.ask(each, "world.watch", hz=2)
    await beats(clock, 30, node)
    assert ticks(packed) == ticks(ada)
    assert 4 <= len(ticks(ada)) <= 7


async def test_what_breaks_is_said_and_the_valley_is_taken_up_again(
    new_node: NewNode, databases: Databases, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    node = new_node(plan=Plan(pace=600))
    await beats(clock, 50, node)
    stands = databases.store.valley.stands
    assert stands is not None

    def broken() -> Weather:
        raise ValueError("no such column")

    databases.store.valley_weather = broken
    await beats(clock, 60, node)
    assert "what happened in the valley can't be written" in caplog.text
    databases.store.valley_weather = lambda: "fair"
    await beats(clock, 60, node)
    after = databases.store.valley.stands
    assert after is not None
    assert after.tick > stands.tick
    assert node.valley.life.is_here
