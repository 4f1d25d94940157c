"""Votes teach the judge: heard with their verdicts, kept together, and taken up as versions."""

import asyncio
import logging
from typing import Any

import pytest

from agents.calibration import EVERY_MS, NEW_VOTES_MIN, Ballot, Pull, Vote, pulled
from agents.ports import Hearing, Sitting
from game.commands import Reasoned
from game.grounds import Grounds
from game.ids import GameId
from game.state import Phase
from persistence import fakes
from persistence.ports import StorageUnavailable
from server.judge.child_task import JudgeAway
from server.judge.lessons_task import WAITING_MAX, Lessons
from server.judge.offline import OfflineJudge
from server.judge.words import Task, Word
from tests.server.conftest import NewNode
from tests.server.fake_clock import until
from tests.server.stage import TwinNode
from tests.server.visiting import FakeVisitor


class Ear:
    """The judge's process: gives everybody a part that is the length of the answer."""

    def __init__(self) -> None:
        self.away = False
        self.learned: list[Task] = []

    async def ask(self, task: Task) -> Word:
        if self.away:
            raise JudgeAway("not now")
        self.learned.append(task)
        return Word(task.n, learned={name: pulled(each) for name, each in task.ballots.items()})

    def read_ahead(self, task: Task) -> None:
        raise NotImplementedError


class Judge:
    """Calls itself as the offline judge does."""

    name = "offline"

    async def judge(self, hearing: Hearing) -> Sitting:
        verdicts = {
            response: Reasoned(1, 2, 3, Grounds(parts=parts(text)))
            for response, text in hearing.responses.items()
        }
        return Sitting(judge=self.name, verdicts=verdicts)


def parts(text: str) -> dict[str, dict[str, float]]:
    return {"humor": {"length": float(len(text))}, "creativity": {"length": 1.0}}


class School:
    """A node whose rounds are learned from."""

    def __init__(self, node: TwinNode) -> None:
        self.node, self.ear = node, Ear()
        self.judge = OfflineJudge(self.ear)
        self.kept = fakes.TwinCalibrations(node.databases.store)
        self.lessons = Lessons(self.judge, self.ear, self.kept, node.clock)
        node.directory.followers = (*node.directory.followers, self.lessons)

    async def answered(self, *people: FakeVisitor, agents: int = 0, **settings: Any) -> str:
        """A game that has come to its vote; whoever comes later wrote more."""
        wishes = {"judge": "auto", "reveal_seconds": 0, **settings}
        game = await self.node.playing(*people, settings=wishes, agents=agents)
        for number, person in enumerate(people, 1):
            fields = {"round": 1, "text": "x" * number}
            await self.node.ask(person, "response.submit", game=game, **fields)
        # Machine players take their time.
        for _ in range(60 if agents else 0):
            if self.node.state(game).phase is not Phase.VOTING:
                await self.node.clock.advance(500)
        await until(lambda: self.node.state(game).phase is Phase.VOTING)
        return game

    async def vote(self, game: str, votes: dict[FakeVisitor, int]) -> None:
        """Each votes for the answer of this length, in every way."""
        current = self.node.state(game).round
        assert current is not None
        ids = {len(answer.text): answer.response for answer in current.answers.values()}
        for person, length in votes.items():
            for kind in ("funny", "creative", "best"):
                fields = {"round": 1, "response": ids[length], "vote_type": kind}
                await self.node.ask(person, "vote.cast", game=game, **fields)


@pytest.fixture
def school(new_node: NewNode) -> School:
    return School(new_node(judges={"offline": Judge()}))


@pytest.fixture
def trio(ada: FakeVisitor, bob: FakeVisitor) -> tuple[FakeVisitor, FakeVisitor, FakeVisitor]:
    return ada, bob, FakeVisitor("cyd")


Trio = tuple[FakeVisitor, FakeVisitor, FakeVisitor]


async def test_votes_are_learned_once_their_round_is_revealed(school: School, trio: Trio) -> None:
    """No reveal to wait for: the next round begins in the commit that ends this one."""
    ada, bob, cyd = trio
    game = await school.answered(*trio)
    await school.lessons.look()
    assert school.ear.learned == [], "nothing is revealed yet"
    category = school.node.state(game).deck[0].category
    await school.vote(game, {ada: 3, bob: 3, cyd: 2})
    await until(lambda: school.lessons._waiting)
    await school.lessons.look()
    (task,) = school.ear.learned
    assert set(task.ballots) == {"humor", "creativity"}
    funny = task.ballots["humor"]
    lengths = [int(each["length"]) for each in funny.among]
    assert sorted(lengths) == [1, 2, 3]
    told = sorted((lengths[vote.own], lengths[vote.chosen]) for vote in funny.votes
                  if vote.own is not None)  # fmt: skip
    assert told == [(1, 3), (2, 3), (3, 2)]
    (learned,) = school.node.databases.store.lessons
    assert learned == {category: {name: pulled(each) for name, each in task.ballots.items()}}


