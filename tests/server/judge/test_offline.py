"""The offline judge of a node: verdicts in their places, and a bounded memory of answers."""

from collections.abc import Callable

import pytest

from agents.calibration import Calibration, Pull
from agents.ports import Hearing, Sitting
from game.commands import Prompt, Reasoned
from game.grounds import Grounds
from game.ids import GameId, ResponseId
from server.judge.offline import Earlier, OfflineJudge
from server.judge.words import Opinion, Task, Word

GOOSE = Prompt("What would a goose run for?", "animals", "easy")


def by_length(task: Task) -> Word:
    """The longer, the funnier."""
    said = [Opinion(1.0, float(len(text)), 2.0, Grounds(0.5)) for text in task.answers]
    return Word(task.n, tuple(said))


class Scripted:
    """A reader that says what the test wants."""

    def __init__(self, says: Callable[[Task], Word] = by_length) -> None:
        self.says = says
        self.asked: list[Task] = []
        self.ahead: list[Task] = []

    async def ask(self, task: Task) -> Word:
        self.asked.append(task)
        return self.says(task)

    def read_ahead(self, task: Task) -> None:
        self.ahead.append(task)


async def test_what_its_table_liked_is_told_of_a_game_and_of_no_other() -> None:
    reader = Scripted()
    judge = OfflineJudge(reader)
    liked = {"humor": Pull(3, {"brevity": 1.0}, {"brevity": {"brevity": 2.0}})}
    judge.tables[GameId("g1")] = liked
    for game in (GameId("g1"), GameId("g2"), None):
        await judge.judge(Hearing(GOOSE, of("mayor"), 2.0, game))
    assert [task.table for task in reader.asked] == [liked, {}, {}]


async def judged(judge: OfflineJudge, prompt: Prompt, responses: dict[ResponseId, str]) -> Sitting:
    return await judge.judge(Hearing(prompt, responses, 2.0))


def of(*texts: str, room: str = "r") -> dict[ResponseId, str]:
    """Answers of a room."""
    return {ResponseId(f"{room}{n}"): text for n, text in enumerate(texts)}


async def test_each_verdict_is_that_of_its_answer() -> None:
    said = await judged(OfflineJudge(Scripted()), GOOSE, of("mayor", "it"))
    assert said.judge == "offline"
    assert said.verdicts == {
        ResponseId("r0"): Reasoned(1.0, 5.0, 2.0, Grounds(0.5)),
        ResponseId("r1"): Reasoned(1.0, 2.0, 2.0, Grounds(0.5)),
    }


async def test_what_other_rooms_answered_to_a_prompt_is_told_with_it() -> None:
    reader = Scripted()
    judge = OfflineJudge(reader)
    await judged(judge, GOOSE, of("mayor", room="a"))
    await judged(judge, Prompt("Another?", "animals", "easy"), of("a cloud", room="b"))
    await judged(judge, GOOSE, of("pope", room="c"))
    assert [task.earlier for task in reader.asked] == [(), (), ("mayor",)]
    # A room that is judged once more is not compared with itself.
    await judged(judge, GOOSE, of("pope", room="c"))
    assert reader.asked[-1].earlier == ("mayor",)


def test_the_memory_is_bounded_and_the_oldest_goes_first() -> None:
    earlier = Earlier(prompts_max=2, earlier_max=3)
    earlier.add("one", of("a", "b", room="x"))
    earlier.add("two", of("c", room="y"))
    earlier.add("one", of("d", "e", room="z"))
    assert earlier.of("one", {}) == ("b", "d", "e")
    earlier.add("three", of("f"))
    assert earlier.of("two", {}) == (), "the prompt that was not played for longest"
    assert earlier.of("one", {}) == ("b", "d", "e")
    assert earlier.of("three", {}) == ("f",)


async def test_nothing_is_remembered_of_a_round_that_was_not_judged() -> None:
    def fails(_task: Task) -> Word:
        raise RuntimeError("gone")

    reader = Scripted(fails)
    judge = OfflineJudge(reader)
    with pytest.raises(RuntimeError):
        await judged(judge, GOOSE, of("mayor", "it"))
    reader.says = by_length
    await judged(judge, GOOSE, of("pope", room="c"))
    assert reader.asked[-1].earlier == ()


def test_it_reads_ahead() -> None:
    reader = Scripted()
    OfflineJudge(reader).read_ahead(GOOSE, ["mayor"])
    assert reader.ahead == [Task(prompt=GOOSE.text, answers=("mayor",))]


async def test_the_votes_of_players_are_told_with_their_version() -> None:
    reader = Scripted()
    judge = OfflineJudge(reader)
    leans = {"animals": {"humor": {"brevity": 0.25}}, "": {"humor": {"brevity": 0.1}}}
    judge.calibration = Calibration(4, leans=leans)
    await judged(judge, GOOSE, of("mayor"))
    await judged(judge, Prompt("Love?", "love", "easy"), of("mayor", room="l"))
    assert [(task.leans, task.version) for task in reader.asked] == [
        (leans["animals"], 4), (leans[""], 4)
    ]  # fmt: skip
