"""Founding once however often it is asked, with codes that are free and packs that exist."""

import asyncio

import pytest

from game.commands import Prompt
from persistence.ports import Proposal, Wanted
from server import founding
from server.founding import CODE_LETTERS, TRIES_MAX
from tests.server.conftest import NewNode
from tests.server.fake_clock import settle, until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor


async def test_the_creator_is_host_and_not_yet_seated(node: TwinNode, ada: FakeVisitor) -> None:
    said = await node.ask(ada, "game.create", name="Friday", agents=3, settings={"judge": "off"})
    assert (said["ok"], said["seq"]) == (True, 1)
    game = said["game"]
    assert (game["name"], game["host"], game["players"]) == ("Friday", "ada", 3)
    assert (game["status"], game["phase"]) == ("waiting", "lobby")
    assert len(game["code"]) == 5
    assert set(game["code"]) <= set(CODE_LETTERS)
    state = node.state(game["id"])
    assert all(seat.is_ai for seat in state.seats.values())
    assert state.seat_of(ada.actor) is None


async def test_every_game_has_its_own_seed_code_and_id(node: TwinNode, ada: FakeVisitor) -> None:
    games = [node.state(await node.create(ada)) for _ in range(4)]
    for field in ("seed", "code", "game"):
        assert len({getattr(game, field) for game in games}) == 4


async def test_the_same_command_founds_one_game(
    new_node: NewNode, databases: Databases, ada: FakeVisitor
) -> None:
    one = new_node()
    first = await one.ask(ada, "game.create", name="Friday", id="c1")
    assert await one.ask(ada, "game.create", name="Friday", id="c1") == first
    # After a restart too; with other wishes it is another game.
    await one.stop()
    two = new_node()
    assert await two.ask(ada, "game.create", name="Friday", id="c1") == first
    other = await two.ask(ada, "game.create", name="Monday", id="c1")
    assert other["game"]["id"] != first["game"]["id"]
    assert len(databases.store.entries) == 2


async def test_a_retry_while_the_first_is_under_way_gets_its_game(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    node.journal.appends.is_shut = True
    for _ in range(2):
        await node.send(ada, "game.create", id="c1")
    await until(lambda: node.journal.appends.waiting == 2)
    node.journal.appends.is_shut = False
    await until(lambda: len(ada.answers("c1")) == 2)
    first, second = ada.answers("c1")
    assert first == second
    assert len(databases.store.entries) == 1
    assert len(node.directory.rooms) == 1


async def test_a_code_that_is_taken_is_drawn_again(
    node: TwinNode, ada: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = iter("BBBBB" + "BBBBB" + "CCCCC")
    monkeypatch.setattr(founding.secrets, "choice", lambda _: next(letters))
    codes = [(await node.ask(ada, "game.create"))["game"]["code"] for _ in range(2)]
    assert codes == ["BBBBB", "CCCCC"]


async def test_in_the_end_it_gives_up(
    node: TwinNode, ada: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(founding.secrets, "choice", lambda _: drawn.append("B") or "B")
    assert (await node.ask(ada, "game.create"))["ok"]
    said = await node.ask(ada, "game.create")
    assert said["error"]["code"] == "unavailable"
    assert len(drawn) == 5 * (1 + TRIES_MAX)
    await settle()
    assert len(node.directory.rooms) == 1


@pytest.mark.parametrize("weather", ["before", "after"])
async def test_founding_in_bad_weather(
    node: TwinNode, databases: Databases, ada: FakeVisitor, weather: str
) -> None:
    databases.store.forecast = lambda _game, _seq: weather  # type: ignore[return-value,assignment]
    said = await node.ask(ada, "game.create", id="c1")
    await settle()
    if weather == "before":
        assert said["error"]["code"] == "unavailable"
        assert node.directory.rooms == []
    else:
        assert said["ok"]
    databases.store.forecast = lambda _game, _seq: "fair"
    again = await node.ask(ada, "game.create", id="c1")
    assert again["ok"]
    assert weather == "before" or again == said
    assert len(databases.store.entries) == 1


async def test_wishes_that_cannot_be_met_found_nothing(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    for wishes in (
        {"settings": {"judge": "salomon"}},
        {"settings": {"pack": "no such pack"}},
        {"settings": {"language": "xx"}},
        {"settings": {"categories": ["none"]}},
        {"settings": {"difficulty": "hard"}},
        {"agents": 5, "max_players": 4},
    ):
        said = await node.ask(ada, "game.create", **wishes)
        assert said["error"]["code"] == "bad_request", wishes
    await settle()
    assert node.directory.rooms == []
    assert databases.store.entries == {}
    assert (await node.ask(ada, "game.create", settings={"judge": "salomon"}))["error"][
        "message"
    ].count("salomon")


async def test_only_wishes_that_find_prompts_are_remembered(
    node: TwinNode, ada: FakeVisitor
) -> None:
    for n in range(5):
        await node.ask(ada, "game.create", settings={"pack": f"guess {n}"})
        await node.ask(ada, "game.create")
    assert list(node.founding._fitting) == [Wanted("house", "en")]


async def test_no_more_wishes_are_remembered_than_there_is_room_for(
    node: TwinNode, ada: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(founding, "FITTING_MAX", 2)
    for n in range(5):
        categories = ["category0", f"category{n + 2}"]
        await node.create(ada, settings={"categories": categories})
        assert len(node.founding._fitting) <= 2


async def test_a_pack_that_gets_its_first_prompt_is_there_at_once(
    node: TwinNode, ada: FakeVisitor
) -> None:
    wishes = {"pack": "community"}
    refused = await node.ask(ada, "game.create", settings=wishes)
    assert refused["error"]["code"] == "bad_request"
    assert "no prompt fits" in refused["error"]["message"]
    prompt = Prompt("What is under the stairs?", "home", "easy")
    proposed = await node.prompts.propose(Proposal(ada.actor, "en", prompt, None, 1))
    assert isinstance(proposed, str)
    assert await node.prompts.review(proposed, accept=True, by=ada.actor, now_ms=1)
    assert (await node.ask(ada, "game.create", settings=wishes))["ok"]


async def test_whoever_left_before_it_was_founded_harms_nobody(
    node: TwinNode, ada: FakeVisitor
) -> None:
    node.journal.appends.is_shut = True
    asking = asyncio.create_task(node.ask(ada, "game.create", id="c1"))
    await until(lambda: node.journal.appends.waiting)
    ada.gone = True
    node.journal.appends.is_shut = False
    assert (await asking)["ok"]
