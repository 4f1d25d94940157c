"""The plainest frames of a client, read where they stand; whatever else is left to the library."""

import pytest
from websockets.frames import Frame, Opcode

from server.websocket import message


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 1_000, 65_535])
@pytest.mark.parametrize("opcode", [Opcode.TEXT, Opcode.BINARY])
def test_a_clients_whole_message_is_read_where_it_stands(opcode: Opcode, length: int) -> None:
    said = bytes(n % 251 for n in range(length))
    sent = Frame(opcode, said).serialize(mask=True)
    data = b"..." + sent + b"next"
    assert message(data, 3) == (said, 3 + len(sent))
    for cut in {*range(12), len(sent) // 2, len(sent) - 1} & set(range(len(sent))):
        assert message(data[: 3 + cut], 3) is None, "not all of it has come"


ODD = {
    "a part": Frame(Opcode.TEXT, b"a part", fin=False).serialize(mask=True),
    "the rest": Frame(Opcode.CONT, b"the rest").serialize(mask=True),
    "a ping": Frame(Opcode.PING, b"there?").serialize(mask=True),
    "a goodbye": Frame(Opcode.CLOSE, b"\x03\xe8").serialize(mask=True),
    "compressed": b"\xc1" + Frame(Opcode.TEXT, b"compressed").serialize(mask=True)[1:],
    "not masked": Frame(Opcode.TEXT, b"bare").serialize(mask=False),
    "long": Frame(Opcode.TEXT, b"x" * 65_536).serialize(mask=True),
}


@pytest.mark.parametrize("kind", ODD)
def test_whatever_else_is_left_to_the_library(kind: str) -> None:
    assert message(ODD[kind], 0) is None
