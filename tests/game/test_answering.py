"""Answering: one answer per seat and round, in time; the last one in closes the phase."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.commands import KickPlayer, LeaveGame, SubmitResponse, ThawClock, Tick
from game.events import ResponseSubmitted
from game.ids import SYSTEM, ResponseId
from game.refusals import Refusal, Rejected
from game.results import Result
from game.state import Phase
from game.views import VotingStartedView
from game.words import CLEAN_TABLE
from tests.game.table import GAME, Table, playing, seated

NAMES = ("ada", "bob", "cyd", "dan")


def kinds(events: object) -> list[str]:
    assert isinstance(events, tuple)
    return [type(event).__name__ for event in events]


def test_an_answer_is_kept_with_its_time_and_count() -> None:
    table = playing("ada", "bob", "cyd")
    table.wait(1_234)
    assert table.answer("bob") == (
        ResponseSubmitted(
            round=1,
            author=table.player("bob"),
            response=table.response("bob"),
            text="bob says",
            elapsed_ms=1_234,
            received=1,
            expected=3,
        ),
    )
    assert table.state.phase is Phase.ANSWERING


def test_spaces_around_an_answer_are_not_part_of_it() -> None:
    table = playing("ada", "bob")
    (submitted,) = table.do("ada", table.submission(" \t a joke \n"))
    assert isinstance(submitted, ResponseSubmitted)
    assert submitted.text == "a joke"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", Refusal.RESPONSE_EMPTY),
        (" \n\t ", Refusal.RESPONSE_EMPTY),
        ("x" * 281, Refusal.RESPONSE_TOO_LONG),
        ("é" * 281, Refusal.RESPONSE_TOO_LONG),
        ("👍🏽" * 281, Refusal.RESPONSE_TOO_LONG),
        ("\u200d".join("👩" * 2_000), Refusal.RESPONSE_TOO_LONG),
        ("\u200b\u3164\u2800", Refusal.RESPONSE_EMPTY),
        ("a\u202eb", Refusal.RESPONSE_REFUSED),
        ("a\x00b", Refusal.RESPONSE_REFUSED),
        ("\ud800", Refusal.RESPONSE_REFUSED),
        ("z" + "\u0336" * 4, Refusal.RESPONSE_REFUSED),
    ],
)
def test_a_text_that_is_no_answer_is_refused(text: str, refusal: Refusal) -> None:
    table = playing("ada", "bob")
    assert table.refused("ada", table.submission(text)) is refusal


def test_280_characters_are_an_answer_however_many_bytes_they_take() -> None:
    table = playing("ada", "bob")
    table.do("ada", table.submission(" " + "🦆" * 280))
    assert len(table.state.round.answers[table.player("ada")].text) == 280


def test_an_answer_is_as_long_as_it_looks() -> None:
    table = playing("ada", "bob")
    table.do("ada", table.submission("👍🏽" * 280))
    assert len(table.state.round.answers[table.player("ada")].text) == 560
    table = playing("ada", "bob")
    table.do("ada", table.submission("one\n two\te\u0301"))
    assert table.state.round.answers[table.player("ada")].text == "one two é"


def test_swearing_is_let_be_covered_or_refused() -> None:
    said = {}
    for profanity in ("off", "mask"):
        table = playing("ada", "bob", settings={"profanity": profanity})
        table.do("ada", table.submission("f.u.c.k this, Dickens"))
        said[profanity] = table.state.round.answers[table.player("ada")].text
    assert said == {"off": "f.u.c.k this, Dickens", "mask": "*.*.*.* this, Dickens"}
    table = playing("ada", "bob", settings={"profanity": "refuse"})
    rejected = table.post("ada", table.submission("f.u.c.k this"))
    assert rejected == Rejected(Refusal.RESPONSE_REFUSED, CLEAN_TABLE)
    table.do("ada", table.submission("Dickens"))


def test_a_machine_answers_by_the_same_rules() -> None:
    table = playing("ada", agents=1, settings={"profanity": "refuse"})
    (machine,) = [seat.user for seat in table.state.active if seat.is_ai]
    assert table.refused(machine, table.submission("shit")) is Refusal.RESPONSE_REFUSED


def test_who_may_not_answer() -> None:
    table = seated("ada", "bob", "cyd")
    first = SubmitResponse(game=GAME, round=1, text="hello")
    assert table.refused("ada", first) is Refusal.ROUND_WRONG  # nothing was asked yet
    table.start()
    assert table.refused("stranger", first) is Refusal.GAME_NOT_SEATED
    table.do("cyd", LeaveGame(game=GAME))
    assert table.refused("cyd", first) is Refusal.GAME_NOT_SEATED
    for number in (0, 2, -1):
        command = SubmitResponse(game=GAME, round=number, text="hello")
        assert table.refused("ada", command) is Refusal.ROUND_WRONG
    table.do("ada", first)
    assert table.refused("ada", first) is Refusal.RESPONSE_DUPLICATE


def test_an_answer_after_the_close_is_refused() -> None:
    table = playing("ada", "bob", "cyd")
    table.answer("ada")
    table.tick()
    assert table.state.phase is Phase.VOTING
    assert table.refused("bob", table.submission("late")) is Refusal.ROUND_CLOSED
    assert table.refused("ada", table.submission("again")) is Refusal.RESPONSE_DUPLICATE


def test_the_last_answer_closes_the_phase_at_once() -> None:
    table = playing("ada", "bob", settings={"judge": "auto"})
    table.answer("ada")
    assert kinds(table.answer("bob")) == ["ResponseSubmitted", "JudgingStarted"]


def test_with_the_judge_off_voting_follows_at_once() -> None:
    table = playing("ada", "bob")
    table.answer("ada")
    assert kinds(table.answer("bob")) == ["ResponseSubmitted", "VotingStarted"]


def test_the_deadline_closes_at_exactly_its_millisecond() -> None:
    table = playing("ada", "bob", "cyd")
    assert table.state.deadline_ms == table.at_ms + 60_000
    table.answer("ada", "bob")
    table.wait(59_999)
    assert table.do(SYSTEM, Tick()) == ()
    table.wait(1)
    assert kinds(table.do(SYSTEM, Tick())) == ["VotingStarted"]


def test_an_answer_that_reaches_the_room_before_its_tick_still_counts() -> None:
    """The room closes a phase, not the clock: who was queued behind a slow write is not late."""
    table = playing("ada", "bob", "cyd")
    table.wait(60_000)
    assert kinds(table.answer("ada")) == ["ResponseSubmitted", "VotingStarted"]


def test_a_round_without_an_answer_goes_straight_to_its_reveal() -> None:
    table = playing("ada", "bob", settings={"judge": "auto"})
    (completed,) = table.tick()
    assert kinds((completed,)) == ["RoundCompleted"]
    assert table.state.phase is Phase.REVEAL
    assert table.state.round is not None
    assert table.state.round.results == ()


@pytest.mark.parametrize("command", ["leave", "kick"])
def test_a_leaver_never_blocks_the_round(command: str) -> None:
    table = playing("ada", "bob", "cyd")
    table.answer("ada", "bob")
    if command == "leave":
        events = table.do("cyd", LeaveGame(game=GAME))
    else:
        events = table.do("ada", KickPlayer(game=GAME, player=table.player("cyd")))
    assert kinds(events) == ["PlayerLeft", "VotingStarted"]


def test_the_answer_of_a_leaver_stays_but_is_not_waited_for() -> None:
    table = playing("ada", "bob", "cyd")
    table.answer("cyd")
    table.do("cyd", LeaveGame(game=GAME))
    (submitted,) = table.answer("ada")
    assert isinstance(submitted, ResponseSubmitted)
    assert (submitted.received, submitted.expected) == (2, 3)
    table.answer("bob")
    assert table.state.round is not None
    assert len(table.state.round.ballot) == 3


def test_an_answer_given_before_its_round_began_took_no_time() -> None:
    """After an outage the round's start is moved on, maybe past an answer on its way."""
    table = playing("ada", "bob")
    table.do(SYSTEM, ThawClock(lost_ms=5_000, reason="storage"))
    table.wait(3_000)
    table.answer("ada")
    assert table.state.round is not None
    assert table.state.round.answers[table.player("ada")].elapsed_ms == 0


