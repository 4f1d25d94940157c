"""The words of character files: what is misspelt is refused."""

import msgspec
import pytest

from agents.fields import Priority, Slug, Strict


class Sample(Strict, frozen=True):
    slug: Slug
    priority: Priority = 1


def test_a_slug_is_short_and_plain() -> None:
    assert msgspec.convert({"slug": "police-house"}, Sample) == Sample("police-house")
    for bad in ("", "Inn", "-inn", "x" * 33, "tea room", 7):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"slug": bad}, Sample)


def test_a_field_too_many_and_a_number_out_of_bounds_are_refused() -> None:
    for extra in ({"sllug": "inn"}, {"priority": 0}, {"priority": 11}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"slug": "inn", **extra}, Sample)
