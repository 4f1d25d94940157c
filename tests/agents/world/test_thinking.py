"""An agent's minute: schedule, tasks that are begun, put aside, resumed, done or dropped, needs."""

import itertools

from msgspec.structs import replace

from agents.neurons.layers import Layer
from agents.relationships import Tie
from agents.routine import Bond
from agents.schedule import Task, add
from agents.world.body import POINT, Setting, Talk, World
from agents.world.clock import DAY_MS, MINUTE_MS
from agents.world.happenings import Began, Felt, Left, Tired, Turned
from agents.world.needs import NAP_MINUTES, TIRED
from agents.world.thinking import NAP, think
from agents.world.turn import Turn
from tests.agents.world.valley import begun, body, entry, of_type, somebody

ANN = somebody(
    "ann",
    "inn",
    entry("00:00", "06:00", "inn", "sleep", 9, False),
    entry("06:00", "12:00", "square", "work", 7, False),
    entry("12:00", "18:00", "inn", "social", 4),
)
AROUND, WORLD = begun(ANN)
NOON = 12 * 60
LETTER = Task(name="write a letter", kind="work", left=3, priority=5)


def at(minute: int, world: World = WORLD, **changes: object) -> Turn:
    """A turn in which Ann is about to live this minute."""
    now_ms = minute * MINUTE_MS
    return Turn(AROUND, body(world, "ann", next_ms=now_ms, **changes), now_ms)


def lived(turn: Turn, minutes: int) -> list[object]:
    """So many minutes of thinking alone: nobody walks."""
    for _ in range(minutes):
        think(turn, "ann")
        turn.now_ms += MINUTE_MS
    return list(turn.happened)


def turned(happened: list[object]) -> list[tuple[str, str]]:
    return [(each.task, each.to) for each in happened if isinstance(each, Turned)]


def test_the_schedule_is_followed() -> None:
    turn = at(7 * 60)
    think(turn, "ann")
    ann = turn.bodies["ann"]
    assert (ann.kind, ann.activity, ann.firm) == ("work", "work at square", 8)
    assert ann.route[-1] == "square"
    assert ann.next_ms == (7 * 60 + 1) * MINUTE_MS
    assert turn.happened == [
        Began("ann", "work", "work at square", "square"),
        Left("ann", "inn", "square"),
    ]
    # The next minute brings nothing new.
    assert len(lived(turn, 1)) == 2


def test_leisure_gives_way_to_its_equals_and_looks_around_at_each_step() -> None:
    turn = at(NOON)
    looks = []
    for _ in range(60):
        looks.append(think(turn, "ann"))
        turn.now_ms += MINUTE_MS
    assert turn.bodies["ann"].firm == 4
    assert looks[0]
    steps = [place for place, look in enumerate(looks) if look]
    gaps = [b - a for a, b in itertools.pairwise(steps)]
    assert all(5 <= gap <= 15 for gap in gaps)


def test_nobody_looks_around_at_work_or_on_the_way() -> None:
    work = at(8 * 60, place="square")
    assert not any(think(work, "ann") for _ in range(30))
    assert not think(at(NOON, place="square"), "ann")


def test_a_task_is_begun_put_aside_resumed_and_done() -> None:
    turn = at(NOON, agenda=(LETTER,))
    lived(turn, 2)
    fire = Task(name="a fire", kind="work", left=2, priority=9)
    turn.change("ann", agenda=add(turn.bodies["ann"].agenda, fire))
    happened = lived(turn, 8)
    assert turned(happened) == [
        ("write a letter", "begun"),
        ("write a letter", "put_aside"),
        ("a fire", "begun"),
        ("a fire", "done"),
        ("write a letter", "resumed"),
        ("write a letter", "done"),
    ]
    ann = turn.bodies["ann"]
    assert (ann.task, ann.agenda, ann.activity) == ("", (), "social at inn")


def test_a_task_too_late_or_taken_away_is_dropped() -> None:
    late = replace(LETTER, left=20, deadline=NOON + 10)
    assert turned(lived(at(NOON, agenda=(late,)), 1)) == [("write a letter", "dropped")]
    # It was begun in time, but then time ran out.
    begun_late = at(NOON, agenda=(replace(LETTER, deadline=NOON + 3),))
    think(begun_late, "ann")
    begun_late.now_ms += 5 * MINUTE_MS
    assert turned(lived(begun_late, 1))[-1] == ("write a letter", "dropped")
    taken = at(NOON, agenda=(LETTER,))
    think(taken, "ann")
    taken.change("ann", agenda=())
    assert turned(lived(taken, 1))[-1] == ("write a letter", "dropped")


def test_a_way_is_no_work() -> None:
    turn = at(NOON, agenda=(replace(LETTER, place="bridge"),))
    lived(turn, 5)
    ann = turn.bodies["ann"]
    assert (ann.route[-1], ann.agenda[0].left, ann.firm) == ("bridge", 3, 6)
    turn.change("ann", place="bridge", route=())
    lived(turn, 3)
    assert turn.bodies["ann"].agenda == ()


def test_who_is_worn_out_goes_home_for_a_nap() -> None:
    turn = at(7 * 60, energy=TIRED + 10, kind="work", place="square")
    assert lived(turn, 1)[0] == Tired("ann")
    ann = turn.bodies["ann"]
    assert (ann.task, ann.kind, ann.route[-1]) == (NAP, "sleep", "inn")
    turn.change("ann", place="inn", route=())
    happened = lived(turn, NAP_MINUTES + 2)
    assert turned(happened) == [(NAP, "begun"), (NAP, "done")]
    assert len(of_type(happened, Tired)) == 1
    assert turn.bodies["ann"].energy > TIRED + 10 * POINT