def evening(order: tuple[str, ...]) -> tuple[Table, dict[str, Result]]:
    """One round in which these answer in one instant, in this order; votes go by author."""
    table = playing(*NAMES, settings={"weights": {"votes": 70, "speed": 30}})
    table.wait(4_321)
    table.answer(*order)
    for voter, author in (("ada", "bob"), ("bob", "cyd"), ("cyd", "bob"), ("dan", "ada")):
        table.vote(voter, author)
    assert table.state.round is not None
    return table, {table.state.seats[r.player].name: r for r in table.state.round.results}


def ballot(table: Table) -> tuple[ResponseId, ...]:
    assert table.state.round is not None
    return table.state.round.ballot


def test_simultaneous_answers_commute() -> None:
    """Method: the same four answers in all 24 orders within one millisecond."""
    first, results = evening(NAMES)
    assert [result.points for result in results.values()].count(0) < len(NAMES)
    for order in permutations(NAMES):
        table, again = evening(order)
        assert table.state.phase is first.state.phase is Phase.REVEAL
        assert table.state.deadline_ms == first.state.deadline_ms
        # Ids and ballot are drawn by count: the same to the last bit, whoever came first.
        assert ballot(table) == ballot(first)
        assert {name: result.text for name, result in again.items()} == {
            name: result.text for name, result in results.items()
        }
        assert {name: result.points for name, result in again.items()} == {
            name: result.points for name, result in results.items()
        }
        assert {name: result.votes for name, result in again.items()} == {
            name: result.votes for name, result in results.items()
        }


def ballot_of(order: tuple[str, ...], pauses: tuple[int, ...]) -> tuple[ResponseId, ...]:
    table = playing(*NAMES)
    for name, pause in zip(order, pauses, strict=True):
        table.wait(pause)
        if pause > 9_000:
            table.do(SYSTEM, ThawClock(lost_ms=pause, reason="storage"))
        table.answer(name)
    opened = table.views(None)[-1]
    assert isinstance(opened, VotingStartedView)
    return tuple(line.id for line in opened.responses)


@settings(max_examples=30)
@given(st.permutations(NAMES), st.tuples(*[st.integers(0, 10_000)] * 4))
def test_a_ballot_does_not_tell_who_answered_when(
    order: list[str], pauses: tuple[int, ...]
) -> None:
    """Method: whoever answers in whatever order and pace, outages included, the ids are the same.

    So they can't hold anything about it; only the texts under them differ.
    """
    drawn = ballot_of(tuple(order), pauses)
    assert sorted(drawn) == sorted(ballot_of(NAMES, (0, 0, 0, 0)))
    assert len(dict.fromkeys(each[:13] for each in drawn)) == 1
