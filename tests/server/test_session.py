"""Hello first and once, commands in the same breath, strikes, and the time for a hello."""

from typing import Any

import msgspec
import pytest

from game.commands import SendChat
from game.ids import Actor
from persistence.ports import Person
from server.credits import Credits
from server.session import HELLO_MS_MAX, HangUp, Session, id_in
from server.tariffs import CONTROL, KINDS, PATIENCE, TARIFFS
from server.wallet import Wallet
from server.wire import CODECS, JSON, MSGPACK, Close, ErrorReply, Hello

ADA = Person(Actor("ada"), "Ada", "user", True)
HELLO = {"op": "hello", "id": "h", "auth": {"kind": "guest", "name": "Ada"}}
CHAT = {"op": "chat.send", "id": "c1", "game": "g", "text": "hi"}


NOW = 1_000


def opened(codec: str = JSON, factor: float = 1.0) -> Session:
    return Session(CODECS[codec], NOW, Wallet(Credits(factor), "10.0.0.1"))


@pytest.fixture
def session() -> Session:
    return opened()


def hear(session: Session, said: dict[str, Any], now_ms: int = NOW) -> object:
    return session.hear(msgspec.json.encode(said), binary=False, now_ms=now_ms)


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
    assert error_of(session.hear(b"{", binary=False, now_ms=NOW)) == (None, "bad_request")
    assert isinstance(hear(session, CHAT), SendChat)
    assert error_of(session.hear(b"{}", binary=True, now_ms=NOW)) == (None, "bad_request")
    last = session.hear(b"x" * 20_000, binary=False, now_ms=NOW)
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
    session = opened(MSGPACK)
    heard = session.hear(msgspec.msgpack.encode(HELLO), binary=True, now_ms=NOW)
    assert isinstance(heard, Hello)


# ------------------------------------------------------------------ credits

CHAT_RATE = TARIFFS[KINDS.index("chat")].connection
STRAY_RATE = TARIFFS[KINDS.index("stray")].connection


def limited(heard: object) -> int:
    """How long to wait."""
    assert isinstance(heard, ErrorReply)
    assert heard.error.code == "rate_limited"
    assert heard.error.retry_after_ms
    return heard.error.retry_after_ms


def test_too_much_of_a_kind_is_refused_with_a_true_wait(session: Session) -> None:
    hear(session, HELLO)
    for _ in range(int(CHAT_RATE.burst)):
        assert isinstance(hear(session, CHAT), SendChat)
    refused = hear(session, CHAT)
    wait_ms = limited(refused)
    assert isinstance(refused, ErrorReply)
    assert refused.re == "c1"
    # Other kinds are not touched.
    assert not isinstance(hear(session, {"op": "game.list", "id": "x"}), ErrorReply)
    assert isinstance(hear(session, CHAT, NOW + wait_ms), SendChat)


def test_the_factor_multiplies() -> None:
    session = opened(factor=2.0)
    hear(session, HELLO)
    for _ in range(int(CHAT_RATE.burst * 2)):
        assert isinstance(hear(session, CHAT), SendChat)
    limited(hear(session, CHAT))


def test_whoever_goes_on_flooding_is_hung_up_on(session: Session) -> None:
    hear(session, HELLO)
    for n in range(int(CHAT_RATE.burst + PATIENCE.burst)):
        assert not isinstance(hear(session, CHAT), HangUp), n
    last = hear(session, CHAT)
    assert isinstance(last, HangUp)
    assert last.code is Close.FLOODING


def test_whoever_waits_as_told_may_go_on_for_ever(session: Session) -> None:
    hear(session, HELLO)
    now = NOW
    for _ in range(2_000):
        heard = hear(session, CHAT, now)
        if isinstance(heard, ErrorReply):
            now += limited(heard)


def test_what_is_no_command_costs_too(session: Session) -> None:
    hear(session, HELLO)
    for _ in range(int(STRAY_RATE.burst)):
        assert error_of(hear(session, {**CHAT, "loud": 1})) == ("c1", "bad_request")
    limited(hear(session, {**CHAT, "loud": 1}))
    while not isinstance(heard := hear(session, {**CHAT, "loud": 1}), HangUp):
        limited(heard)
    assert heard.code is Close.FLOODING


def test_frames_that_are_no_messages_are_counted(session: Session) -> None:
    for _ in range(int(CONTROL.burst)):
        assert session.passed(NOW) is None
    end = session.passed(NOW)
    assert end is not None
    assert end.code is Close.FLOODING
    assert session.passed(NOW + 1_000) is None


# ------------------------------------------------------------------ messages cut short


def test_the_id_of_a_long_message_is_found_in_its_beginning() -> None:
    session = opened(factor=10)
    whole = msgspec.json.encode({"op": "chat.send", "id": "c1", "game": "g", "text": "x" * 20_000})
    assert error_of(session.hear(whole[:18_000], binary=False, now_ms=NOW)) == ("c1", "too_large")
    packed = msgspec.msgpack.encode({"id": "é" * 20, "text": "x" * 20_000})
    session = opened(MSGPACK)
    heard = session.hear(packed[:18_000], binary=True, now_ms=NOW)
    assert error_of(heard) == ("é" * 20, "too_large")


@pytest.mark.parametrize(
    ("beginning", "found"),
    [
        (b'{"op":"a","id":"c1","te', "c1"),
        (b'{ "id" : "c1"', "c1"),
        (b'{"id":"\\u0041"', "A"),
        (b'{"id":"c1', None),
        (b'{"id":7', None),
        (b'{"id":', None),
        (b'{"id"', None),
        (b'{"id":"\xff"', None),
        (b'{"text":"\\"id\\":\\"no\\""', None),
        (b"", None),
    ],
)
def test_an_id_in_json(beginning: bytes, found: str | None) -> None:
    assert id_in(beginning, binary=False) == found


@pytest.mark.parametrize(
    ("beginning", "found"),
    [
        (b"\x82\xa2id\xa2c1", "c1"),
        (b"\x82\xa2id\xd9\x22" + b"x" * 34, "x" * 34),
        (b"\x82\xa2id\xa2c", None),
        (b"\x82\xa2id\xd9", None),
        (b"\x82\xa2id\x07", None),
        (b"\x82\xa2id\xa1\xff", None),
        (b"\x82\xa2id", None),
        (b"", None),
    ],
)
def test_an_id_in_messagepack(beginning: bytes, found: str | None) -> None:
    assert id_in(beginning, binary=True) == found
