"""Hearing: votes teach from the reflex up, and one's own name is heard in a chat."""

from agents.hearing import felt, heard
from agents.mind import Mind, born
from agents.neurons.brain import Brain
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
