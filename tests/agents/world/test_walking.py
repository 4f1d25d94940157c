"""Walking: along paths only, at one pace, over places on the way; and crossing on one path."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from agents.world.clock import MINUTE_MS
from agents.world.happenings import Arrived, Left
from agents.world.turn import Turn
from agents.world.walking import CM_PER_MINUTE, Path, Stretch, crossings, send, walk
from tests.agents.world.valley import MAP, begun, somebody

PLACES = sorted(MAP.spots)
ANN = somebody("ann", "inn")


def turn_of() -> Turn:
    return Turn(*begun(ANN), 1)


@given(st.sampled_from(PLACES), st.integers(1, MINUTE_MS))
def test_one_gets_there_along_the_paths_in_the_time_it_takes(to: str, dt_ms: int) -> None:
    turn = turn_of()
    send(turn, "ann", to)
    way = ["inn", *MAP.route("inn", to)]
    far = sum(MAP.lengths[pair] for pair in itertools.pairwise(way))
    reached: list[str] = []
    walked: dict[Path, list[Stretch]] = {}
    steps = 0
    while turn.bodies["ann"].route:
        reached += walk(turn, "ann", dt_ms if dt_ms > 500 else 500, walked)
        steps += 1
        ann = turn.bodies["ann"]
        assert 0 <= ann.x <= MAP.width
        assert 0 <= ann.y <= MAP.height
    assert reached == way[1:]
    ann = turn.bodies["ann"]
    assert (ann.place, ann.gone, (ann.x, ann.y)) == (to, 0, MAP.spots[to])
    stride = CM_PER_MINUTE * max(dt_ms, 500) // MINUTE_MS
    assert steps == -(-far // stride)
    assert sum(abs(each.end - each.start) for each in itertools.chain(*walked.values())) == far
    if to != "inn":
        assert turn.happened == [Left("ann", "inn", to), Arrived("ann", to)]


def test_who_is_sent_where_they_go_or_are_goes_on() -> None:
    turn = turn_of()
    send(turn, "ann", "inn")
    assert turn.happened == []
    send(turn, "ann", "mill")
    send(turn, "ann", "mill")
    assert len(turn.happened) == 1


def test_who_turns_back_on_a_path_walks_to_its_end_first() -> None:
    turn = turn_of()
    send(turn, "ann", "mill")
    walk(turn, "ann", 10_000, {})
    ahead = turn.bodies["ann"].route[0]
    assert turn.bodies["ann"].gone > 0
    send(turn, "ann", "inn")
    assert turn.bodies["ann"].route == (ahead, "inn")
    assert turn.happened == [Left("ann", "inn", "mill")]


def test_who_turns_back_does_not_meet_themselves() -> None:
    """Method: the rest of the path and the way back, in one tick."""
    turn, walked = turn_of(), dict[Path, list[Stretch]]()
    send(turn, "ann", "mill")
    walk(turn, "ann", 10_000, {})
    send(turn, "ann", "inn")
    walk(turn, "ann", 24 * 60 * MINUTE_MS, walked)
    (there, back), *others = walked.values()
    assert there.end == back.start != back.end
    assert not others
    assert crossings([there, back]) == []


def test_two_who_go_different_ways_cross_once_wherever_a_tick_ends() -> None:
    """Method: two walk toward each other over a path, in ticks of any length."""
    for stride in range(1, 40):
        up, down, found = 0, 50, 0
        while up < 50 or down > 0:
            to_up, to_down = min(50, up + stride), max(0, down - stride)
            pair = [Stretch("b", up, to_up), Stretch("a", down, to_down)]
            found += crossings(pair) == [("a", "b")]
            up, down = to_up, to_down
        assert found == 1, stride


def test_those_who_go_the_same_way_or_have_passed_do_not_cross() -> None:
    assert crossings([Stretch("a", 0, 9), Stretch("b", 1, 9)]) == []
    assert crossings([Stretch("a", 9, 0), Stretch("b", 8, 1)]) == []
    assert crossings([Stretch("a", 0, 4), Stretch("b", 9, 5)]) == []
    assert crossings([Stretch("a", 5, 9), Stretch("b", 5, 1)]) == []
    three = [Stretch("c", 0, 9), Stretch("a", 9, 0), Stretch("b", 8, 0)]
    assert crossings(three) == [("a", "c"), ("b", "c")]
