"""The map: checked, connected, and the shortest way from anywhere to anywhere."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.world.map import MapError, parse_map
from tests.agents.world.valley import MAP, TEXT

PLACES = sorted(MAP.spots)
SMALL = """
width = 100
height = 100
[places]
a = { name = "A", x = 0, y = 0 }
b = { name = "B", x = 30, y = 40 }
c = { name = "C", x = 60, y = 80 }
[paths]
a = ["b"]
b = ["c"]
"""


def far(route: list[str]) -> int:
    return sum(MAP.lengths[pair] for pair in itertools.pairwise(route))


def test_a_small_map_has_its_lengths_and_ways() -> None:
    small = parse_map(SMALL, "small")
    assert (small.width, small.height) == (10_000, 10_000)
    assert small.names == {"a": "A", "b": "B", "c": "C"}
    assert small.lengths["a", "b"] == small.lengths["b", "a"] == 5_000
    assert small.route("a", "c") == ("b", "c")
    assert small.route("c", "a") == ("b", "a")
    assert small.route("b", "b") == ()
    assert small.between("a", "b", 2_500) == (1_500, 2_000)
    assert small.between("b", "a", 0) == (3_000, 4_000)


def test_every_way_leads_there_and_both_ways_are_as_long() -> None:
    for start, end in itertools.product(PLACES, PLACES):
        there = [start, *MAP.route(start, end)]
        assert there[-1] == end
        assert len(set(there)) == len(there)
        assert far(there) == far([end, *MAP.route(end, start)])


@given(st.sampled_from(PLACES), st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_no_detour_is_shorter(start: str, end: str, over: str) -> None:
    direct = far([start, *MAP.route(start, end)])
    assert direct <= far([start, *MAP.route(start, over)]) + far([over, *MAP.route(over, end)])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("width = ", "valley.toml: Invalid value"),
        (TEXT.replace("width", "breadth"), "unknown field `breadth`"),
        (TEXT.replace("x = 380", "x = -1"), "x"),
        (TEXT.replace("x = 380", "x = 1201"), "hill lies off the map"),
        (TEXT.replace("y = 70", "y = 901"), "hill lies off the map"),
        (TEXT.replace("x = 380, y = 70", "x = 120, y = 110"), "lighthouse lies where another"),
        (TEXT.replace('["hives",', '["moon",'), "a path leads to moon, which is no place"),
        (TEXT.replace("inn = [", "moon = ["), "a path leads to moon, which is no place"),
        (TEXT.replace('["hives",', '["meadow",'), "the path meadow to meadow is there twice"),
        (TEXT.replace('["orchard"]', '["orchard", "lighthouse"]'), "lighthouse to hives is there"),
        (TEXT.replace('crossroads = ["station"]', "").replace(', "station"', ""), "to station"),
    ],
)
def test_a_bad_map_is_refused_with_its_reason(text: str, complaint: str) -> None:
    with pytest.raises(MapError, match=complaint):
        parse_map(text, "valley.toml")
