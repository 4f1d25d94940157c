"""What an audit found, in numbers and in a few sentences."""

from typing import Final

NOTES_MAX: Final = 20


class Findings:
    """Counts that add up over games; a run is clean when `faults` is zero."""

    def __init__(self) -> None:
        self.acked = 0
        self.lost = 0
        self.duplicated = 0
        self.altered = 0
        self.unacked_present = 0
        self.holes = 0
        self.leaks = 0
        self.mismatches = 0
        self.cancelled = 0
        self.unended = 0
        self.rows_checked = 0
        self.rows_missing = 0
        self.rows_altered = 0
        # The first few, in words; the rest only counts.
        self.notes: list[str] = []

    @property
    def faults(self) -> int:
        """Everything that must not be; unacknowledged things that are there are allowed."""
        rows = self.rows_missing + self.rows_altered
        streams = self.holes + self.leaks + self.mismatches + self.unended
        return self.lost + self.duplicated + self.altered + streams + rows

    def add(self, other: "Findings") -> None:
        """Take in what was found in another game."""
        for name, value in vars(other).items():
            if isinstance(value, int):
                setattr(self, name, getattr(self, name) + value)
        for text in other.notes:
            self.note(text)

    def note(self, text: str) -> None:
        """Say one of them."""
        if len(self.notes) < NOTES_MAX:
            self.notes.append(text)
