"""What to do now: a day's blocks, an hour's, steps of 5 to 15 minutes; and what may interrupt.

Times are whole game minutes, since midnight for a block and since the beginning for a task.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from agents.draw import unit
from agents.routine import DAY_KINDS, DayKind, Entry, Kind, Week, day_of, minutes

DAY_MINUTES: Final = 1_440
STEP_MIN, STEP_MAX = 5, 15
# What a gap in the schedule is: time of one's own, at home, that anything may move.
GAP_PRIORITY: Final = 1
TASKS_MAX: Final = 16


class Block(Struct, frozen=True):
    """One stretch of a day: an entry of the schedule, or a gap in it."""

    start: int
    end: int
    kind: Kind
    activity: str
    place: str
    priority: int
    is_flexible: bool


class Task(Struct, frozen=True, kw_only=True):
    """Something to do besides the schedule: an errand, a step of a plan, a rest that is needed.

    It wants `left` minutes, at `place` ("" is wherever one is), and is worth nothing from the
    minute `deadline` on. One that is put aside keeps what is left.
    """

    name: str
    kind: Kind
    left: int
    place: str = ""
    priority: int = 5
    deadline: int | None = None
    is_begun: bool = False


class Choice(Struct, frozen=True):
    """What to do in this minute: a task, or else the block that is due; and the agenda then."""

    block: Block
    task: Task | None
    agenda: tuple[Task, ...]
    # Tasks that can't be done in time any more.
    dropped: tuple[Task, ...] = ()

    @property
    def place(self) -> str:
        """Where to be for it; "" is wherever one is."""
        return self.task.place if self.task is not None else self.block.place


Days = dict[DayKind, tuple[Block, ...]]


def days(week: Week, home: str) -> Days:
    """Each kind of day as blocks without a gap."""
    return {kind: blocks(day_of(week, kind), home) for kind in DAY_KINDS}


def blocks(entries: Sequence[Entry], home: str) -> tuple[Block, ...]:
    """A day's entries, in order of time, and what lies between them."""
    found: list[Block] = []
    until = 0
    for entry in entries:
        start, end = minutes(entry.start), minutes(entry.end)
        if until < start:
            found.append(_gap(until, start, home))
        found.append(
            Block(
                start,
                end,
                entry.kind,
                entry.activity,
                entry.place,
                entry.priority,
                entry.is_flexible,
            )
        )
        until = end
    if until < DAY_MINUTES:
        found.append(_gap(until, DAY_MINUTES, home))
    return tuple(found)


def _gap(start: int, end: int, home: str) -> Block:
    return Block(start, end, "rest", "time to oneself", home, GAP_PRIORITY, True)


def block_at(day: Sequence[Block], minute: int) -> Block:
    """The block of a minute of the day."""
    minute %= DAY_MINUTES
    low, high = 0, len(day) - 1
    while low < high:
        middle = (low + high) // 2
        if minute < day[middle].end:
            high = middle
        else:
            low = middle + 1
    return day[low]


def hour_of(day: Sequence[Block], hour: int) -> tuple[Block, ...]:
    """What an hour (0 to 23) holds, cut to it."""
    start, end = hour * 60, hour * 60 + 60
    return tuple(
        replace(block, start=max(block.start, start), end=min(block.end, end))
        for block in day
        if block.start < end and start < block.end
    )


def step_end(block: Block, start: int, *parts: object) -> int:
    """When a step that starts in this minute of the block ends: drawn, 5 to 15 minutes later.

    What is left over must be a step too, so only a block of under 5 minutes has a shorter one.
    """
    left = block.end - start
    length = STEP_MIN + int(unit(*parts, start) * (STEP_MAX - STEP_MIN + 1))
    if left - length >= STEP_MIN:
        return start + length
    return block.end if left <= STEP_MAX else start + left // 2


def steps(block: Block, *parts: object) -> tuple[Block, ...]:
    """The whole block in its steps."""
    found: list[Block] = []
    start = block.start
    while start < block.end:
        end = step_end(block, start, *parts)
        found.append(replace(block, start=start, end=end))
        start = end
    return tuple(found)


def gives_way(block: Block, priority: int) -> bool:
    """Whether something of this priority may take the block's time.

    A flexible block gives way to its equals, a fixed one only to what matters more.
    """
    return priority >= block.priority if block.is_flexible else priority > block.priority


def add(agenda: tuple[Task, ...], task: Task) -> tuple[Task, ...]:
    """The agenda with one more task, in place of one of its name; a full one takes no more."""
    others = tuple(each for each in agenda if each.name != task.name)
    return (*others, task) if task.left > 0 and len(others) < TASKS_MAX else others


def choose(day: Sequence[Block], agenda: tuple[Task, ...], minute: int) -> Choice:
    """What to do in this minute: the task that matters most, if the block gives way to it.

    Among equals the earlier deadline comes first, then the one begun, then the older. A task
    that can't be finished before its deadline is dropped.
    """
    block = block_at(day, minute)
    if not agenda:
        return Choice(block, None, agenda)
    dropped = tuple(each for each in agenda if _is_late(each, minute))
    kept = tuple(each for each in agenda if not _is_late(each, minute)) if dropped else agenda
    willing = [each for each in kept if gives_way(block, each.priority)]
    best = min(willing, key=_rank) if willing else None
    return Choice(block, best, kept, dropped)


def _is_late(task: Task, minute: int) -> bool:
    return task.deadline is not None and minute + task.left > task.deadline


def _rank(task: Task) -> tuple[int, bool, int, bool]:
    return -task.priority, task.deadline is None, task.deadline or 0, not task.is_begun


def spend(agenda: tuple[Task, ...], task: Task, spent: int) -> tuple[Task, ...]:
    """The agenda after so many minutes of a task of it; one that is done is gone."""
    after = replace(task, left=task.left - spent, is_begun=True)
    changed = (after if each.name == task.name else each for each in agenda)
    return tuple(each for each in changed if each.left > 0)
