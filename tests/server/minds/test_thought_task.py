"""Agents think beside the games: what follows is kept and played by; no slow one delays others."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from agents.keywords import keywords
from agents.memories import Memory
from agents.relationships import Stir, caused
from agents.strategy import Strategy
from game.ids import Actor, mint
from persistence import fakes
from server.minds import thought_task
from server.minds.meaning_task import Meaning
from server.minds.thought_task import (
    DAY_MS,
    PAUSE_MS,
    REST_MS,
    STUCK_MS,
    VALLEY_DAY_MS,
    Contemplation,
    Shelves,
)
from tests.server.fake_clock import FakeClock, until
from tests.server.minds.test_memory_task import play
from tests.server.stage import Databases, TwinNode, personas
from tests.server.visiting import FakeVisitor

GOAT = "goat"


class Heads:
    """Thought on twins."""

    def __init__(self, databases: Databases) -> None:
        store, self.store = databases.store, databases.store
        self.minds, self.bonds = fakes.TwinMinds(store), fakes.TwinBonds(store)
        self.cast = {each.slug: each for each in personas()}
        self.playing = dict(self.cast)
        shelves = Shelves(self.minds, self.bonds)
        self.thought = Contemplation(self.cast, self.playing, shelves, Meaning(), databases.clock)

    def live(self, at: int, count: int, importance: float = 8.0) -> None:
        """Answers of its own that nobody liked."""
        for n in range(count):
            content = f"To “Who{n}?” I answered “a line with the number {n}”. It got no votes."
            memory = Memory(
                id=mint(at, "lived", n), agent=GOAT, content=content, at=at + n, accessed=at,
                importance=importance, tags=("answer", "mine"), words=keywords(content),
            )  # fmt: skip
            self.store.memories[GOAT][memory.id] = memory

    def kept(self, kind: str) -> list[Memory]:
        return [each for each in self.store.memories[GOAT].values() if each.kind == kind]


@pytest.fixture
def heads(databases: Databases) -> Heads:
    return Heads(databases)


async def test_enough_lived_is_reflected_on_once_and_planned_by(
    heads: Heads, clock: FakeClock, node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    heads.live(clock.now_ms() - 100, 18)
    await heads.thought.think(GOAT)
    assert heads.kept("reflection") == [], "144 is not enough"
    heads.live(clock.now_ms() - 50, 1)
    for _ in range(2):
        await heads.thought.think(GOAT)
    (insight,) = heads.kept("reflection")
    assert "19" in insight.content
    assert set(insight.source) <= set(heads.store.memories[GOAT])
    (plan,) = await heads.minds.plans(GOAT)
    assert plan.goal == "Find out what makes them laugh."
    hers = replace(plan, id=mint(1, "hers"), goal="Make Ada laugh back.", user="ada")
    await heads.minds.plan([hers])
    for who, goals in ((ada, {plan.goal, hers.goal}), (bob, {plan.goal})):
        shown = (await node.ask(who, "agent.get", agent=GOAT))["plans"]
        assert {each["goal"] for each in shown} == goals
        assert not any(step["done"] for each in shown for step in each["steps"])


async def test_a_day_is_looked_back_on_and_played_by(heads: Heads, clock: FakeClock) -> None:
    heads.live(clock.now_ms() - 100, 6)
    await heads.thought.think(GOAT)
    (note,) = heads.kept("metacognition")
    assert "since 6 of 6 answers got nothing" in note.content
    strategy = (await heads.minds.strategies())[GOAT]
    assert strategy == Strategy(template=1, think=1)
    assert heads.playing[GOAT].style.template == 1
    before = next(each for each in personas() if each.slug == GOAT)
    assert heads.playing[GOAT].pace.think_min_ms > before.pace.think_min_ms
    # The same day is looked at once, a quiet one leads to nothing.
    await heads.thought.think(GOAT)
    clock.jump(VALLEY_DAY_MS)
    await heads.thought.think(GOAT)
    assert len(heads.kept("metacognition")) == 1
    # And whoever starts anew, or elsewhere, plays by it too.
    other = dict(heads.cast)
    shelves = Shelves(heads.minds, heads.bonds)
    again = Contemplation(heads.cast, other, shelves, Meaning(), clock)
    await again.learn()
    assert other == heads.playing


async def test_who_stays_away_is_felt_for_a_point_less_each_day(
    heads: Heads, clock: FakeClock
) -> None:
    kind, _ = caused("gift", GOAT, "ada", clock.now_ms())
    await heads.bonds.stir(GOAT, [Stir(id="x", change=kind)])
    for day in range(6):
        for _ in range(2):
            await heads.thought.think(GOAT)
        clock.jump(DAY_MS)
        tie = (await heads.bonds.of(GOAT))[Actor("ada")]
        assert tie.affection == 8 - max(0, day - 2)
        assert tie.frequency == 1
    (last, *_) = await heads.bonds.causes(GOAT, Actor("ada"), 9)
    assert (last.cause, last.by) == ("apart", "")


async def test_one_that_hangs_is_cut_off_and_delays_nobody(
    heads: Heads, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: the goat's thoughts never come back, the ghost's fail, the mayor's take too long."""
    thoughts = heads.minds.thoughts

    async def odd(agent: str) -> Any:
        if agent == GOAT:
            await asyncio.Event().wait()
        if agent == "ghost":
            raise ValueError("a bug")
        return await thoughts(agent)

    monkeypatch.setattr(heads.minds, "thoughts", odd)
    heads.thought.look()
    await until(lambda: heads.thought.done == len(personas()) - 2, "all others are done")
    assert (heads.thought.failed, heads.thought.stuck) == (1, 0)
    clock.jump(STUCK_MS + 1)
    heads.thought.look()
    assert heads.thought.stuck == 1
    monkeypatch.setattr(heads.minds, "thoughts", thoughts)
    await heads.thought.settle()
    done = heads.thought.done
    # The one that was stuck is let be for a while, and then thinks again.
    heads.thought.look()
    await heads.thought.settle()
    assert heads.thought.done == done + len(personas()) - 1
    clock.jump(REST_MS)
    heads.thought.look()
    await heads.thought.settle()
    assert heads.thought.done == done + 2 * len(personas()) - 1


