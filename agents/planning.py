"""What an agent means to do: an outline of its day, and plans of several steps beside it.

A plan is interrupted, resumed, done or dropped as its tasks are in the valley (agents.schedule);
after its deadline it is worth nothing. Knows no clock.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from agents.persona import Persona
from agents.reflection import Insight
from agents.routine import Kind
from agents.schedule import Block, Task, block_at, gives_way, hour_of, steps
from agents.strategy import Strategy
from game.ids import mint

Status = Literal["active", "paused", "done", "dropped"]
Turn = Literal["begun", "resumed", "put_aside", "done", "dropped"]
# What a plan is after such a turn of its last step.
AFTER: Final[dict[Turn, Status]] = {
    "begun": "active",
    "resumed": "active",
    "put_aside": "paused",
    "done": "done",
    "dropped": "dropped",
}
OPEN_MAX: Final = 4
DAY_MS: Final = 24 * 3_600_000
# So early a step of `rest` sends one home.
REST_MINUTES: Final = 30
STEP_MIN, STEP_MAX = 5, 15
HOURS: Final = 24


class Step(Struct, frozen=True):
    """One thing to do, 5 to 15 minutes long, at a place ("" is wherever one is)."""

    what: str
    kind: Kind
    place: str
    minutes: int


class Plan(Struct, frozen=True, kw_only=True):
    """A goal in steps; `deadline` and times in Unix ms. `user`: whom it is about, if a person."""

    id: str
    agent: str
    goal: str
    steps: tuple[Step, ...]
    current: int = 0
    status: Status = "active"
    priority: int = 5
    deadline: int | None = None
    user: str | None = None
    created: int
    updated: int

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done for it."""
        return self.status in ("active", "paused")


class Outline(Struct, frozen=True):
    """What is planned: the day, this hour of it, and this block's steps of 5 to 15 minutes."""

    day: tuple[Block, ...]
    hour: tuple[Block, ...]
    now: tuple[Block, ...]


def outline(day: Sequence[Block], minute: int, *parts: object) -> Outline:
    """The plan for a minute of the day; `parts` draw where its steps are cut."""
    block = block_at(day, minute)
    hour = minute % (HOURS * 60) // 60
    return Outline(tuple(day), hour_of(day, hour), steps(block, *parts))


def wanted(
    persona: Persona,
    found: Sequence[Insight],
    strategy: Strategy,
    homes: Mapping[str, str],
    at: int,
) -> tuple[Plan, ...]:
    """What follows from insights and from how one means to live; `homes`: where others live."""
    plans: list[Plan] = []
    for each in found:
        made = _after(persona, each, homes, at)
        if made is not None:
            plans.append(made)
    if strategy.rest > 0:
        minutes = min(STEP_MAX, STEP_MIN + strategy.rest * 5)
        early = Step("going home while it is light", "rest", persona.home, minutes)
        goal = "Get some rest before I fall over."
        plans.append(_plan(persona, goal, (early, early), 6, at + DAY_MS, at))
    return tuple(plans)


def _after(persona: Persona, found: Insight, homes: Mapping[str, str], at: int) -> Plan | None:
    """The plan that an insight leads to; None for most."""
    match found.kind:
        case "quarrels":
            there = homes.get(found.agent, "")
            steps = (
                Step("thinking of how to say it", "rest", persona.home, 10),
                Step(f"making up with {found.name}", "social", there, 15),
            )
            return _plan(persona, f"Make up with {found.name}.", steps, 7, at + 2 * DAY_MS, at)
        case "flat":
            steps = (
                Step("listening to what people laugh at", "social", "", 15),
                Step("trying lines on the mirror", "play", persona.home, 10),
            )
            return _plan(persona, "Find out what makes them laugh.", steps, 4, at + 3 * DAY_MS, at)
        case "unkind" | "laughs_at":
            # Everybody sees what it is at, and it may be remembered: that names no person.
            what = "something to say" if found.kind == "laughs_at" else "an answer"
            step = (Step(f"looking for {what}", "rest", persona.home, 10),)
            goal = (
                f"Make {found.name} laugh back."
                if found.kind == "laughs_at"
                else f"Be on better terms with {found.name}."
            )
            return _plan(persona, goal, step, 5, at + 3 * DAY_MS, at, user=found.person)
        case _:
            return None


def _plan(
    persona: Persona,
    goal: str,
    steps_: tuple[Step, ...],
    priority: int,
    deadline: int,
    at: int,
    *,
    user: str | None = None,
) -> Plan:
    return Plan(
        id=mint(at, "plan", persona.slug, goal),
        agent=persona.slug,
        goal=goal,
        steps=steps_,
        priority=priority,
        deadline=deadline,
        user=user,
        created=at,
        updated=at,
    )


def taken_up(held: Sequence[Plan], new: Sequence[Plan], now_ms: int) -> tuple[Plan, ...]:
    """The plans to write: late ones dropped, new ones begun as far as there is room.

    No goal is pursued twice at once; one that matters more pushes out the open one that matters
    least, which is dropped.
    """
    written: dict[str, Plan] = {}
    open_ = {each.goal: each for each in held if each.is_open}
    for each in list(open_.values()):
        if each.deadline is not None and each.deadline <= now_ms:
            written[each.id] = replace(each, status="dropped", updated=now_ms)
            del open_[each.goal]
    for each in new:
        if each.goal in open_:
            continue
        if len(open_) >= OPEN_MAX:
            least = min(open_.values(), key=lambda plan: (plan.priority, -plan.created))
            if least.priority >= each.priority:
                continue
            written[least.id] = replace(least, status="dropped", updated=now_ms)
            del open_[least.goal]
        open_[each.goal] = written[each.id] = each
    return tuple(written.values())


def task_of(plan: Plan, now_ms: int, now_minute: int, minute_ms: int) -> Task | None:
    """What of a plan is to be done next, for the valley; None where nothing is.

    `now_minute` is the valley's, and `minute_ms` how long one of its minutes takes.
    """
    if not plan.is_open:
        return None
    step = plan.steps[plan.current]
    left = None if plan.deadline is None else (plan.deadline - now_ms) // minute_ms
    return Task(
        name=step.what,
        kind=step.kind,
        left=step.minutes,
        place=step.place,
        priority=plan.priority,
        deadline=None if left is None else now_minute + left,
    )


def turned(plan: Plan, turn: Turn, now_ms: int) -> Plan:
    """The plan after what became of its present step in the valley."""
    if not plan.is_open:
        return plan
    after = plan.current + 1
    if turn == "done" and after < len(plan.steps):
        return replace(plan, current=after, status="active", updated=now_ms)
    return replace(plan, status=AFTER[turn], updated=now_ms)


def may_interrupt(day: Sequence[Block], minute: int, plan: Plan) -> bool:
    """Whether what is scheduled in this minute gives way to the plan."""
    return gives_way(block_at(day, minute), plan.priority)
