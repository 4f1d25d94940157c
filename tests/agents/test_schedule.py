"""What to do now: blocks without a gap, steps of 5 to 15 minutes, and what may interrupt."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.routine import DAY_KINDS, Entry
from agents.schedule import (
    DAY_MINUTES,
    TASKS_MAX,
    Block,
    Task,
    add,
    block_at,
    blocks,
    choose,
    days,
    gives_way,
    hour_of,
    spend,
    step_end,
    steps,
)
from tests.agents.evening import personas

WORK = Entry("09:00", "12:00", "work", "baking", "bakery", 7)
LUNCH = Entry("12:30", "13:00", "eat", "soup", "inn", 4, True)
DAY = blocks((WORK, LUNCH), "cottage")
POST = Task(name="post a letter", kind="errand", left=10, place="post-office", priority=5)


def test_gaps_are_spent_at_home_and_give_way_to_anything() -> None:
    assert [(each.start, each.end, each.place) for each in DAY] == [
        (0, 540, "cottage"), (540, 720, "bakery"), (720, 750, "cottage"), (750, 780, "inn"),
        (780, 1_440, "cottage"),
    ]  # fmt: skip
    assert (DAY[0].kind, DAY[0].priority, DAY[0].is_flexible) == ("rest", 1, True)
    assert blocks((), "inn") == (Block(0, 1_440, "rest", "time to oneself", "inn", 1, True),)
    whole = (Entry("00:00", "24:00", "sleep", "z", "inn", 9),)
    assert len(blocks(whole, "inn")) == 1


def test_every_minute_of_those_who_ship_has_its_block() -> None:
    for persona in personas():
        week = days(persona.schedule, persona.home)
        assert sorted(week) == sorted(DAY_KINDS)
        for day in week.values():
            for minute in range(DAY_MINUTES):
                block = block_at(day, minute + 3 * DAY_MINUTES)
                assert block.start <= minute < block.end


def test_an_hour_is_what_it_holds() -> None:
    assert [(each.start, each.end, each.activity) for each in hour_of(DAY, 12)] == [
        (720, 750, "time to oneself"),
        (750, 780, "soup"),
    ]
    assert [each.activity for each in hour_of(DAY, 10)] == ["baking"]
    assert (hour_of(DAY, 10)[0].start, hour_of(DAY, 10)[0].end) == (600, 660)


@given(st.integers(0, 1_400), st.integers(1, 900), st.text(max_size=5))
def test_steps_fill_a_block_and_last_five_to_fifteen_minutes(
    start: int, length: int, seed: str
) -> None:
    block = replace(DAY[0], start=start, end=start + length)
    found = steps(block, seed)
    assert (found[0].start, found[-1].end) == (block.start, block.end)
    assert all(a.end == b.start for a, b in itertools.pairwise(found))
    lengths = [each.end - each.start for each in found]
    assert all(5 <= each <= 15 for each in lengths) or lengths == [length]
    assert found == steps(block, seed)


def test_steps_are_drawn() -> None:
    ends = {step_end(DAY[0], 0, seed) for seed in range(200)}
    assert ends == set(range(5, 16))
    # What would be left over is shared.
    assert {step_end(replace(DAY[0], end=18), 0, seed) for seed in range(200)} >= {9}


@pytest.mark.parametrize(
    ("priority", "is_flexible", "asked", "expected"),
    [(5, True, 5, True), (5, True, 4, False), (5, False, 5, False), (5, False, 6, True)],
)
def test_who_gives_way(priority: int, is_flexible: bool, asked: int, expected: bool) -> None:
    block = replace(DAY[0], priority=priority, is_flexible=is_flexible)
    assert gives_way(block, asked) is expected


def test_without_an_agenda_it_is_the_schedule() -> None:
    choice = choose(DAY, (), 600)
    assert (choice.task, choice.place, choice.block.activity) == (None, "bakery", "baking")


def test_a_task_waits_for_fixed_work_and_takes_leisure() -> None:
    agenda = add((), POST)
    assert choose(DAY, agenda, 600).task is None
    assert choose(DAY, agenda, 600).place == "bakery"
    assert choose(DAY, agenda, 720).task == POST
    assert choose(DAY, agenda, 755).place == "post-office"
    urgent = replace(POST, priority=8)
    assert choose(DAY, add((), urgent), 600).task == urgent


def test_the_most_important_comes_first_then_the_deadline_then_what_is_begun() -> None:
    late = replace(POST, name="late", deadline=900)
    early = replace(POST, name="early", deadline=800)
    high = replace(POST, name="high", priority=6)
    begun = replace(POST, name="begun", is_begun=True)
    for agenda, first in (
        ((POST, late, early, high), "high"),
        ((POST, late, early), "early"),
        ((POST, late), "late"),
        ((POST, begun), "begun"),
        ((POST, replace(POST, name="newer")), "post a letter"),
    ):
        chosen = choose(DAY, agenda, 720).task
        assert chosen is not None
        assert chosen.name == first


def test_what_cannot_be_done_in_time_is_dropped() -> None:
    due = replace(POST, deadline=730)
    assert choose(DAY, (due,), 720).task == due
    choice = choose(DAY, (due, replace(POST, name="other")), 721)
    assert choice.dropped == (due,)
    assert [each.name for each in choice.agenda] == ["other"]


def test_a_task_is_interrupted_and_resumed_with_what_was_left() -> None:
    agenda = spend((POST,), POST, 4)
    assert agenda == (replace(POST, left=6, is_begun=True),)
    fire = Task(name="put out a fire", kind="work", left=2, priority=9)
    agenda = add(agenda, fire)
    assert choose(DAY, agenda, 720).task == fire
    assert choose(DAY, agenda, 720).place == ""
    agenda = spend(agenda, fire, 2)
    assert choose(DAY, agenda, 722).task == replace(POST, left=6, is_begun=True)
    assert spend(agenda, agenda[0], 6) == ()


def test_an_agenda_is_bounded_and_holds_a_name_once() -> None:
    agenda: tuple[Task, ...] = ()
    for number in range(TASKS_MAX + 3):
        agenda = add(agenda, replace(POST, name=str(number)))
    assert len(agenda) == TASKS_MAX
    assert add(agenda, replace(POST, name="0", left=99))[-1].left == 99
    assert len(add(agenda, replace(POST, name="0", left=0))) == TASKS_MAX - 1


TASKS = st.builds(
    Task,
    name=st.sampled_from("abcdef"),
    kind=st.just("errand"),
    left=st.integers(1, 60),
    priority=st.integers(1, 10),
    deadline=st.none() | st.integers(0, 1_440),
)


@given(st.lists(TASKS, max_size=8), st.integers(0, 800))
def test_every_task_ends_done_or_dropped_and_never_late(tasks: list[Task], start: int) -> None:
    """Method: live minutes in a day that always gives way; nothing is lost, nothing overdue."""
    agenda: tuple[Task, ...] = ()
    for task in tasks:
        agenda = add(agenda, task)
    open_ = {each.name: each for each in agenda}
    free = blocks((), "inn")
    for minute in range(start, start + 8 * 60 + 1):
        choice = choose(free, agenda, minute)
        for each in choice.dropped:
            del open_[each.name]
        agenda = choice.agenda
        if choice.task is not None:
            assert all(each.priority <= choice.task.priority for each in agenda)
            agenda = spend(agenda, choice.task, 1)
            if all(each.name != choice.task.name for each in agenda):
                done = open_.pop(choice.task.name)
                assert done.deadline is None or minute < done.deadline
    assert agenda == ()
    assert open_ == {}
