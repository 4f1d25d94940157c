"""Who is loaded while the valley lives moves in, who lives there goes by the new file."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from agents.relationships import Change, Stir
from agents.routine import Bond, Week
from agents.world.body import state_hash
from game.ids import mint
from persistence import fakes
from persistence.postgres.agents import PostgresAgents
from server.valley.valley_task import KEEP_MS
from tests.server.conftest import NewNode
from tests.server.evening import Place, serving
from tests.server.fake_clock import NOW, FakeClock
from tests.server.peer import Peer
from tests.server.stage import Databases, TwinNode, outlive, personas
from tests.server.valley.test_valley_task import FAST, TICK_MS, beats, latest, ticks, world
from tests.server.visiting import FakeVisitor
from tests.services import Services, fresh_database

GOAT = next(each for each in personas() if each.slug == "goat")
DAY = tuple(
    replace(each, kind="rest", activity="watching the water", place="pond", priority=9)
    for each in GOAT.schedule.workday
)
IDLE = Week(DAY, DAY, DAY)
HEN = replace(
    GOAT, slug="hen", name="Henrietta", home="mill", schedule=IDLE,
    relationships=(Bond("goat", "rival", -20, 30),),
)  # fmt: skip
CAT = replace(HEN, slug="cat", name="Tibert", relationships=(Bond("hen", "friend", 5, 60),))
# Written, then let in, then the tick.
WRITTEN = 2 * KEEP_MS // TICK_MS


async def loaded(node: TwinNode, *people: Any) -> None:
    """As by `genius agents load`, heard by this node."""
    await node.agents.load(people)
    await node.casting.look()


async def test_who_is_loaded_comes_to_live_there_and_is_seen_by_those_who_watch(
    new_node: NewNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    node = new_node(plan=FAST)
    await beats(clock, 5, node)
    await node.ask(ada, "world.watch", hz=10)
    await beats(clock, 1, node)
    before = dict(world(node).bodies)
    await loaded(node, HEN, CAT)
    await beats(clock, WRITTEN, node)
    assert [each["full"] for each in ticks(ada)].count(True) == 1
    there = latest(ada, "hen")
    assert there is not None
    assert (there["name"], there["is_person"]) == ("Henrietta", False)
    assert world(node).bodies.keys() == before.keys() | {"hen", "cat"}
    assert world(node).ties["hen"]["goat"].affection == -20
    assert world(node).ties["cat"]["hen"].type == "friend"
    await beats(clock, 60, node)
    there = latest(ada, "hen")
    assert there is not None
    assert (there["place"], there["activity"]) == ("pond", "watching the water")
    said = await node.ask(ada, "agent.get", agent="hen")
    assert said["agent"]["now"]["activity"] == "watching the water"
    assert {each["to"]: each["affection"] for each in said["ties"]} == {"goat": -20}
    # Nobody walks there by the name of one of them.
    joined = await node.ask(ada, "world.join", character_name="henrietta")
    assert joined["error"]["code"] == "name.taken"


async def test_a_changed_file_is_gone_by_and_who_it_is_of_stays_where_they_are(
    new_node: NewNode, clock: FakeClock
) -> None:
    node = new_node(plan=FAST)
    await beats(clock, 5, node)
    before = world(node).ties["goat"]
    bonds = (Bond("baker", "rival", -33, 11), Bond("ghost", "rival", -90, 1))
    assert "ghost" in before
    assert "baker" not in before
    second = replace(GOAT, name="Bramble the Second", home="mill", schedule=IDLE)
    await loaded(node, replace(second, relationships=bonds))
    here = world(node).bodies["goat"].place
    await beats(clock, 1, node)
    assert world(node).bodies["goat"].place == here
    await beats(clock, WRITTEN + 60, node)
    assert len(world(node).bodies) == 12
    assert world(node).bodies["goat"].place == "pond"
    assert node.valley.mirror.figures["goat"].name == "Bramble the Second"
    # What it feels already is its own; whom it did not know, it knows by the file.
    feels = world(node).ties["goat"]
    assert feels["baker"].affection == -33
    assert feels["ghost"].affection == before["ghost"].affection


async def test_whose_places_the_map_lacks_stays_away_or_lives_on_as_before(
    new_node: NewNode, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    node = new_node(plan=FAST)
    await beats(clock, 5, node)
    await loaded(node, replace(HEN, home="moon"), replace(GOAT, home="moon"))
    await beats(clock, WRITTEN + 60, node)
    assert "hen can't live in the valley" in caplog.text
    assert len(world(node).bodies) == 12
    # With a home there it comes after all.
    await loaded(node, HEN)
    await beats(clock, WRITTEN, node)
    assert "hen" in world(node).bodies


async def test_it_is_still_there_on_another_node_and_the_valley_is_the_same(
    new_node: NewNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    """Method: two nodes hear of it, one of them lets it in, and then dies."""
    one, two = new_node("one", plan=FAST), new_node("two", plan=FAST)
    await beats(clock, 12, one, two)
    holder, other = (one, two) if one.valley.life.is_here else (two, one)
    await other.ask(ada, "world.watch", hz=10)
    await one.agents.load([HEN])
    for node in (one, two):
        await node.casting.look()
    await beats(clock, WRITTEN + 60, one, two)
    assert not other.valley.life.is_here
    seen = latest(ada, "hen")
    assert seen is not None
    assert seen["place"] == "pond"
    left = state_hash(world(holder))
    await holder.valley.stop()
    late = new_node("three", plan=FAST)
    await late.casting.look()
    await late.valley._begin()
    assert state_hash(world(late)) == left
    await holder.stop()
    await outlive(clock, other)
    await beats(clock, 12, other)
    assert "hen" in world(other).bodies


async def test_what_was_felt_before_they_moved_in_counts_once(
    new_node: NewNode, databases: Databases, clock: FakeClock
) -> None:
    """Method: a game elsewhere moves the hen before and after the valley has let it in."""
    node = new_node(plan=FAST)
    await beats(clock, 5, node)
    await loaded(node, HEN)
    bonds = fakes.TwinBonds(databases.store)

    async def feel(number: int) -> None:
        change = Change(
            of="hen", toward="goat", cause="vote_best", affection=3, trust=1, at_ms=NOW, by="goat"
        )
        await bonds.stir(
            "hen", [Stir(id=mint(NOW, "stir", number), change=change, is_person=False)]
        )

    await feel(1)
    await beats(clock, WRITTEN, node)
    assert world(node).ties["hen"]["goat"].affection == -17
    await feel(2)
    await beats(clock, 2 * WRITTEN, node)
    assert world(node).ties["hen"]["goat"].affection == -14
    assert databases.store.agents.ties["hen"]["goat"].affection == -14


async def test_while_nothing_can_be_written_nobody_moves_in_and_then_they_do(
    new_node: NewNode, databases: Databases, clock: FakeClock
) -> None:
    node = new_node(plan=FAST)
    await beats(clock, 5, node)
    await loaded(node, HEN)
    databases.store.away = True
    await beats(clock, WRITTEN, node)
    assert "hen" not in world(node).bodies
    databases.store.away = False
    await beats(clock, 2 * WRITTEN, node)
    assert "hen" in world(node).bodies


async def test_whoever_was_overtaken_meanwhile_lets_nobody_in(
    new_node: NewNode, databases: Databases, clock: FakeClock
) -> None:
    node = new_node(plan=FAST)
    await beats(clock, 30, node)
    chronicle = node.valley.life.chronicle
    assert chronicle is not None
    await loaded(node, HEN)
    await fakes.TwinValley(databases.store).begin("somebody else", "x", 0)
    await node.valley._keep_or_wait(chronicle)
    assert not node.valley.life.is_here
    # By the lease it is still this node's: it is taken up with the hen in it.
    await beats(clock, WRITTEN, node)
    assert "hen" in world(node).bodies


@pytest.mark.services
async def test_on_a_real_database_it_moves_in_and_is_there_after_a_restart(
    services: Services, tmp_path: Path
) -> None:
    async with fresh_database(services) as url:
        place = Place.of(url, services.redis_url, tmp_path)
        async with serving(place) as node:
            ada = await node.guest("Ada")
            await awake(ada)
            await PostgresAgents(node.pool).load([HEN])
            async with asyncio.timeout(20):
                while (hen := await seen(ada, "hen")) is None:
                    pass
            assert (hen["place"], hen["name"]) == ("mill", "Henrietta")
        async with serving(place) as node:
            ada = await node.guest("Ada")
            await awake(ada)
            first = await seen(ada, "hen")
            assert first is not None
            assert first["name"] == "Henrietta"


async def awake(peer: Peer) -> None:
    """Watch, once the valley lives."""
    async with asyncio.timeout(20):
        while not (said := await peer.ask("world.watch", hz=10))["ok"]:  # noqa: ASYNC110 - as told
            await asyncio.sleep(said["error"]["retry_after_ms"] / 1_000)


async def seen(peer: Peer, id: str) -> dict[str, Any] | None:
    """Somebody, if the next signal tells of them."""
    while True:
        said = await peer.hear()
        assert isinstance(said, dict)
        if said.get("sig") == "world.tick":
            return next((each for each in said["agents"] if each["id"] == id), None)
