"""Guessing is slow for whoever guesses, and for nobody else."""

from itertools import count

import pytest

from server.slowdown import (
    ADDRESS_FREE,
    PAIR_FREE,
    UNDER_ATTACK,
    WAIT_MS_MAX,
    WINDOW_MS,
    Slowdown,
)

NOW = 1_764_000_000_000
HOME, AWAY = "192.0.2.1", "198.51.100.9"


def test_five_failures_are_free_and_then_each_wait_is_twice_the_last() -> None:
    slow, now_ms = Slowdown(), NOW
    waits = []
    for _ in range(PAIR_FREE):
        assert slow.charge("ada", HOME, now_ms) == 0
    for _ in range(12):
        wait_ms = slow.charge("ada", HOME, now_ms)
        waits.append(wait_ms // 1_000)
        # To the millisecond, and asking too early costs nothing.
        assert slow.charge("ada", HOME, now_ms + wait_ms - 1) == 1
        now_ms += wait_ms
        assert slow.charge("ada", HOME, now_ms) == 0
        if wait_ms == WAIT_MS_MAX:
            break
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]


def test_after_a_quarter_of_an_hour_all_is_forgotten() -> None:
    slow = Slowdown()
    for _ in range(PAIR_FREE):
        slow.charge("ada", HOME, NOW)
    assert slow.charge("ada", HOME, NOW + 999) > 0
    for _ in range(PAIR_FREE):
        assert slow.charge("ada", HOME, NOW + WINDOW_MS) == 0


def test_a_stranger_cannot_lock_the_owner_out() -> None:
    slow = Slowdown()
    for n in range(1_000):
        slow.charge("ada", AWAY, NOW + n)
    assert slow.charge("ada", AWAY, NOW + 1_000) > 0
    assert slow.charge("ada", HOME, NOW + 1_000) == 0


def test_an_address_that_guesses_at_many_accounts_waits_for_all_of_them() -> None:
    slow = Slowdown()
    for n in range(ADDRESS_FREE):
        assert slow.charge(f"name {n}", AWAY, NOW) == 0
    assert slow.charge("another", AWAY, NOW) == 1_000
    assert slow.charge("another", HOME, NOW) == 0


def test_an_account_under_attack_leaves_every_address_one_free_try() -> None:
    slow = Slowdown()
    for n in range(UNDER_ATTACK):
        assert slow.charge("ada", f"203.0.113.{n % 250}", NOW) == 0
    assert slow.charge("ada", HOME, NOW) == 0, "the owner may try from anywhere new"
    assert slow.charge("ada", HOME, NOW) == 1_000
    assert slow.charge("ada", HOME, NOW + 1_000) == 0, "and again after a moment"
    assert slow.charge("bob", HOME, NOW) == 0, "other accounts are as before"


def test_who_knows_the_password_begins_anew() -> None:
    slow = Slowdown()
    for _ in range(PAIR_FREE):
        slow.charge("ada", HOME, NOW)
    slow.passed("ada", HOME)
    for _ in range(PAIR_FREE):
        assert slow.charge("ada", HOME, NOW) == 0
    assert slow.charge("ada", HOME, NOW) > 0
    # One who signs in all day long never waits.
    slow = Slowdown()
    for _ in range(1_000):
        assert slow.charge("ada", HOME, NOW) == 0
        slow.passed("ada", HOME)
    assert len(slow) == 0


def test_a_right_password_does_not_pay_for_wrong_ones_elsewhere() -> None:
    """Method: an attacker with an account of their own signs in to it in between."""
    slow, waits = Slowdown(), 0
    for n in range(ADDRESS_FREE * 2):
        waits += slow.charge(f"name {n}", AWAY, NOW) > 0
        if slow.charge("mallory", AWAY, NOW) == 0:
            slow.passed("mallory", AWAY)
    assert waits == ADDRESS_FREE


def test_a_try_without_a_verdict_does_not_count() -> None:
    slow = Slowdown()
    for _ in range(100):
        assert slow.charge("ada", HOME, NOW) == 0
        slow.forgive("ada", HOME)
    assert len(slow) == 0
    slow.forgive("nobody", None)
    slow.passed("nobody", None)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        (None, "", True),
    ],
)
def test_a_household_counts_as_one_address(
    one: str | None, other: str | None, is_same: bool
) -> None:
    slow = Slowdown()
    for _ in range(PAIR_FREE):
        slow.charge("ada", one, NOW)
    assert (slow.charge("ada", other, NOW) > 0) is is_same


def test_memory_is_bounded_and_the_oldest_is_forgotten_first() -> None:
    slow, number = Slowdown(entries_max=300), count()
    for _ in range(PAIR_FREE):
        slow.charge("first", HOME, NOW)
    for _ in range(10_000):
        slow.charge(f"name {next(number)}", f"10.0.{next(number) % 250}.1", NOW)
        assert len(slow) <= 300
    assert slow.charge("first", HOME, NOW) == 0
