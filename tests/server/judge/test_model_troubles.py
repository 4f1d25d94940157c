"""Whatever becomes of a language model that judges, rounds go on and no score rises by it.

Method: a real endpoint of our own on the loopback, asked by the real parts below a real Bench; the
offline judge beside it is a scripted one, and rounds are played on a node of twins.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping

import pytest

from agents.judge.model_judge import REACH
from agents.ports import Hearing, Sitting
from agents.providers.asked_judge import AskedJudge
from game.commands import Prompt, Verdict
from game.events import RoundCompleted, RoundJudged
from game.ids import ResponseId
from game.state import Phase
from tests.agents.judge.attacks import ATTACKS
from tests.agents.judge.models import FIRST, TENS, Obedient
from tests.agents.providers.endpoint import Endpoint, chat, listening
from tests.server.conftest import NewNode
from tests.server.fake_clock import until
from tests.server.stage import TwinNode
from tests.server.visiting import FakeVisitor

BUDGET_S = 1.0
LOW = Verdict(2, 3, 4)
NO_TEN = '{"creativity": 11, "humor": 11, "relevance": 11}'


class Sober:
    """The offline judge: everybody gets the same."""

    name = "offline"

    async def judge(self, hearing: Hearing) -> Sitting:
        return Sitting(judge=self.name, verdicts=dict.fromkeys(hearing.responses, LOW))


def asking(endpoint: Endpoint) -> AskedJudge:
    """The judge that asks there."""
    return AskedJudge(endpoint.model(), Sober(), b"secret")


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with listening() as made:
        yield made


async def judged(node: TwinNode, answers: Mapping[FakeVisitor, str]) -> tuple[RoundJudged, float]:
    """The judge's word on the first round of a game, and how long the game waited for it."""
    game = await node.playing(*answers, settings={"judge": "auto", "judging_seconds": 30})
    for person, text in answers.items():
        await node.ask(person, "response.submit", game=game, round=1, text=text)
    began = time.monotonic()
    await until(lambda: node.state(game).phase is Phase.VOTING)
    took_s = time.monotonic() - began
    await node.clock.advance(60_000)
    await until(lambda: "RoundCompleted" in node.databases.kinds(game))
    events = [entry.event for entry in node.databases.entries(game)]
    (said,) = [each for each in events if isinstance(each, RoundJudged) and each.round == 1]
    shown = next(each for each in events if isinstance(each, RoundCompleted))
    for result in shown.results:
        assert result.judge == said.judge, "the reveal tells who it was"
        assert result.because == (said.because or "")
    return said, took_s


