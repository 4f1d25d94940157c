"""The last entries of one game, for whoever resumes; sans I/O.

Without what caused them, which no viewer sees. As objects they were most of a room's memory, and
as they are encoded still a third of it: they are kept packed.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from game.events import Entry, PlayerJoined
from game.ids import Actor, PlayerId
from server.ring import Ring

# Rarely more than two rounds; whoever was away for longer is sent the whole state instead.
ENTRIES_KEPT: Final = 96
BYTES_KEPT: Final = 16 * 1024

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Entry).decode


class Recent:
    """Entries without a gap; the oldest go when there are too many, or too large ones."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._kept = Ring(ENTRIES_KEPT, BYTES_KEPT)
        self.last_seq = 0
        self.note(entries)

    def note(self, entries: Iterable[Entry]) -> None:
        """Entries that follow the last one."""
        for entry in entries:
            self._kept.append(_encode(Entry(entry.seq, entry.at_ms, "", entry.event)))
            self.last_seq = entry.seq

    def since(self, seq: int, last: int) -> list[Entry] | None:
        """The entries after `seq`, without their causes, none if it is `last`.

        None where they are no longer kept.
        """
        if seq >= last:
            return []
        count = self.last_seq - seq
        if count > len(self._kept) or not self._kept:
            return None
        return [_decode(each) for each in self._kept.last(max(count, 0))]

    def who_sat(self, player: PlayerId) -> Actor | None:
        """Who took this seat, by the entries kept: the state forgets seats freed in the lobby."""
        for each in self._kept.last(ENTRIES_KEPT):
            event = _decode(each).event
            if isinstance(event, PlayerJoined) and event.player == player:
                return event.user
        return None
