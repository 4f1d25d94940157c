"""Grounds: what a verdict came from survives the journal, and nothing said takes no room."""

import msgspec

from game.grounds import Grounds, Reason


def test_grounds_survive_the_journal() -> None:
    reason = Reason("humor", "length.up", 1.25, "It has a good length.")
    told = Grounds(0.5, {"humor": {"brevity": -0.25}}, ("empty",), (reason,), 3)
    assert msgspec.json.decode(msgspec.json.encode(told), type=Grounds) == told


def test_a_judge_that_tells_nothing_takes_no_room() -> None:
    assert msgspec.json.encode(Grounds()) == b"{}"
