"""Inline SVG for the report, pure: axes, curves, columns; colours come from the page's style."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from clients.bots.measures import percentile

WIDTH: Final = 640
WIDE: Final = 1300
HEIGHT: Final = 260
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 14, 40
# The shares a percentile curve is drawn at, and those its axis names.
SHARES: Final = tuple(
    1 - 10 ** (-step / 20)
    for step in range(81)  # from 0 to 99.99 %
)
NAMED: Final = ((0.0, "0"), (0.5, "50"), (0.9, "90"), (0.99, "99"), (0.999, "99.9"))


def nice_ticks(top: float, wanted: int = 5) -> list[float]:
    """Round numbers from 0 to at least `top`, about `wanted` of them."""
    if top <= 0:
        return [0.0, 1.0]
    rough = top / wanted
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough * 0.999)
    return [step * n for n in range(math.ceil(top / step * 0.999) + 1)]


def number(value: float) -> str:
    """Short and readable: 0.25, 7.5, 120, 11,500."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percentile_curve(series: Mapping[str, Sequence[float]], unit: str) -> str:
    """How long the slowest few wait: the share on a scale that gives each further nine its room."""
    sheet = Sheet(WIDTH)
    ordered = {name: sorted(samples) for name, samples in series.items() if samples}
    if not ordered:
        return empty()
    # Beyond 1/n a percentile says nothing that the maximum doesn't.
    top = max(samples[-1] for samples in ordered.values())
    ticks = nice_ticks(top)
    parts = [sheet.rows(ticks, unit), *(sheet.column(_nines(share), name) for share, name in NAMED)]
    parts.append(sheet.below("percent of all samples, each step to the right ten times rarer"))
    for place, (name, samples) in enumerate(ordered.items()):
        points = [
            (_nines(share), percentile(samples, share) or 0.0)
            for share in SHARES
            if share <= 1 - 1 / (len(samples) + 1)
        ]
        parts.append(sheet.line(points, ticks[-1], place, name))
    return sheet.svg(parts, "Percentiles of " + ", ".join(ordered))


def cumulative_curve(series: Mapping[str, Sequence[float]], unit: str) -> str:
    """The share of samples at or below each value, up to the 99.5th percentile."""
    sheet = Sheet(WIDTH)
    ordered = {name: sorted(samples) for name, samples in series.items() if samples}
    if not ordered:
        return empty()
    top = max(percentile(samples, 0.995) or 0.0 for samples in ordered.values())
    ticks = nice_ticks(top)
    parts = [sheet.rows([0, 25, 50, 75, 100], "%")]
    parts += [sheet.column(tick / ticks[-1], number(tick)) for tick in ticks]
    parts.append(sheet.below(unit))
    for place, (name, samples) in enumerate(ordered.items()):
        shares = [step / 100 for step in range(100)] + [0.995]
        points = [((percentile(samples, each) or 0) / ticks[-1], each * 100) for each in shares]
        parts.append(sheet.line(points, 100.0, place, name))
    return sheet.svg(parts, "Distribution of " + ", ".join(ordered))


def timeline(
    series: Mapping[str, Mapping[int, int]], seconds: int, marks: Mapping[int, int]
) -> str:
    """What came in each second; `marks` are drawn as stripes, with their count as a tooltip."""
    sheet = Sheet(WIDE)
    seconds = max(seconds, 1)
    top = max((max(each.values(), default=0) for each in series.values()), default=0)
    ticks = nice_ticks(float(top))
    parts = [sheet.rows(ticks, "/s")]
    parts += [
        sheet.column(tick / seconds, number(tick))
        for tick in nice_ticks(seconds)
        if tick <= seconds
    ]
    parts.append(sheet.below("seconds since the start"))
    for second, times in sorted(marks.items()):
        x, width = sheet.x(second / seconds), max(2.0, sheet.x(1 / seconds) - LEFT)
        parts.append(
            f'<rect class="mark" x="{x:.1f}" y="{TOP}" width="{width:.1f}"'
            f' height="{HEIGHT - TOP - BOTTOM}"><title>{times} connections lost in second'
            f" {second}</title></rect>"
        )
    for place, (name, each) in enumerate(series.items()):
        points = [
            ((second + 0.5) / seconds, float(each.get(second, 0))) for second in range(seconds)
        ]
        parts.append(sheet.line(points, ticks[-1], place, name))
    return sheet.svg(parts, "Over time: " + ", ".join(series))


def empty() -> str:
    """In place of a picture that has nothing to show."""
    return '<p class="empty">No samples.</p>'


def _nines(share: float) -> float:
    """0 for the best sample, then a quarter of the width for each further nine."""
    return min(1.0, -math.log10(max(1 - share, 1e-4)) / 4)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


class Sheet:
    """A picture of one width, all of one height."""

    def __init__(self, width: int) -> None:
        self.width = width

    def x(self, share: float) -> float:
        """Where a share of the width lies."""
        return LEFT + share * (self.width - LEFT - RIGHT)

    def rows(self, ticks: Sequence[float], unit: str) -> str:
        """Horizontal lines with their numbers."""
        parts = []
        for tick in ticks:
            y = _y(tick / ticks[-1])
            ends = f'x1="{LEFT}" x2="{self.width - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
            parts.append(f'<line class="grid" {ends}/>')
            parts.append(
                f'<text class="left" x="{LEFT - 8}" y="{y + 4:.1f}">'
                f"{number(tick)} {escape(unit)}</text>"
            )
        return "".join(parts)

    def column(self, share: float, name: str) -> str:
        """A vertical line with its name."""
        x, low = self.x(share), HEIGHT - BOTTOM
        return (
            f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{low}"/>'
            f'<text class="low" x="{x:.1f}" y="{low + 16}">{escape(name)}</text>'
        )

    def below(self, text: str) -> str:
        """What the horizontal axis counts."""
        middle = (LEFT + self.width - RIGHT) / 2
        return f'<text class="low" x="{middle}" y="{HEIGHT - 6}">{escape(text)}</text>'

    def line(self, points: Sequence[tuple[float, float]], top: float, place: int, name: str) -> str:
        """A curve of (share of the width, value) points."""
        path = " ".join(f"{self.x(x):.1f},{_y(min(y / top, 1.0)):.1f}" for x, y in points)
        return (
            f'<polyline class="s{place}" points="{path}"><title>{escape(name)}</title></polyline>'
        )

    def svg(self, parts: Sequence[str], title: str) -> str:
        """The whole picture."""
        label = escape(title, quote=True)
        opening = f'<svg viewBox="0 0 {self.width} {HEIGHT}" role="img" aria-label="{label}">'
        return opening + "".join(parts) + "</svg>"
