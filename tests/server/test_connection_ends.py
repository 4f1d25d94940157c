"""How connections end: without a hello, in silence, taken over, too slow, or politely."""

import asyncio
import logging
import socket

import pytest
from websockets.frames import Opcode

from game.ids import Actor, GameId
from server.accounts.passwords_task import TooBusy
from server.frames import frame
from server.limits import CLOSING_MS_MAX, Limits
from server.slowdown import PAIR_FREE
from server.wire import TypingSignal
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.peer import Closed, SocketNode


async def test_no_hello_in_10_seconds_is_4401(socket_node: SocketNode, clock: FakeClock) -> None:
    silent, quick = await socket_node.connect(), await socket_node.guest("Ada")
    clock.jump(10_000)
    await socket_node.look_after()
    clock.jump(1)
    await socket_node.look_after()
    assert (await silent.end()).code == 4401
    assert (await quick.ask("game.list"))["ok"]


async def test_a_bad_token_is_told_then_4401(socket_node: SocketNode) -> None:
    peer = await socket_node.connect()
    said = await peer.ask("hello", auth={"kind": "token", "token": "guess"})
    assert said["error"]["code"] == "unauthorized"
    assert (await peer.end()).code == 4401


async def test_whoever_guesses_is_sent_away_until_they_may_again(socket_node: SocketNode) -> None:
    auth = {"kind": "password", "username": "Ada", "password": "guess"}
    for _ in range(PAIR_FREE):
        peer = await socket_node.connect()
        assert (await peer.ask("hello", auth=auth))["error"]["code"] == "unauthorized"
        assert (await peer.end()).code == 4401
    peer = await socket_node.connect()
    said = await peer.ask("hello", auth=auth)
    assert said["error"]["code"] == "account.locked"
    assert said["error"]["retry_after_ms"] > 0
    assert (await peer.end()).code == 4429


async def test_where_too_many_sign_in_one_may_stay_and_try_again(
    socket_node: SocketNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise TooBusy(4_000)

    monkeypatch.setattr(socket_node.inner.passwords, "make_sure_of_room", full)
    peer = await socket_node.connect()
    auth = {"kind": "password", "username": "Ada", "password": "guess"}
    said = await peer.ask("hello", auth=auth)
    assert (said["error"]["code"], said["error"]["retry_after_ms"]) == ("unavailable", 4_000)
    assert socket_node.inner.passwords.asked == 0
    await peer.hello("Ada")
    assert (await peer.ask("game.list"))["ok"]


async def test_a_token_brings_the_person_and_the_seat_back(socket_node: SocketNode) -> None:
    game, (ada, bob) = await socket_node.table("Ada", "Bob")
    token = bob.heard[0]["token"]
    again = await socket_node.connect()
    said = await again.ask("hello", auth={"kind": "token", "token": token})
    assert said["user"] == bob.heard[0]["user"]
    resumed = await again.ask("game.resume", game=game, seq=1)
    assert [each["seq"] for each in resumed["events"]] == [2, 3]
    # The newest connection holds the seat.
    assert (await bob.end()).code == 4409
    await ada.ask("chat.send", game=game, text="who?")
    await again.event("chat.message")


async def test_the_quiet_are_pinged_and_the_silent_are_dropped(
    socket_node: SocketNode, clock: FakeClock
) -> None:
    awake, asleep = await socket_node.guest("Ada"), await socket_node.guest("Bob")
    asleep.answers_pings = False
    for _ in range(3):
        clock.jump(Limits().ping_ms + 1)
        await socket_node.look_after()
        if asleep.closed is None and clock.now_ms():
            awake.say("game.typing", id=None, game="none")
            assert (await awake.ask("game.list"))["ok"]
    assert awake.pings >= 2
    assert 3 * (Limits().ping_ms + 1) > Limits().silent_ms
    assert (await asleep.end()).code == 4408
    assert asleep.pings >= 2
    assert (await awake.ask("game.list"))["ok"]


async def test_a_pong_is_a_sign_of_life(socket_node: SocketNode, clock: FakeClock) -> None:
    peer = await socket_node.guest("Ada")
    hearing = asyncio.create_task(peer.hear())
    for count in range(1, 5):
        clock.jump(Limits().ping_ms + 1)
        await socket_node.look_after()
        await until(lambda count=count: peer.pings == count)  # type: ignore[misc]
        (connection,) = socket_node.connections
        await until(lambda c=connection: c._heard_ms == clock.now_ms())  # type: ignore[misc]
    assert peer.closed is None
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)


