"""What may be a password, and that the same word is the same bytes on any keyboard."""

import unicodedata

import pytest

from server.accounts.passwords import BYTES_MAX, COMMON, canonical, why_not


@pytest.mark.parametrize(
    "password",
    ["correct horse", "tr0ub4dor&3", "пароль-мой", "x" * 36 + "y" * 36, "ünïcödé!", "  spaces  "],
)
def test_an_uncommon_one_will_do(password: str) -> None:
    assert why_not(password, "Ada") is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "at least 8"),
        ("1234567", "at least 8"),
        ("x" * 72 + "y", "at most 72"),
        ("ü" * 37, "at most 72"),
        ("abcdefg\0h", "zero"),
        ("Lovelace_1815", "username"),
        ("LOVELACE_1815", "username"),
        ("password", "tried first"),
        ("PassWord1", "tried first"),
        ("zzzzzzzzzzz", "tried first"),
    ],
)
def test_others_are_refused_with_a_reason(password: str, why: str) -> None:
    refusal = why_not(password, "Lovelace_1815")
    assert refusal is not None
    assert refusal.startswith("password: ")
    assert why in refusal
    # The reason goes to the client and perhaps into its log.
    assert not password or password not in refusal.removeprefix("password: ")


def test_the_common_ones_are_many_and_long_enough_to_matter() -> None:
    assert len(COMMON) >= 100
    assert [each for each in COMMON if len(each) < 8 or each != each.casefold()] == []


def test_composed_and_decomposed_letters_are_the_same() -> None:
    parted = unicodedata.normalize("NFD", "ünïcödé!")
    assert canonical(parted) == canonical("ünïcödé!")
    assert len(canonical("ü" * 36)) == BYTES_MAX
