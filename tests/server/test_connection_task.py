"""One socket: handshake, frames in all their shapes, order of answers, and every way to end."""

import asyncio
import logging

import pytest
from websockets.frames import Frame, Opcode

from server.limits import ENDLESS_BYTES, KEPT_BYTES_MAX, WAITING_MAX
from server.wire import CODECS, JSON, MSGPACK
from tests.server.fake_clock import settle, until
from tests.server.peer import SocketNode
from tests.server.stage import Databases

HELLO = {"op": "hello", "id": "h", "auth": {"kind": "guest", "name": "Ada"}}


def encoded(**fields: object) -> bytes:
    frame: bytes = CODECS[JSON].encode(fields)
    return frame


# ------------------------------------------------------------------ handshake


@pytest.mark.parametrize("codec", [JSON, MSGPACK])
async def test_a_guest_signs_in_by_either_codec(socket_node: SocketNode, codec: str) -> None:
    peer = await socket_node.connect(codec)
    assert peer.subprotocol == codec
    said = await peer.hello("Ada")
    assert said["user"]["name"] == "Ada"
    game = (await peer.ask("game.create"))["game"]["id"]
    joined = await peer.ask("game.join", game=game)
    assert joined["player"]["name"] == "Ada"
    assert peer.seqs == [2]


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (("none",), None),
        ((MSGPACK, JSON), MSGPACK),
        (("chat", JSON), JSON),
        (("chat",), None),
    ],
)
async def test_the_first_sub_protocol_that_we_speak_is_chosen(
    socket_node: SocketNode, offered: tuple[str, ...], chosen: str | None
) -> None:
    """None of ours, or none at all, is JSON too."""
    peer = await socket_node.connect(chosen or JSON, *offered)
    assert peer.subprotocol == chosen
    assert (await peer.hello())["ok"]


# ------------------------------------------------------------------ frames in


@pytest.mark.parametrize("codec", [JSON, MSGPACK])
async def test_a_message_may_come_in_fragments_with_a_ping_between(
    socket_node: SocketNode, codec: str
) -> None:
    peer = await socket_node.guest("Ada", codec)
    whole = peer.codec.encode({"op": "game.list", "id": "parts"})
    peer.send(whole[:5], fin=False)
    peer.send(b"are you there?", Opcode.PING)
    peer.send(b"", Opcode.CONT, fin=False)
    peer.send(whole[5:9], Opcode.CONT, fin=False)
    peer.send(whole[9:], Opcode.CONT)
    assert (await peer.reply("parts"))["ok"]
    # And the next one is not mixed with it.
    assert (await peer.ask("game.list"))["ok"]


async def test_a_message_may_come_a_byte_at_a_time(socket_node: SocketNode) -> None:
    peer = await socket_node.guest("Ada")
    for byte in Frame(Opcode.TEXT, encoded(op="game.list", id="slow")).serialize(mask=True):
        peer.write(bytes([byte]))
        await asyncio.sleep(0)
    assert (await peer.reply("slow"))["ok"]


async def test_a_stream_may_be_cut_anywhere(socket_node: SocketNode) -> None:
    """Method: whole messages, parts of one, and a ping, in two pieces cut at every third byte."""
    peer = await socket_node.guest("Ada")
    parts = encoded(op="game.list", id="parts")
    for cut in range(1, 140, 3):
        frames = [
            Frame(Opcode.TEXT, encoded(op="game.list", id=f"first{cut}")),
            Frame(Opcode.TEXT, parts[:9], fin=False),
            Frame(Opcode.PING, b"there?"),
            Frame(Opcode.CONT, parts[9:]),
            Frame(Opcode.TEXT, encoded(op="game.list", id=f"last{cut}")),
        ]
        stream = b"".join(each.serialize(mask=True) for each in frames)
        peer.write(stream[:cut])
        await asyncio.sleep(0)
        peer.write(stream[cut:])
        for each in (f"first{cut}", "parts", f"last{cut}"):
            assert (await peer.reply(each))["ok"]
        peer.heard.clear()


async def test_a_message_in_the_middle_of_another_ends_the_connection(
    socket_node: SocketNode,
) -> None:
    peer = await socket_node.guest("Ada")
    peer.send(encoded(op="game.list", id="a")[:5], fin=False)
    await settle()
    peer.send(encoded(op="game.list", id="b"))
    assert (await peer.end()).code == 1002
    assert [said for said in peer.heard if said.get("re") in ("a", "b")] == []


