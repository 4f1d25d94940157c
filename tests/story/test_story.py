"""The story of two weeks: what is asked about it afterwards is found, and it is always the same.

The questions were written before anything was stored, and are asked through `agent.memories`.
"""

import os
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace

from agents.memories import Memory
from agents.retrieval import Weights
from agents.world.clock import DAY_MS
from game.events import PlayerJoined, PlayerLeft
from game.ids import Actor
from game.state import Phase
from persistence import fakes
from persistence.ports import Cursor, Login, Memories, Person
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.agents import PostgresAgents
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.memories import PostgresMemories
from persistence.postgres.pool import create_pool
from server.judge.child_task import Child
from server.minds.hot_task import HotAgents
from server.minds.meaning_task import Afterthought, Meaning
from server.minds.memoirs import Kept, Memoirs
from server.minds.memory_task import Remembrance
from server.minds.recollections import Recollections
from server.wire import GetMemories
from tests.agents.evening import personas
from tests.server.fake_clock import FakeClock
from tests.server.visiting import FAR_MS, FakeVisitor
from tests.services import Services, fresh_database, services
from tests.story import questions, second_questions
from tests.story.questions import JOINED, KICKED, LEFT
from tests.story.weeks import BEGIN_MS, DAYS, ROOT, STORIES, days, games, state_hash
from tests.tables import Table, guests, write

__all__ = ["services"]

TOP = 5
QUESTIONS = {"first": questions, "second": second_questions}
# Of the first story 36 of 40 are found where it was measured; the model's whole-number sums differ
# from processor to processor, and one question stands on the edge.
# The second story's questions were asked once, as they had been written, and changed nothing: 38 of
# 45 are found. That is what to expect of questions it was not tried on.
RIGHT_MIN = {"first": 35, "second": 37}
# By how much what happened must be surer than what did not, in the middle of each.
MARGIN = {"first": 0.12, "second": 0.08}
# Of any two, one that happened and one that did not, how often the first is surer.
SURER_MIN = {"first": 0.85, "second": 0.83}
END_MS = BEGIN_MS + DAYS * DAY_MS
Shown = dict[str, Any]
# Who is in the valley now is not asked here.
NO_VALLEY: Any = None
CAST = {each.slug: each for each in personas()}
NOTHING_ELSE = Kept(*[NO_VALLEY] * 3)


class Reader(FakeVisitor):
    """An admin, who may look into everybody's memories."""

    def __init__(self) -> None:
        person = Person(Actor("admin"), "Admin", "admin", is_guest=False)
        super().__init__("admin", login=Login(person, "session", FAR_MS))


@pytest.fixture
async def meaning() -> AsyncIterator[Meaning]:
    # On a machine that is busy with other tests it may take its time.
    child = Child(hang_s=60.0)
    meaning = Meaning(child)
    while meaning.known is None:
        await meaning.cue("Is anybody there?")
    yield meaning
    child.close()


# What the one who is asked remembers, embedded, by story: that takes longest, and is done once.
REMEMBERED: dict[str, dict[str, Memory]] = {}


def me(name: str) -> str:
    """Who is asked about this story."""
    return STORIES[name].agents[0]


async def told(name: str, meaning: Meaning) -> fakes.Store:
    """The two weeks have passed: games are remembered from their journals, days as they were."""
    store = fakes.Store()
    agents, memories = fakes.TwinAgents(store), fakes.TwinMemories(store)
    await agents.load(list(personas()))
    if name not in REMEMBERED:
        journal = fakes.TwinJournal(store)
        for night in games(name):
            await journal.append(night.game, 0, night.entries, night.state)
        clock = FakeClock(END_MS)
        remembrance = Remembrance(memories, journal, clock, CAST, 10_000, Meaning())
        await remembrance.save_all()
        last, one = games(name)[-1].game, me(name)
        seq = (await memories.cursors(last))[one]
        cursor = Cursor(game=last, after=seq, seq=seq)
        assert (await memories.save(one, cursor, days(name).memories[one])).is_written
        # The others are not asked.
        store.memories = {one: store.memories[one]}
        await Afterthought(meaning, memories).look()
        REMEMBERED[name] = store.memories[one]
        assert all(each.embedding for each in REMEMBERED[name].values())
    store.memories = {me(name): dict(REMEMBERED[name])}
    return store


