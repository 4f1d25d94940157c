"""What comes to mind is fresher from then on, and is known to be old; a look changes nothing."""

import pytest

from agents.keywords import keywords
from agents.memories import Memory
from agents.retrieval import Weights
from persistence import fakes
from persistence.ports import StorageUnavailable
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


def recollections(store: fakes.Store) -> Recollections:
    return Recollections(fakes.TwinMemories(store), Meaning(), Weights(), lambda: NOW)


async def test_what_comes_to_mind_is_fresher_and_known_to_be_old(store: fakes.Store) -> None:
    mind = recollections(store)
    found = await mind.come("goat", "what about bees?", limit=2)
    assert ["bees" in each.memory.content for each in found] == [True, True]
    held = store.memories["goat"]
    assert {each.id for each in held.values() if each.accessed == NOW} == {
        each.memory.id for each in found
    }
    assert all(held[each.memory.id].accesses == 1 for each in found)
    told = await fakes.TwinMemories(store).recalled("goat", NOW)
    assert sorted(told) == sorted(each.memory.content for each in found)
    # From RAM by now, and fresher there too.
    again = await mind.come("goat", "what about bees?", limit=2)
    assert [each.memory.accesses for each in again] == [1, 1]


async def test_a_look_from_outside_changes_nothing(store: fakes.Store) -> None:
    before = dict(store.memories["goat"])
    found = await recollections(store).look("goat", "bees")
    assert len(found) == MIND_MAX
    assert found[0].score >= found[-1].score
    assert store.memories["goat"] == before
    assert await recollections(store).look("nobody", "bees") == ()


async def test_without_the_database_nothing_is_said_to_come(store: fakes.Store) -> None:
    store.away = True
    with pytest.raises(StorageUnavailable):
        await recollections(store).come("goat", "bees")
