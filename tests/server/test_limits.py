"""The table of limits is the code's: every setting of a limit is in it, with its own number."""

import msgspec
import pytest

from server.limits import Limits, limits_table
from server.settings_table import DOORS, LIMITING


def test_every_limit_that_can_be_set_is_in_the_table() -> None:
    named = {row.setting for row in limits_table()} - {""}
    settable = {setting.name for setting in LIMITING}
    # How much anyone may say is a table of its own.
    assert named == settable - {"GENIUS_RATE_FACTOR"}
    assert not named & {setting.name for setting in DOORS}


def test_every_line_says_what_how_much_and_what_happens() -> None:
    for row in limits_table():
        assert all((row.what, row.most, row.reached)), row


@pytest.mark.parametrize(
    ("changed", "most"),
    [
        ({"connections": 7}, "7"),
        ({"connections_per_address": 7, "connections_loopback": 8}, "7; loopback 8"),
        ({"hello_ms": 1_500}, "1.5 s"),
        ({"silent_ms": 120_000}, "120 s"),
        ({"games_per_user": 3}, "3"),
    ],
)
def test_the_table_shows_the_settings_that_hold(changed: dict[str, int], most: str) -> None:
    limits = msgspec.structs.replace(Limits(), **changed)
    before, after = limits_table(), limits_table(limits)
    assert {b.most for a, b in zip(before, after, strict=True) if a != b} == {most}


def test_the_quiet_are_pinged_twice_before_they_are_taken_for_gone() -> None:
    for silent_ms in (1_000, 45_000, 600_000):
        assert 2 * Limits(silent_ms=silent_ms).ping_ms < silent_ms
    assert Limits().ping_ms == 20_000
