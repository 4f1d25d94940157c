"""What one connection is still to be sent, by message class; sans I/O.

Must-arrive frames keep their order. Of newest-wins frames only the last of a key is kept, and
best-effort ones are dropped while the reader lags. A reader that lets must-arrive frames pile up
is too slow, and its connection ends; it resumes where it was.
"""

from typing import Final

from server.limits import OUTBOX_BYTES_MAX, OUTBOX_SIGNALS_MAX
from server.meters import NOBODY_LISTENS, Meters

# A round of the largest game is about 40 KiB for one viewer; 1 MiB is many seconds of lag.
BYTES_MAX: Final = OUTBOX_BYTES_MAX
NEWEST_MAX: Final = OUTBOX_SIGNALS_MAX
BEST_EFFORT_MAX: Final = OUTBOX_SIGNALS_MAX


class Outbox:
    """Frames gathered since the last write, joined into one write per turn of the loop."""

    __slots__ = ("_best_effort", "_meters", "_must", "_newest", "bytes_waiting", "lagging")

    def __init__(self, meters: Meters = NOBODY_LISTENS) -> None:
        self._meters = meters
        # None while there are none: most connections are idle.
        self._must: list[bytes] = []
        self._newest: dict[str, bytes] | None = None
        self._best_effort: list[bytes] | None = None
        self.bytes_waiting = 0
        self.lagging = False

    @property
    def too_slow(self) -> bool:
        """Whether more waits than a reader may leave waiting."""
        return self.bytes_waiting > BYTES_MAX

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return not (self._must or self._newest or self._best_effort)

    def must(self, frame: bytes) -> None:
        """Queue a reply or an event."""
        self._must.append(frame)
        self.bytes_waiting += len(frame)

    def newest(self, key: str, frame: bytes) -> None:
        """Queue a signal in place of an older one of the same key; a new key is dropped if full."""
        newest = self._newest
        if newest is None:
            self._newest = {key: frame}
        elif key in newest:
            newest[key] = frame
            self._meters.conflated("replaced")
        elif len(newest) < NEWEST_MAX:
            newest[key] = frame
        else:
            self._meters.conflated("dropped")

    def best_effort(self, frame: bytes) -> None:
        """Queue a passing signal, unless the reader lags or many wait already."""
        if self._best_effort is None:
            self._best_effort = []
        if not self.lagging and len(self._best_effort) < BEST_EFFORT_MAX:
            self._best_effort.append(frame)
        else:
            self._meters.conflated("dropped")

    def give_up(self) -> None:
        """The reader is too slow: nothing of this will be sent."""
        self._meters.conflated("too_slow", len(self._must))
        self.take()

    def take(self) -> bytes:
        """Everything that waits, in one piece: must-arrive frames first."""
        gathered, self._must = self._must, []
        if self._newest is not None:
            gathered += self._newest.values()
            self._newest = None
        if self._best_effort is not None:
            gathered += self._best_effort
            self._best_effort = None
        self.bytes_waiting = 0
        return gathered[0] if len(gathered) == 1 else b"".join(gathered)
