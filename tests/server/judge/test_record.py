"""Who judged is counted by who it was and why; agreement is a running mean."""

from agents.ports import Sitting
from server.judge.record import SMOOTHING, Record


def test_rounds_are_counted_by_who_judged_and_why() -> None:
    record = Record()
    record.note(None, "late")
    for because in ("", "away", "away"):
        record.note(Sitting(judge="offline", verdicts={}, because=because), "broken")
    assert record.rounds == {("nobody", "late"): 1, ("offline", ""): 1, ("offline", "away"): 2}
    assert record.agreement is None


def test_agreement_moves_by_a_part_with_each_round_that_has_one() -> None:
    record = Record()
    record.note(Sitting(judge="model", verdicts={}, agreement=1.0), "broken")
    assert record.agreement == 1.0
    record.note(Sitting(judge="model", verdicts={}), "broken")
    record.note(Sitting(judge="model", verdicts={}, agreement=0.0), "broken")
    assert record.agreement == 1.0 - SMOOTHING
