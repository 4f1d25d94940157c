"""People talk to machine players: answered once, kept, felt, and nobody learns of others."""

from typing import Any

from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor, Said


async def talk(
    node: TwinNode, who: FakeVisitor, text: str, agent: str = "goat", **more: Any
) -> Said:
    return await node.ask(who, "agent.talk", agent=agent, text=text, **more)


async def test_a_kind_word_is_answered_felt_and_remembered(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    said = await talk(node, ada, "You are so funny, Bramble!")
    assert said["ok"], said
    assert said["reply"]["text"]
    assert said["reply"]["emotional_tone"] == "proud"
    assert said["relationship"]["affection"] == said["change"]["affection"] > 0
    assert (said["change"]["cause"], said["change"]["by"]) == ("praised", "me")
    goat = await node.ask(ada, "agent.get", agent="goat")
    assert goat["agent"]["relationship"] == said["relationship"]
    assert [each["cause"] for each in goat["causes"]] == ["praised"]
    assert [(each["me"], each["reply"]) for each in goat["talks"]] == [
        ("You are so funny, Bramble!", said["reply"]["text"])
    ]
    (memory,) = databases.store.memories["goat"].values()
    assert memory.content == "Ada told me: “You are so funny, Bramble!”"
    listed = await node.ask(ada, "agent.list")
    felt = {each["id"]: each["relationship"]["affection"] for each in listed["agents"]}
    assert felt["goat"] > 0
    assert felt["ghost"] == 0
