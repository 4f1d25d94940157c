"""Whoever inherits many games asks Redis about all of them at once, not about each."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from game.ids import GameId
from server.cluster.moves_task import OPENED_AT_ONCE
from server.room_task import RoomTask
from tests.server.cluster.exchange import Nodes
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, until
from tests.server.stage import Databases, TwinNode, outlive
from tests.server.visiting import FakeVisitor


@pytest.fixture
async def nodes(new_node: NewNode, databases: Databases) -> Nodes:
    found = Nodes(databases)
    await found.start(new_node, "one", "two")
    return found


def counted(node: TwinNode, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often this node asks what, from now on."""
    asked: Counter[str] = Counter()

    def count(port: object, name: str) -> None:
        real: Callable[..., Awaitable[Any]] = getattr(port, name)

        async def ask(*words: Any, **more: Any) -> Any:
            asked[name] += 1
            return await real(*words, **more)

        monkeypatch.setattr(port, name, ask)

    for name in ("holders", "claim"):
        count(node.leases, name)
    for name in ("load", "pulse", "last_pulse"):
        count(node.snapshots, name)
    return asked


async def test_a_lot_of_games_costs_as_many_questions_as_one(
    nodes: Nodes, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = nodes.all
    ada = FakeVisitor("ada")
    for _ in range(OPENED_AT_ONCE):
        await one.table(ada)
    asked = counted(two, monkeypatch)
    await outlive(clock, two)
    await until(lambda: len(two.directory.rooms) == OPENED_AT_ONCE)
    await until(lambda: asked["pulse"] == 2)
    # Whose they are, and whether that is so still; and how long the dead one lived.
    assert asked == {"holders": 2, "load": 1, "claim": 1, "last_pulse": 1, "pulse": 2}


async def test_while_all_is_opened_at_the_start_orphans_are_not_looked_for(
    new_node: NewNode, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: the databases are slow, so that the chore comes round before all is read."""
    one = new_node("one")
    game = GameId(await one.table(FakeVisitor("ada")))
    await one.membership.leave()
    two = new_node("two")
    asked = counted(two, monkeypatch)
    two.journal.reads.is_shut = True
    starting = asyncio.create_task(two.start())
    await until(lambda: two.journal.reads.waiting == 1)
    await two.cluster.moves.adopt(everything=True)
    assert asked["load"] == 1
    two.journal.reads.is_shut = False
    await starting
    assert isinstance(two.directory.here(game), RoomTask)
    await two.cluster.moves.adopt(everything=True)
    assert asked["load"] == 2
