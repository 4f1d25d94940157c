"""Who bears too much gives rooms away, without being told, and asks nobody while it has few."""

from collections import Counter

import pytest

from persistence.ports import Member
from server.cluster.membership import heirs_of
from server.cluster.moves_task import SHARE_SLACK
from tests.server.cluster.exchange import Nodes
from tests.server.conftest import NewNode
from tests.server.fake_clock import until
from tests.server.stage import Databases
from tests.server.visiting import FakeVisitor


@pytest.fixture
async def nodes(new_node: NewNode, databases: Databases) -> Nodes:
    found = Nodes(databases)
    await found.start(new_node, "one", "two", "three")
    return found


def served(nodes: Nodes) -> list[int]:
    """How many games each plays."""
    return [len(node.directory.rooms) for node in nodes.all]


async def test_who_has_few_rooms_need_not_ask_what_others_bear(
    nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, ada, looked = nodes.all[0], FakeVisitor("ada"), list[bool]()

    async def look() -> None:
        looked.append(True)

    monkeypatch.setattr(one.membership, "look", look)
    for count, asked in ((SHARE_SLACK, []), (1, [True])):
        for _ in range(count):
            await one.table(ada)
        looked.clear()
        await one.cluster.moves.even_out()
        assert looked == asked


async def test_who_bears_too_much_gives_some_away(nodes: Nodes) -> None:
    one, two, three = nodes.all
    ada = FakeVisitor("ada")
    for _ in range(30):
        await one.table(ada)
    for node in nodes.all:
        node.membership.load = lambda node=node: (len(node.directory.rooms), 0)
        await node.membership.beat()
    await one.cluster.moves.even_out()
    await until(lambda: sum(served(nodes)) == 30)
    assert served(nodes) == [10, 10, 10]
    for node in (two, three):
        await node.membership.beat()
    assert await one.cluster.moves.rebalance() == 0


def test_whoever_bears_least_is_given_most() -> None:
    others = [
        Member(name, name, "1", rooms=rooms) for name, rooms in (("a", 0), ("b", 4), ("c", 9))
    ]
    assert Counter(heirs_of(others, 5.0, 10)) == {"a": 5, "b": 1}
