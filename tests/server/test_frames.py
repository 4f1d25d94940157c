"""One frame for many receivers, as any websocket client reads it."""

import msgspec
import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from game.ids import GameId
from server.frames import frame
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
