"""A client with several addresses goes on at the next one, with the same ids and no hole."""

import asyncio
from functools import partial

import pytest
from msgspec.structs import replace

from clients import addresses, uplink
from clients.sdk import Client, Guest, Shown, Token, Unreachable
from game.commands import JoinGame, SendChat
from server.wire import (
    FromClient,
    GoodbyeSignal,
    Hello,
    HelloReply,
    ServerShown,
)
from tests.clients import fake_server
from tests.clients.fake_server import (
    GAME,
    Greet,
    Peer,
    running,
    until,
    welcome,
)

CHAT = SendChat(game=GAME, text="hello")
answer = partial(fake_server.answer, newest=5)


@pytest.fixture(autouse=True)
def slow_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever backs off sits through the test's time limit: only the next address helps."""
    monkeypatch.setattr(addresses, "PAUSE_S", 1_000.0)
    monkeypatch.setattr(addresses, "PAUSE_S_MAX", 1_000.0)
    monkeypatch.setattr(addresses, "JITTER_S", 0.001)


async def never(peer: Peer, command: FromClient) -> None:
    """Frozen as far as commands go."""


def named(node: str) -> Greet:
    def greet(peer: Peer, command: Hello) -> HelloReply:
        return replace(welcome(peer, command), server=ServerShown("0", node, 0))

    return greet


async def test_a_lost_connection_goes_on_at_the_next_address() -> None:
    async def cut(peer: Peer, command: FromClient) -> None:
        if isinstance(command, JoinGame):
            await answer(peer, command)
        else:
            peer.cut()

    shown: list[Shown] = []
    resumed: list[str] = []
    async with running(cut, named("a")) as one, running(answer, named("b")) as two:
        async with Client(
            (one.url, two.url),
            first=0,
            auth=Guest("Ada"),
            on_view=lambda _, each: shown.append(each),
            on_resumed=resumed.append,
        ) as ada:
            await ada.ask(JoinGame(code="K7QX"))
            assert ada.hello is not None
            assert ada.hello.server.node == "a"
            assert (await ada.ask(CHAT)).message == "m4"
            assert ada.hello.server.node == "b"
            assert ada.counts.resent == 1
            assert ada.counts.astray == 0
        assert one.ids(SendChat) == two.ids(SendChat)
        assert [each.seq for each in shown] == [3, 4, 5]
        assert resumed == [GAME]
        assert [hello.auth for hello in two.hellos] == [Token("token-1")]


async def test_a_goodbye_is_obeyed_where_it_was_said_and_nowhere_else() -> None:
    """Method: the goodbye asks for longer than the test may take, so only the other can answer."""

    async def leaving(peer: Peer, command: FromClient) -> None:
        await peer.send(GoodbyeSignal(retry_after_ms=600_000))
        await peer.close(1001)

    async with running(leaving) as one, running(answer) as two:
        async with Client((one.url, two.url), first=0, auth=Guest("Ada")) as ada:
            assert (await ada.ask(CHAT)).message == "m4"
        assert (one.connections, two.connections) == (1, 1)


async def test_an_address_where_nobody_is_costs_no_pause(unused_tcp_port: int) -> None:
    nobody = f"ws://127.0.0.1:{unused_tcp_port}/ws"
    async with (
        running(answer) as server,
        Client((nobody, server.url), first=0, auth=Guest("Ada")) as ada,
    ):
        assert (await ada.ask(CHAT)).message == "m4"


async def test_all_addresses_are_tried_before_it_waits() -> None:
    def cut(peer: Peer, command: Hello) -> HelloReply:
        peer.cut()
        return welcome(peer, command)

    async with (
        running(answer, cut) as one,
        running(answer, cut) as two,
        running(answer, cut) as six,
    ):
        urls = (one.url, two.url, six.url)
        entering = asyncio.create_task(Client(urls, auth=Guest("Ada")).__aenter__())
        await until(lambda: one.connections == two.connections == six.connections == 1)
        assert not entering.done()
        entering.cancel()
        await asyncio.wait({entering})


async def test_nobody_anywhere_is_told_in_time(
    unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "PAUSE_S", 0.001)
    url = f"ws://127.0.0.1:{unused_tcp_port}/ws"
    with pytest.raises(Unreachable):
        async with Client((url, url), auth=Guest("Ada"), patience_s=0.02):
            pass


async def test_a_frozen_node_is_left_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Method: the first server's socket stays open and its kernel accepts, but nothing is said."""
    quick = uplink.Patience(connect_s=5.0, hello_s=5.0, quiet_s=0.05)
    monkeypatch.setattr(uplink, "AMONG_MANY", quick)

    async def freeze(peer: Peer, command: FromClient) -> None:
        peer.connection.transport.pause_reading()

    async with running(freeze) as one, running(answer) as two:
        async with Client((one.url, two.url), first=0, auth=Guest("Ada")) as ada:
            assert (await ada.ask(CHAT)).message == "m4"
        assert one.ids(SendChat) == two.ids(SendChat)


async def test_a_quiet_line_that_answers_pings_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uplink, "AMONG_MANY", uplink.Patience(5.0, 5.0, 0.02))
    pings: list[bytes] = []

    async def quiet(peer: Peer, command: FromClient) -> None:
        kept = peer.connection.protocol.recv_frame

        def heard(frame: object) -> None:
            pings.append(frame.opcode.name.encode())
            kept(frame)

        peer.connection.protocol.recv_frame = heard
        await until(lambda: pings.count(b"PING") >= 3)
        await answer(peer, command)

    async with (
        running(quiet) as server,
        Client((server.url, server.url), first=0, auth=Guest("Ada")) as ada,
    ):
        assert (await ada.ask(CHAT)).message == "m4"
        assert ada.counts.links == 1


async def test_an_answer_in_the_very_moment_of_the_question_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Method: a loop whose time goes in coarse steps, so that most pongs come within one."""
    monkeypatch.setattr(uplink, "AMONG_MANY", uplink.Patience(5.0, 5.0, 0.02))
    loop = asyncio.get_running_loop()
    fine = loop.time

    async def quiet(peer: Peer, command: FromClient) -> None:
        kept = peer.connection.protocol.recv_frame
        pings: list[object] = []

        def heard(frame: object) -> None:
            pings.append(frame)
            kept(frame)

        peer.connection.protocol.recv_frame = heard
        await until(lambda: len(pings) >= 6)
        await answer(peer, command)

    async with running(quiet) as server:
        monkeypatch.setattr(loop, "time", lambda: fine() // 0.01 * 0.01)
        async with Client((server.url, server.url), first=0, auth=Guest("Ada")) as ada:
            assert (await ada.ask(CHAT)).message == "m4"
            assert ada.counts.links == 1
        monkeypatch.undo()
