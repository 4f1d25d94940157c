"""The judge's port can be filled by a plain object."""

from collections.abc import Mapping

from agents.ports import Judge
from game.commands import Prompt, Verdict
from game.ids import ResponseId


class Kind:
    """Gives everyone full marks."""

    name = "kind"

    async def judge(
        self, prompt: Prompt, responses: Mapping[ResponseId, str]
    ) -> dict[ResponseId, Verdict]:
        return {response: Verdict(10, 10, 10) for response in responses}


async def test_a_judge_scores_by_response() -> None:
    judge: Judge = Kind()
    verdicts = await judge.judge(Prompt("Why?", "office", "easy"), {ResponseId("r1"): "Because"})
    assert verdicts == {ResponseId("r1"): Verdict(10, 10, 10)}
