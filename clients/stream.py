"""One game's views in order, without holes or doubles; pure: knows no connection and no clock."""

from typing import Final

from game.snapshot import Snapshot
from game.views import EventView, Skipped

Numbered = EventView | Skipped
Shown = Snapshot | EventView | Skipped

# What comes before its turn waits here; beyond this it is dropped, since a resume brings it again.
EARLY_MAX: Final = 1024


class Stream:
    """Puts what arrives into the order of its numbers."""

    def __init__(self) -> None:
        self.seq: int | None = None
        self.duplicates = 0
        self._early: dict[int, Numbered] = {}

    @property
    def gapped(self) -> bool:
        """Whether something is known to be missing, so that only a resume leads on."""
        return bool(self._early) and self.seq is not None

    def feed(self, view: Numbered) -> list[Shown]:
        """Take one view; what may be shown now, in order."""
        if self.seq is not None and view.seq <= self.seq:
            self.duplicates += 1
            return []
        if view.seq - 1 == self.seq:
            self.seq = view.seq
            self._early.pop(view.seq, None)
            return [view, *self._drain()] if self._early else [view]
        if view.seq in self._early:
            self.duplicates += 1
        elif len(self._early) < EARLY_MAX:
            self._early[view.seq] = view
        return []

    def restart(self, snapshot: Snapshot) -> list[Shown]:
        """Go on from a snapshot, unless it is older than what was shown already."""
        if self.seq is not None and snapshot.seq <= self.seq:
            return []
        self.seq = snapshot.seq
        for seq in [seq for seq in self._early if seq <= snapshot.seq]:
            del self._early[seq]
        return [snapshot, *self._drain()]

    def _drain(self) -> list[Shown]:
        shown: list[Shown] = []
        while self.seq is not None and (view := self._early.pop(self.seq + 1, None)) is not None:
            self.seq += 1
            shown.append(view)
        return shown
