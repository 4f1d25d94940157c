"""Where a client goes next, after which pause: elsewhere at once, back only with growing luck."""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from clients.addresses import JITTER_S, PAUSE_S_MAX, Addresses, backoff_s


def always(value: float) -> Callable[[], float]:
    return lambda: value


def test_the_pauses_grow_and_stay_bounded() -> None:
    assert [backoff_s(n, 1.0) for n in (1, 2, 3, 50, 9_999)] == [0.1, 0.2, 0.4, 5.0, 5.0]
    assert backoff_s(3, 0.0) == 0.0


def test_the_first_try_waits_for_nothing_and_its_address_may_be_chosen() -> None:
    addresses = Addresses("abc", always(0.5), first=4)
    assert (addresses.url, addresses.turn(7.0), addresses.url) == ("b", 0.0, "b")


def test_a_crowd_spreads_evenly_and_again_when_one_is_lost() -> None:
    draw = Random(1).random
    crowd = [Addresses("abcd", draw) for _ in range(4_000)]
    assert all(900 < count < 1_100 for count in Counter(each.url for each in crowd).values())
    left = [each for each in crowd if each.url == "a"]
    for each in left:
        each.lost()
        assert each.turn(0.0) <= JITTER_S
    assert all(270 < count < 400 for count in Counter(each.url for each in left).values())
    assert {each.url for each in left} == set("bcd")


def test_every_address_is_tried_at_once_before_any_long_pause() -> None:
    addresses = Addresses("abc", always(1.0), first=0)
    addresses.lost()
    pauses, tried = [], set()
    for _ in range(7):
        pauses.append(addresses.turn(0.0))
        tried.add(addresses.url)
        addresses.failed()
    assert tried == set("abc")
    assert pauses == [JITTER_S, JITTER_S, 0.1, JITTER_S, JITTER_S, 0.2, JITTER_S]


def test_one_address_alone_backs_off_from_the_first_loss() -> None:
    addresses = Addresses(["a"], always(1.0), first=0)
    pauses = []
    for _ in range(9):
        addresses.failed()
        pauses.append(addresses.turn(0.0))
    assert pauses[:3] == [0.1, 0.2, 0.4]
    assert pauses[-1] == PAUSE_S_MAX
    addresses.lost()
    assert addresses.turn(0.0) == 0.1


def test_who_said_goodbye_is_left_alone_as_long_as_it_asked() -> None:
    addresses = Addresses("ab", always(1.0), first=0)
    addresses.rest(2.0, 10.0)
    addresses.lost()
    assert (addresses.turn(10.0), addresses.url) == (JITTER_S, "b")
    addresses.failed()
    assert addresses.turn(10.1) == pytest.approx(0.1)
    assert addresses.url == "b", "the other still rests"
    addresses.failed()
    addresses.turn(12.6)
    assert addresses.url == "a"


def test_where_all_rest_the_first_to_wake_is_waited_for() -> None:
    addresses = Addresses("ab", always(0.0), first=0)
    addresses.rest(3.0, 0.0)
    addresses.lost()
    addresses.turn(0.0)
    addresses.rest(1.0, 0.0)
    addresses.lost()
    assert (addresses.turn(0.5), addresses.url) == (0.5, "b")
    alone = Addresses(["a"], always(0.0))
    alone.rest(60.0, 0.0)
    alone.lost()
    assert alone.turn(0.0) == PAUSE_S_MAX


def test_a_flood_is_not_carried_elsewhere_at_once() -> None:
    addresses = Addresses("abc", always(1.0), first=0)
    addresses.flooded()
    assert addresses.turn(0.0) == 0.1
    addresses.flooded()
    assert addresses.turn(0.0) == 0.2
