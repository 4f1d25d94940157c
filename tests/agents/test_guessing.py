"""Guessing: careful lines look made, careless ones don't, and doubts are drawn."""

from agents.guessing import polish, suspects
from game.ids import ResponseId
from game.snapshot import BallotLine

CAREFUL = "A toaster that only ever burns the bread of my enemies."
CARELESS = "lol  i dunno a TOASTER???"


def test_care_shows_in_the_text_alone() -> None:
    assert polish(CAREFUL) == 1.0
    assert polish(CARELESS) == 0.25
    assert polish("A toaster!") == 0.75
    assert polish("NOT AGAIN") == 0.25
    assert polish("i think so") == 0.0
    assert polish("") == 0.25


def test_most_careful_lines_are_suspected_and_no_careless_one_is() -> None:
    lines = tuple(
        BallotLine(ResponseId(f"r{n}"), CAREFUL if n % 2 else CARELESS) for n in range(60)
    )
    found = suspects(lines, ("draw",))
    careful = [int(each[1:]) % 2 for each in found]
    assert all(careful)
    assert len(found) == 30
    middling = tuple(BallotLine(ResponseId(f"m{n}"), "A toaster!") for n in range(60))
    assert 15 < len(suspects(middling, ("draw",))) < 45
