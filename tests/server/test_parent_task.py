"""The line between a worker and its parent: one word one way, and an end that is heard."""

import asyncio
import os
import socket
from collections.abc import Iterator

import pytest

from server import parent_task
from server.parent_task import LINE, OPEN, Parent


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def test_without_a_line_there_is_no_parent() -> None:
    assert Parent.of({}) is None


async def test_the_line_is_taken_from_the_environment_and_kept_from_others(
    line: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = line
    copy = theirs.dup()
    copy.set_inheritable(True)
    environment = {LINE: str(copy.detach()), "PATH": "here"}
    number = int(environment[LINE])
    parent = Parent.of(environment)
    assert parent is not None
    with parent._line:  # a program keeps it until it ends
        assert environment == {"PATH": "here"}
        assert not os.get_inheritable(number)
        parent.say_open()
        assert ours.recv(64) == OPEN


async def test_the_parents_end_is_heard_once_and_bounds_the_drain(
    line: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: asyncio.Queue[int] = asyncio.Queue()
    monkeypatch.setattr(parent_task, "ALONE_S_MAX", 0.01)
    monkeypatch.setattr(parent_task.os, "kill", lambda _pid, word: ends.put_nowait(word))
    ours, theirs = line
    lost = asyncio.Event()
    Parent(theirs).watch(lost.set)
    await asyncio.sleep(0)
    assert not lost.is_set()
    ours.close()
    async with asyncio.timeout(5):
        await lost.wait()
        assert await ends.get() == parent_task.signal.SIGKILL


def test_a_parent_that_is_gone_need_not_be_told(
    line: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = line
    ours.close()
    Parent(theirs).say_open()
