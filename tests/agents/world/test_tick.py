"""The tick as a whole: nobody leaves the map, all get where they should be, replay is exact."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.neurons.signals import Signal
from agents.relationships import Tie, caused
from agents.routine import Bond
from agents.schedule import Task, block_at
from agents.world.body import FULL, Talk, World, at_home, born, setting, state_hash
from agents.world.clock import DAY_MINUTES, DAY_MS, MINUTE_MS, day_of, kind_of, minute_of
from agents.world.happenings import (
    Arrived,
    Assign,
    Began,
    Brought,
    Caused,
    Enter,
    Felt,
    Go,
    Input,
    Leave,
    Met,
    MoveIn,
    Refused,
    Talked,
    Turned,
)
from agents.world.tick import DT_MAX_MS, tick
from tests.agents.evening import personas
from tests.agents.world.valley import (
    MAP,
    again,
    begun,
    body,
    entry,
    of_type,
    pass_time,
    shipped,
    somebody,
)

BUSY = entry("00:00", "24:00", "inn", "work", 9, False)
ANN = somebody("ann", "inn", BUSY)
POST = Task(name="post", kind="errand", left=2, place="post-office", priority=10)
PLACES = sorted(MAP.spots)
NAMES = [each.slug for each in personas()]


def test_a_tick_is_pure_and_its_time_is_thirty_fold() -> None:
    around, world = begun(ANN)
    kept = again(world)
    after, _ = tick(around, world)
    assert world == kept
    assert (after.tick, after.now_ms) == (1, 3_000)
    assert tick(around, world) == tick(around, world)
    for bad in (0, -1, DT_MAX_MS + 1):
        with pytest.raises(AssertionError):
            tick(around, world, (), bad)


def test_another_pace_is_other_time_but_never_more_than_a_minute() -> None:
    around, world = begun(ANN)
    assert tick(around, world, (), 100, 1)[0].now_ms == 100
    assert tick(around, world, (), 100, 600)[0].now_ms == MINUTE_MS
    with pytest.raises(AssertionError):
        tick(around, world, (), 100, 601)
    # Six ticks at five minutes a minute are one at thirty.
    slow = world
    for _ in range(6):
        slow, _ = tick(around, slow, (), 100, 5)
    assert replace(slow, tick=1) == tick(around, world)[0]


def test_the_schedule_leads_everyone_where_they_should_be() -> None:
    """Method: three days of those who ship; 25 minutes into a block, whoever is neither in a
    talk nor at a task is at its place, and even these are no later than two talks make them."""
    around, world = shipped(), born(shipped(), personas(), "where")
    late = 0
    while world.now_ms < 3 * DAY_MS:
        world, _ = tick(around, world, (), 1_000)
        minute = minute_of(world.now_ms)
        for id, one in world.bodies.items():
            assert 0 <= one.energy <= FULL
            assert -FULL <= one.mood <= FULL
            day = around.days[id][kind_of(day_of(world.now_ms))]
            block = block_at(day, minute % DAY_MINUTES)
            into = minute % DAY_MINUTES - block.start
            if (
                into > 25
                and not one.task
                and one.talk is None
                and one.talked_ms < (world.now_ms - 25 * MINUTE_MS)
            ):
                assert (one.place, one.route) == (block.place, ()), (id, block)
                assert one.activity == block.activity
            late += into > 60 and not one.task and one.place != block.place
    assert late == 0


def test_encounters_are_symmetric_and_talks_have_two_sides() -> None:
    around, world = shipped(), born(shipped(), personas(), "two sides")
    talked = 0
    while world.now_ms < DAY_MS:
        world, happened = tick(around, world, (), 1_000)
        for each in of_type(happened, Met):
            assert each.a < each.b
            one, other = world.bodies[each.a], world.bodies[each.b]
            # Both are where they met, or on the way from there or to there in this tick.
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 <= (2 * 4_200 + 4_200) ** 2
        for id, one in world.bodies.items():
            if one.talk is not None:
                back = world.bodies[one.talk.other].talk
                assert back == Talk(id, one.talk.until_ms, one.talk.tone)
                assert one.talk.until_ms > world.now_ms
        talked += len(of_type(happened, Talked))
        met = [(each.a, each.b) for each in of_type(happened, Met)]
        assert all((each.a, each.b) in met or not one.route for each in of_type(happened, Talked))
    assert talked > 10


def test_two_meet_on_a_path_when_they_cross() -> None:
    around, world = begun(
        somebody("ann", "station", entry("00:00", "24:00", "crossroads", "work", 9, False)),
        somebody("bob", "crossroads", entry("00:00", "24:00", "station", "work", 9, False)),
    )
    _, happened = pass_time(around, world, 30)
    (met,) = of_type(happened, Met)
    assert (met.a, met.b, met.place, met.toward) == ("ann", "bob", "crossroads", "station")


def test_two_with_time_on_their_hands_talk_and_part() -> None:
    around, world = begun(somebody("ann", "inn"), somebody("bob", "inn"))
    world, happened = pass_time(around, world, 400)
    talks = of_type(happened, Talked)
    assert talks
    felt = of_type(happened, Felt)
    assert {(each.change.of, each.change.toward) for each in felt} == {
        ("ann", "bob"),
        ("bob", "ann"),
    }
    # They rest from it before they talk again.
    assert len(talks) <= 400 // 90 + 1
    assert world.ties["ann"]["bob"].frequency == len(talks)


def test_who_talks_on_the_way_stands_still_and_then_goes_on() -> None:
    around, world = begun(ANN, somebody("bob", "pond", BUSY))
    world, _ = pass_time(around, world, 2, Assign("ann", replace(POST, left=60)))
    world, _ = pass_time(around, world, 2)
    assert world.bodies["ann"].gone > 0
    until_ms = world.now_ms + 10 * MINUTE_MS
    world = body(world, "ann", talk=Talk("bob", until_ms, "chat"))
    world = body(world, "bob", talk=Talk("ann", until_ms, "chat"))
    talking, _ = pass_time(around, world, 19)
    assert (talking.bodies["ann"].x, talking.bodies["bob"].y) == (
        world.bodies["ann"].x,
        world.bodies["bob"].y,
    )
    after, happened = pass_time(around, talking, 30)
    assert after.bodies["ann"].place == "post-office"
    assert len(of_type(happened, Felt)) >= 2


def test_an_errand_is_run_though_the_day_says_otherwise() -> None:
    around, world = begun(ANN)
    world, happened = pass_time(around, world, 40, Assign("ann", POST))
    assert [(each.task, each.to) for each in of_type(happened, Turned)] == [
        ("post", "begun"),
        ("post", "done"),
    ]
    assert [each.place for each in of_type(happened, Arrived)] == ["post-office", "inn"]


def test_persons_come_walk_and_go_and_keep_no_schedule() -> None:
    around, world = begun(ANN)
    world, happened = pass_time(around, world, 60, Enter("user", "pond"))
    assert of_type(happened, Refused) == []
    assert world.bodies["user"].place == "pond"
    assert world.bodies["user"].activity == ""
    world, happened = pass_time(around, world, 60, Go("user", "inn"))
    assert Arrived("user", "inn") in happened
    assert Met("ann", "user", "inn") in happened
    world, _ = pass_time(around, world, 1, Leave("user"))
    assert list(world.bodies) == ["ann"]


def test_what_passed_in_a_game_is_felt_in_the_valley() -> None:
    around, world = begun(ANN, somebody("bob", "pond"))
    world, happened = pass_time(around, world, 1, Caused("ann", "bob", "vote_funny", "the duck"))
    (mine, theirs) = of_type(happened, Felt)
    assert (mine.change.of, mine.change.affection, mine.change.note) == ("ann", 4, "the duck")
    assert theirs.change.of == "bob"
    assert world.ties["ann"]["bob"] == Tie("acquaintance", 4, 51, 1, world.now_ms)


def test_what_is_written_elsewhere_is_felt_here_without_a_word() -> None:
    around, world = begun(ANN, somebody("bob", "pond"))
    felt, _ = caused("gift", "ann", "bob", 77)
    after, happened = pass_time(around, world, 1, Brought(felt))
    assert of_type(happened, Felt) == []
    assert after.ties["ann"]["bob"] == Tie("acquaintance", 8, 53, 1, after.now_ms)
    assert after.ties["bob"] == world.ties["bob"]


def test_who_moves_in_stands_at_home_with_their_ties_and_lives_their_day() -> None:
    _, world = begun(ANN, somebody("eve", "mill"))
    bob = somebody("bob", "pond", entry("00:00", "24:00", "square"))
    cat = somebody("cat", "pond", entry("00:00", "24:00", "bridge"))
    around, _ = begun(ANN, bob, cat, somebody("eve", "mill"))
    world, _ = tick(around, world, [Enter("user", "pond")])
    ties = (("ann", "cat", Tie("rival", -9, 40, 2, 5)), ("bob", "cat", Tie("friend", 30, 60)))
    after, happened = tick(around, world, [MoveIn(("cat", "bob"), ties)])
    assert of_type(list(happened), Refused) == []
    # In line as if they had always lived there; whoever walks there comes last.
    assert list(after.bodies) == ["ann", "bob", "cat", "eve", "user"]
    assert after.bodies["bob"] == at_home(around, "bob", "s", after.now_ms)
    assert after.ties["bob"] == {"cat": Tie("friend", 30, 60, 0, after.now_ms)}
    assert (after.ties["ann"]["cat"], after.ties["cat"]) == (
        Tie("rival", -9, 40, 2, after.now_ms),
        {},
    )
    same, _ = tick(around, after, [MoveIn((), (("bob", "cat", Tie("rival", -50, 1)),))])
    assert same.ties["bob"] == after.ties["bob"]
    later, happened = pass_time(around, after, 200)
    assert (later.bodies["bob"].place, later.bodies["cat"].place) == ("square", "bridge")
    assert Began("bob", "rest", "rest at square", "square") in happened


def test_by_another_file_one_lives_another_day_from_the_next_minute_on() -> None:
    around, world = begun(ANN)
    world, _ = pass_time(around, world, 10)
    moved = setting(MAP, [somebody("ann", "pond", entry("00:00", "24:00", "bridge"))])
    world, _ = pass_time(moved, world, 200)
    assert world.bodies["ann"].place == "bridge"
    assert world.bodies["ann"].activity == "rest at bridge"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (Enter("user", "moon"), "there is no place 'moon'"),
        (Enter("ann", "inn"), "is there already"),
        (Leave("user"), "is no person in the valley"),
        (Leave("ann"), "is no person in the valley"),
        (Go("user", "inn"), "is no person in the valley"),
        (Go("ann", "inn"), "is no person in the valley"),
        (Go("eve", "moon"), "there is no place 'moon'"),
        (Assign("user", POST), "is no agent in the valley"),
        (Assign("eve", POST), "is no agent in the valley"),
        (Assign("ann", replace(POST, place="moon")), "there is no place 'moon'"),
        (Caused("ann", "ann", "gift"), "feels nothing about itself"),
        (Brought(caused("gift", "eva", "ann", 1)[0]), "is no agent in the valley"),
        (Brought(caused("gift", "ann", "eva", 1)[0]), "is no agent in the valley"),
        (MoveIn(("ann",)), "is there already"),
        (MoveIn(("cat",)), "has no home here"),
        (MoveIn(("dan", "ann")), "is there already"),
    ],
)
def test_an_input_that_cannot_be_is_refused_and_changes_nothing(given: Any, reason: str) -> None:
    _, world = begun(ANN)
    around, _ = begun(ANN, somebody("dan", "pond"))
    world, _ = tick(around, world, [Enter("eve", "pond")])
    after, happened = tick(around, world, [given])
    match given:
        case Caused(who):
            id = who
        case Brought(change):
            id = change.of
        case MoveIn((*_, last)):
            id = last
        case _:
            id = given.id
    assert happened[0] == Refused(id, reason)
    assert after == tick(around, world)[0]


INPUTS: st.SearchStrategy[Input] = st.one_of(
    st.builds(Enter, st.sampled_from(["u", "v"]), st.sampled_from([*PLACES, "moon"])),
    st.builds(Leave, st.sampled_from(["u", "v", "goat"])),
    st.builds(Go, st.sampled_from(["u", "v", "goat"]), st.sampled_from([*PLACES, "moon"])),
    st.builds(
        Assign,
        st.sampled_from([*NAMES, "u"]),
        st.builds(
            Task,
            name=st.sampled_from("xyz"),
            kind=st.sampled_from(["errand", "sleep"]),
            left=st.integers(0, 30),
            place=st.sampled_from(["", "moon", *PLACES]),
            priority=st.integers(1, 10),
            deadline=st.none() | st.integers(0, 900),
        ),
    ),
    st.builds(
        Caused,
        st.sampled_from([*NAMES, "u"]),
        st.sampled_from([*NAMES, "u"]),
        st.sampled_from(["kicked", "vote_best", "gift"]),
    ),
    st.builds(MoveIn, st.sampled_from([("goat",), ("vendor",), ("vendor", "hen")])),
)
SCRIPT = st.lists(st.tuples(st.lists(INPUTS, max_size=2), st.integers(1, DT_MAX_MS)), max_size=120)


@settings(max_examples=25, deadline=None)
@given(SCRIPT, st.integers(0, 14 * DAY_MS))
def test_whatever_is_put_in_nobody_leaves_the_map_and_replay_is_exact(
    script: list[tuple[list[Input], int]], now_ms: int
) -> None:
    """Method: the same inputs twice, the second time stored and restored half way."""
    worlds: list[World] = []
    for run in range(2):
        world = born(
            shipped(), [each for each in personas() if each.slug != "vendor"], "any", now_ms
        )
        for number, (inputs, dt_ms) in enumerate(script):
            if run and number == len(script) // 2:
                world = again(world)
            world, _ = tick(shipped(), world, inputs, dt_ms)
            for one in world.bodies.values():
                assert 0 <= one.x <= MAP.width
                assert 0 <= one.y <= MAP.height
                assert one.place in MAP.spots
                assert 0 <= one.energy <= FULL
                assert -FULL <= one.mood <= FULL
                if one.route:
                    assert 0 <= one.gone < MAP.lengths[one.place, one.route[0]]
                else:
                    assert (one.x, one.y) == MAP.spots[one.place]
        worlds.append(world)
    assert state_hash(worlds[0]) == state_hash(worlds[1])


def test_another_seed_is_another_story() -> None:
    hashes = []
    for seed in ("1", "2", "1"):
        around, world = begun(*(replace(each, relationships=()) for each in personas()), seed=seed)
        hashes.append(state_hash(pass_time(around, replace(world, seed="x"), 1_500)[0]))
    assert hashes[0] == hashes[2] != hashes[1]


def test_a_tie_to_somebody_gone_is_kept() -> None:
    around, world = begun(somebody("ann", "inn", BUSY, bonds=(Bond("bob", "friend", 50, 50),)))
    world, _ = pass_time(around, body(world, "ann", mood=5), 3)
    assert world.ties["ann"]["bob"].affection == 50


def test_signals_are_told_to_who_listens_and_change_nothing() -> None:
    around, world = begun(somebody("ann", "inn", entry("00:00", "12:00", "square", "work", 7)))
    heard: list[tuple[str, Signal]] = []
    deaf = listening = world
    for _ in range(40):
        deaf, _ = tick(around, deaf, (), 2_000)
        listening, _ = tick(around, listening, (), 2_000, heard=heard)
    assert state_hash(deaf) == state_hash(listening)
    assert {id for id, _ in heard} == {"ann"}
    assert heard[0][1].direction == "forward"
