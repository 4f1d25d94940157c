"""What any Minds promises: thoughts reach as far as they say, once; people who go take theirs."""

from typing import Any

from msgspec.structs import replace

from agents.metacognition import Adjustment, Evaluation, Showing
from agents.planning import Plan, Step
from agents.strategy import Strategy
from game.ids import Actor, mint
from persistence.ports import Cursor, Thoughts
from tests.contracts.conftest import World
from tests.contracts.test_memories import GOAT, everything, memory, opened
from tests.tables import NOW

STEP = Step("making up", "social", "library", 15)
SHORTER = Evaluation(
    showing=Showing(answers=6, flat=4),
    strategy=Strategy(length=-1),
    adjustments=(Adjustment("length", 0, -1, "so"),),
    goals=("Win.",),
    notes="I will keep it shorter.",
)


def plan(number: int, **changes: Any) -> Plan:
    fields = {"steps": (STEP, STEP), "created": NOW + number, "updated": NOW + number, **changes}
    return Plan(id=mint(NOW + number, "plan"), agent=GOAT, goal=f"goal {number}", **fields)


async def lived(world: World, count: int = 4) -> Actor:
    game, (ada, _) = await opened(world)
    batch = [memory(n, importance=5.0, players=(ada,)) for n in range(1, count + 1)]
    assert (await world.memories.save(GOAT, Cursor(game=game, after=0, seq=1), batch)).is_written
    return ada


def insight(number: int, **changes: Any) -> Any:
    return memory(100 + number, kind="reflection", source=(memory(1).id,), **changes)


async def test_what_is_gathered_counts_from_the_last_reflection(world: World) -> None:
    ada = await lived(world)
    assert await world.minds.thoughts(GOAT) == Thoughts(gathered=20.0)
    assert await world.minds.thoughts("nobody") == Thoughts()
    seen = await world.minds.since(GOAT, 0, 10)
    assert [each.id for each in seen] == [memory(n).id for n in (1, 2, 3, 4)]
    assert [each.id for each in await world.minds.since(GOAT, 0, 2)] == [memory(3).id, memory(4).id]
    until = memory(3).at
    found = [insight(1, players=(ada,))]
    assert await world.minds.reflect(GOAT, 0, until, found, [plan(1, user=ada)])
    # Another node that thought the same thought comes too late.
    assert not await world.minds.reflect(GOAT, 0, until, [insight(2)], [plan(2)])
    assert not await world.minds.reflect("nobody", 0, until, [], [])
    stands = await world.minds.thoughts(GOAT)
    assert (stands.reflected_until, stands.gathered) == (until, 5.0)
    kept = [each for each in await everything(world) if each.kind == "reflection"]
    assert [(each.id, each.source) for each in kept] == [(found[0].id, (memory(1).id,))]
    assert [each.goal for each in await world.minds.plans(GOAT)] == ["goal 1"]


async def test_a_look_at_oneself_changes_how_one_plays(world: World) -> None:
    await lived(world)
    assert await world.minds.strategies() == {}
    assert await world.minds.evaluate(GOAT, 0, NOW, None, None)
    assert await world.minds.reviews(GOAT, 9) == []
    note = memory(200, kind="metacognition", content=SHORTER.notes)
    assert await world.minds.evaluate(GOAT, NOW, NOW + 5, SHORTER, note)
    assert not await world.minds.evaluate(GOAT, NOW, NOW + 5, SHORTER, note)
    assert not await world.minds.evaluate("nobody", 0, NOW, None, None)
    assert await world.minds.strategies() == {GOAT: Strategy(length=-1)}
    (review,) = await world.minds.reviews(GOAT, 9)
    assert review.adjustments == {"length": {"from": 0, "to": -1, "why": "so"}}
    assert (review.performance["answers"], review.goals) == (6, {"added": ["Win."]})
    assert (review.notes, review.at) == (SHORTER.notes, note.at)
    assert await world.minds.reviews(GOAT, 0) == []
    # A quiet day takes nothing back, and reflecting is another matter.
    assert await world.minds.evaluate(GOAT, NOW + 5, NOW + 9, None, None)
    assert await world.minds.reflect(GOAT, 0, NOW, [], [])
    stands = await world.minds.thoughts(GOAT)
    assert (stands.strategy, stands.evaluated_until) == (Strategy(length=-1), NOW + 9)
    assert stands.reflected_until == NOW


async def test_plans_come_back_as_they_were_and_the_newer_counts(world: World) -> None:
    ada = await lived(world)
    whole = plan(2, user=ada, deadline=NOW + 9, current=1, status="paused", priority=7)
    await world.minds.plan([plan(1), whole])
    assert await world.minds.plans(GOAT) == [whole, plan(1)]
    later = replace(whole, status="done", updated=NOW + 50)
    await world.minds.plan([later, replace(plan(1), status="dropped", updated=NOW)])
    assert await world.minds.plans(GOAT) == [later, plan(1)]
    assert await world.minds.plans("nobody") == []


async def test_who_is_erased_is_thought_of_no_more(world: World) -> None:
    ada = await lived(world)
    found = [insight(1, players=(ada,)), insight(2)]
    assert await world.minds.reflect(GOAT, 0, NOW, found, [plan(1, user=ada), plan(2)])
    await world.records.erase(ada, NOW + 1)
    assert [each.goal for each in await world.minds.plans(GOAT)] == ["goal 2"]
    kept = [each.id for each in await everything(world) if each.kind == "reflection"]
    assert kept == [found[1].id]
    again = [insight(3, players=(ada,))]
    assert await world.minds.reflect(GOAT, NOW, NOW + 1, again, [plan(3, user=ada)])
    assert len(await everything(world)) == 1
    assert [each.goal for each in await world.minds.plans(GOAT)] == ["goal 2"]
