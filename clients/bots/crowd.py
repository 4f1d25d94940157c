"""What a crowd of spectators came to, in numbers. Pure: the times are told."""

from collections import Counter
from typing import Final

from msgspec import Struct

from clients.bots.measures import Spread

NOTES_MAX: Final = 10


class Crowd(Struct, frozen=True, kw_only=True):
    """The figures of a whole crowd; durations in milliseconds where the name says no other."""

    # The most that watched at one time; `missing` never got in, or never saw the end.
    watching: int
    missing: int
    events: int
    signals: int
    holes: int
    doubled: int
    secrets: int
    reconnects: int
    # Events that came by a resume, and resumes that brought a snapshot.
    resumed: int
    snapshots: int
    # From the `at` of a live event to its arrival, and how late the crowd's own loop was: what
    # is in the second can't be laid at the server's door.
    lag_ms: Spread
    own_lag_ms: Spread
    cpu_s: float
    rss_mib: float
    duration_s: float
    notes: tuple[str, ...]


class Tally:
    """Counts of a crowd while it watches."""

    def __init__(self) -> None:
        self.watching = self.watching_most = 0
        self.missing = 0
        self.events = self.signals = 0
        self.holes = self.doubled = self.secrets = 0
        self.reconnects = self.resumed = self.snapshots = 0
        self.lag_ms: Counter[int] = Counter()
        self.own_lag_ms: Counter[int] = Counter()
        self.notes: list[str] = []

    def came(self) -> None:
        """One more watches."""
        self.watching += 1
        self.watching_most = max(self.watching_most, self.watching)

    def note(self, text: str) -> None:
        """Say one of the first things that went wrong."""
        if len(self.notes) < NOTES_MAX:
            self.notes.append(text)

    def figures(self, *, cpu_s: float, rss_mib: float, duration_s: float) -> Crowd:
        """All of it."""
        return Crowd(
            watching=self.watching_most,
            missing=self.missing,
            events=self.events,
            signals=self.signals,
            holes=self.holes,
            doubled=self.doubled,
            secrets=self.secrets,
            reconnects=self.reconnects,
            resumed=self.resumed,
            snapshots=self.snapshots,
            lag_ms=spread_of(self.lag_ms),
            own_lag_ms=spread_of(self.own_lag_ms),
            cpu_s=round(cpu_s, 2),
            rss_mib=round(rss_mib, 1),
            duration_s=round(duration_s, 2),
            notes=tuple(self.notes),
        )


def spread_of(counted: Counter[int]) -> Spread:
    """Percentiles of whole milliseconds, each value with how often it was seen."""
    total = counted.total()
    ordered = sorted(counted.items())

    def at(share: float) -> float | None:
        below = 0
        for value, times in ordered:
            below += times
            if below > share * (total - 1):
                return float(value)
        return None

    return Spread(n=total, p50=at(0.5), p90=at(0.9), p99=at(0.99), p999=at(0.999), max=at(1.0))
