"""Numbers of one run: samples, what came in each second, and percentiles of them. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

# Beyond this a sample is only counted, so that a run of any length stays small.
SAMPLES_MAX: Final = 1_000_000


class Spread(Struct, frozen=True, kw_only=True):
    """How a set of samples lies; all in milliseconds, null without samples."""

    n: int
    p50: float | None
    p90: float | None
    p99: float | None
    p999: float | None
    max: float | None


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """The value below which `share` (0 to 1) of the sorted samples lie, straight between two."""
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def spread(samples: Sequence[float]) -> Spread:
    """The usual percentiles, rounded to a hundredth."""
    ordered = sorted(samples)

    def at(share: float) -> float | None:
        value = percentile(ordered, share)
        return None if value is None else round(value, 2)

    return Spread(
        n=len(ordered), p50=at(0.5), p90=at(0.9), p99=at(0.99), p999=at(0.999), max=at(1.0)
    )


class Measures:
    """Filled while the bots play; seconds count from the start of the run."""

    def __init__(self) -> None:
        self.submit_ack_ms: list[float] = []
        self.ack_ms: list[float] = []
        self.answers_to_voting_ms: list[float] = []
        self.submit_to_voting_ms: list[float] = []
        self.ack_home_ms: list[float] = []
        self.ack_away_ms: list[float] = []
        self.gap_ms: list[float] = []
        # By the names that nodes give themselves: who came in there, what was founded there.
        self.bots_by_node: Counter[str] = Counter()
        self.rooms_by_node: Counter[str] = Counter()
        self.acks = 0
        self.deliveries = 0
        self.late = 0
        self.errors = 0
        self.error_notes: list[str] = []
        self.games_over = 0
        self.deliveries_in: Counter[int] = Counter()
        self.acks_in: Counter[int] = Counter()
        self.breaks_in: Counter[int] = Counter()
        self.began_s = 0.0
        self.now_s = 0.0

    def second(self, at_s: float) -> int:
        """Which second of the run a moment of the clock lies in."""
        return int(at_s - self.began_s)

    def acked(self, at_s: float, took_s: float, *, submit: bool) -> None:
        """One command was acknowledged."""
        self.acks += 1
        self.acks_in[self.second(at_s)] += 1
        if len(self.ack_ms) < SAMPLES_MAX:
            self.ack_ms.append(took_s * 1000)
            if submit:
                self.submit_ack_ms.append(took_s * 1000)

    def crossed(self, took_s: float, *, home: bool) -> None:
        """The same command again: was its room founded on the node that took it?"""
        samples = self.ack_home_ms if home else self.ack_away_ms
        if len(samples) < SAMPLES_MAX:
            samples.append(took_s * 1000)

    def interrupted(self, for_s: float) -> None:
        """A player could not act for so long."""
        if len(self.gap_ms) < SAMPLES_MAX:
            self.gap_ms.append(for_s * 1000)

    def delivered(self, at_s: float) -> None:
        """One event or signal arrived at one player."""
        self.deliveries += 1
        self.deliveries_in[self.second(at_s)] += 1

    def opened(self, since_seen_s: float, since_sent_s: float | None) -> None:
        """A player saw the vote open this long after seeing the last answer, and after its author
        sent it."""
        if len(self.answers_to_voting_ms) < SAMPLES_MAX:
            self.answers_to_voting_ms.append(since_seen_s * 1000)
            if since_sent_s is not None:
                self.submit_to_voting_ms.append(since_sent_s * 1000)

    def broke(self, at_s: float) -> None:
        """A connection was lost."""
        self.breaks_in[self.second(at_s)] += 1

    def erred(self, what: str) -> None:
        """Something that must not happen."""
        self.errors += 1
        if len(self.error_notes) < 20:
            self.error_notes.append(what)
