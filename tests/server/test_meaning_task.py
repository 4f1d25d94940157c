"""Meaning from a model, off the loop; without one, words."""

import threading
from collections.abc import Sequence

from agents.keywords import keywords
from agents.memories import Memory
from agents.retrieval import cue
from server.meaning_task import Meaning


class Counting:
    """A model that knows three words, and in which thread it was asked."""

    name = "counting"

    def __init__(self) -> None:
        self.threads: list[int] = []

    def vectors(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        self.threads.append(threading.get_ident())
        return [
            [float(word in keywords(each)) for word in ("bee", "hat", "toaster")] for each in texts
        ]


def memory(content: str) -> Memory:
    return Memory(id=content, agent="goat", content=content, at=1, accessed=1, importance=1.0)


async def test_with_a_model_questions_and_memories_have_a_meaning() -> None:
    model = Counting()
    meaning = Meaning(model)
    asked = await meaning.cue("bees?")
    assert (asked.embedding, asked.model, asked.words) == ((1.0, 0.0, 0.0), "counting", ("bee",))
    one, none = await meaning.embedded([memory("a hat"), memory("a fridge")])
    assert (one.embedding, one.model) == ((0.0, 1.0, 0.0), "counting")
    # No meaning is none, never zeros.
    assert (none.embedding, none.model) == (None, None)
    assert threading.get_ident() not in model.threads
    assert await meaning.cue(" ") == cue()
    assert await meaning.embedded([]) == []
    assert len(model.threads) == 2


async def test_without_one_words_are_all_there_is() -> None:
    assert await Meaning().cue("bees?") == cue("bees?")
    batch = [memory("a hat")]
    assert await Meaning().embedded(batch) == batch
