"""What whole games are measured by: the plan, a step of it, its row and the record. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from bench.evening import Seen
from bench.gauges import Reading
from bench.record import Figure, Record, at_least, at_most, machine, now
from bench.table import Habits
from clients.bots.measures import spread

ACK_MS_MAX: Final = 50.0
VOTING_MS_MAX: Final = 100.0
GAMES_MIN: Final = 1_500


class Plan(Struct, frozen=True, kw_only=True):
    """What is measured: so many games at a time, each for a window; durations in seconds."""

    games: tuple[int, ...] = (10, 150, 600, 1_500)
    habits: Habits = Habits()
    window_s: float = 18.0
    settle_s: float = 3.0
    # New tables come over at least a round's time, so that the rounds of all lie evenly.
    spread_s: float = 18.0
    # New tables in a second; each is eight handshakes and sign-ins, dearer than to play.
    tables_per_s: float = 25.0
    # Of the machine players; their long thoughts become those of the people by it.
    pace: float = 0.1
    # Climb no further where the bars are far behind.
    enough_ms: float = 500.0


class Step(Struct, frozen=True, kw_only=True):
    """One window with so many games; CPU in cores, times in ms."""

    games: int
    commands_per_s: float
    frames_per_s: float
    cpu: dict[str, float]
    ack_p50_ms: float
    ack_p99_ms: float
    voting_p50_ms: float
    voting_p99_ms: float
    # How late the load was by itself, and how much of the time each was kept off its core.
    late_p99_ms: float
    node_off: float
    load_off: float
    acks: int
    votings: int
    entries_per_commit: float
    commits_per_s: float

    @property
    def node_us(self) -> float:
        """What a command of a person costs the node, with all that follows from it."""
        return self.cpu["nodes"] / max(1.0, self.commands_per_s) * 1e6

    @property
    def load_us(self) -> float:
        """What a frame in costs the load, with its share of the commands out."""
        return self.cpu["bots"] / max(1.0, self.frames_per_s) * 1e6

    @property
    def holds(self) -> bool:
        """Whether both bars are met."""
        in_time = self.ack_p99_ms < ACK_MS_MAX and self.voting_p99_ms < VOTING_MS_MAX
        return in_time and self.acks > 0 and self.votings > 0

    @property
    def load_is_full(self) -> bool:
        """Whether the core of load and databases is full, and the node's is not."""
        beside = sum(amount for kind, amount in self.cpu.items() if kind != "nodes")
        return beside > 0.95 and self.cpu["nodes"] < 0.95


class Climb(Struct, frozen=True, kw_only=True):
    """All steps, and what became of everything that was acked."""

    steps: Sequence[Step]
    last: Seen
    looked_up: int
    missing: int
    troubles: Sequence[str]


def step_of(games: int, done: Reading, seen: Seen, frames: int, off: tuple[float, float]) -> Step:
    """The figures of one window; `off` is how long node and load were kept off, in seconds."""
    acks, votings, late = spread(seen.acks_ms), spread(seen.votings_ms), spread(seen.late_ms)
    commits = max(1.0, done.counts.get("commits", 0.0))
    return Step(
        games=games,
        commands_per_s=len(seen.acks_ms) / done.at_s,
        frames_per_s=frames / done.at_s,
        cpu={kind: spent / done.at_s for kind, spent in done.cpu_s.items()},
        ack_p50_ms=acks.p50 or 0.0,
        ack_p99_ms=acks.p99 or 0.0,
        voting_p50_ms=votings.p50 or 0.0,
        voting_p99_ms=votings.p99 or 0.0,
        late_p99_ms=late.p99 or 0.0,
        node_off=off[0] / done.at_s,
        load_off=off[1] / done.at_s,
        acks=acks.n,
        votings=votings.n,
        entries_per_commit=done.counts.get("entries", 0.0) / commits,
        commits_per_s=commits / done.at_s,
    )


HEAD: Final = (
    " games  cmd/s  events/s | node  off | postgres valkey | load  off late99 | us/cmd us/ev"
    " | ack p50    p99 | voting p50    p99 | commits/s entries"
)


def line(step: Step) -> str:
    """One row of the table for people."""
    cpu = step.cpu
    return (
        f"{step.games:6d} {step.commands_per_s:6.0f} {step.frames_per_s:9.0f} |"
        f" {cpu['nodes']:4.2f} {step.node_off:4.2f} |"
        f" {cpu['postgres']:8.2f} {cpu['valkey']:6.2f} |"
        f" {cpu['bots']:4.2f} {step.load_off:4.2f} {step.late_p99_ms:6.1f} |"
        f" {step.node_us:6.0f} {step.load_us:5.1f} |"
        f" {step.ack_p50_ms:7.1f} {step.ack_p99_ms:6.1f} |"
        f" {step.voting_p50_ms:10.1f} {step.voting_p99_ms:6.1f} |"
        f" {step.commits_per_s:9.0f} {step.entries_per_commit:7.1f}"
        f"{'' if step.holds else '  over the bar'}{', load is full' if step.load_is_full else ''}"
    )


def record(plan: Plan, found: Climb) -> Record:
    """All of it, to be kept."""
    most = max((each for each in found.steps if each.holds), key=_games, default=None)
    bars = [at_least("games of 8 in time", GAMES_MIN, most.games if most else 0, "games")]
    last = found.steps[-1] if found.steps else None
    if last is not None and last.acks and last.votings:
        bars.append(at_most(f"ack p99, {last.games} games", ACK_MS_MAX, last.ack_p99_ms, "ms"))
        name = f"last answer to voting p99, {last.games} games"
        bars.append(at_most(name, VOTING_MS_MAX, last.voting_p99_ms, "ms"))
    habits = plan.habits
    looked_up = f"{found.looked_up:,d} acked commands looked up, {found.missing} missing"
    full = [f"{each.games} games: the load is full" for each in found.steps if each.load_is_full]
    return Record(
        case="games",
        at=now(),
        machine=machine(),
        settings={
            "players": habits.players,
            "machine players": habits.agents,
            "rounds": habits.rounds,
            "think s": f"{habits.think_min_s:g}-{habits.think_max_s:g}",
            "reveal s": habits.reveal_s,
            "votes": "three after one thought" if habits.together else "a thought each",
            "window s": plan.window_s,
        },
        figures=[figure for step in found.steps for figure in _figures(step)],
        bars=bars,
        notes=(looked_up, *full, *found.troubles),
    )


def _figures(step: Step) -> Iterator[Figure]:
    cpu = step.cpu
    for name, value, unit in (
        ("commands of people", round(step.commands_per_s), "/s"),
        ("events delivered", round(step.frames_per_s), "/s"),
        ("node", cpu["nodes"], "cores"),
        ("node kept off its core", step.node_off, ""),
        ("node, each command with all of it", step.node_us, "us"),
        ("PostgreSQL", cpu["postgres"], "cores"),
        ("Redis", cpu["valkey"], "cores"),
        ("load", cpu["bots"], "cores"),
        ("load kept off its core", step.load_off, ""),
        ("load, each frame", step.load_us, "us"),
        ("load late p99", step.late_p99_ms, "ms"),
        ("commits", step.commits_per_s, "/s"),
        ("ack p50", step.ack_p50_ms, "ms"),
        ("ack p99", step.ack_p99_ms, "ms"),
        ("last answer to voting p50", step.voting_p50_ms, "ms"),
        ("last answer to voting p99", step.voting_p99_ms, "ms"),
    ):
        yield Figure(f"{step.games} games: {name}", round(value, 3), unit)


def _games(step: Step) -> int:
    return step.games
