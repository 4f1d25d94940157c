"""`agent.list`: who the machine players are; and by these ids they are seated and known again."""

import pytest

from tests.server.stage import TwinNode, personas
from tests.server.visiting import FakeVisitor


@pytest.fixture
def ada() -> FakeVisitor:
    return FakeVisitor("ada")


async def test_everyone_may_know_the_machine_players(node: TwinNode, ada: FakeVisitor) -> None:
    said = await node.ask(ada, "agent.list")
    assert [each["id"] for each in said["agents"]] == sorted(each.slug for each in personas())
    (goat,) = [each for each in said["agents"] if each["id"] == "goat"]
    (character,) = [each for each in personas() if each.slug == "goat"]
    assert goat == {
        "id": "goat",
        "name": character.name,
        "avatar": character.avatar,
        "line": character.line,
        "traits": list(character.personality_traits),
        "now": None,
    }
    assert all(each["avatar"] and each["line"] and each["traits"] for each in said["agents"])


async def test_each_of_them_can_be_seated_by_its_id_and_is_told_by_it(
    node: TwinNode, ada: FakeVisitor
) -> None:
    said = await node.ask(ada, "agent.list")
    for each in said["agents"]:
        game = await node.create(ada, max_players=2)
        await node.ask(ada, "game.join", game=game)
        assert (await node.ask(ada, "game.add_agent", game=game, agent=each["id"]))["ok"]
        joined = await node.ask(ada, "game.join", game=game)
        (seat,) = [seat for seat in joined["snapshot"]["players"] if seat["is_ai"]]
        assert (seat["agent"], seat["name"], seat["user"]) == (each["id"], each["name"], None)
        (told,) = [
            event["player"]
            for event in ada.heard
            if event.get("ev") == "player.joined"
            and event["game"] == game
            and event["player"]["is_ai"]
        ]
        assert told["agent"] == each["id"]
        await node.ask(ada, "game.cancel", game=game)
