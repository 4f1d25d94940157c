"""The check of a folder: every fault with file, line and reason; and the published schema.

After a change on purpose: `GENIUS_GOLDEN=renew python -m pytest tests/agents/test_check.py`.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.check import Complaint, check, schema
from tests.agents.evening import ROOT, texts
from tests.agents.world.valley import MAP

GOLDEN = Path(ROOT) / "tests" / "golden" / "character.schema.json"
FILES = texts("characters/*.json")
KEEPER = dict(FILES)["keeper"]


def swap(old: str, new: str) -> Callable[[str], str]:
    assert old in KEEPER, old
    return lambda text: text.replace(old, new, 1)


def complaints(change: Callable[[str], str]) -> list[str]:
    files = [(name, change(text) if name == "keeper" else text) for name, text in FILES]
    return [str(each) for each in check(files[::-1], MAP.spots)]


def line(part: str, after: str = "") -> int:
    """The line of the keeper's file in which a part stands."""
    return KEEPER[: KEEPER.index(part, KEEPER.index(after))].count("\n") + 1


def test_those_who_ship_have_nothing_wrong() -> None:
    assert complaints(lambda text: text) == []


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        (lambda text: text[:200], '"constitution"', "Input data was truncated"),
        (lambda text: text.replace(":", ";", 1), '"slug"', "JSON is malformed: expected ':'"),
        (swap('"likes"', '"likez"'), '"likes"', "Object contains unknown field `likez`"),
        (swap('"slug": "keeper",', ""), "{", "Object missing required field `slug`"),
        (
            swap('"trust": 25', '"trust": 125'),
            '"mapmaker"',
            "relationships[1].trust: Expected `int` <= 100",
        ),
        (swap('"slug": "keeper"', '"slug": "keepr"'), '"slug"', "slug is 'keepr', but the file is"),
        (swap('"home": "lighthouse"', '"home": "ship"'), '"home"', "home: there is no place 'sh"),
        (
            swap('"place": "hill"', '"place": "moon"'),
            '"hill"',
            "workday 14:30: there is no place 'moon' on the map",
        ),
        (
            swap('"start": "14:30"', '"start": "14:20"'),
            '"start": "14:30"',
            "workday 14:20: overlaps with 'polishing the lens', 12:30 to 14:30",
        ),
        (
            swap('"end": "15:30"', '"end": "14:30"'),
            '"end": "15:30"',
            "workday 14:30: ends at 14:30, before it starts",
        ),
        (swap('"to": "mayor"', '"to": "keeper"'), '"to": "mayor"', "a relationship with oneself"),
        (
            swap('"to": "mayor"', '"to": "mapmaker"'),
            '"to": "mayor"',
            "a second relationship with 'mapmaker'",
        ),
        (swap('"to": "mayor"', '"to": "major"'), '"to": "mayor"', "there is no agent 'major'"),
        (
            swap('"to": "mayor"', '"to": "vendor"'),
            '"to": "mayor"',
            "a relationship with 'vendor' of one side only: none leads back",
        ),
        (swap('"Barnaby Foss"', '"Vend"'), '"name"', "name 'Vend' is"),
        (
            swap('"think_min_ms": ', '"think_min_ms": 5'),
            '"pace"',
            "pace.think_min_ms is above pace.think_max_ms",
        ),
        (
            swap("{} Aye.", "{} Foss says so."),
            '"forms"',
            "voice.forms[6]: '{} Foss says so.' says the name of who answers",
        ),
        (
            swap("{}, barnacles and all", "{}, for Barnaby"),
            '"fills"',
            "voice.fills[0]: '{}, for Barnaby' says the name of who answers",
        ),
        (
            swap('"swaps": {', '"swaps": {"me": "old Barnaby", '),
            '"swaps"',
            "voice.swaps.me: 'old Barnaby' says the name of who answers",
        ),
    ],
)
def test_a_fault_is_named_with_file_line_and_reason(
    change: Callable[[str], str], place: str, reason: str
) -> None:
    found = complaints(change)
    if "name 'Vend'" in reason:
        assert len(found) == 1
        assert found[0].endswith(": name 'Vend' is keeper's already")
        return
    assert any(each.startswith(f"keeper.json:{line(place)}: {reason}") for each in found), found


def test_a_file_that_cannot_be_read_is_the_only_complaint() -> None:
    assert len(complaints(lambda text: text[:200])) == 1


def test_a_side_that_goes_missing_is_said_where_the_other_one_is() -> None:
    found = complaints(swap('"to": "mayor"', '"to": "major"'))
    assert found[1].startswith("mayor.json:")
    assert found[1].endswith("'keeper' of one side only: none leads back")
    assert found == sorted(found)


def test_complaints_are_ordered_by_file_and_line() -> None:
    assert str(Complaint("a.json", 3, "bad")) == "a.json:3: bad"
    assert sorted([Complaint("b", 1, "x"), Complaint("a", 9, "x"), Complaint("a", 2, "x")])[0] == (
        Complaint("a", 2, "x")
    )


def test_the_published_schema_is_the_golden_one() -> None:
    text = json.dumps(schema(), indent=2) + "\n"
    if os.environ.get("GENIUS_GOLDEN") == "renew":
        GOLDEN.write_text(text)
    assert GOLDEN.read_text() == text
    persona = schema()["$defs"]["Persona"]
    assert persona["additionalProperties"] is False
    assert {"schedule", "relationships", "home", "primary_goal"} <= set(persona["required"])
