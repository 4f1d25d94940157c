"""Plans follow from insights, are interrupted and resumed, end in time, and are never too many."""

from typing import Any

import pytest
from msgspec.structs import replace

from agents.planning import (
    OPEN_MAX,
    STEP_MAX,
    STEP_MIN,
    Plan,
    Step,
    Turn,
    may_interrupt,
    outline,
    taken_up,
    task_of,
    turned,
    wanted,
)
from agents.reflection import Insight
from agents.schedule import add, blocks, choose
from agents.strategy import Strategy
from tests.agents.evening import personas
from tests.agents.test_reflection import seen

T0 = 1_764_000_000_000
GOAT = next(each for each in personas() if each.slug == "goat")
DAY = blocks(GOAT.schedule.workday, GOAT.home)
STEP = Step("making up", "social", "library", 15)


def plan(goal: str = "Make up.", **changes: Any) -> Plan:
    fields = {"id": goal, "steps": (STEP, STEP), "created": T0, "updated": T0, **changes}
    return Plan(agent="goat", goal=goal, **fields)


def insight(kind: str, **changes: Any) -> Insight:
    memory = seen(1, "x")
    return Insight(kind=kind, sources=(memory,), times=2, **changes)  # type: ignore[arg-type]


def test_the_day_is_planned_to_the_hour_and_to_the_quarter() -> None:
    found = outline(DAY, 7 * 60 + 20, "seed")
    assert found.day == DAY
    assert (found.hour[0].start, found.hour[-1].end) == (7 * 60, 8 * 60)
    assert found.now[0].start <= 7 * 60 + 20 < found.now[-1].end
    assert all(STEP_MIN <= each.end - each.start <= STEP_MAX for each in found.now)


def test_what_follows_from_insights() -> None:
    found = wanted(
        GOAT,
        [
            insight("quarrels", agent="ghost", name="Percival"),
            insight("flat"),
            insight("unkind", person="ada", name="Ada"),
            insight("laughs_at", person="bob", name="Bob"),
            insight("wins", person="bob", name="Bob"),
        ],
        Strategy(rest=2),
        {"ghost": "library"},
        T0,
    )
    assert [each.goal for each in found] == [
        "Make up with Percival.",
        "Find out what makes them laugh.",
        "Be on better terms with Ada.",
        "Make Bob laugh back.",
        "Get some rest before I fall over.",
    ]
    assert [each.user for each in found] == [None, None, "ada", "bob", None]
    # What one is at is seen and remembered by everybody; people are named nowhere there.
    steps = " ".join(step.what for each in found for step in each.steps)
    assert "Percival" in steps
    assert "Ada" not in steps
    assert "Bob" not in steps
    assert found[0].steps[1].place == "library"
    assert all(STEP_MIN <= step.minutes <= STEP_MAX for each in found for step in each.steps)
    assert all(each.deadline and each.deadline > T0 for each in found)
    assert wanted(GOAT, [], Strategy(), {}, T0) == ()


def test_a_goal_is_pursued_once_and_late_ones_are_dropped() -> None:
    held = [plan(deadline=T0 + 10), plan("late", deadline=T0), plan("done", status="done")]
    found = taken_up(held, [plan(), plan("done", id="again"), plan("new")], T0)
    assert [(each.goal, each.status) for each in found] == [
        ("late", "dropped"), ("done", "active"), ("new", "active")
    ]  # fmt: skip
    assert found[0].updated == T0


def test_what_matters_more_pushes_out_what_matters_least() -> None:
    held = [plan(f"p{n}", priority=4 + n) for n in range(OPEN_MAX)]
    (dropped, begun) = taken_up(held, [plan("urgent", priority=9)], T0)
    assert (dropped.goal, dropped.status, begun.goal) == ("p0", "dropped", "urgent")
    assert taken_up(held, [plan("idle", priority=4)], T0) == ()


def test_a_plan_is_interrupted_resumed_and_done_step_by_step() -> None:
    now = plan()
    for turn, status, current in (
        ("begun", "active", 0), ("put_aside", "paused", 0), ("resumed", "active", 0),
        ("done", "active", 1), ("put_aside", "paused", 1), ("done", "done", 1),
    ):  # fmt: skip
        now = turned(now, turn, T0 + 5)  # type: ignore[arg-type]
        assert (now.status, now.current, now.updated) == (status, current, T0 + 5)
    assert turned(now, "begun", T0 + 9) == now
    assert turned(plan(), "dropped", T0).status == "dropped"


@pytest.mark.parametrize("turn", ["begun", "resumed", "put_aside", "done", "dropped"])
def test_what_is_over_stays_over(turn: Turn) -> None:
    over = plan(status="dropped")
    assert turned(over, turn, T0) == over
    assert task_of(over, T0, 100, 2_000) is None


def test_the_next_step_goes_on_the_agenda_and_takes_its_turn() -> None:
    """Method: the task is chosen where the schedule gives way, and not where it does not."""
    urgent = plan(priority=7, deadline=T0 + 120 * 2_000)
    free, asleep = 11 * 60 + 45, 60
    for minute, is_done in ((free, True), (asleep, False)):
        task = task_of(urgent, T0, minute, 2_000)
        assert task is not None
        assert (task.name, task.left, task.place) == ("making up", 15, "library")
        assert task.deadline == minute + 120
        choice = choose(DAY, add((), task), minute)
        assert (choice.task == task) is is_done
        assert may_interrupt(DAY, minute, urgent) is is_done
    late = task_of(replace(urgent, deadline=T0 + 5 * 2_000), T0, free, 2_000)
    assert late is not None
    assert choose(DAY, add((), late), free).dropped == (late,)
    open_end = task_of(replace(urgent, deadline=None), T0, free, 2_000)
    assert open_end is not None
    assert open_end.deadline is None
