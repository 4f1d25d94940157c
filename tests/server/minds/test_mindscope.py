"""`agent.mind`: all layers, the signals and thoughts one may see, and no more."""

import pytest

from agents.keywords import keywords
from agents.memories import Memory
from agents.neurons.brain import Grown
from agents.neurons.layers import LAYERS
from game.ids import Actor, mint
from persistence.ports import Login, Person, StoredValley
from server.minds.mindscope import Nobody, learnt
from tests.server.fake_clock import FakeClock
from tests.server.stage import TwinNode
from tests.server.visiting import FAR_MS, FakeVisitor


@pytest.fixture
def ada() -> FakeVisitor:
    return FakeVisitor("ada")


@pytest.fixture
def admin() -> FakeVisitor:
    person = Person(Actor("root"), "Root", "admin", is_guest=False)
    return FakeVisitor("root", login=Login(person, "session of root", FAR_MS))


async def test_the_layers_of_one_who_plays(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor, admin: FakeVisitor
) -> None:
    game = await node.table(ada)
    await node.ask(ada, "game.add_agent", game=game, agent="goat")
    await node.ask(ada, "game.start", game=game)
    await clock.advance(5_000)
    seen = await node.ask(admin, "agent.mind", agent="goat")
    assert [each["layer"] for each in seen["layers"]] == list(LAYERS)
    assert all(each["is_on"] for each in seen["layers"])
    assert seen["layers"][4]["name"] == "strategic"
    said = {(each["from"], each["to"], each["type"]) for each in seen["signals"]}
    assert {("L5", "L4", "forward"), ("L3", "L2", "forward"), ("L2", "L1", "forward")} <= said
    assert {each["game"] for each in seen["signals"]} == {game}
    doing = {each["layer"]: each["doing"] for each in seen["layers"]}
    assert doing["L3"].startswith("answering")
    mine = await node.ask(ada, "agent.mind", agent="goat")
    assert mine["signals"] == []
    assert {each["doing"] for each in mine["layers"]} == {""}
    await node.ask(ada, "game.cancel", game=game)
    after = await node.ask(ada, "agent.mind", agent="goat")
    assert after["signals"] == seen["signals"]


async def test_thoughts_are_shown_to_those_they_are_about_and_those_about_nobody_to_all(
    node: TwinNode, ada: FakeVisitor, admin: FakeVisitor
) -> None:
    bob = FakeVisitor("bob")
    for number, (kind, content, players) in enumerate(
        (
            ("reflection", "Ada is kind", (ada.actor,)),
            ("reflection", "Bob is not", (bob.actor,)),
            ("plan", "to the market", ()),
            ("metacognition", "I talk too much", ()),
            ("observation", "Ada sat down", (ada.actor,)),
        )
    ):
        memory = Memory(
            id=mint(number, "m", number),
            agent="goat",
            kind=kind,  # type: ignore[arg-type]
            content=content,
            at=number,
            accessed=number,
            importance=5.0,
            players=players,
            words=keywords(content),
        )
        node.databases.store.memories["goat"][memory.id] = memory

    async def shown(who: FakeVisitor) -> list[list[str]]:
        seen = await node.ask(who, "agent.mind", agent="goat")
        kinds = ("reflections", "plans", "evaluations")
        return [[each["content"] for each in seen[kind]] for kind in kinds]

    rest = [["to the market"], ["I talk too much"]]
    assert await shown(ada) == [["Ada is kind"], *rest]
    assert await shown(bob) == [["Bob is not"], *rest]
    assert await shown(admin) == [["Bob is not", "Ada is kind"], *rest]


async def test_an_unknown_machine_player_is_refused(node: TwinNode, ada: FakeVisitor) -> None:
    said = await node.ask(ada, "agent.mind", agent="nobody")
    assert said["error"]["code"] == "not_found"


def test_what_each_layer_has_learnt() -> None:
    grown = Grown(devices={"quip": 0.5}, style={"zest": 0.25}, games=2, wins=1)
    assert learnt("L2", grown) == {"quip": 0.5}
    assert learnt("L4", grown) == {"zest": 0.25}
    assert learnt("L5", grown) == {"games": 2, "wins": 1, "drought": 0}
    found = [learnt(layer, grown) for layer in ("L1", "L3", "L6", "L7", "L8", "L9")]
    assert found == [{}, {}, {"ambition": 0.5}, {}, {"rate": 1.0}, {"stories": 2}]
    assert Nobody().grown("goat") == Grown()
    assert Actor("x") not in Nobody().book.seen("goat", 0, may_see_all=True)


async def test_the_valley_shows_what_goes_on_in_it(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    """Method: a day of the valley passes; everyone may see its signals, since it has no secrets."""
    node.valley.life.book = node.minds.book
    life = node.valley.life
    life.begin(StoredValley(seed="s", tick=0, now_ms=0, born_ms=0, lives={}))
    assert life.chronicle is not None
    for step in range(2_000):
        made = life.next_tick({})
        assert made is not None
        life.take(made(), {}, clock.now_ms() - 200_000 + step * 100)
        if life.chronicle.is_full:
            life.chronicle.checkpoint()
            life.chronicle.settled()
    seen = await node.ask(ada, "agent.mind", agent="goat")
    assert {each["game"] for each in seen["signals"]} == {None}
    assert {each["from"] for each in seen["signals"]} == {"L2", "L3", "L4", "L5"}
    assert len({each["id"] for each in seen["signals"]}) == len(seen["signals"])
