"""The last entries of one game, for whoever resumes; sans I/O.

Kept as bytes, 140 or so each: as objects they were the largest part of a room's memory.
"""

from collections import deque
from collections.abc import Iterable
from typing import Final

import msgspec

from game.events import Entry, PlayerJoined
from game.ids import Actor, PlayerId

ENTRIES_KEPT: Final = 256

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Entry).decode


class Recent:
    """Entries without a gap; the oldest go when there are ENTRIES_KEPT."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._kept: deque[bytes] = deque(maxlen=ENTRIES_KEPT)
        self.last_seq = 0
        self.note(entries)

    def note(self, entries: Iterable[Entry]) -> None:
        """Entries that follow the last one."""
        for entry in entries:
            self._kept.append(_encode(entry))
            self.last_seq = entry.seq

    def since(self, seq: int, last: int) -> list[Entry] | None:
        """The entries after `seq`, none if it is `last`; None where they are no longer kept."""
        if seq >= last:
            return []
        count = self.last_seq - seq
        if count > len(self._kept) or not self._kept:
            return None
        return [_decode(self._kept[at]) for at in range(-max(count, 0), 0)]

    def who_sat(self, player: PlayerId) -> Actor | None:
        """Who took this seat, by the entries kept: the state forgets seats freed in the lobby."""
        for each in self._kept:
            event = _decode(each).event
            if isinstance(event, PlayerJoined) and event.player == player:
                return event.user
        return None
