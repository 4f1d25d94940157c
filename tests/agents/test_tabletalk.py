"""A talk at a table: one line at a time, the newest next, and an answer comes or is given up."""

import pytest
from msgspec.structs import replace

from agents.tabletalk import (
    BACKOFF_MS,
    GOES_ON_MS,
    STALE_MS,
    TRIES_MAX,
    Call,
    Saying,
    Talk,
    answered,
    is_named,
    sent,
    taken_up,
    told,
    turned,
    without_name,
)
from game.ids import MessageId, PlayerId

ADA, BOB = PlayerId("ada"), PlayerId("bob")
CALL = Call(who=ADA, message=MessageId("m1"), text="hi", at_ms=1_000)
SAYING = Saying(id="me.say.m1", text="Hello", due_ms=3_000)
NAME = "Odette Crumbwell"


@pytest.mark.parametrize("text", ["Odette!", "is Ms. CRUMBWELL in?", "the baker, please"])
def test_one_is_named_by_any_word_of_a_name(text: str) -> None:
    assert is_named(text, NAME, "baker")
    assert not is_named(text, "Bramble", "goat")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Odette, tell me a joke", "tell me a joke"),
        ("how are you, Odette Crumbwell?", "how are you?"),
        ("how are you, Odette", "how are you"),
        ("- Odette: hello", "hello"),
        ("hi Odette!", "hi"),
        ("Is Odette in today?", "Is Odette in today?"),
        ("Odette?!", ""),
        ("...", ""),
        ("", ""),
    ],
)
def test_what_is_left_without_the_name_is_what_there_is_to_answer(text: str, left: str) -> None:
    assert without_name(text, NAME, "baker") == left


def test_a_line_is_taken_up_once_and_nothing_beside_it() -> None:
    talk, call = taken_up(Talk(call=CALL), 2_000)
    assert (call, talk) == (CALL, Talk(asked=CALL))
    newer = replace(talk, call=replace(CALL, message=MessageId("m2")))
    assert taken_up(newer, 2_000) == (newer, None)
    typing = replace(newer, asked=None, saying=SAYING)
    assert taken_up(typing, 2_000) == (typing, None)
    assert taken_up(Talk(), 2_000) == (Talk(), None)


def test_what_nobody_has_seen_to_for_long_is_let_be() -> None:
    assert taken_up(Talk(call=CALL), CALL.at_ms + STALE_MS)[1] == CALL
    assert taken_up(Talk(call=CALL), CALL.at_ms + STALE_MS + 1) == (Talk(), None)


def test_an_answer_makes_a_partner_and_is_counted() -> None:
    talk = answered(Talk(asked=CALL, answered={ADA: 1}), CALL, SAYING, is_over=False)
    assert talk == Talk(
        saying=SAYING, partner=ADA, until_ms=SAYING.due_ms + GOES_ON_MS, answered={ADA: 2}
    )
    over = answered(Talk(asked=CALL, partner=ADA), CALL, SAYING, is_over=True)
    assert (over.saying, over.partner, over.answered) == (SAYING, None, {ADA: 1})


def test_no_answer_ends_the_talk_and_a_stale_one_changes_nothing() -> None:
    assert answered(Talk(asked=CALL, partner=ADA), CALL, None, is_over=True) == Talk()
    other = Talk(asked=replace(CALL, who=BOB))
    assert answered(other, CALL, SAYING, is_over=False) is other


def test_what_could_not_be_sent_is_tried_again_ever_later_and_given_up() -> None:
    talk = Talk(saying=SAYING)
    for tries in range(1, TRIES_MAX):
        talk = told(sent(talk, 5_000), is_passing=True)
        assert talk.saying == replace(
            SAYING, tries=tries, due_ms=5_000 + (BACKOFF_MS << tries), sent_ms=None
        )
    assert told(sent(talk, 5_000), is_passing=True) == Talk()
    assert told(sent(Talk(saying=SAYING), 5_000), is_passing=False) == Talk()


def test_a_new_phase_lets_be_what_was_not_begun() -> None:
    talk = Talk(call=CALL, saying=SAYING, partner=ADA, answered={ADA: 1})
    assert turned(talk) == Talk(saying=SAYING)
    assert (Talk(saying=SAYING).is_busy, Talk(call=CALL).is_busy) == (True, False)