async def test_a_frame_that_is_too_large_is_answered_and_the_third_closes(
    socket_node: SocketNode,
) -> None:
    peer = await socket_node.guest("Ada")
    for n in range(2):
        said = await peer.ask("chat.send", id=f"big{n}", game="g", text="x" * 20_000)
        assert said["error"]["code"] == "too_large"
    peer.say("chat.send", game="g", text="x" * 20_000)
    assert (await peer.end()).code == 4400


async def test_a_fragmented_message_has_the_same_bound(socket_node: SocketNode) -> None:
    peer = await socket_node.guest("Ada")
    whole = encoded(op="chat.send", id="big", game="g", text="x" * 20_000)
    peer.send(whole[:10_000], Opcode.TEXT, fin=False)
    peer.send(whole[10_000:], Opcode.CONT)
    assert (await peer.reply("big"))["error"]["code"] == "too_large"


@pytest.mark.parametrize("codec", [JSON, MSGPACK])
async def test_a_very_long_message_is_answered_and_not_kept(
    socket_node: SocketNode, codec: str
) -> None:
    """Method: a hundred times what is kept; the next command is read where it begins."""
    peer = await socket_node.guest("Ada", codec)
    (connection,) = socket_node.connections
    kept: list[int] = []
    for n in range(2):
        peer.say("chat.send", id=f"big{n}", game="g", text="x" * (100 * KEPT_BYTES_MAX))
        while peer.heard[-1].get("re") != f"big{n}":
            hearing = asyncio.create_task(peer.hear())
            while not hearing.done():
                kept.append(len(connection._wire.reader.buffer))
                await asyncio.sleep(0)
        assert peer.heard[-1]["error"]["code"] == "too_large"
    assert max(kept) <= KEPT_BYTES_MAX + 4096
    assert (await peer.ask("game.list"))["ok"]
    peer.say("chat.send", game="g", text="x" * (100 * KEPT_BYTES_MAX))
    assert (await peer.end()).code == 4400


async def test_a_message_without_end_is_not_waited_for(socket_node: SocketNode) -> None:
    peer = await socket_node.guest("Ada")
    peer.write(b"\x81\xff" + (ENDLESS_BYTES + 1).to_bytes(8, "big"))
    assert (await peer.end()).code == 4400


@pytest.mark.parametrize(
    ("codec", "junk"),
    [
        (JSON, [(b"{", Opcode.TEXT), (b"\xff", Opcode.TEXT), (b"{}", Opcode.BINARY)]),
        (MSGPACK, [(b"\xc1", Opcode.BINARY), (b"", Opcode.BINARY), (b"{}", Opcode.TEXT)]),
        (JSON, [(b'{"a":' + b"[" * 9_000, Opcode.TEXT)] * 3),
    ],
)
async def test_three_frames_that_cannot_be_read_end_in_4400(
    socket_node: SocketNode, codec: str, junk: list[tuple[bytes, Opcode]]
) -> None:
    peer = await socket_node.guest("Ada", codec)
    for payload, opcode in junk[:2]:
        peer.send(payload, opcode)
    assert (await peer.ask("game.list"))["ok"]
    peer.send(*junk[2])
    closed = await peer.end()
    assert closed.code == 4400
    assert closed.reason


async def test_a_broken_frame_is_a_protocol_error(socket_node: SocketNode) -> None:
    peer = await socket_node.guest("Ada")
    peer.write(b"\xff\xff\xff\xff")
    assert (await peer.end()).code == 1002


async def test_a_wrong_field_is_named(socket_node: SocketNode) -> None:
    peer = await socket_node.guest("Ada")
    said = await peer.ask("game.list", loud=True)
    assert said["error"]["code"] == "bad_request"
    assert "loud" in said["error"]["message"]


# ------------------------------------------------------------------ order


async def test_commands_may_be_sent_without_waiting(socket_node: SocketNode) -> None:
    """Method: hello and all that follows in one write; replies come in the order of asking."""
    peer = await socket_node.connect()
    ids = [peer.say("hello", auth={"kind": "guest", "name": "Ada"})]
    ids += [peer.say(op) for op in ("game.create", "game.list", "game.create", "game.list")]
    ids.append(peer.say("hello", auth={"kind": "guest", "name": "Eve"}))
    replies = [await peer.reply(each) for each in ids]
    assert [said["ok"] for said in replies] == [True] * 5 + [False]
    assert replies[-1]["error"]["code"] == "conflict"
    assert len(peer.heard) == len(ids)
    # What is written first is answered by itself, when it is durable.
    at_once = [said["re"] for said in peer.heard if said["re"] not in (ids[1], ids[3])]
    assert at_once == [ids[0], ids[2], ids[4], ids[5]]


