"""Starting: fresh prompts for the people at the table, once however often it is asked."""

import pytest

from game.events import GameStarted
from game.ids import Actor
from persistence.ports import StorageUnavailable
from server.dealer import wanted_by
from tests.server.conftest import NewNode
from tests.server.fake_clock import until
from tests.server.stage import PROMPTS, Databases, TwinNode
from tests.server.visiting import FakeVisitor


def seen(node: TwinNode, user: str) -> list[str]:
    return [text for by, _, text in node.databases.store.prompt_views if by == Actor(user)]


async def test_the_same_people_get_other_prompts_the_next_time(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    """Method: ada has met all but two; a game with her begins with those."""
    for prompt in PROMPTS[2:]:
        node.databases.store.prompt_views[ada.actor, "en", prompt.text] = 1
    game = await node.playing(bob, ada, agents=1)
    assert sorted(node.state(game).deck[:2], key=lambda each: each.text) == list(PROMPTS[:2])
    first = node.state(game).deck[0].text
    assert seen(node, "bob") == [first]
    assert first in seen(node, "ada")
    assert len(node.databases.store.prompt_views) == 4 + 2, "no machine has met anything"
    cyd, dan = FakeVisitor("cyd"), FakeVisitor("dan")
    decks = [node.state(await node.playing(cyd, dan)).deck[:2] for _ in range(8)]
    assert any(set(deck) != set(PROMPTS[:2]) for deck in decks)


async def test_a_retry_starts_nothing_twice_and_is_answered_as_before(
    new_node: NewNode, databases: Databases, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one = new_node()
    game = await one.table(ada, bob)
    first = await one.ask(ada, "game.start", game=game, id="s")
    assert first["ok"]
    assert await one.ask(ada, "game.start", game=game, id="s") == first
    await one.stop()
    two = new_node()
    assert await two.ask(ada, "game.start", game=game, id="s") == first
    assert databases.kinds(game).count("GameStarted") == 1


async def test_a_retry_while_the_first_is_under_way_waits_with_it(
    node: TwinNode, databases: Databases, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada, bob)
    node.journal.appends.is_shut = True
    for _ in range(2):
        await node.send(ada, "game.start", game=game, id="s")
    await until(lambda: node.journal.appends.waiting == 1)
    node.journal.appends.is_shut = False
    await until(lambda: len(ada.answers("s")) == 2)
    assert ada.answers("s")[0] == ada.answers("s")[1]
    assert databases.kinds(game).count("GameStarted") == 1


async def test_who_may_not_start_is_told_and_nothing_is_read_for_them(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    game = await node.table(ada, bob)
    asked: list[object] = []
    real = node.prompts.candidates

    async def counted(*values: object) -> object:
        asked.append(values)
        return await real(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(node.prompts, "candidates", counted)
    refused = await node.ask(bob, "game.start", game=game)
    assert refused["error"]["code"] == "game.not_host"
    assert asked == []
    assert (await node.ask(ada, "game.start", game=game))["ok"]
    assert len(asked) == 1
    again = await node.ask(ada, "game.start", game=game)
    assert again["error"]["code"] == "game.not_lobby"
    assert len(asked) == 1


async def test_without_the_prompts_nothing_starts_and_a_retry_does(
    node: TwinNode, databases: Databases, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada, bob)
    databases.store.away = True
    with pytest.raises(StorageUnavailable):
        await node.send(ada, "game.start", game=game, id="s")
    assert node.state(game).phase.value == "lobby"
    databases.store.away = False
    assert (await node.ask(ada, "game.start", game=game, id="s"))["ok"]


async def test_a_pack_that_went_away_is_said_honestly(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada, bob)
    await node.prompts.load([])
    refused = await node.ask(ada, "game.start", game=game)
    assert refused["error"]["code"] == "bad_request"
    assert "no prompt fits" in refused["error"]["message"]
    assert node.state(game).phase.value == "lobby"


async def test_a_game_that_is_played_elsewhere_is_dealt_here_and_started_there(
    new_node: NewNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one, two = new_node("one"), new_node("two")
    for node in (one, two):
        await node.start()
    game = await one.table(ada, bob)
    assert (await two.ask(bob, "game.start", game=game))["error"]["code"] == "game.not_host"
    said = await two.ask(ada, "game.start", game=game, id="s")
    assert said["ok"]
    assert one.state(game).deck
    assert two.state(game) == one.state(game)
    assert await two.ask(ada, "game.start", game=game, id="s") == said


async def test_the_wishes_of_the_host_hold_at_the_start(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.playing(ada, bob, total_rounds=9, settings={"categories": ["category1"]})
    state = node.state(game)
    assert {prompt.category for prompt in state.deck} == {"category1"}
    assert len(state.deck) == 9
    assert wanted_by(state.settings).categories == ("category1",)
    started = [each.event for each in node.databases.entries(game)]
    assert any(isinstance(event, GameStarted) and event.deck == state.deck for event in started)
