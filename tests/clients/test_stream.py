"""Whatever order and however often views arrive, they are shown once, in order, without holes."""

from hypothesis import given
from hypothesis import strategies as st

from clients.stream import EARLY_MAX, Stream
from tests.clients.fake_server import chat, snapshot


@given(st.permutations(range(4, 14)), st.lists(st.integers(1, 13), max_size=10))
def test_any_order_comes_out_in_order(order: list[int], again: list[int]) -> None:
    stream = Stream()
    shown = stream.restart(snapshot(3))
    for seq in [*order, *again]:
        shown += stream.feed(chat(seq))
    assert [each.seq for each in shown] == list(range(3, 14))
    assert stream.duplicates == len(again)
    assert not stream.gapped


def test_nothing_is_shown_before_the_first_snapshot() -> None:
    stream = Stream()
    assert stream.feed(chat(4)) == []
    assert not stream.gapped
    assert [each.seq for each in stream.restart(snapshot(3))] == [3, 4]


def test_an_older_snapshot_changes_nothing() -> None:
    stream = Stream()
    stream.restart(snapshot(9))
    assert stream.restart(snapshot(8)) == []
    assert stream.seq == 9


def test_what_comes_too_early_is_bounded() -> None:
    stream = Stream()
    stream.restart(snapshot(1))
    for seq in range(3, EARLY_MAX + 20):
        assert stream.feed(chat(seq)) == []
    assert stream.gapped
    assert len(stream.feed(chat(2))) == EARLY_MAX + 1