async def test_nothing_is_answered_before_a_hello(socket_node: SocketNode) -> None:
    peer = await socket_node.connect()
    assert (await peer.ask("game.list"))["error"]["code"] == "unauthorized"
    assert (await peer.hello())["ok"]


async def test_what_follows_a_refused_hello_is_refused(socket_node: SocketNode) -> None:
    peer = await socket_node.connect()
    hello = peer.say("hello", auth={"kind": "guest", "name": "\t"})
    following = peer.say("game.list")
    assert (await peer.reply(hello))["error"]["code"] == "name.invalid"
    assert (await peer.reply(following))["error"]["code"] == "unauthorized"
    assert (await peer.hello("Ada"))["ok"]


async def test_a_reply_comes_after_its_event_on_the_same_connection(
    socket_node: SocketNode,
) -> None:
    game, (ada, bob) = await socket_node.table("Ada", "Bob")
    ids = [ada.say("chat.send", game=game, text=f"{n}") for n in range(10)]
    await ada.reply(ids[-1])
    events = {said["seq"]: n for n, said in enumerate(ada.heard) if "ev" in said}
    for n, said in enumerate(ada.heard):
        if said.get("re") in ids:
            assert events[said["seq"]] < n
    await bob.event("chat.message", text="9")
    assert bob.seqs == list(range(3, 14))


async def test_a_command_without_an_id_has_no_reply(socket_node: SocketNode) -> None:
    game, (ada, bob) = await socket_node.table("Ada", "Bob")
    bob.say("game.react", id=None, game=game, kind="clap")
    await ada.ask("chat.send", game=game, text="x")
    await bob.event("chat.message")
    assert [said for said in bob.heard if said.get("re") is None and "ok" in said] == []
    assert [said["kind"] for said in ada.heard if said.get("sig") == "reaction"] == ["clap"]


async def test_many_commands_at_once_are_all_answered(socket_node: SocketNode) -> None:
    """Method: more than may wait while the first is held up by the database."""
    peer = await socket_node.guest("Ada")
    journal = socket_node.inner.journal
    journal.reads.is_shut = True
    ids = [peer.say("game.resume", game="nothing", seq=0) for _ in range(3 * WAITING_MAX)]
    await until(lambda: journal.reads.waiting)
    await settle(50)
    journal.reads.is_shut = False
    for command_id in ids:
        assert (await peer.reply(command_id))["error"]["code"] == "not_found"
    assert [said["re"] for said in peer.heard[1:]] == ids
    # And it is listened to again.
    for _ in range(3):
        assert (await peer.ask("game.list"))["ok"]


async def test_a_quick_command_does_not_overtake_a_slow_one(socket_node: SocketNode) -> None:
    game, (ada, _) = await socket_node.table("Ada", "Bob")
    journal = socket_node.inner.journal
    journal.reads.is_shut = True
    slow = ada.say("game.resume", game="nothing", seq=0)
    await until(lambda: journal.reads.waiting)
    quick = ada.say("chat.send", game=game, text="me first")
    await settle(50)
    assert "ChatSent" not in socket_node.inner.databases.kinds(game)
    journal.reads.is_shut = False
    await ada.reply(quick)
    order = [said["re"] for said in ada.heard if said.get("re") in (slow, quick)]
    assert order == [slow, quick]


@pytest.mark.parametrize("method", ["serve", "at_once"])
async def test_a_bug_in_one_command_is_told_and_costs_nothing_more(
    socket_node: SocketNode,
    method: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    peer = await socket_node.guest("Ada")
    with monkeypatch.context() as patched, caplog.at_level(logging.CRITICAL):
        patched.setattr(socket_node.inner.desk, method, lambda *_: 1 / 0)
        assert (await peer.ask("game.list"))["error"]["code"] == "internal"
    assert (await peer.ask("game.list"))["ok"]


async def test_without_the_database_commands_are_unavailable_and_nobody_is_cut_off(
    socket_node: SocketNode, databases: Databases
) -> None:
    peer, fresh = await socket_node.guest("Ada"), await socket_node.connect()
    databases.store.away = True
    said = await peer.ask("game.list")
    assert said["error"]["code"] == "unavailable"
    assert said["error"]["retry_after_ms"] > 0
    said = await fresh.ask("hello", auth={"kind": "guest", "name": "Bob"})
    assert said["error"]["code"] == "unavailable"
    databases.store.away = False
    assert (await peer.ask("game.list"))["ok"]
    assert (await fresh.hello("Bob"))["ok"]
