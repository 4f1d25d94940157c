"""The judge's port can be filled by a plain object."""

from agents.ports import Hearing, Judge, Sitting
from game.commands import Prompt, Verdict
from game.ids import ResponseId


class Kind:
    """Gives everyone full marks."""

    name = "kind"

    async def judge(self, hearing: Hearing) -> Sitting:
        verdicts = {response: Verdict(10, 10, 10) for response in hearing.responses}
        return Sitting(judge=self.name, verdicts=verdicts)


async def test_a_judge_scores_by_response() -> None:
    judge: Judge = Kind()
    responses = {ResponseId("r1"): "Because"}
    sitting = await judge.judge(Hearing(Prompt("Why?", "office", "easy"), responses, 2.0))
    assert sitting.verdicts == {ResponseId("r1"): Verdict(10, 10, 10)}
