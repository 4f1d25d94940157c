"""Databases of twins, a clock that stands still, and nodes that are stopped after the test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import uvloop

from server.terms import Terms
from tests.server.fake_clock import FakeClock
from tests.server.peer import SocketNode
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor
from tests.services import services

__all__ = ["services"]

NewNode = Callable[..., TwinNode]
NewSocketNode = Callable[..., Awaitable[SocketNode]]
LoopFactory = Callable[[], asyncio.AbstractEventLoop]


def pytest_asyncio_loop_factories(item: pytest.Item) -> dict[str, LoopFactory]:
    """Sockets are also tried, and whole evenings played, on the loop that serves in earnest."""
    module = item.path.stem
    if module == "test_evening":
        return {"uvloop": uvloop.new_event_loop}
    if module.startswith(("test_connection_", "test_entrance")):
        return {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
    return {"asyncio": asyncio.new_event_loop}


@pytest.fixture
def databases() -> Databases:
    """Empty, but for the prompts."""
    return Databases()


@pytest.fixture
def clock(databases: Databases) -> FakeClock:
    """The time of all nodes."""
    return databases.clock


@pytest.fixture
async def new_node(databases: Databases) -> AsyncIterator[NewNode]:
    """Makes a node on the same databases; all of them are stopped at the end."""
    made: list[TwinNode] = []

    def make(name: str = "one", **parts: Any) -> TwinNode:
        made.append(TwinNode(databases, name, **parts))
        return made[-1]

    yield make
    databases.store.away = False
    for node in made:
        await node.stop()


@pytest.fixture
def node(new_node: NewNode) -> TwinNode:
    """A node that serves whatever is founded on it."""
    return new_node()


@pytest.fixture
async def socket_node(node: TwinNode) -> AsyncIterator[SocketNode]:
    """A node of twins that listens."""
    found = SocketNode(node)
    await found.node.start(found.listening)
    yield found
    await found.stop()


@pytest.fixture
async def new_socket_node(new_node: NewNode) -> AsyncIterator[NewSocketNode]:
    """Makes nodes that listen on terms of the test's own."""
    made: list[SocketNode] = []

    async def make(terms: Terms | None = None, **parts: Any) -> SocketNode:
        found = SocketNode(new_node(f"node {len(made)}"), terms, **parts)
        made.append(found)
        await found.node.start(found.listening)
        return found

    yield make
    for each in made:
        await each.stop()


@pytest.fixture
def ada() -> FakeVisitor:
    return FakeVisitor("ada")


@pytest.fixture
def bob() -> FakeVisitor:
    return FakeVisitor("bob")


@pytest.fixture
def cyd() -> FakeVisitor:
    return FakeVisitor("cyd")
