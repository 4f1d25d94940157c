"""How many newcomers are let in at a time, so that players never wait for a crowd at the door."""

import asyncio
import socket

import pytest

from server import entrance_task
from server.entrance_task import Entrance
from server.limits import (
    ACCEPT_PAUSE_S,
    ACCEPT_PAUSE_S_MAX,
    ACCEPTS_PER_TURN,
    RETURN_PAUSE_S,
    RETURNS_PER_TURN,
)
from tests.server.conftest import NewSocketNode
from tests.server.fake_clock import until
from tests.server.peer import SocketNode


def called(node: SocketNode, count: int) -> list[socket.socket]:
    """So many who all wait at the door when the loop looks there next."""
    return [socket.create_connection(("127.0.0.1", node.port)) for _ in range(count)]


async def test_newcomers_are_let_in_a_few_at_a_time(
    socket_node: SocketNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: a pause that does not end by itself."""
    player = await socket_node.guest("Ada")
    monkeypatch.setattr(entrance_task, "ACCEPT_PAUSE_S", 3_600.0)
    monkeypatch.setattr(entrance_task, "ACCEPT_PAUSE_S_MAX", 3_600.0)
    entrance = socket_node.node._entrances[0]
    assert isinstance(entrance, Entrance)
    entrance._returns_until_s = 0.0
    callers = called(socket_node, 3 * ACCEPTS_PER_TURN)
    for turn in (1, 2, 3):
        most = 1 + turn * ACCEPTS_PER_TURN
        await until(lambda most=most: len(socket_node.connections) == most)  # type: ignore[misc]
        assert (await player.ask("game.list"))["ok"]
        assert len(socket_node.connections) == most
        entrance._go_on(asyncio.get_running_loop().time())
    for each in callers:
        each.close()


async def test_a_late_loop_lets_newcomers_wait_longer(
    socket_node: SocketNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    entrance, pauses = socket_node.node._entrances[0], list[float]()
    assert isinstance(entrance, Entrance)
    entrance._returns_until_s = 0.0
    monkeypatch.setattr(entrance, "_pause", pauses.append)
    for late_s in (0.0, 0.01, 10.0):
        entrance._late_s = late_s
        before = len(pauses)
        callers = called(socket_node, 1)
        await until(lambda before=before: len(pauses) > before)  # type: ignore[misc]
        callers[0].close()
    entrance._go_on(asyncio.get_running_loop().time() - 5.0)
    assert entrance._late_s == pytest.approx(5.0, abs=0.5)
    assert pauses[0] == ACCEPT_PAUSE_S < pauses[-1] == ACCEPT_PAUSE_S_MAX


async def test_those_who_come_back_after_a_restart_are_let_in_many_at_a_time(
    socket_node: SocketNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: the door of a node that has just opened, at which more wait than go in at once."""
    entrance, pauses, inside = socket_node.node._entrances[0], list[tuple[float, int]](), [0]
    assert isinstance(entrance, Entrance)
    receive = entrance._receive_or_refuse

    def counted(accepted: socket.socket, address: str) -> None:
        inside[0] += 1
        receive(accepted, address)

    entrance._late_s = 10.0
    monkeypatch.setattr(entrance, "_receive_or_refuse", counted)
    monkeypatch.setattr(entrance, "_pause", lambda pause_s: pauses.append((pause_s, inside[0])))
    callers = called(socket_node, 2 * RETURNS_PER_TURN)
    await until(lambda: len(pauses) >= 2)
    assert pauses[:2] == [(RETURN_PAUSE_S, RETURNS_PER_TURN), (RETURN_PAUSE_S, len(callers))]
    await until(lambda: len(socket_node.connections) == 2 * RETURNS_PER_TURN)
    for each in callers:
        each.close()


async def test_some_time_after_a_restart_whoever_comes_is_a_newcomer(
    new_socket_node: NewSocketNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: a node whose returning guests had no time at all."""
    monkeypatch.setattr(entrance_task, "RETURN_S", 0.0)
    node = await new_socket_node()
    entrance, pauses = node.node._entrances[0], list[float]()
    assert isinstance(entrance, Entrance)
    monkeypatch.setattr(entrance, "_pause", pauses.append)
    (caller,) = called(node, 1)
    await until(lambda: len(pauses) > 0)
    assert pauses[0] >= ACCEPT_PAUSE_S
    caller.close()
