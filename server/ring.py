"""The last records of a kind, bounded in number and in bytes. Must not know what they say."""

from typing import Final
from zlib import DEFLATED, compressobj, decompress

import msgspec

# So many are packed together, or fewer if they are large. Records of a kind say nearly the same,
# with the same long ids: 16 of them take a fifth of what they took, and 8 a quarter, for some 2 us
# each; packed one by one, they would take two thirds, for 10 us.
TOGETHER: Final = 16
LOOSE_BYTES: Final = 2_048
# With the smallest window that holds them; the usual one costs new pages each time.
WINDOW: Final = -13
MEMORY: Final = 6

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[bytes]).decode


class Ring:
    """The oldest go when there are more than `most`, or more than so many bytes as they are kept.

    All but the newest are packed, and of these several go at a time; the newest stays.
    """

    __slots__ = ("_bytes", "_bytes_max", "_loose", "_loose_bytes", "_most", "_packed", "_stored")

    def __init__(self, most: int, bytes_max: int) -> None:
        assert bytes_max > LOOSE_BYTES
        self._most, self._bytes_max = most, bytes_max
        # The first byte of a pack says how many are in it.
        self._packed: list[bytes] = []
        self._loose: list[bytes] = []
        self._bytes = self._loose_bytes = self._stored = 0

    def __len__(self) -> int:
        """How many records there are."""
        return min(self._stored, self._most)

    def append(self, record: bytes) -> None:
        """One more."""
        self._loose.append(record)
        self._stored += 1
        self._bytes += len(record)
        self._loose_bytes += len(record)
        if len(self._loose) == TOGETHER or self._loose_bytes > LOOSE_BYTES:
            self._pack()
        packed = self._packed
        while packed and self._stored - packed[0][0] >= self._most:
            self._drop()
        while self._bytes > self._bytes_max and len(packed) > (0 if self._loose else 1):
            self._drop()

    def last(self, count: int) -> list[bytes]:
        """The last so many records, oldest first; of more than there are, all there are."""
        wanted, found = min(count, len(self)), self._loose
        for pack in reversed(self._packed):
            if len(found) >= wanted:
                break
            found = _decode(decompress(pack[1:], WINDOW)) + found
        return found[len(found) - wanted :]

    def _pack(self) -> None:
        packing = compressobj(1, DEFLATED, WINDOW, MEMORY)
        squeezed = packing.compress(_encode(self._loose)) + packing.flush()
        pack = bytes((len(self._loose),)) + squeezed
        self._packed.append(pack)
        self._bytes += len(pack) - self._loose_bytes
        self._loose, self._loose_bytes = [], 0

    def _drop(self) -> None:
        pack = self._packed.pop(0)
        self._bytes -= len(pack)
        self._stored -= pack[0]
