"""The judge's place: asked when judging starts, not waited for, and without one play goes on."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import pytest

from agents.ports import Hearing, Sitting
from game.commands import Prompt, Reasoned, Verdict
from game.events import RoundJudged
from game.grounds import Grounds
from game.ids import GameId, ResponseId
from game.state import Phase
from server.judge.child_task import JudgeAway
from server.judge.judge_task import Bench
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor


class Scripted:
    """A judge who says what the test wants, when it wants."""

    def __init__(self, name: str = "ear") -> None:
        self.name = name
        self.asked: list[tuple[Prompt, dict[ResponseId, str]]] = []
        self.error: Exception | None = None
        self.grounds: Grounds | None = None
        self.may_speak = asyncio.Event()
        self.may_speak.set()

    async def judge(self, hearing: Hearing) -> Sitting:
        self.asked.append((hearing.prompt, dict(hearing.responses)))
        await self.may_speak.wait()
        if self.error is not None:
            raise self.error
        verdict = Verdict(7, 8, 9)
        if self.grounds is not None:
            verdict = Reasoned(7, 8, 9, self.grounds)
        return Sitting(judge=self.name, verdicts=dict.fromkeys(hearing.responses, verdict))


class Case:
    """A game of two that has just been answered."""

    def __init__(self, node: TwinNode) -> None:
        self.node = node
        self.ada, self.bob = FakeVisitor("ada"), FakeVisitor("bob")

    async def answered(self, **settings: Any) -> str:
        settings = {"judge": "auto", **settings}
        game = await self.node.playing(self.ada, self.bob, settings=settings)
        for person in (self.ada, self.bob):
            fields = {"round": 1, "text": f"by {person.name}"}
            await self.node.ask(person, "response.submit", game=game, **fields)
        return game


@pytest.fixture
def ear() -> Scripted:
    return Scripted()


@pytest.fixture
def case(new_node: NewNode, ear: Scripted) -> Case:
    return Case(new_node(judges={"ear": ear, "eye": Scripted("eye")}))


async def test_the_judge_scores_before_the_vote(case: Case, ear: Scripted) -> None:
    game = await case.answered()
    await until(lambda: case.node.state(game).phase is Phase.VOTING)
    current = case.node.state(game).round
    assert current is not None
    assert current.judge == "ear"
    assert set(current.verdicts) == set(current.ballot)
    prompt, responses = ear.asked[0]
    assert prompt == current.prompt
    # Texts without authors.
    assert sorted(responses.values()) == ["by Ada", "by Bob"]
    assert case.ada.kinds[-3:] == ["judging.started", "skip", "voting.started"]


async def test_what_a_verdict_came_from_is_kept_in_the_journal(case: Case, ear: Scripted) -> None:
    ear.grounds = Grounds(0.5, {"humor": {"brevity": 1.0}})
    game = await case.answered()
    await until(lambda: case.node.state(game).phase is Phase.VOTING)
    events = [entry.event for entry in case.node.databases.entries(game)]
    (judged,) = [each for each in events if isinstance(each, RoundJudged)]
    assert judged.grounds == dict.fromkeys(judged.verdicts, ear.grounds)
    # Of the scores alone there is no more in the room than before.
    assert {type(each) for each in judged.verdicts.values()} == {Verdict}


async def test_a_game_may_name_its_judge(case: Case, ear: Scripted) -> None:
    game = await case.answered(judge="eye")
    await until(lambda: case.node.state(game).phase is Phase.VOTING)
    assert ear.asked == []


async def test_with_judge_off_there_is_no_judging(case: Case, ear: Scripted) -> None:
    game = await case.answered(judge="off")
    assert case.node.state(game).phase is Phase.VOTING
    assert "judging.started" not in case.ada.kinds
    assert ear.asked == []


async def test_without_a_judge_the_phase_passes_at_once(node: TwinNode, clock: FakeClock) -> None:
    game = await Case(node).answered()
    await until(lambda: node.state(game).phase is Phase.VOTING)
    assert "RoundJudged" in node.databases.kinds(game)


async def test_a_judge_who_fails_has_said_nothing(
    case: Case, ear: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    ear.error = ZeroDivisionError("no opinion")
    with caplog.at_level(logging.CRITICAL):
        game = await case.answered()
        await until(lambda: case.node.state(game).phase is Phase.VOTING)
    current = case.node.state(game).round
    assert current is not None
    assert (current.judge, current.verdicts) == (None, {})


async def test_a_late_judge_is_not_waited_for(
    case: Case, ear: Scripted, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    ear.may_speak.clear()
    game = await case.answered(judging_seconds=3)
    assert case.node.state(game).phase is Phase.JUDGING
    await clock.advance(3_000)
    assert case.node.state(game).phase is Phase.VOTING
    before = case.node.databases.kinds(game)
    # What comes now is refused by the rules and changes nothing.
    ear.may_speak.set()
    await settle()
    assert case.node.databases.kinds(game) == before


async def test_a_judge_has_no_more_time_than_the_phase(
    case: Case, ear: Scripted, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: all of the phase has passed when the judge is asked."""
    ear.may_speak.clear()
    clock = case.node.clock
    monkeypatch.setattr(case.node.bench, "_clock", FakeClock(clock.now_ms() + 5_000))
    with caplog.at_level(logging.ERROR):
        game = await case.answered(judging_seconds=5)
        await until(case.node.bench._tasks[GameId(game)].done)
        await until(lambda: case.node.state(game).phase is Phase.VOTING)
    # The judge still ponders, and nobody waits for that any more.
    assert not ear.may_speak.is_set()


