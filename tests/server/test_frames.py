"""One frame for many receivers, as any websocket client reads it."""

import msgspec
import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from game.ids import GameId
from server.frames import frame, message
from server.wire import CODECS, JSON, MSGPACK, Codec, TypingSignal


def received(data: bytes) -> Frame:
    """What a client of the library makes of these bytes."""
    client = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN)
    client.receive_data(data)
    (event,) = client.events_received()
    assert isinstance(event, Frame)
    return event


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 65_537])
@pytest.mark.parametrize("name", [JSON, MSGPACK])
def test_a_frame_is_whole_unmasked_and_of_its_codecs_kind(name: str, length: int) -> None:
    codec = Codec(name)
    codec.encode = lambda said: said
    said = b"x" * length
    data = frame(codec, said)
    assert data[0] & 0x70 == 0, "no extension"
    assert data[1] & 0x80 == 0, "no mask"
    found = received(data)
    assert found.fin
    assert found.opcode is (Opcode.BINARY if name == MSGPACK else Opcode.TEXT)
    assert bytes(found.data) == said


def test_frames_are_joined_by_writing_them_one_after_the_other() -> None:
    said = [TypingSignal(game=GameId(str(n)), player=None) for n in range(3)]
    client = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN)
    client.receive_data(b"".join(frame(CODECS[JSON], each) for each in said))
    found = [each for each in client.events_received() if isinstance(each, Frame)]
    assert [msgspec.json.decode(bytes(each.data))["game"] for each in found] == ["0", "1", "2"]


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 1_000, 65_535])
@pytest.mark.parametrize("opcode", [Opcode.TEXT, Opcode.BINARY])
def test_a_clients_whole_message_is_read_where_it_stands(opcode: Opcode, length: int) -> None:
    said = bytes(n % 251 for n in range(length))
    sent = Frame(opcode, said).serialize(mask=True)
    data = b"..." + sent + b"next"
    assert message(data, 3) == (said, 3 + len(sent))
    for cut in {*range(12), len(sent) // 2, len(sent) - 1} & set(range(len(sent))):
        assert message(data[: 3 + cut], 3) is None, "not all of it has come"


@pytest.mark.parametrize(
    "sent",
    [
        Frame(Opcode.TEXT, b"a part", fin=False).serialize(mask=True),
        Frame(Opcode.CONT, b"the rest").serialize(mask=True),
        Frame(Opcode.PING, b"there?").serialize(mask=True),
        Frame(Opcode.CLOSE, b"\x03\xe8").serialize(mask=True),
        b"\xc1" + Frame(Opcode.TEXT, b"compressed").serialize(mask=True)[1:],
        Frame(Opcode.TEXT, b"bare").serialize(mask=False),
        Frame(Opcode.TEXT, b"x" * 65_536).serialize(mask=True),
    ],
)
def test_whatever_else_is_left_to_the_library(sent: bytes) -> None:
    assert message(sent, 0) is None
