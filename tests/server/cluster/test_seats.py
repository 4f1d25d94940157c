"""The newest connection holds a seat, whatever is said late, twice or out of order."""

from game.ids import Actor
from server.cluster.letters import Sat
from server.cluster.seats import EVICTED_MAX, Eviction, Seats

ADA, BOB = Actor("ada"), Actor("bob")


def taken(seats: Seats, node: str, *claims: tuple[Actor, str]) -> list[Eviction]:
    """All of them fresh."""
    return seats.take(node, claims, [claim for _, claim in claims])


def test_a_claim_from_another_node_evicts_the_older() -> None:
    seats = Seats()
    assert taken(seats, "one", (BOB, "b1"), (ADA, "a1")) == []
    assert taken(seats, "two", (BOB, "b2")) == [Eviction("one", BOB, "b1")]
    assert seats.beyond("one") == ((BOB, Sat("b2", "two")),)
    assert seats.beyond("two") == ((ADA, Sat("a1", "one")),)
    assert seats.beyond("three") == ((BOB, Sat("b2", "two")), (ADA, Sat("a1", "one")))


def test_a_newer_claim_at_the_same_node_evicts_nobody() -> None:
    """The node has hung up on the older itself."""
    seats = Seats()
    taken(seats, "one", (BOB, "b1"))
    assert taken(seats, "one", (BOB, "b2")) == []
    assert seats.beyond("two") == ((BOB, Sat("b2", "one")),)


def test_an_evicted_claim_gets_the_seat_no_more_however_often_it_is_said() -> None:
    seats = Seats()
    taken(seats, "one", (BOB, "b1"))
    taken(seats, "two", (BOB, "b2"))
    for _ in range(3):
        assert taken(seats, "one", (BOB, "b1")) == [Eviction("one", BOB, "b1")]
        assert seats.beyond("one") == ((BOB, Sat("b2", "two")),)
    # Not even once nobody holds it.
    taken(seats, "two")
    assert taken(seats, "one", (BOB, "b1")) == [Eviction("one", BOB, "b1")]
    assert seats.beyond("two") == ()


def test_whoever_is_not_listed_any_more_is_gone_from_that_node_only() -> None:
    seats = Seats([(ADA, Sat("a1", "one")), (BOB, Sat("b1", "two"))])
    taken(seats, "one")
    assert seats.beyond("three") == ((BOB, Sat("b1", "two")),)


def test_what_is_remembered_is_bounded() -> None:
    seats = Seats()
    nodes = ("one", "two")
    for n in range(EVICTED_MAX + 2):
        taken(seats, nodes[n % 2], (BOB, f"b{n}"))
    newest = f"b{EVICTED_MAX + 1}"
    # Of the 257 that lost the seat the oldest is forgotten, and may take it back.
    assert taken(seats, "three", (BOB, "b1")) == [Eviction("three", BOB, "b1")]
    assert taken(seats, "three", (BOB, "b0")) == [Eviction(nodes[1], BOB, newest)]


def test_a_claim_of_unknown_age_takes_a_free_seat_only() -> None:
    """As of a node that was thought dead, and is not."""
    seats = Seats([(BOB, Sat("b2", "two"))])
    assert seats.take("one", [(ADA, "a1"), (BOB, "b1")], ()) == [Eviction("one", BOB, "b1")]
    assert seats.beyond("three") == ((BOB, Sat("b2", "two")), (ADA, Sat("a1", "one")))
    # Nor by being called fresh later.
    assert taken(seats, "one", (BOB, "b1")) == [Eviction("one", BOB, "b1")]
    # A node's own seat it keeps.
    assert seats.take("two", [(BOB, "b2")], ()) == []
    assert seats.take("two", [(BOB, "b3")], ()) == []
