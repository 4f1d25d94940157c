"""All that is kept as one picture, in SVG: ours beside other servers, and every bar asked for.

`python -m bench.chart` draws it anew. What others reach was not measured in the same run.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Final

from msgspec import Struct

from bench.record import RESULTS, Bar, Record, kept, shown

NAME: Final = "results.svg"
# Deliveries/s on one core, rooms of 8, 400 connections, closed loop.
PEERS: Final = (
    ("Socket.IO", 111_000),
    ("websockets broadcast()", 122_000),
    ("Colyseus", 152_000),
    ("ws", 160_000),
    ("websockets sans-I/O, a write each", 205_000),
    ("Colyseus on uWebSockets", 235_000),
    ("C, a send() each", 366_000),
    ("a bare gathering loop in Python", 1_080_000),
    ("bare uWebSockets.js", 1_097_000),
)
SOURCE: Final = (
    "light grey: not of this run; measured before on such a machine, see ../shared/tools/README.md"
)
WIDTH, LABELS, BAR, GAP = 960, 380, 16, 6
# A bar that is reached this many times over is drawn no longer.
TIMES_MAX: Final = 3.0
OURS, THEIRS, BESIDE, SHORT, INK = "#2a6f97", "#b8b8b8", "#6b6b6b", "#c1440e", "#222222"


class Line(Struct, frozen=True):
    """One bar of a chart: its share of the full length, what it is worth in words, its colour."""

    name: str
    share: float
    words: str
    colour: str


def beside_peers(records: Mapping[str, Record]) -> list[Line]:
    """Deliveries/s of ours and of what was run beside it, among the others', the slowest first."""
    rates = [(name, float(rate), THEIRS) for name, rate in PEERS]
    if "signals" in records:
        for figure in records["signals"].figures:
            what, _, kind = figure.name.partition(": ")
            if kind == "deliveries" and what.endswith("rooms of 8"):
                if what.startswith("ours"):
                    rates.append(("AI Genius", figure.value, OURS))
                else:
                    rates.append((f"{what.split(',')[0]}, same run", figure.value, BESIDE))
    most = max(rate for _, rate, _ in rates)
    rates.sort(key=lambda each: each[1])
    return [Line(name, rate / most, shown(rate), colour) for name, rate, colour in rates]


def bars(records: Mapping[str, Record]) -> list[Line]:
    """How far every bar was reached; the bar itself is at 1 / TIMES_MAX of the length."""
    return [_bar(case, bar) for case, record in records.items() for bar in record.bars]


def _bar(case: str, bar: Bar) -> Line:
    high, low = (bar.reached, bar.bar) if bar.sense == "at least" else (bar.bar, bar.reached)
    times = high / low if low > 0 else TIMES_MAX
    words = f"{shown(bar.reached)} {bar.unit} ({bar.sense} {shown(bar.bar)})"
    colour = OURS if bar.met else SHORT
    return Line(f"{case}: {bar.name}", min(times, TIMES_MAX) / TIMES_MAX, words, colour)


def picture(records: Mapping[str, Record]) -> str:
    """The whole of it."""
    parts: list[str] = []
    top = _panel(
        parts,
        30,
        "Deliveries/s on one core: rooms of 8, 400 connections, closed loop",
        beside_peers(records),
    )
    parts.append(_text(20, top, SOURCE, size=11))
    found = bars(records)
    if found:
        begin = top + 40
        title = "Every bar asked for: the line is the bar, beyond it is met"
        top = _panel(parts, begin, title, found, words_from=1 / TIMES_MAX)
        at = LABELS + _length(1 / TIMES_MAX)
        parts.append(
            f'<line x1="{at:.0f}" y1="{begin + 8}" x2="{at:.0f}" y2="{top - 12}"'
            f' stroke="{INK}" stroke-dasharray="3 3"/>'
        )
    body = "\n".join(parts)
    height = top + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _panel(
    parts: list[str], top: int, title: str, lines: Sequence[Line], words_from: float = 0.0
) -> int:
    """Draw from this height on; the height at which it ends."""
    parts.append(_text(20, top, title, size=15))
    top += 16
    for line in lines:
        parts += _drawn(line, top, words_from)
        top += BAR + GAP
    return top + BAR


def _drawn(line: Line, top: int, words_from: float) -> Iterable[str]:
    length = max(1.0, _length(line.share))
    yield _text(LABELS - 8, top + 12, line.name, anchor="end")
    yield (
        f'<rect x="{LABELS}" y="{top}" width="{length:.1f}" height="{BAR}" fill="{line.colour}"/>'
    )
    yield _text(int(LABELS + max(length, _length(words_from)) + 6), top + 12, line.words)


def _length(share: float) -> float:
    # Room for the words behind the longest.
    return share * (WIDTH - LABELS - 210)


def _text(x: int, y: int, words: str, *, size: int = 12, anchor: str = "start") -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{INK}"'
        f' text-anchor="{anchor}">{escape(words)}</text>'
    )


def draw(records: Mapping[str, Record], folder: Path = RESULTS) -> Path:
    """Write the picture beside the records."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_text(picture(records))
    return path


if __name__ == "__main__":
    draw(kept())
    sys.exit(0)
