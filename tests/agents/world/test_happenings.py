"""What goes into a tick and comes out of it survives a trip through JSON."""

from typing import Any

import msgspec
import pytest

from agents.relationships import Change, Tie
from agents.schedule import Task
from agents.world.happenings import (
    Arrived,
    Assign,
    Began,
    Caused,
    Enter,
    Felt,
    Go,
    Happening,
    Input,
    Leave,
    Left,
    Met,
    MoveIn,
    Refused,
    Talked,
    Tired,
    Turned,
)

TASK = Task(name="post", kind="errand", left=3)
CHANGE = Change(of="a", toward="b", cause="chat", affection=1, trust=1, at_ms=9)


@pytest.mark.parametrize(
    "given",
    [
        Enter("u", "inn"),
        Leave("u"),
        Go("u", "inn"),
        Assign("a", TASK),
        Caused("a", "b", "gift"),
        MoveIn(("a", "b"), (("a", "b", Tie()),)),
    ],
)
def test_inputs_can_be_recorded(given: Any) -> None:
    assert msgspec.json.decode(msgspec.json.encode(given), type=Input) == given


@pytest.mark.parametrize(
    "happened",
    [
        Refused("u", "no"),
        Began("a", "work", "baking", "inn"),
        Turned("a", "post", "done"),
        Left("a", "inn", "bridge"),
        Arrived("a", "bridge"),
        Met("a", "b", "inn"),
        Talked("a", "b", "inn", "chat", 9),
        Tired("a"),
        Felt(CHANGE),
    ],
)
def test_happenings_can_be_told(happened: Any) -> None:
    assert msgspec.json.decode(msgspec.json.encode(happened), type=Happening) == happened
