"""What was said comes back from storage as it was."""

import msgspec

from agents.exchange import Exchange, Overheard
from agents.relationships import Tie, caused

CHANGE, _ = caused("chat", "goat", "ada", 7)


def test_lines_survive_a_trip_through_json() -> None:
    whole = Exchange(
        id="i", at=1, cause="c1", said="hello", answered="hm", tone="cool", marks=("a",),
        recalled=("m",), topic="bee", ended=True, change=CHANGE, tie=Tie("friend", 40, 60, 5, 7),
    )  # fmt: skip
    bare = Exchange(id="i", at=1, cause="c1", said="hello", answered="hm", tone="cool")
    heard = Overheard(id="i", at=1, speaker="a", hearer="b", said="x", answered="", tone="warm")
    for each in (whole, bare, heard):
        assert msgspec.json.decode(msgspec.json.encode(each), type=type(each)) == each