async def test_a_reader_who_is_too_slow_is_let_go_with_4430(
    socket_node: SocketNode, clock: FakeClock
) -> None:
    """Method: more is sent than all buffers on the way hold, and nobody reads."""
    peer = await socket_node.guest("Ada")
    (connection,) = socket_node.connections
    said = TypingSignal(game=GameId("x" * 60_000), player=None)
    piece = frame(connection.codec, said)
    sent = 0
    while connection._closing_ms is None:
        connection.must(piece)
        await asyncio.sleep(0)
        sent += 1
        assert sent < 2_000, "64 MiB and still not too slow"
    assert connection._outbox.bytes_waiting == 0
    # Whoever reads on hears why.
    assert (await peer.end()).code == 4430
    assert peer.heard[-1]["sig"] == "typing"
    assert len(peer.heard) < sent


async def test_a_slow_reader_loses_signals_first_and_resumes_at_once(
    socket_node: SocketNode,
) -> None:
    """Method: Bob's socket takes little, and he doesn't read while Ada chats and claps.

    What is best effort stops at once, of what the newest wins one a key waits, and only chat,
    which must arrive, ends the connection. The next one gets all that was missed.
    """
    game, (ada, bob) = await socket_node.table("Ada", "Bob")
    slow = socket_node.connections[1]
    transport = slow._transport
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    transport.set_write_buffer_limits(high=4096)
    audience = socket_node.inner.room(game).audience
    while not slow._paused:
        audience.signal(TypingSignal(game=GameId("x" * 4_000), player=None), "typing")
        await asyncio.sleep(0)
    for n in range(5_000):
        audience.signal(TypingSignal(game=GameId("x" * 4_000), player=None), f"typing {n % 7}")
        audience.signal(TypingSignal(game=GameId("y" * 4_000), player=None))
    assert slow._closing_ms is None
    assert len(slow._outbox._newest or ()) <= 8
    assert slow._outbox._best_effort is None
    sent = 0
    while slow._closing_ms is None:
        assert (await ada.ask("chat.send", game=game, text=f"{sent} " + "z" * 480))["ok"]
        sent += 1
        assert sent < 10_000
    last = ada.seqs[-1]
    await bob.hang_up()
    again = await socket_node.connect()
    token = bob.heard[0]["token"]
    assert (await again.ask("hello", auth={"kind": "token", "token": token}))["ok"]
    resumed = await again.ask("game.resume", game=game, seq=last - 20)
    assert [each["seq"] for each in resumed["events"]] == list(range(last - 19, last + 1))
    assert (await ada.ask("chat.send", game=game, text="back?"))["ok"]
    assert (await again.event("chat.message", seq=last + 1))["text"] == "back?"


async def test_who_does_not_answer_a_close_is_cut_off(
    socket_node: SocketNode, clock: FakeClock
) -> None:
    peer = await socket_node.connect()
    clock.jump(10_001)
    await socket_node.look_after()
    (connection,) = socket_node.connections
    clock.jump(CLOSING_MS_MAX + 1)
    await socket_node.look_after()
    await until(lambda: connection.gone)
    assert socket_node.connections == []
    assert (await peer.end()).code in (4401, 1006)


async def test_a_polite_end_is_answered(socket_node: SocketNode) -> None:
    peer = await socket_node.guest("Ada")
    peer.send((1000).to_bytes(2, "big"), Opcode.CLOSE)
    assert await peer.end() == Closed(1000)
    await until(lambda: not socket_node.connections)


@pytest.mark.parametrize("held_up", ["reads", "appends"])
async def test_who_leaves_while_a_command_waits_leaves_nothing_behind(
    socket_node: SocketNode,
    held_up: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nothing more is done for them: one more command would ask for this page.
    monkeypatch.setattr(socket_node.inner.games, "page", lambda *_: 1 / 0)
    game, (ada, _) = await socket_node.table("Ada", "Bob")
    journal = socket_node.inner.journal
    gate = getattr(journal, held_up)
    gate.is_shut = True
    cyd = await socket_node.guest("Cyd")
    if held_up == "reads":
        cyd.say("game.resume", game="nothing", seq=0)
        cyd.say("game.list")
    else:
        cyd.say("game.join", game=game)
    await until(lambda: gate.waiting)
    await cyd.hang_up()
    await until(lambda: len(socket_node.connections) == 2)
    gate.is_shut = False
    await settle(30)
    room = socket_node.inner.room(game)
    assert len(room.audience) == 2
    # The seat was taken all the same, and waits for them.
    seats = len(room.state.seats)
    assert seats == (2 if held_up == "reads" else 3)
    assert (await ada.ask("chat.send", game=game, text="on"))["ok"]
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


async def test_whoever_hangs_up_keeps_the_seat_and_is_shown_as_away(
    socket_node: SocketNode,
) -> None:
    game, (ada, bob) = await socket_node.table("Ada", "Bob")
    await bob.hang_up()
    while not any(said.get("connected") is False for said in ada.heard):
        await ada.hear()
    state = socket_node.inner.state(game)
    assert len(state.active) == 2
    assert socket_node.inner.room(game).audience.present == (Actor(state.host),)
