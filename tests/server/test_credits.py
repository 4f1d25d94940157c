"""Credits: the burst, the long run, true waits, clocks that go back, and memory that is bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import credits as module
from server.credits import Allowance, Credits, Purse, Shelf
from server.tariffs import KINDS, LOOPBACK_FACTOR, TARIFFS, Rate

NOW = 1_764_000_000_000


def taken(account: Allowance, now_ms: int) -> int:
    """How many may be had at this moment."""
    count = 0
    while account.spend(now_ms) == 0:
        count += 1
        assert count < 100_000
    return count


@pytest.mark.parametrize("rate", [Rate(1, 1), Rate(10, 0.2), Rate(30, 10), Rate(60, 20)])
def test_a_burst_at_once_then_the_rate_in_the_long_run(rate: Rate) -> None:
    account = Allowance(rate)
    assert taken(account, NOW) == rate.burst
    later = NOW + 1_000_000
    assert taken(account, later) == rate.burst
    spent, now = 0, later
    for _ in range(1_000):
        now += 100
        spent += taken(account, now)
    assert spent == pytest.approx(100 * rate.per_s, abs=1)


@given(
    burst=st.integers(1, 50),
    per_s=st.floats(0.1, 50),
    pauses=st.lists(st.integers(0, 3_000), max_size=60),
)
def test_a_wait_is_true_and_not_a_moment_too_long(
    burst: int, per_s: float, pauses: list[int]
) -> None:
    """Method: whoever waits as told gets it; whoever comes 2 ms early does not."""
    account, twin, now = Allowance(Rate(burst, per_s)), Allowance(Rate(burst, per_s)), NOW
    for pause in pauses:
        now += pause
        wait = account.spend(now)
        assert twin.spend(now) == wait
        if wait > 2:
            assert account.spend(now + wait - 2) > 0
        if wait:
            assert account.spend(now + wait) == 0
            assert twin.spend(now + wait) == 0
            now += wait


def test_a_clock_that_is_set_back_costs_nobody_more_than_a_burst() -> None:
    account = Allowance(Rate(5, 1))
    assert taken(account, NOW) == 5
    assert account.spend(NOW - 3_600_000) == 0
    owed = Allowance(Rate(1_000, 100))
    assert owed.owe(NOW, 1_900) > 8_000
    assert owed.owe(NOW - 3_600_000, 500) == 0


def test_what_is_owed_has_to_be_waited_for() -> None:
    account = Allowance(Rate(1_000, 100))
    assert account.owe(NOW, 1_000) <= 10
    assert account.owe(NOW, 500) == pytest.approx(5_000, abs=20)
    assert account.owe(NOW + 100_000, 1) == 0
    assert not account.full(NOW + 100_000)
    assert account.full(NOW + 100_010)


def test_what_is_held_or_not_yet_full_again_is_kept() -> None:
    shelf: Shelf[Allowance] = Shelf()

    def make() -> Allowance:
        return Allowance(Rate(2, 1))

    one = shelf.hold("one", make)
    assert shelf.hold("one", make) is one
    assert one.holders == 2
    one.spend(NOW)
    one.holders -= 1
    shelf.sweep(NOW + 10_000)
    assert len(shelf) == 1, "a connection still holds it"
    one.holders -= 1
    one.spend(NOW)
    shelf.sweep(NOW)
    assert len(shelf) == 1, "it is not full again"
    shelf.sweep(NOW + 2_000)
    assert len(shelf) == 0
    assert shelf.hold("one", make) is not one


def test_a_full_shelf_lets_newcomers_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """Method: a shelf of three; names cost no memory beyond, and no credits are minted."""
    monkeypatch.setattr(module, "PURSES_MAX", 3)
    shelf: Shelf[Allowance] = Shelf()
    kept = [shelf.hold(f"n{n}", lambda: Allowance(Rate(2, 1))) for n in range(3)]
    shared = {id(shelf.hold(f"m{n}", lambda: Allowance(Rate(2, 1)))) for n in range(50)}
    assert len(shelf) == 3
    assert len(shared) == 1
    assert shelf.hold("n1", lambda: Allowance(Rate(2, 1))) is kept[1]
    for each in kept:
        each.holders = 0
    shelf.sweep(NOW)
    assert id(shelf.hold("m1", lambda: Allowance(Rate(2, 1)))) not in shared


def test_a_node_forgets_who_is_gone() -> None:
    credits = Credits()
    held = [credits.user("ada"), credits.address("10.0.0.1"), credits.key("k", 5)]
    assert (len(credits.users), len(credits.addresses), len(credits.keys)) == (1, 1, 1)
    for each in held:
        each.holders -= 1
    credits.sweep(NOW)
    assert (len(credits.users), len(credits.addresses), len(credits.keys)) == (0, 0, 0)


def test_the_factor_multiplies_and_the_machine_itself_has_more() -> None:
    play = KINDS.index("play")
    rate = TARIFFS[play].address

    def most(purse: Purse) -> float:
        return round(purse.rates.slack_ms[play] / purse.rates.interval_ms[play] + 0.999)

    for factor in (0.1, 1.0, 10.0):
        credits = Credits(factor)
        assert most(credits.address("10.0.0.1")) == pytest.approx(rate.burst * factor)
        for home in ("127.0.0.1", "127.8.8.8", "::1"):
            expected = rate.burst * factor * LOOPBACK_FACTOR
            assert most(credits.address(home)) == pytest.approx(expected)
        assert most(credits.own()) == pytest.approx(TARIFFS[play].connection.burst * factor)


def test_a_keys_own_limit_is_not_multiplied() -> None:
    key = Credits(10_000).key("k", 6)
    assert taken(key, NOW) == 6
    assert key.spend(NOW) == pytest.approx(10_000, abs=12)
