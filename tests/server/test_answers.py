"""Outcomes as replies: what was made, which code, and when to try again."""

import pytest

from game.commands import JoinGame, SendChat, StartGame, SubmitResponse
from game.ids import GameId, MessageId, ResponseId
from game.refusals import Refusal, Rejected
from server.answers import MOVED_RETRY_MS, OUTAGE_RETRY_MS, Refused, accepted, refused, unavailable
from server.outcomes import Broken, Gone, Unavailable
from server.room import Answer
from server.wire import MessageReply, Reply, ResponseReply

GAME = GameId("g")


def test_what_was_made_is_named() -> None:
    submit = SubmitResponse(id="c1", game=GAME, round=1, text="t")
    assert accepted(submit, Answer(7, "r")) == ResponseReply(
        re="c1", seq=7, response=ResponseId("r")
    )
    chat = SendChat(id="c2", game=GAME, text="t")
    assert accepted(chat, Answer(8, "m")) == MessageReply(re="c2", seq=8, message=MessageId("m"))
    assert accepted(StartGame(id="c3", game=GAME), Answer(9)) == Reply(re="c3", seq=9)


def test_what_should_have_been_made_must_have_been() -> None:
    with pytest.raises(AssertionError):
        accepted(SendChat(id="c", game=GAME, text="t"), Answer(1))
    with pytest.raises(AssertionError):
        accepted(JoinGame(id="c", game=GAME), Answer(1, "p"))


@pytest.mark.parametrize(
    ("said", "code", "retry_ms"),
    [
        (Rejected(Refusal.GAME_FULL), "game.full", None),
        (Rejected(Refusal.BAD_REQUEST, "why"), "bad_request", None),
        (Unavailable(), "unavailable", OUTAGE_RETRY_MS),
        (Gone(), "unavailable", MOVED_RETRY_MS),
        (Broken(), "internal", None),
    ],
)
def test_a_refusal_has_its_code(said: Refused, code: str, retry_ms: int | None) -> None:
    reply = refused("c1", said)
    assert (reply.re, reply.ok) == ("c1", False)
    assert (reply.error.code, reply.error.retry_after_ms) == (code, retry_ms)


def test_the_detail_is_for_people() -> None:
    assert refused("c1", Rejected(Refusal.BAD_REQUEST, "why")).error.message.endswith("(why)")
    said = unavailable("c1", "moving", 5)
    assert (said.error.retry_after_ms, "moving" in said.error.message) == (5, True)
