"""Whatever becomes of the judge's process, a round waits no longer than its budget.

Method: real processes of our own below a real Bench, in a node of twins, whose clock stands still.
"""

import asyncio
import sys
import time

import pytest

from agents.ports import Hearing
from game.events import RoundJudged
from game.state import Phase
from server.judge.child_task import Child
from server.judge.offline import OfflineJudge
from tests.server.conftest import NewNode
from tests.server.fake_clock import until
from tests.server.stage import TwinNode
from tests.server.visiting import FakeVisitor

BUDGET_S = 0.5
BEGIN = "import sys\nprint('{\"n\":0}', flush=True)\nfor line in sys.stdin:\n    "
OPINION = '{"creativity":%s,"humor":1,"relevance":1,"grounds":{}}'


def says(*scores: str) -> str:
    """A program that gives these scores, whatever it is asked."""
    opinions = ",".join(OPINION % each for each in scores)
    # Everything is task 1 to it, so it is right once, unless what it says is wrong.
    return BEGIN + f'print(\'{{"n":1,"opinions":[{opinions}]}}\', flush=True)'


TROUBLES = {
    "hangs": BEGIN + "import time; time.sleep(60)",
    "hangs at once": "import time; time.sleep(60)",
    "crashes": BEGIN + "import os; os._exit(11)",
    "crashes at once": "import os; os._exit(11)",
    "one too few": says("1"),
    "one too many": says("1", "1", "1"),
    "NaN": says("NaN", "NaN"),
    "null": says("null", "null"),
    "below 0": says("-0.01", "1"),
    "above 10": says("1", "10.01"),
    "no JSON": BEGIN + "print('ten of ten', flush=True)",
    "silent": BEGIN + "pass",
}


async def judged(node: TwinNode) -> tuple[str, float]:
    """A game whose first round was answered, and how long it took to come to the vote."""
    ada, bob = FakeVisitor("ada"), FakeVisitor("bob")
    game = await node.playing(ada, bob, settings={"judge": "auto"})
    for person in (ada, bob):
        await node.ask(person, "response.submit", game=game, round=1, text=f"by {person.name}")
    began = time.monotonic()
    await until(lambda: node.state(game).phase is Phase.VOTING)
    return game, time.monotonic() - began


def word(node: TwinNode, game: str) -> RoundJudged:
    (said,) = [
        entry.event
        for entry in node.databases.entries(game)
        if isinstance(entry.event, RoundJudged)
    ]
    return said


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_round_goes_on_within_its_budget_and_without_scores(
    trouble: str, new_node: NewNode
) -> None:
    child = Child((sys.executable, "-I", "-c", TROUBLES[trouble]), hang_s=0.4, start_s=0.4)
    node = new_node(judges={"offline": OfflineJudge(child)}, budget_s=BUDGET_S)
    try:
        game, took_s = await judged(node)
        assert took_s < BUDGET_S + 0.5, "the rest is the test's own time"
        said = word(node, game)
        assert (said.judge, said.verdicts) == (None, {})
        current = node.state(game).round
        assert current is not None
        assert current.judge is None
    finally:
        child.close()


async def test_the_scores_of_one_that_works_are_kept(new_node: NewNode) -> None:
    """The measure of the others: the same, but right."""
    program = (
        "import json, sys\n"
        "print('{\"n\":0}', flush=True)\n"
        "for line in sys.stdin:\n"
        "    task = json.loads(line)\n"
        f"    one = json.loads('{OPINION % 7}')\n"
        "    said = {'n': task['n'], 'opinions': [one] * len(task.get('answers', ()))}\n"
        "    print(json.dumps(said), flush=True)\n"
    )
    child = Child((sys.executable, "-I", "-c", program), hang_s=5.0)
    node = new_node(judges={"offline": OfflineJudge(child)}, budget_s=10.0)
    try:
        game, _ = await judged(node)
        said = word(node, game)
        assert said.judge == "offline"
        assert [each.creativity for each in said.verdicts.values()] == [7.0, 7.0]
    finally:
        child.close()


async def test_a_judge_that_is_stopped_in_one_round_judges_the_next(new_node: NewNode) -> None:
    """Method: it hangs when it is asked for the first time, and never again."""
    program = BEGIN + (
        "import json, os, time\n"
        "    task = json.loads(line)\n"
        "    if 'by Ada' in task.get('answers', ()) and not task.get('is_ahead'):\n"
        "        time.sleep(60)\n"
        f"    one = json.loads('{OPINION % 7}')\n"
        "    said = {'n': task['n'], 'opinions': [one] * len(task.get('answers', ()))}\n"
        "    print(json.dumps(said), flush=True)\n"
    )
    child = Child((sys.executable, "-I", "-c", program), hang_s=0.3)
    judge = OfflineJudge(child)
    node = new_node(judges={"offline": judge}, budget_s=5.0)
    try:
        game, _ = await judged(node)
        assert word(node, game).judge is None
        current = node.state(game).round
        assert current is not None
        async with asyncio.timeout(5):
            child._hang_s = 5.0
            responses = {current.ballot[0]: "another answer"}
            said = await judge.judge(Hearing(current.prompt, responses, 5.0))
        assert len(said.verdicts) == 1
    finally:
        child.close()
