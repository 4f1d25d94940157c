"""The patterns compile, each intent is there once, and every one of them is met by somebody."""

import re
from typing import get_args

from agents.phrases import PHRASES, Intent
from tests.agents.test_understanding import MEANT


def test_each_intent_has_patterns_of_its_own() -> None:
    names = [intent for intent, _ in PHRASES]
    assert len(dict.fromkeys(names)) == len(names)
    # These need none: they are what is left.
    assert set(get_args(Intent)) - set(names) == {"statement", "noise", "other"}
    for _, patterns in PHRASES:
        for each in patterns:
            re.compile(each)


def test_every_intent_is_meant_by_something() -> None:
    assert {intent for intent, _ in MEANT} == set(get_args(Intent))
