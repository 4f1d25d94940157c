"""A node that counts: what players do shows up at /metrics, for those who may read it."""

from server.meters import PoolUse, Sources
from server.metrics import Metrics, by_phase
from server.terms import Terms
from tests.server.conftest import NewSocketNode
from tests.server.peer import PLENTY, SocketNode, fetch
from tests.server.test_metrics import read


async def counting(new_socket_node: NewSocketNode, counted: Metrics) -> SocketNode:
    """A node of twins that listens and counts."""
    terms = Terms(PLENTY, meters=counted)
    found = await new_socket_node(terms, numbers=counted.page)
    counted.watch(
        Sources(
            connections=found.gathering.connections,
            rooms=lambda: by_phase(found.inner.directory.rooms),
            pool=lambda: PoolUse(1, 1, 0, 0),
            redis_up=lambda: True,
        )
    )
    return found


async def test_what_players_do_is_counted(new_socket_node: NewSocketNode) -> None:
    counted = Metrics()
    found = await counting(new_socket_node, counted)
    game, (ada, bob) = await found.table("Ada", "Bob")
    assert (await ada.ask("game.start", game=game))["ok"]
    assert not (await bob.ask("game.start", game=game))["ok"]
    await bob.ask("no.such.op")
    answer = await fetch(found.port, "/metrics")
    assert answer.status == 200
    assert "text/plain; version=0.0.4" in answer.head
    assert answer.body.startswith(b"# HELP genius_")
    numbers = read(counted)
    for sample, value in {
        "genius_commands_total{op=hello,outcome=ok}": 2,
        "genius_commands_total{op=game.join,outcome=ok}": 2,
        "genius_commands_total{op=game.start,outcome=ok}": 1,
        "genius_commands_total{op=other,outcome=bad_request}": 1,
        "genius_ack_seconds_count{op=game.start}": 2,
        "genius_connections{door=ws,state=open}": 2,
        "genius_rooms{phase=answering}": 1,
        "genius_closed_connections_total{code=1001}": 0,
    }.items():
        assert numbers[sample] == value, sample
    await found.node.drain()
    assert read(counted)["genius_closed_connections_total{code=1001}"] == 2


async def test_the_numbers_are_not_for_everybody(new_socket_node: NewSocketNode) -> None:
    found = await counting(new_socket_node, Metrics(networks=()))
    answer = await fetch(found.port, "/metrics")
    assert answer.status == 403
    assert b"genius_" not in answer.body