def test_one_nap_is_enough() -> None:
    turn = at(7 * 60, energy=0, kind="work")
    assert lived(turn, 1)[0] == Tired("ann")
    happened = lived(turn, NAP_MINUTES)
    assert len(of_type(happened, Tired)) == 1
    assert turned(happened) == [(NAP, "begun"), (NAP, "done")]


def test_a_nap_waits_for_what_matters_more() -> None:
    around, world = begun(somebody("ann", "inn", entry("00:00", "24:00", "inn", "work", 9, False)))
    turn = Turn(around, body(world, "ann", energy=0, kind="work"), 0)
    happened = lived(turn, 10)
    assert len(of_type(happened, Tired)) == 1
    assert turned(happened) == []
    assert [each.name for each in turn.bodies["ann"].agenda] == [NAP]


def test_who_sleeps_does_not_get_tired_of_it() -> None:
    assert of_type(lived(at(60, energy=0, kind="sleep"), 30), Tired) == []


def test_who_talks_goes_on_talking() -> None:
    turn = at(7 * 60, talk=Talk("bob", DAY_MS, "chat"), kind="social")
    assert not think(turn, "ann")
    ann = turn.bodies["ann"]
    assert (ann.route, ann.activity, turn.happened) == ((), "", [])
    assert ann.next_ms == (7 * 60 + 1) * MINUTE_MS
    assert ann.energy < WORLD.bodies["ann"].energy


def test_at_the_end_of_a_day_feelings_fade() -> None:
    bob = replace(somebody("bob", "inn"), relationships=(Bond("ann", "friend", 0, 50),))
    ann = replace(ANN, relationships=(Bond("bob", "friend", 50, 60),))
    around, world = begun(ann, bob)
    last = 4 * DAY_MS - MINUTE_MS // 2
    turn = Turn(around, body(world, "ann", next_ms=last), last)
    think(turn, "ann")
    assert turn.tie("ann", "bob") == Tie("friend", 49, 59, 0, 0)
    (felt,) = of_type(turn.happened, Felt)
    assert (felt.change.cause, felt.change.affection) == ("apart", -1)
    earlier = last - MINUTE_MS
    turn = Turn(around, body(world, "ann", next_ms=earlier), earlier)
    think(turn, "ann")
    assert of_type(turn.happened, Felt) == []
    # Who has nobody to miss, and who saw them yesterday, feels the same.
    turn = Turn(around, body(world, "bob", next_ms=last), last)
    think(turn, "bob")
    assert of_type(turn.happened, Felt) == []


def without(*off: Layer) -> Setting:
    return replace(AROUND, off=off)


def switched(off: Layer, minute: int, minutes: int = 1, **changes: object) -> tuple[Turn, Turn]:
    """The same minutes with all layers, and without one."""
    turns = []
    for around in (AROUND, without(off)):
        now_ms = minute * MINUTE_MS
        turn = Turn(around, body(WORLD, "ann", next_ms=now_ms, **changes), now_ms)
        turn.heard = []
        lived(turn, minutes)
        turns.append(turn)
    return turns[0], turns[1]


def test_without_l1_nobody_feels_that_their_strength_is_gone() -> None:
    whole, numb = switched("L1", NOON, energy=TIRED - POINT)
    assert of_type(whole.happened, Tired)
    assert not of_type(numb.happened, Tired)


def test_without_l2_nobody_goes_where_they_want_to_be() -> None:
    whole, stuck = switched("L2", 7 * 60)
    assert whole.bodies["ann"].route
    assert stuck.bodies["ann"].activity == whole.bodies["ann"].activity
    assert not stuck.bodies["ann"].route


def test_without_l3_nobody_turns_to_anything_else() -> None:
    whole, idle = switched("L3", 7 * 60, minutes=600)
    assert len(of_type(whole.happened, Began)) >= 2
    assert idle.happened == []
    assert idle.bodies["ann"].energy != WORLD.bodies["ann"].energy


def test_without_l4_nobody_minds_a_task_or_seeks_company() -> None:
    whole, dull = switched("L4", NOON, minutes=5, agenda=(LETTER,))
    assert (LETTER.name, "done") in turned(list(whole.happened))
    assert turned(list(dull.happened)) == []
    assert dull.bodies["ann"].agenda == (LETTER,)
    looks = [
        think(Turn(around, body(WORLD, "ann", next_ms=NOON * MINUTE_MS), NOON * MINUTE_MS), "ann")
        for around in (AROUND, without("L4"))
    ]
    assert looks == [True, False]


def test_without_l5_feelings_never_fade() -> None:
    ties = {"ann": {"bob": Tie("friend", 50, 60, 9, 0)}}
    found = []
    for around in (AROUND, without("L5")):
        midnight = 9 * DAY_MS
        world = replace(WORLD, ties=ties)
        turn = Turn(around, body(world, "ann", next_ms=midnight - MINUTE_MS), midnight - MINUTE_MS)
        think(turn, "ann")
        tie = turn.tie("ann", "bob")
        assert tie is not None
        found.append(tie.affection)
    assert found == [49, 50]


def test_a_choice_is_told_from_layer_to_layer_once() -> None:
    whole, broken = switched("L4", 7 * 60, minutes=3)
    assert whole.heard is not None
    assert [(id, each.source, each.target) for id, each in whole.heard] == [
        ("ann", source, target)
        for source, target in (("L5", "L4"), ("L4", "L3"), ("L3", "L2"), ("L2", "L1"))
    ]
    assert whole.heard[2][1].content == "do: work at square"
    assert broken.heard is not None
    assert [each.source for _, each in broken.heard] == ["L3", "L2"]
