"""A look changes nothing; what came to mind is fresher from then on, and known to be old."""

import pytest
from msgspec.structs import replace

from agents.keywords import keywords
from agents.memories import ANYBODY, Memory, Whom
from agents.retrieval import Weights
from game.ids import Actor, GameId
from persistence import fakes
from persistence.ports import StorageUnavailable
from server.minds.hot_task import OCCASION_MS, HotAgents
from server.minds.meaning_task import Meaning
from server.minds.recollections import MIND_MAX, Recollections

NOW = 10**9
SAID = ("bees in a toaster", "a hat for the mayor", "seven bees", "rain at the mill")


def memory(number: int, content: str) -> Memory:
    at = NOW - 10**6 + number
    return Memory(
        id=f"{number}",
        agent="goat",
        content=content,
        at=at,
        accessed=at,
        importance=1.0,
        words=keywords(content),
    )


@pytest.fixture
def store() -> fakes.Store:
    store = fakes.Store()
    held = [memory(number, content) for number, content in enumerate(SAID * 2)]
    store.memories["goat"] = {each.id: each for each in held}
    return store


class Mind:
    """Recollections of the goat, with a clock; RAM and tables must say the same."""

    def __init__(self, store: fakes.Store) -> None:
        self.memories, self.now_ms = fakes.TwinMemories(store), NOW
        self.recollections = self._new()

    def _new(self) -> Recollections:
        hot = HotAgents(self.memories, lambda: self.now_ms)
        return Recollections(self.memories, hot, Meaning(), Weights(), lambda: self.now_ms)

    async def look(
        self, question: str, about: Whom | None = None, agent: str = "goat", limit: int = MIND_MAX
    ) -> list[str]:
        asked = await self.recollections.cue(question)
        found = await self.recollections.look(agent, asked, about, limit)
        cold = await self._new().look(agent, asked, about, limit)
        assert found == cold
        assert [each.score for each in found] == sorted(each.score for each in found)[::-1]
        self.now_ms += OCCASION_MS
        return [each.memory.id for each in found]


async def test_a_look_changes_nothing(store: fakes.Store) -> None:
    before, mind = dict(store.memories["goat"]), Mind(store)
    for _ in range(2):
        found = await mind.look("bees")
        assert len(found) == MIND_MAX
        assert {SAID[int(id) % 4] for id in found[:4]} == {"bees in a toaster", "seven bees"}
    assert store.memories["goat"] == before
    assert await mind.look("bees", agent="nobody") == []


async def test_one_may_ask_of_a_person_of_what_anybody_may_know_and_of_what_fits(
    store: fakes.Store,
) -> None:
    held = store.memories["goat"]
    held["0"] = replace(held["0"], players=(Actor("ada"),))
    held["1"] = replace(held["1"], game=GameId("g"))
    mind = Mind(store)
    for _ in range(2):
        assert await mind.look("hat", ("ada",), limit=9) == ["0"]
        assert sorted(await mind.look("hat", ANYBODY, limit=9)) == list("234567")
    asked = await mind.recollections.cue("hat")
    found = await mind.recollections.look(
        "goat", asked, None, 9, lambda each: "hat" in each.content
    )
    assert [each.memory.id for each in found] == ["5", "1"]


async def test_what_came_to_mind_is_fresher_and_known_to_be_old(store: fakes.Store) -> None:
    mind, held = Mind(store), store.memories["goat"]
    found = await mind.look("what about bees?", limit=2)
    await mind.recollections.came("goat", found)
    await mind.recollections.came("goat", [])
    assert {each.id for each in held.values() if each.accesses == 1} == set(found)
    told = await mind.memories.recalled("goat", NOW)
    assert sorted(told) == sorted(held[id].content for id in found)
    # From RAM by now, and fresher there too.
    assert await mind.look("what about bees?", limit=2)


async def test_without_the_database_nothing_is_said_to_come(store: fakes.Store) -> None:
    store.away = True
    with pytest.raises(StorageUnavailable):
        await Mind(store).look("bees")
    with pytest.raises(StorageUnavailable):
        await Mind(store).recollections.came("goat", ["0"])
