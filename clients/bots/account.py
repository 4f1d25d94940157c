"""The account of a run: every number of it, put where its readers look for it. Pure."""

from collections.abc import Callable, Sequence
from typing import Any

from clients.bots.crowd import Crowd
from clients.bots.findings import Findings
from clients.bots.ledger import Ledger
from clients.bots.measures import Measures, spread
from clients.bots.options import Options
from clients.bots.outcome import Outcome
from clients.counts import Counts


def account(
    options: Options,
    measures: Measures,
    found: Findings,
    *,
    ledgers: Sequence[Ledger],
    counts: Sequence[Counts],
    crowd: Crowd | None,
    played_s: float,
) -> Outcome:
    """All of it, after the audit."""
    return Outcome(
        games_completed=sum(ledger.completed for ledger in ledgers),
        players=options.games * options.players,
        urls=options.addresses,
        duration_s=round(played_s, 3),
        crowd=crowd,
        notes=(*measures.error_notes, *found.notes, *(crowd.notes if crowd else ())),
        **_asked(options),
        **_found(found, rows=options.database is not None),
        **_travelled(counts),
        **_measured(measures, played_s),
    )


def _asked(options: Options) -> dict[str, Any]:
    names = ("games", "rounds", "agents", "codec", "seed", "think_ms", "spectators")
    return {name: getattr(options, name) for name in names}


def _found(found: Findings, *, rows: bool) -> dict[str, Any]:
    return {
        "acked_checked": found.acked,
        "acked_lost": found.lost,
        "acked_duplicated": found.duplicated,
        "acked_altered": found.altered,
        "unacked_present": found.unacked_present,
        "games_cancelled": found.cancelled,
        "games_unended": found.unended,
        "holes": found.holes,
        "secrets_leaked": found.leaks,
        "views_altered": found.mismatches,
        "rows_checked": found.rows_checked if rows else None,
        "rows_missing": found.rows_missing if rows else None,
        "rows_altered": found.rows_altered if rows else None,
    }


def _travelled(counts: Sequence[Counts]) -> dict[str, Any]:
    def total(count: Callable[[Counts], int]) -> int:
        return sum(count(each) for each in counts)

    return {
        "reconnects": total(lambda each: max(0, each.links - 1)),
        "commands_retried": total(lambda each: each.resent + each.put_off),
        "gaps_resumed": total(lambda each: each.gaps),
        "snapshots": total(lambda each: each.snapshots),
        "views_astray": total(lambda each: each.astray),
        "views_doubled": total(lambda each: each.duplicates),
    }


def _measured(measures: Measures, played_s: float) -> dict[str, Any]:
    home, away = spread(measures.ack_home_ms), spread(measures.ack_away_ms)
    return {
        "commands_acked": measures.acks,
        "errors": measures.errors,
        "late": measures.late,
        "bots_by_node": dict(sorted(measures.bots_by_node.items())),
        "rooms_by_node": dict(sorted(measures.rooms_by_node.items())),
        "gaps": len(measures.gap_ms),
        "gap_ms": spread(measures.gap_ms),
        "submit_ack_ms": spread(measures.submit_ack_ms),
        "ack_ms": spread(measures.ack_ms),
        "ack_home_ms": home,
        "ack_away_ms": away,
        "ack_home_p50_ms": home.p50,
        "ack_away_p50_ms": away.p50,
        "answers_to_voting_ms": spread(measures.answers_to_voting_ms),
        "submit_to_voting_ms": spread(measures.submit_to_voting_ms),
        "deliveries": measures.deliveries,
        "deliveries_per_s": round(measures.deliveries / played_s, 1) if played_s else 0.0,
    }
