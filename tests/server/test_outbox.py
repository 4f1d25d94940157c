"""Must-arrive frames in order, the newest of a key, best effort if there is room, too slow."""

from server.outbox import BEST_EFFORT_MAX, BYTES_MAX, NEWEST_MAX, Outbox


def test_what_must_arrive_keeps_its_order() -> None:
    outbox = Outbox()
    assert outbox.empty
    for each in (b"a", b"b", b"c"):
        outbox.must(each)
    assert not outbox.empty
    assert outbox.take() == b"abc"
    assert outbox.empty
    assert outbox.take() == b""


def test_of_one_key_only_the_newest_is_sent() -> None:
    outbox = Outbox()
    for each in (b"1", b"2", b"3"):
        outbox.newest("typing ada", each)
    outbox.newest("typing bob", b"b")
    assert not outbox.empty
    assert outbox.take() == b"3b"
    assert outbox.take() == b""


def test_what_must_arrive_goes_first() -> None:
    outbox = Outbox()
    outbox.best_effort(b"reaction")
    outbox.newest("typing", b"typing")
    outbox.must(b"event")
    assert outbox.take() == b"eventtypingreaction"


def test_a_lagging_reader_misses_what_may_be_dropped() -> None:
    outbox = Outbox()
    outbox.lagging = True
    outbox.best_effort(b"r")
    outbox.must(b"m")
    outbox.newest("k", b"n")
    outbox.lagging = False
    outbox.best_effort(b"s")
    assert outbox.take() == b"mns"


def test_passing_signals_have_a_bound() -> None:
    outbox = Outbox()
    for _ in range(BEST_EFFORT_MAX + 5):
        outbox.best_effort(b"r")
    for key in range(NEWEST_MAX + 5):
        outbox.newest(str(key), b"n")
    # A known key is renewed even then.
    outbox.newest("0", b"N")
    assert outbox.take() == b"N" + b"n" * (NEWEST_MAX - 1) + b"r" * BEST_EFFORT_MAX


def test_a_reader_who_leaves_a_mebibyte_waiting_is_too_slow() -> None:
    outbox = Outbox()
    outbox.must(b"x" * BYTES_MAX)
    assert not outbox.too_slow
    outbox.must(b"x")
    assert outbox.too_slow
    outbox.take()
    assert not outbox.too_slow
    assert outbox.bytes_waiting == 0
