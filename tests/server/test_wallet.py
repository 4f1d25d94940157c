"""A wallet pays from three purses or none, shares those of users and addresses, and lets go."""

import pytest

from server.credits import Credits
from server.tariffs import KINDS, TARIFFS
from server.wallet import Wallet

NOW = 1_764_000_000_000
CHAT = KINDS.index("chat")
OWN, USER, ADDRESS = TARIFFS[CHAT].connection, TARIFFS[CHAT].user, TARIFFS[CHAT].address


def taken(wallet: Wallet, now_ms: int = NOW, kind: int = CHAT) -> int:
    count = 0
    while wallet.spend(kind, now_ms) == 0:
        count += 1
        assert count < 100_000
    return count


@pytest.fixture
def credits() -> Credits:
    return Credits()


def test_one_connection_has_its_own_burst_per_kind(credits: Credits) -> None:
    wallet = Wallet(credits, "10.0.0.1")
    assert taken(wallet) == OWN.burst
    assert taken(wallet, kind=KINDS.index("play")) == TARIFFS[KINDS.index("play")].connection.burst


def test_more_connections_do_not_give_a_user_more(credits: Credits) -> None:
    wallets = [Wallet(credits, f"10.0.0.{n}") for n in range(9)]
    for each in wallets:
        each.sign_in("ada")
    assert sum(map(taken, wallets)) == USER.burst
    other = Wallet(credits, "10.0.1.1")
    other.sign_in("bob")
    assert taken(other) == OWN.burst


def test_more_users_do_not_give_an_address_more(credits: Credits) -> None:
    wallets = [Wallet(credits, "10.0.0.1") for _ in range(40)]
    for n, each in enumerate(wallets):
        each.sign_in(f"user {n}")
    assert sum(map(taken, wallets)) == ADDRESS.burst
    assert taken(Wallet(credits, "10.0.0.2")) == OWN.burst


def test_a_refused_command_costs_nothing_anywhere(credits: Credits) -> None:
    one, two = Wallet(credits, "10.0.0.1"), Wallet(credits, "10.0.0.1")
    one.sign_in("ada")
    two.sign_in("ada")
    for _ in range(1_000):
        one.spend(CHAT, NOW)
    assert taken(two) == USER.burst - OWN.burst


def test_the_wait_is_the_longest_and_true(credits: Credits) -> None:
    wallets = [Wallet(credits, "10.0.0.1") for _ in range(3)]
    for each in wallets:
        each.sign_in("ada")
        taken(each)
    waits = [each.spend(CHAT, NOW) for each in wallets]
    assert all(waits)
    for each, wait in zip(wallets, waits, strict=True):
        assert each.spend(CHAT, NOW + wait - 2) > 0
    assert wallets[0].spend(CHAT, NOW + max(waits)) == 0


def test_a_clock_that_is_set_back_is_forgiven(credits: Credits) -> None:
    wallet = Wallet(credits, "10.0.0.1")
    wallet.sign_in("ada")
    taken(wallet)
    assert wallet.spend(CHAT, NOW - 3_600_000) == 0


def test_a_key_has_a_limit_of_all_kinds_together(credits: Credits) -> None:
    wallet, twin = Wallet(credits, "10.0.0.1"), Wallet(credits, "10.0.0.2")
    for each in (wallet, twin):
        each.sign_in("ada", "key", 6)
    assert taken(wallet) + taken(twin, kind=KINDS.index("play")) == 6
    wait = twin.spend(CHAT, NOW)
    assert wait == pytest.approx(10_000, abs=12)
    assert twin.spend(CHAT, NOW + wait) == 0
    # Without a key there is no such limit.
    twin.sign_in("ada", "session", None)
    assert taken(twin) > 6


def test_signing_in_again_gives_nothing_back(credits: Credits) -> None:
    wallet = Wallet(credits, "10.0.0.1")
    wallet.sign_in("ada")
    assert taken(wallet) == OWN.burst
    wallet.sign_in("bob")
    assert taken(wallet) == 0
    credits.sweep(NOW + 1_000_000)
    assert len(credits.users) == 1


def test_a_closed_wallet_holds_nothing(credits: Credits) -> None:
    wallet = Wallet(credits, "10.0.0.1")
    wallet.sign_in("ada", "key", 6)
    wallet.close()
    wallet.close()
    wallet.sign_in("ada")
    credits.sweep(NOW)
    assert (len(credits.users), len(credits.addresses), len(credits.keys)) == (0, 0, 0)


def test_where_nobody_can_tell_the_address_the_rest_holds(credits: Credits) -> None:
    wallet = Wallet(credits, None)
    assert taken(wallet) == OWN.burst
    assert len(credits.addresses) == 0
