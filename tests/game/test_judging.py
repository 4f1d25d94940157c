"""Judging: the judge has its budget, its sane scores count, and play never waits longer."""

import math

import msgspec
import pytest

from game.commands import LeaveGame, Reasoned, RecordVerdicts, Tick, Verdict
from game.events import JudgingStarted, RoundCompleted, RoundJudged, VotingStarted
from game.grounds import Grounds, Reason
from game.ids import SYSTEM, ResponseId
from game.refusals import Refusal
from game.state import Phase
from tests.game.table import GAME, Table, playing, seated

GOOD = Verdict(7, 8, 9)
WHY = Grounds(1, {"humor": {"brevity": 1}}, ("short",), (Reason("humor", "length.up", 1, "So."),))


def judged(*names: str, judging_seconds: int = 5) -> Table:
    """A game whose first answers lie before the judge."""
    table = playing(*names, settings={"judge": "auto", "judging_seconds": judging_seconds})
    table.answer(*names)
    return table


def test_the_judge_gets_its_budget() -> None:
    table = judged("ada", "bob")
    assert table.entries[-1].event == JudgingStarted(1, table.at_ms + 5_000)
    assert table.state.phase is Phase.JUDGING
    assert table.state.deadline_ms == table.at_ms + 5_000


def test_voting_follows_the_verdicts_at_once() -> None:
    table = judged("ada", "bob")
    (recorded, opened) = table.judge({"ada": (1, 2, 3)})
    assert recorded == RoundJudged(1, "ear", {table.response("ada"): Verdict(1, 2, 3)})
    assert isinstance(opened, VotingStarted)


def test_voting_follows_the_deadline_without_verdicts() -> None:
    table = judged("ada", "bob")
    table.wait(4_999)
    assert table.do(SYSTEM, Tick()) == ()
    table.wait(1)
    (opened,) = table.do(SYSTEM, Tick())
    assert isinstance(opened, VotingStarted)


def test_no_budget_means_no_waiting() -> None:
    table = judged("ada", "bob", judging_seconds=0)
    assert table.state.phase is Phase.VOTING
    names = [type(entry.event).__name__ for entry in table.entries[-2:]]
    assert names == ["JudgingStarted", "VotingStarted"]


def test_a_judge_with_nothing_to_say_ends_its_phase_and_is_not_named() -> None:
    table = judged("ada", "bob")
    recorded, _ = table.do(SYSTEM, RecordVerdicts(round=1, judge="ear"))
    assert recorded == RoundJudged(1, None, {})


@pytest.mark.parametrize("score", [-0.01, 10.01, math.nan, math.inf, -math.inf, 1e300])
@pytest.mark.parametrize("part", ["creativity", "humor", "relevance"])
def test_an_insane_verdict_is_dropped_and_the_sane_ones_count(score: float, part: str) -> None:
    table = judged("ada", "bob")
    insane = Verdict(**{"creativity": 5, "humor": 5, "relevance": 5, part: score})
    verdicts = {table.response("ada"): insane, table.response("bob"): GOOD}
    recorded, _ = table.do(SYSTEM, RecordVerdicts(round=1, judge="ear", verdicts=verdicts))
    assert recorded == RoundJudged(1, "ear", {table.response("bob"): GOOD})


@pytest.mark.parametrize("score", [0, 10])
def test_both_ends_of_the_scale_are_sane(score: int) -> None:
    table = judged("ada", "bob")
    recorded, _ = table.judge({"ada": (score, score, score)})
    assert isinstance(recorded, RoundJudged)
    assert len(recorded.verdicts) == 1


def test_a_verdict_on_an_unknown_response_is_dropped() -> None:
    table = judged("ada", "bob")
    verdicts = {ResponseId("nobody's"): GOOD}
    recorded, _ = table.do(SYSTEM, RecordVerdicts(round=1, judge="ear", verdicts=verdicts))
    assert recorded == RoundJudged(1, None, {})


