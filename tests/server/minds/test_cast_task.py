"""The cast: what is loaded while a server runs plays, talks and is shown from then on."""

import asyncio

from msgspec.structs import replace

from game.ids import GameId, agent_actor
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import TwinNode, personas
from tests.server.visiting import FakeVisitor

GOAT = next(each for each in personas() if each.slug == "goat")
HEN = replace(GOAT, slug="hen", name="Henrietta", relationships=())


async def test_who_is_loaded_meanwhile_plays_talks_and_is_shown(
    node: TwinNode, clock: FakeClock
) -> None:
    """Method: one new and one renamed character; a game from before keeps its own."""
    ada = FakeVisitor("ada")
    await node.start()
    before = GameId(await node.table(ada))
    assert (await node.ask(ada, "game.add_agent", game=before, agent="hen"))["ok"] is False
    chore = asyncio.create_task(node.casting.run())
    await node.agents.load([HEN, replace(GOAT, name="Bramble the Second")])
    await until(lambda: "hen" in node.cast)
    listed = await node.ask(ada, "agent.list")
    assert {"Henrietta", "Bramble the Second"} <= {each["name"] for each in listed["agents"]}
    assert (await node.ask(ada, "agent.talk", agent="hen", text="hello"))["ok"]
    assert (await node.ask(ada, "agent.mind", agent="hen"))["ok"]
    game = GameId(await node.table(ada))
    assert (await node.ask(ada, "game.add_agent", game=game, agent="hen"))["ok"]
    assert (await node.ask(ada, "game.start", game=game))["ok"]
    await clock.advance(30_000)
    current = node.state(game).round
    assert current is not None
    (answer,) = current.answers.values()
    assert answer.author == node.state(game).players[agent_actor("hen")]
    assert (await node.ask(ada, "game.add_agent", game=before, agent="goat"))["ok"]
    names = [seat.name for seat in node.state(before).seats.values()]
    assert names == ["Ada", "Bramble"]
    chore.cancel()


async def test_while_the_tables_are_away_it_looks_again_later(node: TwinNode) -> None:
    await node.agents.load([HEN])
    store = node.databases.store
    store.away = True
    node.casting.heard()
    failed = asyncio.create_task(node.casting.run())
    await settle()
    assert failed.done()
    assert failed.exception() is not None
    store.away = False
    again = asyncio.create_task(node.casting.run())
    await until(lambda: "hen" in node.cast)
    again.cancel()
