"""The last records of a kind, bounded in number and in bytes. Must not know what they say."""

from collections import deque


class Ring:
    """The oldest go when there are more than `most`, or more than so many bytes; one stays."""

    __slots__ = ("_bytes", "_bytes_max", "_kept")

    def __init__(self, most: int, bytes_max: int) -> None:
        self._kept: deque[bytes] = deque(maxlen=most)
        self._bytes, self._bytes_max = 0, bytes_max

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._kept)

    def append(self, record: bytes) -> None:
        """One more."""
        kept = self._kept
        if len(kept) == kept.maxlen:
            self._bytes -= len(kept[0])
        kept.append(record)
        self._bytes += len(record)
        while self._bytes > self._bytes_max and len(kept) > 1:
            self._bytes -= len(kept.popleft())

    def last(self, count: int) -> list[bytes]:
        """The last so many records, oldest first; of more than there are, all there are."""
        first = max(0, len(self._kept) - count)
        return [self._kept[at] for at in range(first, len(self._kept))]
