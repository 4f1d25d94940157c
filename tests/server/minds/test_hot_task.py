"""Who is asked again and again answers from RAM, and never anything else than the tables."""

import random
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from agents.keywords import keywords
from agents.memories import Memory, unit
from agents.retrieval import Cue, Weights, cue, retrieve
from game.ids import Actor
from persistence import fakes
from server.minds import hot_task
from server.minds.hot_task import HOT_MS, HotAgents

NOW = 10**9
ADA = Actor("ada")


class Counting(fakes.TwinMemories):
    """Counts how often the tables were asked to choose."""

    chosen = 0

    async def recall(
        self, agent: str, asked: Cue, about: Actor | None = None, limit: int = 100
    ) -> list[Memory]:
        self.chosen += 1
        return await super().recall(agent, asked, about, limit)


class Stage:
    """Agents with memories, and a clock that stands still."""

    def __init__(self) -> None:
        self.store = fakes.Store()
        self.memories, self.now_ms = Counting(self.store), NOW
        self.hot = HotAgents(self.memories, lambda: self.now_ms)

    def put(self, *memories: Memory) -> None:
        for each in memories:
            self.store.memories.setdefault(each.agent, {})[each.id] = each

    async def ask(
        self, agent: str = "goat", words: str = "bees", about: Actor | None = None
    ) -> None:
        """RAM and tables must agree."""
        asked = cue(words, unit((1, 2, 3)), "small")
        found = await self.hot.considered(agent, asked, about)
        wanted = await fakes.TwinMemories(self.store).recall(agent, asked, about)
        assert ids(found, asked) == ids(wanted, asked)


def ids(found: Sequence[Memory], asked: Cue) -> list[str]:
    return [each.memory.id for each in retrieve(found, asked, Weights(), NOW)]


def memory(number: int, agent: str = "goat") -> Memory:
    dice = random.Random(number)
    content = dice.choice(["bees", "a hat", "a toaster"])
    return Memory(
        id=f"{agent}-{number:05}",
        agent=agent,
        content=content,
        at=NOW - number,
        accessed=NOW - number,
        importance=dice.uniform(0, 10),
        words=keywords(content),
        players=(ADA,) if number % 2 else (),
        embedding=unit([dice.gauss(0, 1) for _ in range(3)]),
        model="small",
    )


async def test_the_second_question_within_a_while_is_answered_from_ram() -> None:
    stage = Stage()
    stage.put(*map(memory, range(300)))
    await stage.ask()
    assert (stage.memories.chosen, stage.hot.hot) == (1, [])
    await stage.ask()
    await stage.ask(about=ADA)
    assert (stage.memories.chosen, stage.hot.hot) == (1, ["goat"])
    stage.now_ms += HOT_MS + 1
    await stage.ask()
    assert (stage.memories.chosen, stage.hot.hot) == (2, [])


async def test_whatever_changes_is_seen_at_once() -> None:
    stage = Stage()
    stage.put(*map(memory, range(50)))
    await stage.ask()
    await stage.ask()
    stage.put(memory(60), replace(memory(3), importance=0.5, accessed=NOW))
    await stage.ask()
    del stage.store.memories["goat"]["goat-00007"]
    await stage.ask()
    # One gone and one new at the same time.
    del stage.store.memories["goat"]["goat-00008"]
    stage.put(memory(61))
    await stage.ask()
    assert (stage.memories.chosen, stage.hot.hot) == (1, ["goat"])


async def test_large_ones_are_searched_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hot_task, "PAGE", 30)
    monkeypatch.setattr(hot_task, "HERE_MAX", 40)
    stage = Stage()
    stage.put(*map(memory, range(100)))
    for words in ("bees", "hat", "bees"):
        await stage.ask(words=words)
    assert (stage.memories.chosen, stage.hot.hot) == (1, ["goat"])


async def test_who_was_asked_longest_ago_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hot_task, "HELD_MAX", 100)
    stage = Stage()
    for agent, count in (("goat", 60), ("ghost", 50), ("baker", 120)):
        stage.put(*(memory(number, agent) for number in range(count)))
        await stage.ask(agent)
        await stage.ask(agent)
    # One that is too large for itself stays in the tables.
    assert stage.hot.hot == []
    await stage.ask("goat")
    await stage.ask("ghost")
    assert stage.hot.hot == ["ghost"]


async def test_what_will_not_hold_still_is_left_to_the_tables() -> None:
    stage = Stage()
    stage.put(*map(memory, range(20)))
    await stage.ask()
    whole = stage.memories.changes

    async def more(agent: str, since: int, limit: int) -> object:
        return replace(await whole(agent, since, limit), held=21)

    stage.memories.changes = more  # type: ignore[method-assign, assignment]
    await stage.ask()
    assert (stage.memories.chosen, stage.hot.hot) == (2, [])
