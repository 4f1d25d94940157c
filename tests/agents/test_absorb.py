"""Replies: what the server could not take is tried again, what it refused never is."""

import pytest

from agents.absorb import PASSING, TRIES_MAX, absorb
from agents.mind import ANSWER, born, with_done
from agents.tabletalk import Saying, Talk, sent
from game.ids import PlayerId
from game.refusals import Refusal
from tests.agents.evening import GAME, personas, repertoire, touched

MIND = touched(
    with_done(born(GAME, PlayerId("me"), personas()[0], repertoire(), "seed", 1.0), ANSWER), round=4
)
ID = MIND.command_id(ANSWER)


def test_an_accepted_act_stays_done() -> None:
    assert absorb(MIND, ID, None) == MIND


@pytest.mark.parametrize("code", [*Refusal, "forbidden", "some.future_code"])
def test_a_refusal_is_final(code: str) -> None:
    after = absorb(MIND, ID, code)
    assert after.done == (ANSWER,)
    assert after.put_off == {}


@pytest.mark.parametrize("code", PASSING)
def test_a_passing_trouble_puts_off_and_gives_up_in_the_end(code: str) -> None:
    mind = MIND
    for times in range(1, TRIES_MAX + 1):
        mind = absorb(mind, ID, code)
        assert mind.done == ()
        assert mind.put_off == {ANSWER: times}
        mind = with_done(mind, ANSWER)
    mind = absorb(mind, ID, code)
    assert mind.done == (ANSWER,)


def test_success_after_trouble_is_success() -> None:
    mind = with_done(absorb(with_done(MIND, "chat"), ID, "unavailable"), ANSWER)
    assert absorb(mind, ID, None).put_off == {}
    assert absorb(mind, ID, None).done == ("chat", ANSWER)


@pytest.mark.parametrize("stale", ["me.3.answer", "else", "", MIND.command_id("vote.best")])
def test_a_stale_reply_changes_nothing(stale: str) -> None:
    for code in (None, "unavailable", "round.closed"):
        assert absorb(MIND, stale, code) is MIND


def test_an_answer_at_a_table_is_said_refused_or_tried_again() -> None:
    saying = Saying(id="me.say.1", text="Hello.", due_ms=5)
    mind = touched(MIND, talk=sent(Talk(saying=saying), 10))
    assert absorb(mind, saying.id, None).talk.saying is None
    assert absorb(mind, saying.id, "forbidden").talk.saying is None
    again = absorb(mind, saying.id, "rate_limited").talk.saying
    assert again is not None
    assert (again.sent_ms, again.due_ms > 10) == (None, True)
    waiting = touched(MIND, talk=Talk(saying=saying))
    assert absorb(waiting, saying.id, None) is waiting
