"""What a siege is measured by: its size, the windows, the bars, and the table for people. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

RATIO_MAX: Final = 2.0
ACKS_MIN: Final = 5_000


class Scale(Struct, frozen=True, kw_only=True):
    """How big a siege is."""

    games: int = 50
    players: int = 8
    think_ms: float = 900.0
    window_s: float = 30.0
    peace_s: float = 30.0
    # How long games play before anything is measured, and between two windows.
    settle_s: float = 4.0
    idle: int = 10_000
    idle_per_s: float = 200.0
    half_open: int = 5_000
    logins_per_s: float = 500.0

    @property
    def rounds(self) -> int:
        """So many that nobody is done before the siege is: a round takes some nine thoughts."""
        windows_s = 4 * self.window_s + 5 * self.peace_s + 10 * self.settle_s
        windows_s += self.idle / self.idle_per_s
        return max(5, min(50, int(windows_s / (9 * self.think_ms / 1000)) + 2))


class Row(Struct):
    """One line of the table; `peace` is the p99 it is compared with, null where there is no bar."""

    name: str
    acks: int
    p50: float
    p99: float
    peace: float | None = None
    seen: Mapping[str, Any] = {}

    @property
    def ratio(self) -> float | None:
        """How many times as long as in peace."""
        return self.p99 / self.peace if self.peace else None

    @property
    def holds(self) -> bool:
        """Whether the bar is met."""
        return self.ratio is None or self.ratio < RATIO_MAX


def table(rows: Sequence[Row], notes: Sequence[str]) -> str:
    """The result, for people."""
    lines = [f"{'':36s} {'acks':>7s} {'p50 ms':>7s} {'p99 ms':>7s} {'ratio':>6s}"]
    for row in rows:
        ratio = f"{row.ratio:6.2f}" if row.ratio is not None else " " * 6
        verdict = "" if row.ratio is None else "  holds" if row.holds else "  MISSED"
        lines.append(
            f"{row.name:36s} {row.acks:7,d} {row.p50:7.2f} {row.p99:7.2f} {ratio}{verdict}"
        )
        if row.seen:
            lines.append("    " + ", ".join(f"{k} {n:,d}" for k, n in row.seen.items()))
    return "\n".join([*lines, *notes])