async def shown(memories: Memories, meaning: Meaning, one: str, question: str) -> list[Shown]:
    """What `agent.memories` answers."""
    # The story is told in game time: an hour of its clock is an hour.
    weights = Weights(hour_ms=3_600_000.0)
    hot = HotAgents(memories, lambda: END_MS)
    recollections = Recollections(memories, hot, meaning, weights, lambda: END_MS)
    memoirs = Memoirs(CAST, memories, recollections, NO_VALLEY, NOTHING_ELSE)
    visitor = Reader()
    await memoirs.serve(visitor, GetMemories(id="q", agent=one, query=question, limit=TOP))
    (reply,) = visitor.heard
    found: list[Shown] = reply["memories"]
    return found


def is_right(name: str, each: Shown, wanted: str) -> bool:
    """Whether it is a memory of what was said, or of an event of that kind."""
    if wanted not in (KICKED, LEFT, JOINED):
        return wanted in each["content"]
    return any(source in happened(name)[wanted] for source in each["source"])


@cache
def happened(name: str) -> dict[str, set[str]]:
    """Where in the journals somebody was kicked, left, or came."""
    found: dict[str, set[str]] = {KICKED: set(), LEFT: set(), JOINED: set()}
    for night in games(name):
        for entry in night.entries:
            match entry.event:
                case PlayerLeft(reason="kicked"):
                    kind = KICKED
                case PlayerLeft():
                    kind = LEFT
                case PlayerJoined(name=who) if who == STORIES[name].newcomer:
                    kind = JOINED
                case _:
                    continue
            found[kind].add(f"{night.game}/{entry.seq}")
    return found


@pytest.mark.parametrize("name", STORIES)
def test_the_story_is_whole(name: str) -> None:
    """Ten games, played to the end with three agents; a quarrel and a reconciliation."""
    story = STORIES[name]
    assert len(games(name)) == len(story.nights) == 10
    assert all(night.state.phase is Phase.COMPLETED for night in games(name))
    assert all(happened(name).values())
    assert len(QUESTIONS[name].ASKED) >= 40
    felt = {each.by for each in story.between if days(name).world.ties[me(name)][each.by].affection}
    assert felt
    tags = [tag for each in days(name).memories[me(name)] for tag in each.tags]
    assert all(between.cause in tags for between in story.between)
    # They met and talked by themselves too.
    assert tags.count("met") + tags.count("chat") > 50


@pytest.mark.parametrize("name", STORIES)
async def test_what_happened_is_found_and_what_never_did_is_not(
    name: str, meaning: Meaning
) -> None:
    """Method: the right memory must be among the first five; `match` tells how sure that is."""
    memories = fakes.TwinMemories(await told(name, meaning))
    asked, never = QUESTIONS[name].ASKED, QUESTIONS[name].NEVER
    missed, sure, unsure = [], [], []
    for question, wanted in asked:
        found = await shown(memories, meaning, me(name), question)
        sure.append(max(each["match"] for each in found))
        if not any(is_right(name, each, wanted) for each in found):
            missed.append(question)
    for question in never:
        found = await shown(memories, meaning, me(name), question)
        unsure.append(max(each["match"] for each in found))
    assert len(asked) - len(missed) >= RIGHT_MIN[name], missed
    assert statistics.median(sure) - statistics.median(unsure) >= MARGIN[name]
    pairs = [one > other for one in sure for other in unsure]
    assert sum(pairs) / len(pairs) >= SURER_MIN[name]


@pytest.mark.services
async def test_tables_find_the_same(meaning: Meaning, services: Services) -> None:
    """Method: everything the agent remembers in RAM and in PostgreSQL, every question to both."""
    name, one = "first", me("first")
    store = await told(name, meaning)
    kept = [replace(each, players=(), game=None) for each in store.memories[one].values()]
    store.memories[one] = {each.id: each for each in kept}
    async with fresh_database(services) as url:
        pool = await create_pool(url)
        try:
            people = await guests(PostgresAccounts(pool), 1)
            table, journal = Table(people[0]), PostgresJournal(pool)
            await journal.start()
            await write(journal, table, table.open())
            await journal.stop()
            await PostgresAgents(pool).load(list(personas()))
            real = PostgresMemories(pool)
            await real.save(one, Cursor(game=table.game, after=0, seq=1), kept)
            for question in [*(each for each, _ in questions.ASKED), *questions.NEVER]:
                twin = await shown(fakes.TwinMemories(store), meaning, one, question)
                other = await shown(real, meaning, one, question)
                assert [each["id"] for each in twin] == [each["id"] for each in other], question
        finally:
            await pool.close()


def test_it_is_the_same_story_again_and_in_another_process() -> None:
    """Method: told anew in two fresh processes, which hash strings differently."""
    code = "from tests.story.weeks import state_hash; print(state_hash('first'))"
    found = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert found == [state_hash("first")] * 2
