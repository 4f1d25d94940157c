"""One node: ready or why not, its chores, and a drain that finishes what is in flight."""

import asyncio
import logging

import msgspec
import pytest

from game.ids import GameId
from persistence.ports import StorageUnavailable
from server import node_task
from server.bootstrap import PortTaken, listen
from tests.server.conftest import NewNode
from tests.server.fake_clock import settle, until
from tests.server.peer import Answer, Closed, SocketNode, fetch
from tests.server.stage import Databases


def reason(answer: Answer) -> str | None:
    found: str | None = msgspec.json.decode(answer.body).get("reason")
    assert (answer.status == 200) is (found is None)
    return found


async def test_while_it_reads_its_games_a_node_is_not_ready(
    new_node: NewNode, databases: Databases
) -> None:
    one = SocketNode(new_node("one"))
    await one.node.start(one.listening)
    game, _ = await one.table("Ada")
    await one.stop()
    two = SocketNode(new_node("two"))
    two.inner.journal.reads.is_shut = True
    starting = asyncio.create_task(two.node.start(two.listening))
    await until(lambda: two.inner.journal.reads.waiting)
    assert reason(await fetch(two.port, "/readyz")) == "starting"
    assert (await fetch(two.port, "/healthz")).status == 200
    two.inner.journal.reads.is_shut = False
    await starting
    assert reason(await fetch(two.port, "/readyz")) is None
    assert [room.game for room in two.inner.directory.rooms] == [game]
    await two.stop()


async def test_readiness_follows_the_database(
    socket_node: SocketNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_task, "HEALTH_EVERY_S", 0.0)
    # The first look was taken at the pace of the start.
    socket_node.database_is_here = False
    await until(lambda: socket_node.node.unready() is not None)
    answer = await fetch(socket_node.port, "/readyz")
    assert reason(answer) == "the database does not answer"
    socket_node.database_is_here = True
    await until(lambda: socket_node.node.unready() is None)
    assert reason(await fetch(socket_node.port, "/readyz")) is None


async def test_a_drain_says_goodbye_and_closes(socket_node: SocketNode) -> None:
    game, people = await socket_node.table("Ada", "Bob")
    draining = asyncio.create_task(socket_node.node.drain())
    assert (
        await asyncio.gather(*(each.end() for each in people))
        == [Closed(1001, "the server restarts")] * 2
    )
    for each in people:
        said = each.heard[-1]
        assert said["sig"] == "goodbye"
        assert 500 <= said["retry_after_ms"] <= 1_500
        await each.hang_up()
    await draining
    with pytest.raises(ConnectionError):
        await fetch(socket_node.port, "/healthz")
    assert socket_node.inner.databases.memory.kept[GameId(game)].state.seq == 3
    # Who plays on finds by the lease until when this run kept everybody's time.
    databases = socket_node.inner.databases
    assert databases.memory.leases == {game: socket_node.inner.membership.node}
    assert socket_node.inner.membership.node not in databases.memory.members


async def test_a_drain_finishes_what_is_in_flight(
    socket_node: SocketNode, databases: Databases
) -> None:
    game, (ada, bob) = await socket_node.table("Ada", "Bob")
    journal = socket_node.inner.journal
    journal.appends.is_shut = True
    command_id = ada.say("chat.send", game=game, text="just in time")
    await until(lambda: journal.appends.waiting)
    draining = asyncio.create_task(socket_node.node.drain())
    refused = await bob.ask("game.create")
    assert refused["error"]["code"] == "unavailable"
    journal.appends.is_shut = False
    assert (await ada.reply(command_id))["ok"]
    assert (await bob.event("chat.message"))["text"] == "just in time"
    await asyncio.gather(ada.end(), bob.end())
    assert ada.heard[-1]["sig"] == "goodbye"
    for each in (ada, bob):
        await each.hang_up()
    await draining
    assert databases.kinds(game)[-1] == "ChatSent"


async def test_a_drain_does_not_wait_for_those_who_never_hang_up(
    socket_node: SocketNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_task, "FAREWELL_S", 0.05)
    await socket_node.guest("Ada")
    async with asyncio.timeout(2):
        await socket_node.node.drain()


async def test_the_regular_chores_are_done(socket_node: SocketNode, databases: Databases) -> None:
    """The signs of life, the leases and the ties are renewed: a restart goes by them."""
    await until(lambda: "one" in databases.memory.pulses)
    names = {task.get_name() for task in socket_node.node._tasks}
    assert names == {
        *("health", "letters", "beat", "pulse", "renewal", "orphans", "balance", "ties"),
        *("sweep", "connections"),
    }


async def test_a_chore_that_breaks_is_begun_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[int] = []

    async def chore() -> None:
        tried.append(len(tried))
        if len(tried) == 1:
            raise StorageUnavailable("away")
        if len(tried) == 2:
            raise ZeroDivisionError("a bug")

    real = asyncio.sleep
    monkeypatch.setattr(node_task.asyncio, "sleep", lambda _: real(0))
    with caplog.at_level(logging.WARNING):
        running = asyncio.create_task(node_task._lasting("sweeping", chore))
        await until(lambda: len(tried) > 3)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    said = [record.message for record in caplog.records]
    assert "sweeping waits for the database: away" in said
    assert "the chore sweeping broke" in said


async def test_a_port_that_is_taken_is_said_in_one_line(socket_node: SocketNode) -> None:
    with pytest.raises(PortTaken, match=f"127.0.0.1:{socket_node.port} can't be listened on"):
        listen("127.0.0.1", socket_node.port)
    await settle()
