"""Hearing: votes teach from the reflex up, and one's own name is heard in a chat."""

import pytest

from agents.hearing import felt, heard, said
from agents.mind import Mind, born
from agents.neurons.brain import Brain
from agents.tabletalk import GOES_ON_MS, Call, Talk
from game.ids import MessageId, PlayerId, ResponseId
from game.results import Result, VoteCount
from game.views import ChatView, RoundCompletedView
from tests.agents.evening import GAME, T0, personas, repertoire, touched

ME, BOB, EVE = PlayerId("me"), PlayerId("bob"), PlayerId("eve")


def mind(**changes: object) -> Mind:
    lively = touched(personas()[0].pace, chattiness=1.0)
    persona = touched(personas()[0], pace=lively)
    waking = born(GAME, ME, persona, repertoire(), "seed", 1.0)
    return touched(waking, prompt="A day out", **changes)


def result(player: PlayerId, text: str, funny: int) -> Result:
    return Result(
        response=ResponseId(f"r-{player}"),
        player=player,
        text=text,
        is_ai=False,
        scores=None,
        judge=None,
        votes=VoteCount(funny=funny),
        points=0,
    )


def revealed(*results: Result) -> RoundCompletedView:
    return RoundCompletedView(
        game=GAME, seq=1, at=T0, round=1, results=results, standings=(), reveal_until=T0
    )


def test_votes_teach_what_they_like_here_and_what_my_device_was_worth() -> None:
    taught = mind(brain=Brain(device="quip"))
    view = revealed(
        result(ME, "Hay!!!", 3),
        result(BOB, "A long and rather ordinary answer about nothing much at all", 0),
        result(EVE, "Another one of these long ordinary answers about nothing", 1),
    )
    brain, _ = felt(taught, view)
    assert brain.jokes["zest"] > 0 > brain.jokes["length"]
    assert brain.grown.devices["quip"] > 0
    assert [each.source for each in brain.signals] == ["L1", "L2", "L4"]


def test_a_round_without_votes_teaches_nothing_but_is_felt() -> None:
    brain, reflex = felt(mind(), revealed(result(ME, "Hay", 0), result(BOB, "Buns", 0)))
    assert (brain.jokes, brain.grown.devices, reflex) == ({}, {}, "")
    assert [each.source for each in brain.signals] == ["L1"]


def test_who_is_named_starts_now_and_then() -> None:
    names = {ME: "Bramble", BOB: "Bob"}
    shown = []
    for number in range(40):
        view = ChatView(
            game=GAME,
            seq=1,
            at=T0 + number,
            message=MessageId(f"m{number}"),
            player=BOB,
            text="Bramble!",
        )
        after = heard(mind(names=names), view)
        assert after.brain.count == 1
        shown.append(after.reflex)
        assert after.reflex_ms == (T0 + number if after.reflex else 0)
    assert set(shown) == {"wow", ""}
    other = ChatView(game=GAME, seq=1, at=T0, message=MessageId("m"), player=BOB, text="Bob!")
    assert heard(mind(names=names), other).brain.count == 0


def line(text: str, who: PlayerId = BOB, at: int = T0) -> ChatView:
    return ChatView(game=GAME, seq=1, at=at, message=MessageId("m"), player=who, text=text)


NAMES = {ME: "Odette Crumbwell", BOB: "Bob", EVE: "Eve"}


@pytest.mark.parametrize("phase", ["lobby", "reveal", "completed"])
def test_who_is_named_is_called_where_there_is_time(phase: str) -> None:
    after = heard(mind(names=NAMES, phase=phase), line("hello, Odette"))
    assert after.talk.call == Call(who=BOB, message=MessageId("m"), text="hello, Odette", at_ms=T0)
    assert heard(mind(names=NAMES, phase=phase), line("hello")).talk.call is None
    trade = heard(mind(names=NAMES, phase=phase), line(f"hello, {mind().persona.slug}"))
    assert trade.talk.call is not None
    busy = heard(mind(names=NAMES, phase="answering"), line("hello, Odette"))
    assert busy.talk.call is None
    wordless = mind(names=NAMES, phase=phase, brain=Brain(off=("L2",)))
    assert heard(wordless, line("hello, Odette")).talk.call is None


def test_a_talk_goes_on_without_the_name_until_it_is_old_or_for_another() -> None:
    talking = mind(names=NAMES, talk=Talk(partner=BOB, until_ms=T0 + 10))
    assert heard(talking, line("and you?", at=T0 + 10)).talk.call is not None
    assert heard(talking, line("and you?", at=T0 + 11)).talk.call is None
    assert heard(talking, line("and you, Eve?")).talk.call is None
    assert heard(talking, line("and you?", EVE)).talk.call is None


def test_machines_get_one_answer_and_behind_masks_everybody_two() -> None:
    once, twice = Talk(answered={BOB: 1}), Talk(answered={BOB: 2})
    machine = mind(names=NAMES, machines=(ME, BOB))
    assert heard(machine, line("Odette!")).talk.call is not None
    assert heard(touched(machine, talk=once), line("Odette!")).talk.call is None
    assert heard(mind(names=NAMES, talk=twice), line("Odette!")).talk.call is not None
    veiled = mind(names=NAMES, mode="turing", machines=(ME, BOB, EVE))
    assert heard(touched(veiled, talk=once), line("Odette!")).talk.call is not None
    assert heard(touched(veiled, talk=twice), line("Odette!")).talk.call is None
    # Of its other names nobody knows there.
    assert heard(veiled, line(f"hello, {mind().persona.slug}")).talk.call is None


def test_whom_i_name_is_in_a_talk_with_me() -> None:
    one = said(mind(names=NAMES), line("Good to see you, Bob.", ME))
    assert (one.talk.partner, one.talk.until_ms) == (BOB, T0 + GOES_ON_MS)
    for text in ("Good evening.", "Bob, Eve, good evening"):
        assert said(mind(names=NAMES), line(text, ME)).talk.partner is None
