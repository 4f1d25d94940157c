"""Mode turing on a node: machines behind masks guess along, and nobody is told who they are."""

import asyncio
import json

import pytest

from game.ids import GameId
from game.state import Phase
from tests.server.fake_clock import FakeClock
from tests.server.stage import TwinNode, personas
from tests.server.visiting import FakeVisitor


@pytest.fixture
def ada() -> FakeVisitor:
    return FakeVisitor("ada")


async def play_round(node: TwinNode, clock: FakeClock, game: GameId, *people: FakeVisitor) -> None:
    state = node.state(game)
    assert state.round is not None
    number = state.round.number
    for each in people:
        text = f"{each.actor} says {number}"
        await node.ask(each, "response.submit", game=game, round=number, text=text)
    for _ in range(60):
        await clock.advance(1_000)
        if node.state(game).phase is Phase.VOTING:
            break
    current = node.state(game).round
    assert current is not None
    for each in people:
        for answer in current.answers.values():
            fields = {"game": game, "round": number, "response": answer.response}
            if node.state(game).players[each.actor] != answer.author:
                assert (await node.ask(each, "guess.cast", **fields, is_ai=True))["ok"]
    for _ in range(60):
        if node.state(game).phase is not Phase.VOTING:
            break
        await clock.advance(1_000)


async def test_machines_guess_along_and_stay_behind_their_masks(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    """Method: all frames that two people were sent until the first reveal are searched."""
    bob = FakeVisitor("bob")
    created = await node.ask(ada, "game.create", mode="turing", agents=3, name="Friday")
    game = GameId(created["game"]["id"])
    for each in (ada, bob):
        assert (await node.ask(each, "game.join", game=game))["ok"]
    await clock.advance(10_000)
    assert (await node.ask(ada, "game.start", game=game))["ok"]
    await play_round(node, clock, game, ada, bob)
    assert node.state(game).phase is Phase.REVEAL
    kinds = node.databases.kinds(game)
    # Three machines guess four answers each, two people too.
    assert kinds.count("GuessCast") == 5 * 4
    for person in (ada, bob):
        # The reveal may tell, and one's own guesses come back.
        told = [e for e in person.heard if e.get("ev") not in ("round.completed", "guess.cast")]
        shown = json.dumps(told)
        assert '"is_ai": true' not in shown
        assert "agent:" not in shown
        for persona in personas():
            assert f'"{persona.slug}"' not in shown
            assert f'"{persona.name}"' not in shown
        reveal = next(each for each in person.heard if each.get("ev") == "round.completed")
        assert sum(each["is_ai"] for each in reveal["results"]) == 3
        assert {each["player"] for each in reveal["guessers"]} == set(node.state(game).seats)
    joined = await node.ask(bob, "game.join", game=game)
    machines = [each for each in joined["snapshot"]["players"] if each["is_ai"]]
    assert machines == []


async def test_two_machines_never_say_the_same(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    created = await node.ask(ada, "game.create", mode="turing", agents=4, name="Friday")
    game = GameId(created["game"]["id"])
    await node.ask(ada, "game.join", game=game)
    await node.ask(ada, "game.start", game=game)
    await play_round(node, clock, game, ada)
    current = node.state(game).round
    assert current is not None
    texts = [answer.text for answer in current.answers.values()]
    assert len(texts) == len(set(texts)) == 5


async def test_behind_masks_nobody_is_recalled_and_the_machines_remember_their_evening(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    tasks = [asyncio.create_task(run()) for run in (node.recalling.run, node.remembrance.run)]
    created = await node.ask(ada, "game.create", mode="turing", agents=1, name="Friday")
    game = GameId(created["game"]["id"])
    await node.ask(ada, "game.join", game=game)
    await node.ask(ada, "game.start", game=game)
    await play_round(node, clock, game, ada)
    await clock.advance(1_000)
    (mind,) = node.minds._tables[game].values()
    assert mind.stories == ()
    # While it lasts nothing of it is kept where it could be asked for.
    assert node.databases.store.memories.get(mind.persona.slug, {}) == {}
    await node.ask(ada, "game.cancel", game=game)
    await clock.advance(1_000)
    held = node.databases.store.memories[mind.persona.slug].values()
    assert any("sat down" in each.content for each in held)
    # Whom it played with it can't know, and so it remembers nobody's user.
    assert {player for each in held for player in each.players} == set()
    for task in tasks:
        task.cancel()
