"""Signals that wait: in order, of a key the newest, and never more than a bound."""

from game.ids import GameId
from server.cluster.passing import WAITING_MAX, Passed, Passing
from server.wire import TypingSignal

SAID = TypingSignal(game=GameId("g"), player=None)


def keyed(key: str, node: str = "one") -> Passed:
    return Passed(node, key, SAID)


def unkeyed(n: int) -> Passed:
    return Passed(f"{n}", None, SAID)


def test_they_come_out_in_order_and_once() -> None:
    passing = Passing()
    for each in (unkeyed(1), keyed("a"), unkeyed(2), keyed("b"), keyed("a", "two")):
        passing.add(each)
    assert len(passing) == 4
    assert passing.take() == [unkeyed(1), unkeyed(2), keyed("b"), keyed("a", "two")]
    assert (len(passing), passing.take()) == (0, [])


def test_beyond_the_bound_the_oldest_without_a_key_are_dropped_first() -> None:
    passing = Passing()
    passing.add(keyed("first"))
    for n in range(WAITING_MAX + 1):
        passing.add(unkeyed(n))
    assert WAITING_MAX == 256
    assert len(passing) == WAITING_MAX
    assert passing.take() == [keyed("first"), *(unkeyed(n) for n in range(2, WAITING_MAX + 1))]
    for n in range(WAITING_MAX + 1):
        passing.add(keyed(f"{n}"))
    assert passing.take() == [keyed(f"{n}") for n in range(1, WAITING_MAX + 1)]
