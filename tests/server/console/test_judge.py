"""Operators see the features of a round that was judged, and the judge's versions."""

from collections.abc import AsyncIterator

import pytest

from agents.ports import Sitting
from game.commands import RecordVerdicts, Verdict
from game.grounds import Grounds
from game.ids import SYSTEM
from game.state import Phase
from tests.server.console.scene import Scene
from tests.server.fake_clock import until


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene()
    await scene.furnish()
    yield scene
    await scene.node.stop()


async def test_every_feature_of_a_revealed_round_is_shown(scene: Scene) -> None:
    """Method: the judge's word comes from the test, at the moment it is waited for."""
    node = scene.node
    judges = node.bench
    judges._judges = {"ear": Silent()}
    game = await node.playing(scene.ada, scene.bob, settings={"judge": "auto"})
    for person in (scene.ada, scene.bob):
        await node.ask(person, "response.submit", game=game, round=1, text=f"by {person.name}")
    current = node.state(game).round
    assert current is not None
    first, second = (answer.response for answer in current.answers.values())
    grounds = Grounds(0.5, {"humor": {"brevity": -0.25, "rarity": 1.5}}, ("empty",), (), 3)
    said = RecordVerdicts(
        round=1,
        judge="ear",
        verdicts={first: Verdict(1, 2, 3), second: Verdict(4, 5, 6)},
        grounds={first: grounds},
    )
    node.room(game).post(SYSTEM, said)
    await until(lambda: node.state(game).phase is Phase.VOTING)
    early = await scene.say(scene.boss, f"judge why {game} 1")
    assert (early["result"], early["text"]) == ([], "not revealed yet")
    await node.clock.advance(60_000)
    await until(lambda: node.state(game).phase is Phase.REVEAL or node.state(game).round != current)
    told = await scene.say(scene.boss, f"judge why {game} 1")
    one, two = told["result"]
    assert (one["humor"], one["version"], one["marks"]) == (2.0, 3, "empty")
    assert one["features"] == "humor: rarity +1.5 brevity -0.25"
    assert (two["creativity"], two["version"], two["features"]) == (4.0, None, "")


async def test_who_judged_and_how_judges_agree_is_told(scene: Scene) -> None:
    record = scene.node.bench.record
    assert (await scene.say(scene.boss, "judge status"))["text"] == "no round was judged yet"
    record.note(Sitting(judge="model: llama", verdicts={}, agreement=0.5), "broken")
    record.note(Sitting(judge="offline", verdicts={}, because="late"), "broken")
    record.note(None, "away")
    rows = (await scene.say(scene.boss, "judge status"))["result"]
    assert [(row["judge"], row["because"], row["rounds"]) for row in rows] == [
        ("model: llama", "", 1), ("nobody", "away", 1), ("offline", "late", 1)
    ]  # fmt: skip
    assert {row["agreement"] for row in rows} == {0.5}


class Silent:
    """A judge that the test speaks for."""

    name = "ear"

    async def judge(self, *_: object) -> dict[object, object]:
        await until(lambda: False)
        raise AssertionError


async def test_versions_are_listed_and_taken_back(scene: Scene) -> None:
    said = await scene.say(scene.boss, "judge revert 0")
    assert said["result"] == {"version": 2, "reverted_to": 0}
    listed = await scene.say(scene.boss, "judge versions")
    assert [(row["version"], row["reverted_to"]) for row in listed["result"]] == [(2, 0), (1, None)]
    (row,) = scene.rows
    assert (row.action, row.target) == ("judge revert", "judge")
    scene.store.versions.clear()
    assert "as it shipped" in (await scene.say(scene.boss, "judge versions"))["text"]
