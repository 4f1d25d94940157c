"""Who is asked again and again answers from RAM, and never anything else than the tables."""

import contextlib
import random
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from agents.hot import Hot
from agents.keywords import keywords
from agents.memories import ANYBODY, Memory, Whom, unit
from agents.retrieval import Cue, Weights, cue, retrieve
from game.ids import Actor
from persistence import fakes
from persistence.ports import Changes
from server.minds import hot_task
from server.minds.hot_task import ANEW_MS, HOT_MS, OCCASION_MS, HotAgents

NOW = 10**9
ADA = Actor("ada")


class Counting(fakes.TwinMemories):
    """Counts how often the tables were asked to choose."""

    chosen = 0

    async def recall(
        self, agent: str, asked: Cue, about: Whom | None = None, limit: int = 100
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
        self, agent: str = "goat", words: str = "bees", about: Whom | None = None
    ) -> None:
        """RAM and tables must agree; a while passes."""
        asked = cue(words, unit((1, 2, 3)), "small")
        found = await self.hot.considered(agent, asked, about)
        wanted = await fakes.TwinMemories(self.store).recall(agent, asked, about)
        assert ids(found, asked) == ids(wanted, asked)
        self.now_ms += OCCASION_MS


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
    await stage.ask(about=(ADA,))
    await stage.ask(about=ANYBODY)
    assert (stage.memories.chosen, stage.hot.hot) == (1, ["goat"])
    stage.now_ms += HOT_MS - OCCASION_MS + 1
    await stage.ask()
    assert (stage.memories.chosen, stage.hot.hot) == (2, [])


async def test_whoever_sits_at_a_table_is_looked_for_at_once_in_ram_too() -> None:
    stage, whom = Stage(), (ADA, "nobody")
    stage.put(*map(memory, range(300)))
    cold = await stage.hot.considered_each("goat", whom, 8)
    await stage.ask()
    warm = await stage.hot.considered_each("goat", whom, 8)
    assert stage.hot.hot == ["goat"]
    for each in (cold, warm):
        assert list(each) == list(whom)
        assert ids(each[ADA], Cue()) == ids(cold[ADA], Cue())
        assert (len(each[ADA]) > 8, len(each["nobody"])) == (True, 0)


async def test_several_questions_of_one_occasion_make_nobody_hot() -> None:
    stage = Stage()
    stage.put(*map(memory, range(10)))
    for about in (None, (ADA,), (ADA, "hen"), ANYBODY):
        await stage.ask(about=about)
        stage.now_ms -= OCCASION_MS
    assert (stage.memories.chosen, stage.hot.hot) == (4, [])


async def test_who_gives_up_in_between_leaves_nothing_half_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Method: a question is cut off after each page; all is read once it can be, and only then."""
    monkeypatch.setattr(hot_task, "PAGE", 8)
    stage = Stage()
    stage.put(*map(memory, range(20)))
    await stage.ask()
    whole, read = stage.memories.changes, 0

    async def cut(agent: str, since: int, limit: int) -> Changes:
        nonlocal read
        read += 1
        if read % 2 == 0:
            raise TimeoutError
        return await whole(agent, since, limit)

    monkeypatch.setattr(stage.memories, "changes", cut)
    for _ in range(3):
        with contextlib.suppress(TimeoutError):
            await stage.ask()
    monkeypatch.setattr(stage.memories, "changes", whole)
    await stage.ask()
    assert (stage.memories.chosen, stage.hot.hot) == (1, ["goat"])


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


async def test_to_recall_lays_nothing_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    stage, laid_out = Stage(), 0

    class Counted(Hot):
        def __init__(self, memories: Sequence[Memory]) -> None:
            nonlocal laid_out
            laid_out += bool(memories)
            super().__init__(memories)

    monkeypatch.setattr(hot_task, "Hot", Counted)
    stage.put(*map(memory, range(50)))
    for number in range(4):
        await stage.ask()
        await stage.memories.touch("goat", [f"goat-{number:05}"], stage.now_ms)
    assert laid_out == 1
    stage.put(memory(51))
    await stage.ask()
    assert laid_out == 2


async def test_large_ones_are_searched_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hot_task, "PAGE", 30)
    monkeypatch.setattr(hot_task, "HERE_MAX", 40)
    stage = Stage()
    stage.put(*map(memory, range(100)))
    for words in ("bees", "hat", "bees"):
        await stage.ask(words=words)
    assert (stage.memories.chosen, stage.hot.hot) == (1, ["goat"])


async def test_large_ones_are_laid_out_anew_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or one that learns something every second would be laid out every second."""
    monkeypatch.setattr(hot_task, "LAID_OUT_MAX", 40)
    stage = Stage()
    stage.put(*map(memory, range(50)))
    await stage.ask()
    await stage.ask()
    assert stage.memories.chosen == 1
    stage.put(memory(60))
    await stage.ask()
    await stage.ask()
    assert (stage.memories.chosen, stage.hot.hot) == (3, ["goat"])
    stage.now_ms += ANEW_MS
    await stage.ask()
    await stage.ask()
    assert (stage.memories.chosen, stage.hot.hot) == (3, ["goat"])


async def test_beyond_what_there_is_room_for_the_tables_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody who is asked again and again makes room, to be read anew a moment later."""
    monkeypatch.setattr(hot_task, "HELD_MAX", 100)
    monkeypatch.setattr(hot_task, "PAGE", 20)
    stage, read = Stage(), 0
    whole = stage.memories.changes

    async def counted(agent: str, since: int, limit: int) -> Changes:
        nonlocal read
        read += agent == "baker"
        return await whole(agent, since, limit)

    sized: list[str] = []
    size = stage.memories.count

    async def noted(agent: str, about: Whom | None = None) -> int:
        sized.append(agent)
        return await size(agent, about)

    monkeypatch.setattr(stage.memories, "changes", counted)
    monkeypatch.setattr(stage.memories, "count", noted)
    for agent, count in (("goat", 60), ("ghost", 50), ("baker", 120)):
        stage.put(*(memory(number, agent) for number in range(count)))
    for _ in range(2):
        for agent in ("goat", "ghost", "baker"):
            await stage.ask(agent)
    assert (stage.memories.chosen, stage.hot.hot) == (5, ["goat"])
    # Nothing of what has no room, and that is looked at once.
    assert (read, sized.count("baker")) == (0, 1)
    stage.now_ms += HOT_MS - OCCASION_MS
    await stage.ask("ghost")
    await stage.ask("ghost")
    assert (stage.memories.chosen, stage.hot.hot) == (6, ["ghost"])


async def test_what_will_not_hold_still_is_left_to_the_tables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage()
    stage.put(*map(memory, range(20)))
    await stage.ask()
    whole = stage.memories.changes

    async def more(agent: str, since: int, limit: int) -> object:
        return replace(await whole(agent, since, limit), held=21)

    monkeypatch.setattr(stage.memories, "changes", more)
    await stage.ask()
    assert (stage.memories.chosen, stage.hot.hot) == (2, [])