async def test_a_table_is_heard_as_soon_as_its_round_is_revealed(
    school: School, trio: Trio
) -> None:
    """And nothing of it is kept once it is no longer played here."""
    ada, bob, cyd = trio
    listening = asyncio.create_task(school.lessons.listen())
    game = await school.answered(*trio)
    tables = school.judge.tables
    assert tables == {game: {}}, "never within a round"
    await school.vote(game, {ada: 3, bob: 3, cyd: 2})
    await until(lambda: tables[GameId(game)])
    assert tables[GameId(game)]["humor"].votes == 3
    school.lessons.closed(GameId(game))
    assert tables == {}
    listening.cancel()


async def test_a_table_that_has_left_is_not_learned_for(school: School, trio: Trio) -> None:
    ada, bob, cyd = trio
    game = await school.answered(*trio)
    await school.vote(game, {ada: 3, bob: 3, cyd: 2})
    await until(lambda: school.lessons._waiting)
    school.lessons.closed(GameId(game))
    await school.lessons.look()
    assert school.judge.tables == {}
    assert len(school.node.databases.store.lessons) == 1, "the server learns from it"


async def test_machine_players_teach_nothing(school: School, trio: Trio) -> None:
    ada, bob, _ = trio
    game = await school.answered(ada, bob, agents=1)
    await school.vote(game, {ada: 2, bob: 1})
    await school.node.clock.advance(60_000)
    await until(lambda: school.lessons._waiting)
    (lesson,) = school.lessons._waiting
    assert len(lesson.ballots["humor"].votes) == 2


async def test_other_judges_and_unfinished_rounds_teach_nothing(
    new_node: NewNode, school: School, trio: Trio
) -> None:
    game = await school.answered(*trio)
    assert GameId(game) in school.lessons._heard
    school.lessons.closed(GameId(game))
    assert school.lessons._heard == {}
    other = Judge()
    other.name = "solomon"
    school = School(new_node("two", judges={"solomon": other}))
    await school.answered(*trio)
    assert school.lessons._heard == {}


async def test_a_version_is_made_taken_up_and_told(
    school: School, trio: Trio, caplog: pytest.LogCaptureFixture
) -> None:
    ballot = Ballot(({"length": 1.0}, {"length": 0.0}), (Vote(0),) * NEW_VOTES_MIN)
    await school.kept.learn({"office": {"humor": pulled(ballot)}})
    with caplog.at_level(logging.INFO):
        await school.lessons.look()
    assert school.judge.calibration.version == 1
    assert school.judge.calibration.of("office")["humor"]["length"] > 0
    assert f"version 1, by {NEW_VOTES_MIN} votes" in caplog.text
    # What another node made, or an operator took up again, is taken up here too.
    now_ms = school.node.clock.now_ms()
    await school.kept.revert(0, now_ms)
    await school.lessons.look()
    assert (school.judge.calibration.version, school.judge.calibration.leans) == (2, {})
    await school.kept.learn({"office": {"humor": pulled(ballot)}})
    await school.lessons.look()
    assert school.judge.calibration.version == 2, "not before its time"
    school.node.clock.jump(EVERY_MS)
    await school.lessons.look()
    assert school.judge.calibration.version == 3


async def test_nothing_is_lost_while_the_judge_or_the_database_is_away(
    school: School, trio: Trio
) -> None:
    ada, bob, cyd = trio
    game = await school.answered(*trio)
    await school.vote(game, {ada: 3, bob: 3, cyd: 2})
    await until(lambda: school.lessons._waiting)
    school.ear.away = True
    await school.lessons.look()
    assert len(school.lessons._waiting) == 1
    school.ear.away = False
    school.node.databases.store.away = True
    with pytest.raises(StorageUnavailable):
        await school.lessons.look()
    school.node.databases.store.away = False
    await school.lessons.look()
    (learned,) = school.node.databases.store.lessons
    assert sum(pull.votes for family in learned.values() for pull in family.values()) == 6


async def test_too_many_rounds_at_once_are_forgotten_oldest_first(school: School) -> None:
    assert school.lessons._waiting.maxlen == WAITING_MAX


async def test_a_vote_that_leaves_no_choice_is_no_lesson(school: School, trio: Trio) -> None:
    ada, bob, _ = trio
    game = await school.answered(ada, bob)
    await school.vote(game, {ada: 2, bob: 1})
    await until(lambda: school.lessons._waiting)
    await school.lessons.look()
    assert school.node.databases.store.lessons == [], "each could only vote for the other"
    assert pulled(school.ear.learned[0].ballots["humor"]) == Pull()
