"""Troubles beside a room that must not become its own: a follower's bug, a database away."""

import logging
from collections.abc import Sequence
from typing import Any

import pytest

from game.events import Entry
from game.ids import GameId
from persistence.ports import NothingWritten
from server.room_task import RoomTask
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor


async def test_a_followers_bug_is_not_the_rooms(
    node: TwinNode,
    ada: FakeVisitor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What is durable is acknowledged, whatever judge or minds make of it."""
    game = await node.table(ada)
    room = node.room(game)

    def broken(_room: RoomTask, _entries: Sequence[Entry]) -> None:
        raise ZeroDivisionError("a bug")

    with caplog.at_level(logging.CRITICAL):
        monkeypatch.setattr(node.minds, "committed", broken)
        assert (await node.ask(ada, "chat.send", game=game, text="hi"))["ok"]
        assert (await node.ask(ada, "chat.send", game=game, text="still"))["ok"]
    assert node.room(game) is room


async def test_a_write_that_never_reached_the_database_is_refused_at_once(
    node: TwinNode,
    ada: FakeVisitor,
    clock: FakeClock,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody waits for an outcome that is known: nothing was written."""
    game = await node.table(ada)

    async def unreached(*_: Any) -> None:
        raise NothingWritten("connection refused")

    with monkeypatch.context() as patched:
        patched.setattr(node.journal, "append", unreached)
        databases.store.away = True
        said = await node.ask(ada, "chat.send", game=game, text="hi", id="c1")
        assert said["error"]["code"] == "unavailable"
        assert node.room(game).stalled, "the answer came before the database did"
        databases.store.away = False
    await clock.advance(2_000)
    await until(lambda: not node.room(game).stalled)
    assert (await node.ask(ada, "chat.send", game=game, text="hi", id="c1"))["ok"]
    assert databases.kinds(game).count("ChatSent") == 1


async def test_one_game_that_cannot_be_read_stays_closed_alone(
    new_node: NewNode, ada: FakeVisitor, databases: Databases, caplog: pytest.LogCaptureFixture
) -> None:
    one = new_node()
    broken, sound = [await one.table(ada) for _ in range(2)]
    await one.stop()
    databases.memory.flush()
    del databases.store.entries[GameId(broken)][0]
    two = new_node()
    with caplog.at_level(logging.CRITICAL):
        await two.start()
    await settle()
    assert [room.game for room in two.directory.rooms] == [sound]
