"""Frames in: both encodings; whatever is not a command of ours is refused by its name."""

from typing import Any

import msgspec
import pytest

from game.commands import SendChat, SubmitResponse
from game.ids import GameId
from server.wire import CODECS, FRAME_BYTES_MAX, JSON, MSGPACK, Codec, Fault, React, WireError

FORMS: dict[str, Any] = {JSON: msgspec.json, MSGPACK: msgspec.msgpack}
NAMES = pytest.mark.parametrize("name", [JSON, MSGPACK])
CHAT = {"op": "chat.send", "id": "c7", "game": "g", "text": "hi"}


def read(name: str, said: object) -> object:
    frame = said if isinstance(said, bytes) else FORMS[name].encode(said)
    return CODECS[name].decode(frame, binary=name == MSGPACK)


def refused(name: str, said: object, *, binary: bool | None = None) -> WireError:
    frame = said if isinstance(said, bytes) else FORMS[name].encode(said)
    with pytest.raises(WireError) as caught:
        CODECS[name].decode(frame, binary=name == MSGPACK if binary is None else binary)
    return caught.value


def test_the_names_of_the_sub_protocols() -> None:
    assert (JSON, MSGPACK) == ("genius.v1.json", "genius.v1.msgpack")
    assert [CODECS[name].binary for name in (JSON, MSGPACK)] == [False, True]


@NAMES
def test_a_command_is_read(name: str) -> None:
    assert read(name, CHAT) == SendChat(id="c7", game=GameId("g"), text="hi")
    # Wherever its name stands, and without an id.
    said = {"kind": "❤", "game": "g", "op": "game.react"}
    assert read(name, said) == React(game=GameId("g"), kind="❤")


@NAMES
def test_what_is_written_can_be_read(name: str) -> None:
    command = SubmitResponse(id="c1", game=GameId("g"), round=3, text="naïve 🦆")
    assert read(name, CODECS[name].encode(command)) == command


@NAMES
def test_an_unknown_field_is_refused_by_name_and_does_not_count(name: str) -> None:
    error = refused(name, {**CHAT, "loud": True})
    assert (error.code, error.id, error.counts) == (Fault.BAD_REQUEST, "c7", False)
    assert "loud" in error.detail


@NAMES
@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({**CHAT, "text": 5}, "text"),
        ({**CHAT, "text": None}, "text"),
        ({"op": "chat.send", "id": "c7", "game": "g"}, "text"),
        ({**CHAT, "op": "chat.shout"}, "chat.shout"),
        ({"id": "c7"}, "op"),
    ],
)
def test_a_wrong_command_is_answered_by_its_id(name: str, said: object, named: str) -> None:
    error = refused(name, said)
    assert (error.code, error.id, error.counts) == (Fault.BAD_REQUEST, "c7", False)
    assert named in error.detail


@NAMES
def test_an_id_has_1_to_64_characters(name: str) -> None:
    assert read(name, {**CHAT, "id": "x" * 64})
    # An id that breaks the rule is still what its sender knows the command by.
    for bad, named in (("", ""), ("x" * 65, "x" * 65), (7, None), ("x" * 257, None)):
        error = refused(name, {**CHAT, "id": bad})
        assert (error.code, error.id) == (Fault.BAD_REQUEST, named)
        assert "id" in error.detail


@NAMES
def test_a_frame_of_the_wrong_kind_counts(name: str) -> None:
    error = refused(name, CHAT, binary=name == JSON)
    assert (error.code, error.id, error.counts) == (Fault.BAD_REQUEST, "c7", True)
    assert ("binary" if name == MSGPACK else "text") in error.detail


@NAMES
def test_a_frame_holds_16_kib(name: str) -> None:
    bare = len(FORMS[name].encode({**CHAT, "text": "x" * 1000})) - 1000
    assert read(name, {**CHAT, "text": "x" * (FRAME_BYTES_MAX - bare)})
    error = refused(name, {**CHAT, "text": "x" * (FRAME_BYTES_MAX - bare + 1)})
    assert (error.code, error.id, error.counts) == (Fault.TOO_LARGE, "c7", True)
    assert refused(name, b"[" * (FRAME_BYTES_MAX + 1)).id is None


@pytest.mark.parametrize("frame", [b"", b"{", b"nonsense", b'{"op":"chat.send"', b"\xff\xfe"])
def test_what_is_no_json_counts(frame: bytes) -> None:
    error = refused(JSON, frame)
    assert (error.code, error.id, error.counts) == (Fault.BAD_REQUEST, None, True)


@pytest.mark.parametrize("frame", [b"", b"\x81", b"\xc1", b"\x81\xa2op\xa9chat"])
def test_what_is_no_msgpack_counts(frame: bytes) -> None:
    error = refused(MSGPACK, frame)
    assert (error.code, error.id, error.counts) == (Fault.BAD_REQUEST, None, True)


def test_text_that_is_not_utf_8_counts() -> None:
    good = FORMS[JSON].encode({**CHAT, "text": "quack"})
    assert refused(JSON, good.replace(b"quack", b"\xff\xfe\xfd")).counts
    packed = FORMS[MSGPACK].encode({**CHAT, "text": "quack"})
    assert refused(MSGPACK, packed.replace(b"quack", b"\xff\xfe\xfd\xfc\xfb")).counts


@NAMES
@pytest.mark.parametrize("said", [[], "chat.send", 7, None, [CHAT]])
def test_what_is_no_map_is_refused_and_counts(name: str, said: object) -> None:
    error = refused(name, said)
    assert (error.code, error.id, error.counts) == (Fault.BAD_REQUEST, None, True)


@pytest.mark.parametrize("head", [b'{"a":', b'{"id":"c7","a":'])
def test_a_frame_nested_without_end_is_only_a_bad_frame(head: bytes) -> None:
    """Method: 16,000 open brackets, more than any parser that calls itself can bear."""
    error = refused(JSON, head + b"[" * 16_000)
    assert (error.code, error.id, error.counts) == (Fault.BAD_REQUEST, None, True)
    refused(JSON, head + b"[" * 17_000)
    for depth in (16_000, 17_000):
        packed = refused(MSGPACK, b"\x82\xa1a" + b"\x91" * depth)
        assert packed.id is None


@NAMES
@pytest.mark.parametrize("field", ["text", "game", "id"])
def test_a_zero_character_is_refused_since_no_database_takes_it(name: str, field: str) -> None:
    error = refused(name, {**CHAT, field: "a\0b"})
    assert (error.code, error.counts) == (Fault.BAD_REQUEST, False)
    assert "U+0000" in error.detail


@NAMES
def test_what_only_looks_like_a_zero_character_is_let_pass(name: str) -> None:
    assert read(name, {**CHAT, "text": "\\u0000"})
    assert read(name, {"op": "game.resume", "game": "g", "seq": 0})


def test_a_codec_is_known_by_its_name() -> None:
    assert Codec(JSON).name == JSON