def test_a_late_or_early_word_is_refused() -> None:
    table = playing("ada", "bob", settings={"judge": "auto"})
    word = RecordVerdicts(round=1, judge="ear")
    assert table.refused(SYSTEM, word) is Refusal.ROUND_CLOSED  # they still answer
    table.answer("ada", "bob")
    for number in (0, 2):
        assert table.refused(SYSTEM, RecordVerdicts(round=number)) is Refusal.ROUND_WRONG
    table.tick()
    assert table.refused(SYSTEM, word) is Refusal.ROUND_CLOSED  # voting has begun
    for _ in range(2):
        table.tick()
    assert table.state.round is not None
    assert table.state.round.number == 2
    assert table.refused(SYSTEM, word) is Refusal.ROUND_WRONG


def test_a_word_in_the_lobby_is_refused() -> None:
    assert seated("ada").refused(SYSTEM, RecordVerdicts(round=1)) is Refusal.ROUND_WRONG


def test_a_single_answer_with_nobody_to_vote_goes_from_the_judge_to_the_reveal() -> None:
    table = playing("ada", "bob", settings={"judge": "auto"})
    table.answer("ada")
    table.do("bob", LeaveGame(game=GAME))
    assert table.state.phase is Phase.JUDGING
    recorded, completed = table.judge({"ada": (10, 10, 10)})
    assert isinstance(recorded, RoundJudged)
    assert isinstance(completed, RoundCompleted)
    assert [result.points for result in completed.results] == [300]


def test_who_leaves_while_the_judge_reads_blocks_nothing() -> None:
    table = judged("ada", "bob", "cyd")
    table.do("cyd", LeaveGame(game=GAME))
    assert table.state.phase is Phase.JUDGING
    table.tick()
    assert table.state.phase is Phase.VOTING


def test_a_whole_number_is_kept_as_the_decimal_that_the_journal_gives_back() -> None:
    table = judged("ada", "bob")
    recorded, _ = table.judge({"ada": (7, 8, 9)})
    assert msgspec.json.encode(recorded).endswith(
        b'{"creativity":7.0,"humor":8.0,"relevance":9.0}}}'
    )


def test_the_grounds_are_kept_beside_the_verdicts_and_not_in_the_room() -> None:
    table = judged("ada", "bob")
    ada = table.response("ada")
    said = {ada: Reasoned(7, 8, 9, WHY), table.response("bob"): GOOD}
    word = RecordVerdicts(round=1, judge="ear", verdicts=dict(said), grounds={ada: WHY})
    recorded, _ = table.do(SYSTEM, word)
    assert isinstance(recorded, RoundJudged)
    assert recorded.grounds == {ada: WHY}
    assert recorded.verdicts[ada] == GOOD
    assert table.state.round is not None
    assert table.state.round.verdicts[ada] == GOOD
    # As the journal gives it back: the digest of a replay is over the same bytes.
    encoded = msgspec.json.encode(recorded)
    assert msgspec.json.encode(msgspec.json.decode(encoded, type=RoundJudged)) == encoded


@pytest.mark.parametrize("number", [math.nan, math.inf])
@pytest.mark.parametrize("where", ["confidence", "parts", "reasons"])
def test_grounds_that_no_journal_can_keep_are_dropped(number: float, where: str) -> None:
    insane = {
        "confidence": number,
        "parts": {"humor": {"brevity": number}},
        "reasons": (Reason("humor", "length.up", number, "So."),),
    }
    table = judged("ada", "bob")
    grounds = msgspec.structs.replace(WHY, **{where: insane[where]})
    ada = table.response("ada")
    word = RecordVerdicts(round=1, judge="ear", verdicts={ada: GOOD}, grounds={ada: grounds})
    recorded, _ = table.do(SYSTEM, word)
    assert recorded == RoundJudged(1, "ear", {ada: GOOD})


def test_an_insane_verdict_has_no_grounds_either() -> None:
    table = judged("ada", "bob")
    ada = table.response("ada")
    said = {ada: Verdict(11, 1, 1), table.response("bob"): GOOD}
    word = RecordVerdicts(round=1, judge="ear", verdicts=said, grounds={ada: WHY})
    recorded, _ = table.do(SYSTEM, word)
    assert recorded == RoundJudged(1, "ear", {table.response("bob"): GOOD})