async def test_a_deadline_and_a_database_that_is_away_are_only_delays(
    heads: Heads, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, databases: Databases
) -> None:
    monkeypatch.setattr(thought_task, "DEADLINE_S", 0.01)
    thoughts = heads.minds.thoughts

    async def slow(agent: str) -> Any:
        if agent == GOAT:
            await asyncio.sleep(5)
        return await thoughts(agent)

    monkeypatch.setattr(heads.minds, "thoughts", slow)
    running = asyncio.create_task(heads.thought.run())
    await until(lambda: heads.thought.failed == 1, "the goat is cut off")
    await heads.thought.settle()
    assert heads.thought.done == len(personas()) - 1
    databases.store.away = True
    await clock.advance(PAUSE_MS)
    databases.store.away = False
    await clock.advance(PAUSE_MS)
    await until(lambda: heads.thought.done >= 2 * (len(personas()) - 1), "they think again")
    running.cancel()
    databases.store.away = True
    heads.thought.look()
    await heads.thought.settle()
    assert heads.thought.failed >= 2


async def test_a_game_that_was_played_becomes_insights(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor, databases: Databases
) -> None:
    heads = Heads(databases)
    for _ in range(3):
        game = await node.table(ada, agents=0)
        assert (await node.ask(ada, "game.add_agent", game=game, agent=GOAT))["ok"]
        assert (await node.ask(ada, "game.start", game=game))["ok"]
        await play(node, clock, ada, game, 300)
        await node.ask(ada, "game.leave", game=game)
    await node.remembrance.save_all()
    await heads.thought.think(GOAT)
    found = [*heads.kept("reflection"), *heads.kept("metacognition")]
    assert {each.kind for each in found} == {"reflection", "metacognition"}
    for each in found:
        assert each.source
        assert set(each.source) <= set(databases.store.memories[GOAT])
    about = [each for each in found if each.players]
    assert about
    assert all(each.players == ("ada",) and "Ada" in each.content for each in about)
    assert all(each.players == () for each in found if each.kind == "metacognition")
