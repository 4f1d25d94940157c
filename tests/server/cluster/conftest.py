"""Three nodes of twins that know each other."""

import pytest

from tests.server.cluster.exchange import Nodes, Three
from tests.server.conftest import NewNode
from tests.server.stage import Databases


@pytest.fixture
async def nodes(databases: Databases, new_node: NewNode) -> Nodes:
    """All of them, and the post between them."""
    found = Nodes(databases)
    await found.start(new_node, "one", "two", "three")
    return found


@pytest.fixture
def three(nodes: Nodes) -> Three:
    """The same, one by one."""
    one, two, other = nodes.all
    return one, two, other
