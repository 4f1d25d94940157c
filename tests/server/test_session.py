"""Hello first and once, commands in the same breath, strikes, and the time for a hello."""

from typing import Any

import msgspec
import pytest

from game.commands import SendChat
from game.ids import Actor
from persistence.ports import Person
from server.session import HELLO_MS_MAX, HangUp, Session
from server.wire import CODECS, JSON, MSGPACK, Close, ErrorReply, Hello

ADA = Person(Actor("ada"), "Ada", "user", True)
HELLO = {"op": "hello", "id": "h", "auth": {"kind": "guest", "name": "Ada"}}
CHAT = {"op": "chat.send", "id": "c1", "game": "g", "text": "hi"}


@pytest.fixture
def session() -> Session:
    return Session(CODECS[JSON], 1_000)


def hear(session: Session, said: dict[str, Any]) -> object:
    return session.hear(msgspec.json.encode(said), binary=False)


def error_of(heard: object) -> tuple[str | None, str]:
    assert isinstance(heard, ErrorReply)
    return heard.re, heard.error.code


def test_nothing_is_heard_before_a_hello(session: Session) -> None:
    assert error_of(hear(session, CHAT)) == ("c1", "unauthorized")
    assert isinstance(hear(session, HELLO), Hello)


def test_commands_may_follow_a_hello_at_once(session: Session) -> None:
    assert isinstance(hear(session, HELLO), Hello)
    assert isinstance(hear(session, CHAT), SendChat)


def test_a_second_hello_is_refused_once_the_first_was_good(session: Session) -> None:
    hear(session, HELLO)
    # A refused one may be said again.
    assert isinstance(hear(session, HELLO), Hello)
    session.welcome(ADA)
    assert error_of(hear(session, HELLO)) == ("h", "conflict")
    assert isinstance(hear(session, CHAT), SendChat)
    assert session.person == ADA


def test_the_third_unreadable_frame_is_the_last(session: Session) -> None:
    hear(session, HELLO)
    assert error_of(session.hear(b"{", binary=False)) == (None, "bad_request")
    assert isinstance(hear(session, CHAT), SendChat)
    assert error_of(session.hear(b"{}", binary=True)) == (None, "bad_request")
    last = session.hear(b"x" * 20_000, binary=False)
    assert isinstance(last, HangUp)
    assert last.code is Close.PROTOCOL_ERROR


def test_a_frame_that_is_only_wrong_is_answered_and_no_strike(session: Session) -> None:
    for _ in range(5):
        assert error_of(hear(session, {**CHAT, "loud": 1})) == ("c1", "bad_request")
    assert isinstance(hear(session, HELLO), Hello)


def test_an_oversized_frame_is_answered_if_its_id_can_be_read(session: Session) -> None:
    assert error_of(hear(session, {**CHAT, "text": "x" * 20_000})) == ("c1", "too_large")


def test_a_hello_is_due_within_10_seconds(session: Session) -> None:
    assert HELLO_MS_MAX == 10_000
    assert session.overdue(11_000) is None
    late = session.overdue(11_001)
    assert late is not None
    assert late.code is Close.NOT_SIGNED_IN
    session.welcome(ADA)
    assert session.overdue(99_000) is None


def test_each_codec_hears_its_own_kind_of_frames() -> None:
    session = Session(CODECS[MSGPACK], 0)
    heard = session.hear(msgspec.msgpack.encode(HELLO), binary=True)
    assert isinstance(heard, Hello)
