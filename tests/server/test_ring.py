"""The last records are kept as they were, within both bounds."""

from hypothesis import given
from hypothesis import strategies as st

from server.ring import Ring


@given(st.lists(st.binary(max_size=40), max_size=60), st.integers(1, 20), st.integers(1, 300))
def test_what_is_kept_is_the_end_of_it_and_as_much_as_may_be(
    records: list[bytes], most: int, bytes_max: int
) -> None:
    ring = Ring(most, bytes_max)
    for record in records:
        ring.append(record)
        assert len(ring) <= most
        assert len(ring) == 1 or sum(map(len, ring.last(most))) <= bytes_max
    kept = ring.last(most)
    assert kept == records[len(records) - len(kept) :]
    for count in (0, 1, most // 2, most + 7):
        assert ring.last(count) == kept[max(0, len(kept) - count) :]
    if records and len(kept) < min(most, len(records)):
        # At some moment one more was too much: it has gone for good, though room came since.
        assert sum(map(len, records)) > bytes_max


def test_one_record_stays_however_large() -> None:
    ring = Ring(3, 10)
    ring.append(b"x" * 50)
    assert ring.last(1) == [b"x" * 50]
    ring.append(b"y")
    assert ring.last(3) == [b"y"]
