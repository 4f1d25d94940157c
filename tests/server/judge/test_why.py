"""Why a score is what it is: told to those who saw the reveal, after it, from the journal."""

import asyncio
from typing import Any, Literal

import pytest

from agents.ports import Hearing, Sitting
from game.commands import Reasoned, Verdict
from game.grounds import Because, Grounds, Reason
from game.ids import GameId
from game.state import Phase
from server.judge.why import Whys, grounds_of
from tests.server.conftest import NewNode
from tests.server.fake_clock import until
from tests.server.stage import TwinNode
from tests.server.visiting import FakeVisitor

REASON = Reason("humor", "length.up", 1.5, "It has a good length.")
GROUNDS = Grounds(0.25, {"humor": {"brevity": 0.5}}, ("empty",), (REASON,), 4, 6)


class Talker:
    """A judge that tells why it liked what Ada wrote, and only that."""

    name = "talker"

    def __init__(self) -> None:
        self.because: Because | Literal[""] = ""

    async def judge(self, hearing: Hearing) -> Sitting:
        verdicts = {
            response: Reasoned(7, 8, 9, GROUNDS) if text == "by Ada" else Verdict(1, 1, 1)
            for response, text in hearing.responses.items()
        }
        return Sitting(judge=self.name, verdicts=verdicts, because=self.because)


@pytest.fixture
def node(new_node: NewNode) -> TwinNode:
    return new_node(judges={"talker": Talker()})


async def voting(node: TwinNode, *people: FakeVisitor, **options: Any) -> str:
    settings = {"judge": "auto", "reveal_seconds": 30}
    game = await node.playing(*people, settings=settings, **options)
    for person in people:
        fields = {"round": 1, "text": f"by {person.name}"}
        await node.ask(person, "response.submit", game=game, **fields)
    await until(lambda: node.state(game).phase is Phase.VOTING)
    return game


async def revealed(node: TwinNode, *people: FakeVisitor, **options: Any) -> str:
    game = await voting(node, *people, **options)
    current = node.state(game).round
    assert current is not None
    ids = {answer.text: answer.response for answer in current.answers.values()}
    for person in people:
        other = next(each for text, each in ids.items() if text != f"by {person.name}")
        for kind in ("funny", "creative", "best"):
            fields = {"round": 1, "response": other, "vote_type": kind}
            await node.ask(person, "vote.cast", game=game, **fields)
    await until(lambda: node.state(game).phase is Phase.REVEAL)
    return game


async def test_after_the_reveal_everybody_here_may_ask(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await revealed(node, ada, bob)
    watcher = FakeVisitor("eve")
    await node.ask(watcher, "game.join", game=game, role="spectator")
    for person in (ada, bob, watcher):
        said = await node.ask(person, "judge.why", game=game, round=1)
        assert said["ok"]
        assert (said["judge"], said["round"]) == ("talker", 1)
        (told,) = said["answers"]
        assert (told["confidence"], told["marks"]) == (0.25, ["empty"])
        assert (told["version"], told["table"]) == (4, 6)
        assert told["reasons"] == [
            {"heading": "humor", "key": "length.up", "points": 1.5, "text": REASON.text}
        ]
        assert "parts" not in told, "the features are for those who run the server"


async def test_one_answer_may_be_asked_for(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await revealed(node, ada, bob)
    current = node.state(game).round
    assert current is not None
    ids = {answer.text: answer.response for answer in current.answers.values()}
    for text, count in (("by Ada", 1), ("by Bob", 0)):
        said = await node.ask(ada, "judge.why", game=game, round=1, response=ids[text])
        assert [each["response"] for each in said["answers"]] == [ids[text]] * count


async def test_nothing_is_told_before_the_reveal(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await voting(node, ada, bob)
    for number in (1, 2):
        said = await node.ask(ada, "judge.why", game=game, round=number)
        assert said["error"]["code"] == "round.wrong"
    lobby = await node.table(ada)
    said = await node.ask(ada, "judge.why", game=lobby, round=1)
    assert said["error"]["code"] == "round.wrong"


async def test_who_may_not_see_the_game_is_told_nothing(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await revealed(node, ada, bob, visibility="private")
    await node.ask(ada, "game.kick", game=game, player=node.state(game).players[bob.actor])
    said = await node.ask(bob, "judge.why", game=game, round=1)
    assert said["error"]["code"] == "forbidden"
    await node.ask(ada, "game.cancel", game=game)
    assert (await node.ask(ada, "judge.why", game=game, round=1))["ok"]
    said = await node.ask(FakeVisitor("eve"), "judge.why", game=game, round=1)
    assert said["error"]["code"] == "forbidden", "as its history"


async def test_who_stood_in_for_whom_is_told(ada: FakeVisitor, new_node: NewNode) -> None:
    talker = Talker()
    talker.because = "nonsense"
    node, bob = new_node(judges={"talker": talker}), FakeVisitor("bob")
    game = await revealed(node, ada, bob)
    said = await node.ask(ada, "judge.why", game=game, round=1)
    assert (said["judge"], said["because"]) == ("talker", "nonsense")
    (shown,) = [each for each in ada.events if each.get("ev") == "round.completed"]
    assert {each["because"] for each in shown["results"]} == {"nonsense"}


async def test_a_round_without_a_judge_has_no_reasons(
    new_node: NewNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    node = new_node()
    game = await revealed(node, ada, bob)
    said = await node.ask(ada, "judge.why", game=game, round=1)
    assert (said["judge"], said["answers"], said["because"]) == (None, [], "none")


async def test_a_table_that_asks_the_same_costs_one_reading(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await revealed(node, ada, bob)
    whys = Whys(node.journal, kept_max=2)
    first = await whys.judged_in(GameId(game), 1)
    assert first is not None
    assert grounds_of(first)
    node.journal.reads.is_shut = True
    async with asyncio.timeout(5):
        assert await whys.judged_in(GameId(game), 1) is first
    node.journal.reads.is_shut = False
    for number in (2, 3):
        assert await whys.judged_in(GameId(game), number) is None
    assert (GameId(game), 1) not in whys._kept
