"""One self-contained page about one run: figures to read, percentiles as pictures. Pure.

No script, nothing fetched from elsewhere, in light and in dark.
"""

from collections.abc import Mapping
from html import escape
from typing import Final

from clients.bots.measures import Measures, Spread
from clients.bots.outcome import Outcome
from clients.bots.pictures import cumulative_curve, number, percentile_curve, timeline

ACK: Final = "answer sent to acknowledged"
VOTING: Final = "last answer sent to vote seen open"

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1d1f26; --paper: #fbfaf7; --soft: #6a6d78;
  --line: #dcdad3; --card: #ffffff; --s0: #2a6fdb; --s1: #c2410c; --good: #1a7f4b;
  --bad: #b3261e; --mark: #e8b90066; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceae4; --paper: #15161a; --soft: #9a9ca8;
  --line: #33353d; --card: #1d1f25; --s0: #7fb2ff; --s1: #ff9d6b; --good: #5fd39a;
  --bad: #ff8a80; --mark: #e8b90055; } }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
p { margin: .25rem 0; } .soft, .empty { color: var(--soft); }
.verdict { font-weight: 600; } .good { color: var(--good); } .bad { color: var(--bad); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr));
  gap: .75rem; margin: 1.5rem 0; padding: 0; }
.figures div, section { background: var(--card); border: 1px solid var(--line);
  border-radius: .6rem; padding: .75rem 1rem; }
.figures dt { color: var(--soft); font-size: .85rem; }
.figures dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr));
  gap: .75rem; margin-bottom: .75rem; }
section { margin-bottom: .75rem; overflow-x: auto; } .pictures section { margin: 0; }
svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
svg .left { text-anchor: end; } svg .low { text-anchor: middle; }
.grid { stroke: var(--line); } .mark { fill: var(--mark); }
polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
.s0 { stroke: var(--s0); } .s1 { stroke: var(--s1); }
.key { display: flex; flex-wrap: wrap; gap: 0 1.25rem; font-size: .85rem; color: var(--soft); }
.key i { display: inline-block; width: .8rem; height: .8rem; margin-right: .35rem;
  border-radius: 2px; vertical-align: -1px; }
