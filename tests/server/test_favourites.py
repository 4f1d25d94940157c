"""`prompt.best`: the answers of public games in order of merit, and nobody else's words."""

from typing import Any

from tests.server.conftest import NewNode
from tests.server.stage import TwinNode
from tests.server.visiting import FakeVisitor


async def finished(node: TwinNode, people: tuple[FakeVisitor, ...], **fields: Any) -> str:
    """A game in which the first one's answers get all votes that they can; its first prompt."""
    game = await node.playing(*people, total_rounds=5, **fields)
    asked = node.state(game).deck[0].text
    for number in range(1, 6):
        for person in people:
            given = {"game": game, "round": number, "text": f"by {person.name}"}
            await node.ask(person, "response.submit", **given)
        current = node.state(game).round
        assert current is not None
        players = node.state(game).players
        best, second = (current.answers[players[each.actor]].response for each in people[:2])
        for person in people:
            for kind in ("funny", "creative", "best"):
                chosen = second if person is people[0] else best
                vote = {"game": game, "round": number, "response": chosen, "vote_type": kind}
                assert (await node.ask(person, "vote.cast", **vote))["ok"]
        await node.clock.advance(60_000)
    await node.clock.advance(60_000)
    assert node.state(game).status == "completed"
    return asked


async def test_the_best_answer_of_a_prompt_is_told_with_its_author(
    new_node: NewNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    node, cyd = new_node(), FakeVisitor("cyd")
    asked = await finished(node, (ada, bob, cyd), visibility="public")
    said = await node.ask(FakeVisitor("eve"), "prompt.best", prompt=asked)
    assert [each["text"] for each in said["answers"]] == ["by Ada", "by Bob", "by Cyd"]
    first = said["answers"][0]
    assert (first["name"], first["is_ai"], first["votes"], first["voters"]) == ("Ada", False, 6, 2)
    assert 0.5 < first["chance"] < 1
    said = await node.ask(ada, "prompt.best", prompt=asked, limit=1)
    assert len(said["answers"]) == 1


async def test_private_tables_and_unknown_prompts_show_nothing(
    new_node: NewNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    node = new_node()
    asked = await finished(node, (ada, bob, FakeVisitor("cyd")), visibility="private")
    for prompt in (asked, "never asked"):
        assert (await node.ask(ada, "prompt.best", prompt=prompt))["answers"] == []