async def test_a_judge_has_no_more_time_than_its_budget(
    new_node: NewNode, ear: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    ear.may_speak.clear()
    case = Case(new_node(judges={"ear": ear}, budget_s=0.05))
    with caplog.at_level(logging.ERROR):
        game = await case.answered(judging_seconds=30)
        await until(lambda: case.node.state(game).phase is Phase.VOTING)
    assert not ear.may_speak.is_set()


async def test_a_judge_that_is_away_has_said_nothing_and_that_is_no_bug(
    case: Case, ear: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    ear.error = JudgeAway("it was ended")
    with caplog.at_level(logging.WARNING):
        game = await case.answered()
        await until(lambda: case.node.state(game).phase is Phase.VOTING)
    (told,) = [each for each in caplog.records if "ear" in each.getMessage()]
    assert (told.levelno, told.exc_info) == (logging.WARNING, None)


class Eager(Scripted):
    """A judge that reads what is written before it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[str, list[str]]] = []

    def read_ahead(self, prompt: Prompt, texts: Sequence[str]) -> None:
        self.read.append((prompt.text, list(texts)))


async def test_a_judge_that_can_reads_every_answer_when_it_comes(new_node: NewNode) -> None:
    eager = Eager()
    case = Case(new_node(judges={"eager": eager}))
    game = await case.answered()
    await until(lambda: case.node.state(game).phase is Phase.VOTING)
    current = case.node.state(game).round
    assert current is not None
    # From the beginning of the round, so that it is awake in time; the last answer opens judging.
    assert eager.read == [(current.prompt.text, []), (current.prompt.text, ["by Ada"])]
    assert len(eager.asked) == 1


async def test_nothing_is_read_that_will_not_be_judged(new_node: NewNode) -> None:
    eager = Eager()
    await Case(new_node(judges={"eager": eager})).answered(judge="off")
    assert eager.read == []


async def test_a_reopened_room_is_judged_again(
    new_node: NewNode, databases: Databases, case: Case, ear: Scripted
) -> None:
    ear.may_speak.clear()
    game = await case.answered()
    await until(lambda: ear.asked)
    await case.node.stop()
    again = Scripted()
    two = new_node("two", judges={"ear": again})
    await two.start()
    await until(lambda: two.state(game).phase is Phase.VOTING)
    assert again.asked == ear.asked


async def test_nobody_judges_for_a_room_that_is_gone(case: Case, ear: Scripted) -> None:
    ear.may_speak.clear()
    game = await case.answered()
    task = case.node.bench._tasks[case.node.room(game).game]
    case.node.room(game).close()
    await until(task.cancelled)
    assert case.node.bench._tasks == {}


async def test_the_bench_knows_its_judges(clock: FakeClock) -> None:
    bench = Bench({"ear": Scripted()}, clock)
    assert [bench.knows(name) for name in ("auto", "off", "ear", "eye", "")] == [
        *(True, True, True),
        *(False, False),
    ]
