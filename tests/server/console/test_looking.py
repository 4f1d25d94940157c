"""Looking back on votes from the console: the best answers of a prompt, and signals to close."""

import pytest

from game.ids import Actor
from tests.server.console.scene import Scene
from tests.server.fake_clock import NOW


@pytest.fixture
async def scene() -> Scene:
    scene = Scene()
    await scene.furnish()
    return scene


async def finished(scene: Scene, visibility: str) -> str:
    """A game of three, in which ada's answers get all votes that they can; its first prompt."""
    people = (scene.ada, scene.bob, scene.gus)
    game = await scene.node.playing(*people, total_rounds=5, visibility=visibility)
    asked = scene.node.state(game).deck[0].text
    for number in range(1, 6):
        for person in people:
            text = f"{visibility} {person.name.lower()}"
            fields = {"game": game, "round": number, "text": text}
            await scene.node.ask(person, "response.submit", **fields)
        current = scene.node.state(game).round
        assert current is not None
        answers = {each.text.split()[1]: each.response for each in current.answers.values()}
        for person in people:
            chosen = answers["bob" if person is scene.ada else "ada"]
            for kind in ("funny", "creative", "best"):
                fields = {"game": game, "round": number, "response": chosen, "vote_type": kind}
                await scene.node.ask(person, "vote.cast", **fields)
        await scene.node.clock.advance(60_000)
    await scene.node.clock.advance(60_000)
    assert scene.node.state(game).status == "completed"
    return asked


async def test_the_best_answers_of_public_games_are_shown_in_order(scene: Scene) -> None:
    asked = await finished(scene, "public")
    said = await scene.say(scene.boss, f"prompts best {asked}")
    texts = [row["text"] for row in said["result"]]
    assert texts == ["public ada", "public bob", "public gus"]
    first = said["result"][0]
    assert (first["place"], first["votes"], first["voters"]) == (1, 6, 2)
    assert (first["author"], 0.5 < first["chance"] < 1) == (scene.ada.actor, True)
    assert "public gus" in said["text"]


async def test_private_games_and_the_erased_are_left_out(scene: Scene) -> None:
    asked = await finished(scene, "private")
    assert (await scene.say(scene.boss, f"prompts best {asked}"))["result"] == []
    asked = await finished(scene, "public")
    scene.store.users[scene.ada.actor].status = "deleted"
    said = await scene.say(scene.boss, f"prompts best {asked}")
    assert [row["text"] for row in said["result"]] == ["public bob", "public gus"]


async def test_a_signal_names_its_people_and_is_closed_as_reports_are(scene: Scene) -> None:
    said = await scene.say(scene.boss, "reports votes")
    (row,) = said["result"]
    people: list[Actor] = sorted((scene.ada.actor, scene.bob.actor))
    assert row == {
        "report": row["report"],
        "kind": "mutual",
        "people": people,
        "evidence": 5.5,
        "rounds": 40,
        "games": 8,
        "seen_at": NOW,
    }
    line = f"reports dismiss {row['report']}"
    assert (await scene.say(scene.boss, line))["result"]["status"] == "dismissed"
    assert (await scene.say(scene.boss, "reports votes"))["result"] == []
    assert (await scene.say(scene.boss, line))["error"]["code"] == "not_found"
    (kept,) = scene.store.signals.values()
    assert (kept.status, kept.resolved_by) == ("dismissed", scene.boss.actor)
    assert [row.outcome for row in scene.rows] == ["done"]
