"""What is done by all: at nodes that have only just come, too."""

from server.cluster.orders import BansChanged, Order
from tests.server.conftest import NewNode
from tests.server.fake_clock import until


async def test_an_order_reaches_a_node_that_nobody_knows_yet(new_node: NewNode) -> None:
    one, two = new_node("one"), new_node("two")
    heard: list[Order] = []
    two.cluster.carry_out = heard.append
    await one.start()
    await two.start()
    assert one.membership.is_alone, "it has not beaten since"
    one.cluster.everyone(BansChanged())
    await until(lambda: heard == [BansChanged()])
