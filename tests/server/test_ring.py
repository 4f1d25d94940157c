"""The last records are kept as they were, within both bounds."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.ring import LOOSE_BYTES, TOGETHER, Ring


@given(
    st.lists(st.tuples(st.integers(0, 900), st.booleans()), max_size=150),
    st.integers(1, 100),
    st.integers(LOOSE_BYTES + 1, 20_000),
)
def test_what_is_kept_is_the_end_of_it(
    shapes: list[tuple[int, bool]], most: int, bytes_max: int
) -> None:
    drawn, ring = Random(1), Ring(most, bytes_max)
    records = [drawn.randbytes(size) if odd else b"x" * size for size, odd in shapes]
    for record in records:
        ring.append(record)
        assert 1 <= len(ring) <= most
    kept = ring.last(most)
    assert len(kept) == len(ring)
    assert kept == records[len(records) - len(kept) :]
    for count in (0, 1, most // 2, most + 7):
        assert ring.last(count) == kept[max(0, len(kept) - count) :]
    if len(kept) < min(most, len(records)):
        # At some moment it was too much, packed as it was: some went for good.
        assert sum(map(len, records)) + 20 * len(records) > bytes_max


@pytest.mark.parametrize("added", range(1, 120, 7))
def test_while_there_is_room_as_many_are_kept_as_may_be(added: int) -> None:
    ring = Ring(50, 1 << 20)
    for number in range(added):
        ring.append(b"%d" % number)
    assert ring.last(99) == [b"%d" % number for number in range(max(0, added - 50), added)]


@pytest.mark.parametrize("size", [10, 100, 1_000])
def test_what_can_not_be_packed_smaller_is_still_bounded_in_bytes(size: int) -> None:
    drawn, ring = Random(size), Ring(10_000, 8_192)
    for _ in range(1_000):
        ring.append(drawn.randbytes(size))
        assert sum(map(len, ring.last(10_000))) <= 8_192
    # No more goes than is packed together.
    assert sum(map(len, ring.last(10_000))) >= 8_192 - LOOSE_BYTES - TOGETHER * 5 - 2 * size


def test_what_is_alike_is_kept_in_a_fraction_of_its_bytes() -> None:
    ring = Ring(1_000, 4_096)
    for number in range(100):
        ring.append(b"of the same length and nearly the same %d" % number * 3)
    assert len(ring) == 100, "11 kB as they come"


def test_one_record_stays_however_large() -> None:
    large, ring = Random(1).randbytes(9_000), Ring(3, 8_192)
    ring.append(large)
    assert ring.last(1) == [large]
    ring.append(b"y")
    assert ring.last(3) == [b"y"]
