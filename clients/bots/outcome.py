"""What `--json` holds: one flat struct, whose names others read."""

from msgspec import Struct

from clients.bots.crowd import Crowd
from clients.bots.measures import Spread


class Outcome(Struct, frozen=True, kw_only=True):
    """One run. Rows are null without `--database`; `notes` say the first few faults in words."""

    games: int
    games_completed: int
    # By their histories; a game that ended neither way is `games_unended`, and a fault.
    games_cancelled: int
    games_unended: int
    players: int
    rounds: int
    agents: int
    codec: str
    seed: str
    think_ms: float
    urls: tuple[str, ...]
    # By the names of the nodes: bots that first came in there, games that were founded there.
    bots_by_node: dict[str, int]
    rooms_by_node: dict[str, int]
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
    # Live events that came out of their turn, or twice; the client repairs both.
    views_astray: int
    views_doubled: int
    # Times when a player could not act: see gaps.py for where one begins and ends.
    gaps: int
    gap_ms: Spread
    submit_ack_ms: Spread
    ack_ms: Spread
    # By bots whose connection is, or is not, where their room was founded; says nothing of where
    # the room is played once a room has moved.
    ack_home_ms: Spread
    ack_away_ms: Spread
    ack_home_p50_ms: float | None
    ack_away_p50_ms: float | None
    # From the last answer as seen by each player, and as sent by its author (a bot).
    answers_to_voting_ms: Spread
    submit_to_voting_ms: Spread
    deliveries: int
    deliveries_per_s: float
    spectators: int
    crowd: Crowd | None
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
            self.games_unended,
            self.views_astray,
            *((self.crowd.holes, self.crowd.secrets, self.crowd.missing) if self.crowd else ()),
        )
        return self.games_completed == self.games and not any(broken)
