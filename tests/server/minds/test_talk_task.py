"""Agents talk among themselves: kept once, waiting where it must; gossip names its source."""

import asyncio

from agents.relationships import Stir, caused
from agents.retrieval import Weights
from agents.world.body import World
from agents.world.happenings import Met, Talked
from game.ids import Actor
from persistence import fakes
from server.minds.hot_task import HotAgents
from server.minds.meaning_task import Meaning
from server.minds.recollections import Recollections
from server.minds.talk_task import RETRY_MS, WAITING_MAX, Encounter, Encounters
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import Databases, banter, personas

MET = Encounter("goat", "mapmaker", "inn", "chat", 1_764_000_000_000, "tick 7")


def encounters(databases: Databases, clock: FakeClock) -> Encounters:
    store, now = databases.store, clock.now_ms
    memories = fakes.TwinMemories(store)
    return Encounters(
        {each.slug: each for each in personas()},
        banter(),
        fakes.TwinTalks(store),
        fakes.TwinBonds(store),
        fakes.TwinAgents(store),
        Recollections(memories, HotAgents(memories, now), Meaning(), Weights(), now),
        clock,
    )


async def test_a_talk_is_kept_once_and_gossip_names_its_source(
    databases: Databases, clock: FakeClock
) -> None:
    kind, _ = caused("gift", "goat", "ada", 1)
    for number in range(4):
        stir = Stir(id=f"{number}", change=kind)
        await fakes.TwinBonds(databases.store).stir("goat", [stir])
    among = encounters(databases, clock)
    for _ in range(2):
        await among.hold(MET)
    said = await fakes.TwinTalks(databases.store).heard("goat", "mapmaker", 99)
    assert len(said) >= 2
    assert len({(each.speaker, each.said) for each in said}) == len(said)
    (told,) = await fakes.TwinBonds(databases.store).causes("mapmaker", Actor("ada"), 9)
    assert (told.cause, told.source) == ("gossip", "goat")
    tie = (await fakes.TwinBonds(databases.store).toward(Actor("ada")))["mapmaker"]
    assert tie.affection > 0
    assert tie.frequency == 0


async def test_the_valley_tells_who_talks(databases: Databases, clock: FakeClock) -> None:
    among = encounters(databases, clock)
    running = asyncio.create_task(among.run())
    world = World(seed="s", tick=7, bodies={}, ties={})
    met = Met("goat", "ghost", "inn")
    among.heard([met, Talked("goat", "ghost", "inn", "made_up", 9), met], world)
    await until(lambda: len(databases.store.agents.overheard) > 0, "they are heard")
    said = list(databases.store.agents.overheard.values())
    assert {each.place for each in said} == {"inn"}
    running.cancel()


async def test_talks_wait_for_the_database_and_too_many_are_not_heard(
    databases: Databases, clock: FakeClock
) -> None:
    among = encounters(databases, clock)
    running = asyncio.create_task(among.run())
    databases.store.away = True
    among.between("goat", "nobody", "inn", "chat", 1, "s")
    for number in range(WAITING_MAX + 2):
        among.between("goat", "ghost", "inn", "quarrel", MET.at_ms + number, "s")
    assert among.unheard == 2
    await settle()
    assert databases.store.agents.overheard == {}
    databases.store.away = False
    await clock.advance(RETRY_MS)
    await until(lambda: len(databases.store.agents.overheard) > WAITING_MAX, "all are heard")
    running.cancel()
