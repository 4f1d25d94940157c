"""Plans are done in the valley: each step is given once, and what became of it is written."""

import asyncio

from msgspec.structs import replace

from agents.planning import Plan, Step
from agents.world.body import World
from agents.world.happenings import Assign, Met, Turned
from game.ids import mint
from persistence import fakes
from server.minds.intent_task import PAUSE_MS, Intentions
from tests.server.fake_clock import FakeClock, settle
from tests.server.stage import Databases

WORLD = World(seed="s", bodies={}, ties={})
THINK, MEND = Step("thinking", "rest", "church", 10), Step("making up", "social", "library", 15)


async def test_a_plan_is_done_step_by_step(databases: Databases, clock: FakeClock) -> None:
    minds = fakes.TwinMinds(databases.store)
    plan = Plan(
        id=mint(1, "p"), agent="goat", goal="Make up.", steps=(THINK, MEND), priority=7,
        deadline=clock.now_ms() + 3_600_000, created=1, updated=1,
    )  # fmt: skip
    await minds.plan([plan])
    given: list[Assign] = []
    minute: list[int | None] = [None]
    means = Intentions(["goat", "ghost"], minds, clock)
    await means.look()
    means.give, means.minute = given.append, lambda: minute[0]
    await means.look()
    assert given == [], "the valley lives elsewhere"
    minute[0] = 700
    for _ in range(2):
        await means.look()
    assert [(each.id, each.task.name, each.task.priority) for each in given] == [
        ("goat", "thinking", 7)
    ]
    assert given[0].task.deadline == 700 + 1_800

    met = Met("goat", "ghost", "inn")
    for to, status, current in (
        ("begun", "active", 0), ("put_aside", "paused", 0), ("done", "active", 1)
    ):  # fmt: skip
        mine = Turned("goat", "thinking", to)  # type: ignore[arg-type]
        means.heard([met, mine, replace(mine, task="a nap")], WORLD)
        await means.look()
        (now,) = await minds.plans("goat")
        assert (now.status, now.current) == (status, current)
    assert [each.task.name for each in given] == ["thinking", "making up"]
    means.heard([Turned("goat", "making up", "done")], WORLD)
    await means.look()
    (now,) = await minds.plans("goat")
    assert now.status == "done"
    assert len(given) == 2


async def test_what_serves_two_plans_is_done_for_both(
    databases: Databases, clock: FakeClock
) -> None:
    minds = fakes.TwinMinds(databases.store)
    plans = [
        Plan(id=mint(n, "p"), agent="goat", goal=goal, steps=steps, created=1, updated=1)
        for n, (goal, steps) in enumerate((("A", (THINK, MEND)), ("B", (THINK,)), ("C", (MEND,))))
    ]
    await minds.plan(plans)
    means = Intentions(["goat"], minds, clock)
    means.heard([Turned("goat", "thinking", "done")], WORLD)
    await means.look()
    found = {each.goal: (each.status, each.current) for each in await minds.plans("goat")}
    assert found == {"A": ("active", 1), "B": ("done", 0), "C": ("active", 0)}


async def test_plans_wait_for_the_database(databases: Databases, clock: FakeClock) -> None:
    minds = fakes.TwinMinds(databases.store)
    means = Intentions(["goat"], minds, clock)
    means.heard([Turned("goat", "thinking", "dropped")], WORLD)
    databases.store.away = True
    running = asyncio.create_task(means.run())
    await settle()
    databases.store.away = False
    step = Plan(id="p", agent="goat", goal="x", steps=(THINK,), created=1, updated=1)
    await minds.plan([step])
    await clock.advance(PAUSE_MS)
    await settle()
    (now,) = await minds.plans("goat")
    assert now.status == "dropped"
    running.cancel()
