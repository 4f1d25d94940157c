"""The hostile frames' own shape, what reads them, and an oracle that can see; without sockets."""

from pathlib import Path
from random import Random
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.ids import Actor
from persistence.ports import Person
from server.credits import Credits
from server.session import HangUp, Session
from server.wallet import Wallet
from server.wire import CODECS, JSON, MESSAGES, MSGPACK, Close, Codec, FromClient, WireError
from tests.fuzz import messages, shapes
from tests.fuzz.campaign import troubles_in
from tests.fuzz.episodes import WEIGHTS, Episode, episode
from tests.fuzz.judge import SAID_NOTHING, Broken, Judge

BOTH = st.sampled_from((JSON, MSGPACK))
DICE = st.randoms(use_true_random=False)
ODDNESS = st.sampled_from((0.0, 0.1, 0.5))


@given(DICE, BOTH, ODDNESS)
def test_every_payload_is_a_command_or_a_documented_complaint(
    dice: Random, name: str, oddness: float
) -> None:
    payload = messages.payload(dice, "c1", name, oddness)
    _decoded(CODECS[name], payload)
    _decoded(CODECS[name], messages.mutated(dice, payload, name))


def _decoded(codec: Codec, payload: bytes) -> None:
    heard: FromClient | WireError
    try:
        heard = codec.decode(payload, binary=codec.binary)
    except WireError as error:
        heard = error
    if isinstance(heard, WireError):
        assert heard.code in MESSAGES
        assert heard.id is None or isinstance(heard.id, str)
    else:
        assert isinstance(heard, get_args(FromClient))


@given(DICE, BOTH, st.booleans())
def test_a_session_hears_anything_and_ends_only_by_the_third_that_cannot_be_read(
    dice: Random, name: str, signed_in: bool
) -> None:
    session, unread = Session(CODECS[name], 0, Wallet(Credits(1_000), "10.0.0.1")), 0
    if signed_in:
        session.welcome(Person(Actor("u"), "Ada", "user", True))
    for n in range(8):
        payload = messages.payload(dice, f"c{n}", name, 0.5)
        heard = session.hear(payload, binary=name == MSGPACK, now_ms=n)
        try:
            CODECS[name].decode(payload, binary=name == MSGPACK)
        except WireError as error:
            unread += error.counts
        if isinstance(heard, HangUp):
            assert heard.code is Close.PROTOCOL_ERROR
            assert unread == 3
            return
        assert unread < 3


def test_every_operation_of_the_wire_is_said_right_and_wrong() -> None:
    """Method: draw until each has been carried and refused; a new one is drawn by itself."""
    ops = {str(each.__struct_config__.tag) for each in get_args(FromClient)}
    assert {shape.op for shape in shapes.SHAPES} == ops
    right: set[str] = set()
    wrong: set[str] = set()
    dice, codec = Random("ops"), CODECS[JSON]
    for _ in range(30_000):
        said = shapes.command(dice, 0.1)
        try:
            codec.decode(messages.encoded(said, JSON), binary=False)
            right.add(said["op"])
        except WireError:
            wrong.add(str(said.get("op")))
        if right >= ops and wrong >= ops:
            break
    assert (ops - right, ops - wrong) == (set(), set())


def test_a_seed_and_a_number_are_an_episode() -> None:
    made = [episode("7", n) for n in range(200)]
    assert made == [episode("7", n) for n in range(200)]
    assert {each.kind for each in made} == set(WEIGHTS)
    assert {each.codec for each in made} == {JSON, MSGPACK}
    assert made != [episode("8", n) for n in range(200)]
    assert all(isinstance(each, Episode) and each.frames for each in made)


# ------------------------------------------------------------------ the oracle


def judged(*sent: bytes, codec: str = JSON) -> Judge:
    judge = Judge(codec)
    for payload in sent:
        judge.send(payload, binary=codec == MSGPACK)
    return judge


def told(judge: Judge, **said: Any) -> None:
    payload = msgspec.json.encode(said)
    judge.hear(judge.read(payload), payload)


def refusal(name: str | None, code: str) -> dict[str, Any]:
    return {"re": name, "ok": False, "error": {"code": code}}


LIST = b'{"op":"game.list","id":"a"}'


def test_the_oracle_wants_one_reply_and_no_more() -> None:
    judge = judged(LIST)
    assert not judge.settled
    told(judge, ev="skip", game="g", seq=1)
    assert not judge.settled
    told(judge, re="a", ok=True)
    assert judge.settled
    with pytest.raises(Broken, match="too many"):
        told(judge, re="a", ok=True)


@pytest.mark.parametrize(
    "said",
    [refusal("a", "internal"), refusal("a", "no.such_code"), refusal(None, "conflict"), {"a": 1}],
)
def test_the_oracle_refuses_what_is_not_documented(said: dict[str, Any]) -> None:
    with pytest.raises(Broken):
        told(judged(LIST), **said)


def test_the_oracle_refuses_a_message_that_is_none() -> None:
    with pytest.raises(Broken, match="can't be read"):
        judged().read(b"{")


@pytest.mark.parametrize("sent", [b"[]", b"7", b"", b"x" * 20_000])
def test_the_oracle_wants_an_end_after_the_third_unreadable_frame(sent: bytes) -> None:
    judge = judged(sent, sent)
    assert judge.settled
    with pytest.raises(Broken, match="4400"):
        judged(sent, sent).end(4400)
    judge.send(sent, binary=False)
    assert not judge.settled
    judge.end(4400)
    assert judge.settled


@pytest.mark.parametrize("code", [SAID_NOTHING, 1000, 1011, 4400, 4401, 4429])
def test_the_oracle_wants_a_reason_for_every_close(code: int) -> None:
    with pytest.raises(Broken, match=str(code)):
        judged(LIST).end(code)
    Judge(JSON, may_limit=True).end(4429)
    allowed = judged(LIST)
    allowed.expect(code)
    allowed.end(code)


def test_the_oracle_finds_a_bug_in_a_log(tmp_path: Path) -> None:
    clean = "2026-01-01 WARNING server.x: the database is away\n"
    assert troubles_in(clean, tmp_path / "none") == []
    assert troubles_in(clean + "2026-01-01 ERROR   server.x: a command broke\n", tmp_path) != []
    assert troubles_in("Traceback (most recent call last):\n  File\n", tmp_path) != []
    (tmp_path / "g1.jsonl").write_text("{}")
    assert troubles_in(clean, tmp_path) == ["a room died: g1.jsonl"]
