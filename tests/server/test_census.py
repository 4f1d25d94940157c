"""Counting: what is one address, who is let in, who is told that it is full, who has gone."""

import pytest

from server.census import Census, is_loopback, place_of, with_margin
from server.limits import MARGIN_MIN, Limits

LIMITS = Limits(connections=100, connections_per_address=10, connections_loopback=40)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002::/64"),
        ("2001:db8:1:2::9", "2001:0db8:0001:0002::/64"),
        ("2001:db8:1:3::9", "2001:0db8:0001:0003::/64"),
        ("fe80::1%eth0", "fe80:0000:0000:0000::/64"),
        ("::1", "::1"),
        ("", ""),
        ("who knows", "who knows"),
    ],
)
def test_a_home_counts_as_one_address(address: str, place: str) -> None:
    assert place_of(address) == place
    assert is_loopback(place) is (place == "::1")
    assert is_loopback("127.3.2.1")


@pytest.mark.parametrize(("place", "most"), [("10.0.0.1", 10), ("127.0.0.1", 40), ("::1", 40)])
def test_an_address_is_told_then_turned_away(place: str, most: int) -> None:
    census = Census(LIMITS)
    tickets = []
    while census.lets_in(place):
        tickets.append(census.enter(place))
        assert census.is_crowded(place) is (len(tickets) > most)
    assert len(tickets) == with_margin(most) == most + max(MARGIN_MIN, most // 2)
    assert census.lets_in("10.0.0.9")
    tickets.pop().leave()
    assert census.lets_in(place)


def test_a_node_is_full_for_everybody() -> None:
    census = Census(LIMITS)
    tickets = []
    while census.lets_in(place := f"10.0.0.{len(tickets)}"):
        tickets.append(census.enter(place))
        assert census.is_full() is (len(tickets) > 100)
    assert len(tickets) == 150
    for each in tickets[:50]:
        each.leave()
    assert not census.is_full()


def test_nothing_is_left_of_who_has_gone() -> None:
    census = Census(LIMITS)
    ticket, other = census.enter("10.0.0.1"), census.enter(None)
    assert (census.total, census.of("10.0.0.1")) == (2, 1)
    other.move("10.0.0.1")
    assert (census.total, census.of("10.0.0.1"), other.place) == (2, 2, "10.0.0.1")
    for each in (ticket, ticket, other):
        each.leave()
    other.move("10.0.0.2")
    assert census.total == 0
    assert census._places == {}
