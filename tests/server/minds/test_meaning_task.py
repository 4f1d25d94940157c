"""Meaning from a model in a process of its own; without it words, and the meaning comes later."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from agents.keywords import keywords
from agents.memories import Memory, unit
from agents.retrieval import cue, nearness
from persistence import fakes
from server.judge.child_task import Child, JudgeAway
from server.judge.words import Task, Word
from server.minds import meaning_task
from server.minds.meaning_task import TEXTS_MAX, WAITING_MAX, Afterthought, Meaning

WORDS = ("bee", "hat", "toaster")


class Counting:
    """Reads three words, while it is not away."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.is_away = False
        self.hangs = asyncio.Event()
        self.hangs.set()
        self.changes: dict[str, Any] = {}

    async def ask(self, task: Task) -> Word:
        self.asked.append(task.texts)
        await self.hangs.wait()
        if self.is_away:
            raise JudgeAway("it died")
        means = [[float(word in keywords(each)) for word in WORDS] for each in task.texts]
        found: dict[str, Any] = {"meanings": tuple(map(unit, means)), "model": "counting"}
        return Word(1, **{**found, **self.changes})


def memory(content: str, id: str = "") -> Memory:
    return Memory(id=id or content, agent="goat", content=content, at=1, accessed=1, importance=1.0)


async def test_with_a_model_questions_and_memories_have_a_meaning() -> None:
    reader = Counting()
    meaning = Meaning(reader)
    assert await meaning.cue("bees?") == cue("bees?", unit((1, 0, 0)), "counting")
    one, none = await meaning.embedded([memory("a hat"), memory("a fridge")])
    assert (one.embedding, one.model) == (unit((0, 1, 0)), "counting")
    # No meaning is none, never zeros.
    assert (none.embedding, none.model) == (None, None)
    assert await meaning.cue("a fridge") == cue("a fridge")
    assert meaning.known == ("counting", 3)
    del reader.asked[:]
    assert await meaning.cue(" ") == cue()
    assert await meaning.embedded([]) == []
    assert reader.asked == []


async def test_many_texts_go_in_small_parts_so_that_the_judge_gets_its_turn() -> None:
    reader = Counting()
    batch = [memory(f"hat {number}") for number in range(2 * TEXTS_MAX + 1)]
    assert all(each.embedding for each in await Meaning(reader).embedded(batch))
    assert [len(each) for each in reader.asked] == [TEXTS_MAX, TEXTS_MAX, 1]


async def test_what_was_read_a_moment_ago_is_not_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(meaning_task, "KEPT_MAX", 2)
    reader = Counting()
    meaning = Meaning(reader)
    mine = await meaning.embedded([memory("a hat"), memory("a fridge"), memory("a hat", "again")])
    assert [each.embedding for each in mine] == [unit((0, 1, 0)), None, unit((0, 1, 0))]
    theirs = await meaning.embedded([memory("a fridge"), memory("a bee"), memory("a hat")])
    assert [each.embedding for each in theirs] == [None, unit((1, 0, 0)), unit((0, 1, 0))]
    assert reader.asked == [("a hat", "a fridge"), ("a bee",)]
    # Kept are those of last, and no more.
    await meaning.embedded([memory("a bee"), memory("a fridge"), memory("a hat")])
    assert reader.asked[2:] == [("a fridge",)]
    assert "hat" not in str(meaning._kept), "nobody's words stay"


async def test_without_one_words_are_all_there_is() -> None:
    batch = [memory("a hat")]
    away = Counting()
    away.is_away = True
    for meaning in (Meaning(), Meaning(away)):
        assert await meaning.cue("bees?") == cue("bees?")
        assert await meaning.embedded(batch) == batch
        assert meaning.known is None


async def test_who_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning_task, "CUE_S", 0.01)
    reader = Counting()
    reader.hangs.clear()
    meaning = Meaning(reader)
    assert await meaning.cue("bees?") == cue("bees?")
    assert await meaning.embedded([memory("a hat")], 0.01) == [memory("a hat")]
    # Beyond a bound nobody is even asked.
    monkeypatch.setattr(meaning_task, "CUE_S", 5.0)
    waiting = [asyncio.create_task(meaning.cue("bees?")) for _ in range(WAITING_MAX)]
    await asyncio.sleep(0)
    assert await meaning.cue("hats?") == cue("hats?")
    reader.hangs.set()
    assert {each.model for each in await asyncio.gather(*waiting)} == {"counting"}
    assert (await meaning.cue("hats?")).model == "counting"


@pytest.mark.parametrize("nonsense", [(b"odd",), (b"12345678",)], ids=["odd", "width"])
async def test_what_can_not_be_is_not_believed(nonsense: Sequence[bytes | None]) -> None:
    reader = Counting()
    meaning = Meaning(reader)
    await meaning.cue("bees?")
    reader.changes = {"meanings": nonsense}
    assert await meaning.cue("hats?") == cue("hats?")


async def test_what_was_saved_without_a_meaning_gets_it_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(meaning_task, "REST_S", 0.0)
    monkeypatch.setattr(meaning_task, "LATE_MAX", 2)
    store = fakes.Store()
    store.memories["goat"] = {
        each.id: each
        for each in (memory("a hat", "1"), memory("a fridge", "2"), memory("bees", "3"))
    }
    reader = Counting()
    reader.is_away = True
    indexed: list[tuple[str, int]] = []

    class Memories(fakes.TwinMemories):
        async def index(self, model: str, width: int) -> None:
            indexed.append((model, width))

    late = Afterthought(Meaning(reader), Memories(store))
    await late.look()
    assert len(reader.asked) == 1
    assert not any(each.embedding for each in store.memories["goat"].values())
    reader.is_away = False
    for _ in range(2):
        await late.look()
        hat, fridge, bees = store.memories["goat"].values()
        assert [hat.embedding, fridge.embedding, bees.embedding] == [
            unit((0, 1, 0)),
            None,
            unit((1, 0, 0)),
        ]
    assert indexed == [("counting", 3)]


async def test_the_real_one_hears_what_is_meant() -> None:
    """Method: the process itself; a paraphrase without a common word is nearer than another."""
    child = Child(hang_s=30.0)
    meaning = Meaning(child)
    try:
        held = [memory("Ada's dog ate her passport."), memory("Ben plays the trombone.")]
        near, far = await meaning.embedded(held)
        asked = await meaning.cue("a pet swallowed a travel document")
    finally:
        child.close()
    close, distant = nearness([near, far], asked)
    assert close is not None
    assert distant is not None
    assert close > distant + 0.2
    assert meaning.known == ("all-MiniLM-L6-v2 int8, words weighted by rarity", 384)