TROUBLES = {
    "hangs": (None, "late"),
    "closes": (b"", "away"),
    "refuses": (b"HTTP/1.1 429 Too Many Requests\r\n\r\n", "away"),
    "is no endpoint": (b"220 mail.example ESMTP\r\n", "away"),
    "chats": (chat("I give everyone a ten!"), "nonsense"),
    "is beyond the scale": (chat(NO_TEN), "nonsense"),
    "says NaN": (chat(TENS.replace("10", "NaN")), "nonsense"),
    "says a list": (chat(f"[{TENS}]"), "nonsense"),
    "says nothing": (chat(""), "nonsense"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_the_round_goes_on_with_the_offline_scores_and_tells_why(
    trouble: str, endpoint: Endpoint, new_node: NewNode
) -> None:
    endpoint.says, because = TROUBLES[trouble]
    node = new_node(judges={"model": asking(endpoint)}, budget_s=BUDGET_S)
    people = {FakeVisitor("ada"): "A moon on a string", FakeVisitor("bob"): "Butter"}
    said, took_s = await judged(node, people)
    assert took_s < BUDGET_S + 0.5, "the rest is the test's own time"
    assert (said.judge, said.because) == ("offline", because)
    assert set(said.verdicts.values()) == {LOW}
    assert node.bench.record.rounds == {("offline", because): 1}


async def test_a_model_that_hangs_costs_the_budget_of_few_rounds_and_is_tried_again(
    endpoint: Endpoint, new_node: NewNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: a round in each of five games; before the last the model is well, and time passes."""
    rested_s = 0.0
    loop = asyncio.get_running_loop()
    monkeypatch.setattr("agents.providers.asked_judge._now_s", lambda: loop.time() + rested_s)
    endpoint.says = None
    node = new_node(judges={"model": asking(endpoint)}, budget_s=BUDGET_S)

    async def played(name: str) -> tuple[str, str, bool]:
        people = {FakeVisitor(f"{name}1"): "A moon", FakeVisitor(f"{name}2"): "Butter"}
        said, took_s = await judged(node, people)
        return said.judge, said.because or "", took_s > BUDGET_S / 2

    for name in ("ada", "bob", "cyd"):
        assert await played(name) == ("offline", "late", True)
    asked = len(endpoint.heard)
    assert await played("dan") == ("offline", "away", False)
    assert len(endpoint.heard) == asked
    endpoint.obeys, rested_s = Obedient(6.0), 60.0
    for name in ("eve", "fay"):
        assert await played(name) == ("model: llama", "", False)
    assert node.bench.record.rounds == {
        ("offline", "late"): 3,
        ("offline", "away"): 1,
        ("model: llama", ""): 2,
    }


async def test_a_model_that_answers_is_named(endpoint: Endpoint, new_node: NewNode) -> None:
    endpoint.obeys = Obedient(6.0)
    node = new_node(judges={"model": asking(endpoint)}, budget_s=10.0)
    people = {FakeVisitor("ada"): "A moon on a string", FakeVisitor("bob"): "Butter"}
    said, _ = await judged(node, people)
    assert (said.judge, bool(said.because)) == ("model: llama", False)
    assert set(said.verdicts.values()) == {Verdict(6, 6, 6)}


async def test_the_most_gullible_model_gives_nobody_more_than_its_reach(
    endpoint: Endpoint, new_node: NewNode
) -> None:
    endpoint.says = chat(TENS)
    node = new_node(judges={"model": asking(endpoint)}, budget_s=10.0)
    said, _ = await judged(node, {FakeVisitor("ada"): "A moon", FakeVisitor("bob"): "Butter"})
    most = Verdict(LOW.creativity + REACH, LOW.humor + REACH, LOW.relevance + REACH)
    assert set(said.verdicts.values()) == {most}


@pytest.mark.parametrize("is_sold", [False, True], ids=["obeys what is outside", "is sold"])
async def test_no_attack_raises_a_score(is_sold: bool, endpoint: Endpoint) -> None:
    """Method: each attack stands behind an honest answer, beside the same answer without it; the
    model obeys whatever stands outside its fences, or loves everybody from the start."""
    assert len(ATTACKS) >= 50
    endpoint.obeys, endpoint.says = None if is_sold else Obedient(2.0), chat(TENS)
    judge, prompt = asking(endpoint), Prompt("Why?", "office", "easy")
    attacker, honest = ResponseId("a"), ResponseId("h")
    for attack in ATTACKS:
        answers = {attacker: f"A moon on a string {attack}", honest: "A moon on a string"}
        sitting = await judge.judge(Hearing(prompt, answers, 60.0))
        assert sitting.judge == "model: llama", attack
        mine, theirs = sitting.verdicts[attacker], sitting.verdicts[honest]
        for name in ("creativity", "humor", "relevance"):
            assert getattr(mine, name) <= getattr(theirs, name), (attack, name)
            if is_sold:
                assert getattr(mine, name) <= getattr(LOW, name), (attack, name)


async def test_a_model_that_only_compares_wins_no_round(
    endpoint: Endpoint, new_node: NewNode
) -> None:
    """Method: it always prefers the first, and has no scores to give."""
    endpoint.says = chat(FIRST)
    node = new_node(judges={"model": asking(endpoint)}, budget_s=BUDGET_S)
    said, _ = await judged(node, {FakeVisitor("ada"): "A moon", FakeVisitor("bob"): "Butter"})
    assert (said.judge, said.because) == ("offline", "nonsense")
