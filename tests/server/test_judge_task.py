"""The judge's place: asked when judging starts, not waited for, and without one play goes on."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import pytest

from game.commands import Prompt, Verdict
from game.ids import GameId, ResponseId
from game.state import Phase
from server.judge_task import Bench
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
        self.may_speak = asyncio.Event()
        self.may_speak.set()

    async def judge(
        self, prompt: Prompt, responses: Mapping[ResponseId, str]
    ) -> dict[ResponseId, Verdict]:
        self.asked.append((prompt, dict(responses)))
        await self.may_speak.wait()
        if self.error is not None:
            raise self.error
        return {each: Verdict(7, 8, 9) for each in responses}


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
