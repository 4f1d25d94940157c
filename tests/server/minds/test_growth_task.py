"""What characters learn outlives their node: once it is written, and as far as it is the latest."""

import asyncio

import pytest
from msgspec.structs import replace

from agents.neurons.brain import Grown
from agents.neurons.learning import Learnt
from game.ids import GameId
from persistence import fakes
from persistence.ports import StorageUnavailable
from server.minds.growth_task import Growth
from tests.server.fake_clock import FakeClock, settle
from tests.server.minds.test_memory_task import play
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor


class Node:
    """The minds of one node and what keeps their learning; the database is shared."""

    def __init__(self, node: TwinNode) -> None:
        self.minds, store = node.minds, node.databases.store
        self.nerves = fakes.TwinNerves(store)
        self.growth = Growth(self.nerves, node.minds, node.clock)


async def written(growth: Growth) -> None:
    """Let the chore write what waits."""
    task = asyncio.create_task(growth.run())
    await settle()
    task.cancel()


async def test_a_restart_keeps_what_a_game_has_taught(
    node: TwinNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    first = Node(node)
    game = await node.playing(ada, agents=1)
    (slug,) = [each.persona.slug for each in node.minds._tables[GameId(game)].values()]
    await play(node, clock, ada, game, 300)
    before = first.minds.grown(slug)
    assert before.games == 1
    await written(first.growth)
    second = Node(TwinNode(databases, "two"))
    assert second.minds.grown(slug) == Grown()
    await second.growth.restore()
    assert second.minds.grown(slug) == before


async def test_what_can_not_be_written_waits_and_of_each_the_latest_is_kept(
    node: TwinNode, databases: Databases
) -> None:
    one, store = Node(node), databases.store
    one.minds.learnt("goat", Grown(games=1))
    store.away = True
    with pytest.raises(StorageUnavailable):
        await one.growth.run()
    with pytest.raises(StorageUnavailable):
        await one.growth.restore()
    store.away = False
    one.minds.learnt("goat", Grown(games=2))
    one.minds.learnt("ghost", Grown(games=7))
    await written(one.growth)
    assert {slug: each.grown.games for slug, each in store.learnt.items()} == {
        "goat": 2, "ghost": 7,
    }  # fmt: skip


async def test_what_comes_while_it_is_written_is_written_too(
    node: TwinNode, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, keep = Node(node), fakes.TwinNerves.keep

    async def late(batch: list[Learnt]) -> None:
        if batch[0].grown.games == 1:
            one.minds.learnt("goat", Grown(games=2))
        await keep(one.nerves, batch)

    monkeypatch.setattr(one.nerves, "keep", late)
    one.minds.learnt("goat", Grown(games=1))
    await written(one.growth)
    assert databases.store.learnt["goat"].grown.games == 2


async def test_what_is_learnt_elsewhere_counts_if_it_is_later(
    node: TwinNode, databases: Databases, clock: FakeClock
) -> None:
    one, two = Node(node), Node(TwinNode(databases, "two"))
    one.minds.learnt("goat", Grown(games=1))
    await written(one.growth)
    await two.growth.restore()
    assert two.minds.grown("goat").games == 1
    await clock.advance(1_000)
    two.minds.learnt("goat", Grown(games=2))
    await written(two.growth)
    await one.growth.restore()
    assert one.minds.grown("goat").games == 2
    # What one has learnt oneself since, and not written yet, is the latest.
    await clock.advance(1_000)
    one.minds.teach("goat", Grown(games=3))
    one.minds.learnt("goat", Grown(games=3))
    await one.growth.restore()
    assert one.minds.grown("goat").games == 3
    stale = replace(databases.store.learnt["goat"], grown=Grown(games=9), at=0)
    await fakes.TwinNerves(databases.store).keep([stale])
    assert databases.store.learnt["goat"].grown.games == 2
