"""What `--json` holds: one flat struct, whose names others read."""

from msgspec import Struct

from clients.bots.measures import Spread


class Outcome(Struct, frozen=True, kw_only=True):
    """One run. Rows are null without `--database`; `notes` say the first few faults in words."""

    games: int
    games_completed: int
    players: int
    rounds: int
    agents: int
    codec: str
    seed: str
    think_ms: float
    duration_s: float
    # Of all that was acknowledged, `acked_checked` could be looked for; the rest left no trace.
    commands_acked: int
    acked_checked: int
    acked_lost: int
    acked_duplicated: int
    acked_altered: int
    # Sent, never acknowledged, and there all the same: allowed, since the outcome was unknown.
    unacked_present: int
    errors: int
    # Refused because a deadline had passed, as after a long outage.
    late: int
    holes: int
    secrets_leaked: int
    views_altered: int
    rows_checked: int | None
    rows_missing: int | None
    rows_altered: int | None
    reconnects: int
    commands_retried: int
    gaps_resumed: int
    snapshots: int
    submit_ack_ms: Spread
    ack_ms: Spread
    # From the last answer as seen by each player, and as sent by its author (a bot).
    answers_to_voting_ms: Spread
    submit_to_voting_ms: Spread
    deliveries: int
    deliveries_per_s: float
    notes: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether every game ended on its podium and nothing promised was broken."""
        broken = (
            self.errors,
            self.acked_lost,
            self.acked_duplicated,
            self.acked_altered,
            self.holes,
            self.secrets_leaked,
            self.views_altered,
            self.rows_missing or 0,
            self.rows_altered or 0,
            self.commands_acked - self.acked_checked,
        )
        return self.games_completed == self.games and not any(broken)
