"""Every command of the wire has its kind, every kind its rates, and people fit within them."""

from typing import get_args

import pytest

from server.tariffs import KIND_OF, KINDS, LOOPBACK_FACTOR, OPS, TARIFFS, Rate, Tariff
from server.wire import FromClient, FromConsole


def test_every_command_of_both_doors_has_a_kind() -> None:
    asked = {*get_args(FromClient), *get_args(FromConsole)}
    assert set(OPS) == asked
    assert {KINDS[kind] for kind in KIND_OF.values()} | {"stray"} == set(KINDS)
    assert {type_: KINDS[kind] for type_, kind in KIND_OF.items()} == OPS


@pytest.mark.parametrize("tariff", TARIFFS, ids=lambda each: each.kind)
def test_whoever_has_more_connections_gets_more_and_an_address_is_many_people(
    tariff: Tariff,
) -> None:
    """A person has about what a connection has; a dozen people at one address never wait."""
    own, user, address = tariff.connection, tariff.user, tariff.address
    assert own.burst <= user.burst
    assert own.per_s <= user.per_s
    assert address.burst >= 8 * own.burst
    assert address.per_s >= 4 * own.per_s


# What a quick round looks like, in commands a second of one person.
FAMILY = 12


def rates(kind: str) -> tuple[Rate, Rate, Rate]:
    found = TARIFFS[KINDS.index(kind)]
    return found.connection, found.user, found.address


def test_a_family_of_twelve_behind_one_address_never_notices() -> None:
    # Everybody's answer and three votes within a second, all through a short game.
    assert rates("play")[2].burst >= FAMILY * 4 * 10
    assert rates("play")[2].per_s >= FAMILY * 4
    # All of them tap a reaction four times a second, for as long as they like.
    assert rates("signal")[2].per_s >= FAMILY * 4
    assert rates("signal")[0].per_s >= 4
    # After a restart they all say hello at once, each with three tabs.
    assert rates("hello")[2].burst >= FAMILY * 3
    assert rates("chat")[2].per_s >= FAMILY * 2


def test_a_rate_may_be_multiplied_but_one_at_once_is_always_possible() -> None:
    assert Rate(30, 3).times(2) == Rate(60, 6)
    assert Rate(3, 3).times(0.1).burst == 1.0
    assert Rate(3, 3).times(0.1).per_s == pytest.approx(0.3)
    assert LOOPBACK_FACTOR > 1