.key .s0 { background: var(--s0); } .key .s1 { background: var(--s1); }
.key .mark { background: var(--mark); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
th:first-child { text-align: left; } th { font-weight: 500; color: var(--soft); }
"""


def render(outcome: Outcome, measures: Measures) -> str:
    """The whole page."""
    times = {ACK: measures.submit_ack_ms, VOTING: measures.submit_to_voting_ms}
    traffic = {"deliveries": measures.deliveries_in, "acknowledgements": measures.acks_in}
    seconds = 1 + max((*measures.deliveries_in, *measures.acks_in), default=0)
    body = [
        _head(outcome),
        _figures(outcome),
        '<div class="pictures">',
        _section("How long the slowest wait", percentile_curve(times, "ms"), _key(times)),
        _section("How the waiting is spread", cumulative_curve(times, "ms"), _key(times)),
        "</div>",
        _section(
            "Every second of the run",
            timeline(traffic, seconds, measures.breaks_in),
            _key(traffic, "connections lost" if measures.breaks_in else None),
        ),
        _table(outcome),
        _notes(outcome),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Bots: {outcome.games} games</title><style>{_STYLE}</style></head>\n"
        f"<body>{''.join(body)}</body></html>\n"
    )


def _head(outcome: Outcome) -> str:
    tone, verdict = (
        ("good", "Everything acknowledged is there, once, as it was said.")
        if outcome.clean
        else ("bad", "Something promised was not kept, or a game did not end.")
    )
    return (
        f"<h1>{outcome.games_completed} of {outcome.games} games completed</h1>"
        f'<p class="verdict {tone}">{verdict}</p>'
        f'<p class="soft">{outcome.players} bots and {outcome.games * outcome.agents} machine'
        f" players, {outcome.rounds} rounds each, {number(outcome.think_ms)} ms to think,"
        f" {escape(outcome.codec)}, seed {escape(outcome.seed)}</p>"
    )


def _figures(outcome: Outcome) -> str:
    figures: list[tuple[str, float, bool]] = [
        ("acknowledged", outcome.commands_acked, True),
        ("lost", outcome.acked_lost, outcome.acked_lost == 0),
        ("duplicated", outcome.acked_duplicated, outcome.acked_duplicated == 0),
        ("altered", outcome.acked_altered, outcome.acked_altered == 0),
        ("errors", outcome.errors, outcome.errors == 0),
        ("holes in streams", outcome.holes, outcome.holes == 0),
        ("secrets leaked", outcome.secrets_leaked, outcome.secrets_leaked == 0),
        ("reconnects", outcome.reconnects, True),
        ("commands retried", outcome.commands_retried, True),
        ("too late", outcome.late, True),
        ("deliveries per second", outcome.deliveries_per_s, True),
        ("seconds", outcome.duration_s, True),
    ]
    if outcome.gaps:
        figures.append(("times a player could not act", outcome.gaps, True))
    if crowd := outcome.crowd:
        figures.append(("spectators", crowd.watching, crowd.missing == 0))
        wrong = crowd.holes + crowd.secrets
        figures.append(("holes or secrets of theirs", wrong, wrong == 0))
    if outcome.rows_checked is not None:
        missing = (outcome.rows_missing or 0) + (outcome.rows_altered or 0)
        figures.append(("rows checked", outcome.rows_checked, True))
        figures.append(("rows missing or altered", missing, missing == 0))
    tones = {True: "", False: "bad"}
    cells = (
        f'<div><dt>{escape(name)}</dt><dd class="{tones[fine]}">{number(value)}</dd></div>'
        for name, value, fine in figures
    )
    return f'<dl class="figures">{"".join(cells)}</dl>'


def _table(outcome: Outcome) -> str:
    rows: list[tuple[str, Spread]] = [
        (ACK, outcome.submit_ack_ms),
        ("any command sent to acknowledged", outcome.ack_ms),
        ("last answer seen to vote seen open", outcome.answers_to_voting_ms),
        (VOTING, outcome.submit_to_voting_ms),
        ("a player could not act", outcome.gap_ms),
        ("acknowledged where the room was founded", outcome.ack_home_ms),
        ("acknowledged by another node", outcome.ack_away_ms),
    ]
    if outcome.crowd:
        rows.append(("a spectator was behind", outcome.crowd.lag_ms))
    head = "".join(f"<th>{name}</th>" for name in ("ms", "n", "p50", "p90", "p99", "p99.9", "max"))
    lines = [f"<tr>{head}</tr>"]
    for name, spread in rows:
        values = (spread.p50, spread.p90, spread.p99, spread.p999, spread.max)
        cells = "".join(f"<td>{'-' if each is None else number(each)}</td>" for each in values)
        lines.append(f"<tr><th>{escape(name)}</th><td>{number(spread.n)}</td>{cells}</tr>")
    return f"<section><h2>In numbers</h2><table>{''.join(lines)}</table></section>"


def _notes(outcome: Outcome) -> str:
    if not outcome.notes:
        return ""
    lines = "".join(f"<li>{escape(note)}</li>" for note in outcome.notes)
    return f"<section><h2>What went wrong, the first of it</h2><ul>{lines}</ul></section>"


def _section(title: str, picture: str, key: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{picture}{key}</section>"


def _key(series: Mapping[str, object], marks: str | None = None) -> str:
    parts = [
        f'<span><i class="s{place}"></i>{escape(name)}</span>' for place, name in enumerate(series)
    ]
    if marks is not None:
        parts.append(f'<span><i class="mark"></i>{escape(marks)}</span>')
    return f'<div class="key">{"".join(parts)}</div>'
