"""Pace: human in a long phase, squeezed in a short one, and always before the deadline."""

from hypothesis import given
from hypothesis import strategies as st

from agents import pacing
from agents.mind import Mind, born
from game.ids import PlayerId, ResponseId
from game.snapshot import BallotLine
from tests.agents.evening import GAME, T0, personas, repertoire, touched

BALLOT = tuple(BallotLine(ResponseId(f"r{n}"), "An answer of some length") for n in range(11))


def mind(limit_ms: int | None = 60_000, **changes: object) -> Mind:
    newborn = born(GAME, PlayerId("me"), personas()[0], repertoire(), "seed", 1.0)
    deadline_ms = None if limit_ms is None else T0 + limit_ms
    fields = {"prompt": "The goat in the bakery", "draft": "I blame the jam.", "round": 1}
    return touched(newborn, since_ms=T0, deadline_ms=deadline_ms, **{**fields, **changes})


def margin_ms(limit_ms: int) -> float:
    return min(limit_ms, max(1_500, limit_ms / 10))


@given(
    st.integers(0, 600_000),
    st.sampled_from(personas()),
    st.integers(1, 50),
    st.sampled_from([0.0, 0.02, 1.0, 4.0]),
    st.integers(0, 280),
)
def test_nothing_comes_too_late(
    limit: int, persona: object, n: int, pace: float, size: int
) -> None:
    thinking = mind(limit, persona=persona, round=n, pace=pace, draft="x" * size, ballot=BALLOT)
    moments = [pacing.answer_ms(thinking), pacing.line_ms(thinking, "chat")]
    moments += [pacing.vote_ms(thinking, place, 3) for place in range(3)]
    for moment in moments:
        assert T0 <= moment <= T0 + limit - margin_ms(limit)


def test_answers_take_as_long_as_people_take() -> None:
    taken = [
        pacing.answer_ms(mind(round=n, persona=persona)) - T0
        for persona in personas()
        for n in range(1, 30)
    ]
    assert min(taken) >= 3_000
    assert max(taken) <= 25_000
    assert len(dict.fromkeys(taken)) > 200


def test_the_slowest_and_the_fastest_are_spread_too() -> None:
    pace = personas()[0].pace
    for think_ms, cps, least, most in ((60_000, 1.0, 20_000, 25_000), (0, 50.0, 3_000, 4_000)):
        extreme = touched(pace, think_min_ms=think_ms, think_max_ms=think_ms, typing_cps=cps)
        persona = touched(personas()[0], pace=extreme)
        minds = [mind(round=n, persona=persona, prompt="Why?") for n in range(30)]
        taken = [pacing.answer_ms(each) - T0 for each in minds]
        assert least <= min(taken) < max(taken) <= most
        assert len(dict.fromkeys(taken)) > 25


def test_long_answers_and_prompts_take_longer() -> None:
    short = pacing.answer_ms(mind())
    assert pacing.answer_ms(mind(draft="I blame the jam, and the other jam.")) > short
    assert pacing.answer_ms(mind(prompt="The goat in the bakery " * 3)) > short


def test_in_five_seconds_everyone_still_answers_but_not_at_once() -> None:
    taken = [pacing.answer_ms(mind(5_000, round=n)) - T0 for n in range(40)]
    assert max(taken) <= 3_500
    assert min(taken) >= 1_000
    assert max(taken) - min(taken) > 1_000


@given(st.integers(0, 60_000), st.integers(1, 50))
def test_votes_come_one_after_another(limit: int, n: int) -> None:
    voting = mind(limit, round=n, ballot=BALLOT)
    moments = [pacing.vote_ms(voting, place, 3) for place in range(3)]
    assert moments == sorted(moments)
    if limit >= 10_000:
        assert moments[0] + 100 < moments[1] < moments[2] - 100


def test_a_long_ballot_is_skimmed() -> None:
    one = pacing.vote_ms(mind(ballot=BALLOT[:1]), 0, 3)
    assert one < pacing.vote_ms(mind(ballot=BALLOT), 0, 3) <= T0 + 16_000


def test_pace_scales_everything() -> None:
    human, hasty = mind(), mind(pace=0.02)
    assert pacing.answer_ms(hasty) - T0 < (pacing.answer_ms(human) - T0) / 40
    assert pacing.ready_ms(hasty) - T0 < 150 < pacing.ready_ms(human) - T0


def test_without_a_deadline_time_is_free() -> None:
    assert 1_500 <= pacing.ready_ms(mind(None)) - T0 <= 6_000
    assert pacing.line_ms(mind(None), "greet") > T0


def test_each_try_waits_longer_up_to_a_limit() -> None:
    tried = mind(acted_ms=T0)
    waits = [pacing.retry_ms(tried, times) - T0 for times in range(1, 30)]
    assert waits[:4] == [1_000, 2_000, 4_000, 8_000]
    assert max(waits) == 8_000


def test_a_reflex_shows_soon_after_what_set_it_off() -> None:
    taken = []
    for n in range(40):
        felt = mind(reflex="laugh", reflex_ms=T0 + 500, round=n)
        taken.append(pacing.reflex_ms(felt) - T0 - 500)
        swift = pacing.reflex_ms(touched(felt, pace=0.5)) - T0 - 500
        assert swift == int(taken[-1] * 0.5)
    assert 400 <= min(taken) < max(taken) <= 1_400


def test_a_reply_takes_as_long_as_to_read_think_and_type_and_never_too_long() -> None:
    for n in range(30):
        short, long = (
            pacing.reply_ms(mind(), f"{n}", "x" * length, T0) - T0 for length in (5, 400)
        )
        assert 800 <= short < long <= 12_000
    assert pacing.reply_ms(mind(pace=0.1), "hello", "x" * 400, T0) - T0 == 1_200
