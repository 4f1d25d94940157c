"""What a scale curve is made of: its size, its points, what each costs, and the tables. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bench.gauges import Reading
from clients.bots.measures import Spread, spread
from clients.bots.options import Options
from game.rules import Settings

EXTRA_MS_MAX: Final = 5.0
RULES: Final = Settings(voting_seconds=60, reveal_seconds=0, judge="off")
# The most that a game can have: it must not be over before it was looked at.
ROUNDS_MAX: Final = 50
KINDS: Final = ("nodes", "postgres", "valkey", "bots")


class Scale(Struct, frozen=True, kw_only=True):
    """How much is played at each number of nodes."""

    players: int = 4
    think_ms: float = 500.0
    # Each step brings so many more games, in a process of bots of their own.
    step_games: int = 25
    steps: int = 5
    idle_s: float = 5.0
    settle_s: float = 4.0
    window_s: float = 6.0
    # A step counts while its 99th percentile is below this.
    within_ms: float = 50.0
    # Whether all players of a game come in at the node that plays it, as a router could have it.
    near: bool = False


class Step(Struct, frozen=True, kw_only=True):
    """One window at one load; `games` 0 is a cluster that does nothing."""

    nodes: int
    games: int
    near: bool
    window_s: float
    acks: int
    ack_ms: Spread
    home_ms: Spread
    away_ms: Spread
    counts: Mapping[str, float]
    cpu_s: Mapping[str, float]
    redis_calls: Mapping[str, float]
    redis_us: Mapping[str, float]

    @property
    def acks_per_s(self) -> float:
        """Commands acknowledged in a second."""
        return self.acks / self.window_s


class Hundred(Struct, frozen=True, kw_only=True):
    """Games that were played to their end over two nodes, and looked up afterwards."""

    games: int
    completed: int
    acked: int
    lost: int
    doubled: int
    holes: int
    errors: int
    rows_missing: int | None
    bots_by_node: Mapping[str, int]
    rooms_by_node: Mapping[str, int]
    duration_s: float
    home_ms: Spread
    away_ms: Spread
    notes: tuple[str, ...]

    @property
    def extra_ms(self) -> float | None:
        """What a room on the other node costs its player, at the median."""
        if self.home_ms.p50 is None or self.away_ms.p50 is None:
            return None
        return self.away_ms.p50 - self.home_ms.p50


class Curve(Struct, frozen=True, kw_only=True):
    """All that was measured, as it is written down."""

    scale: Scale
    cores: int
    hundred: Hundred | None
    steps: tuple[Step, ...]
    troubles: tuple[str, ...]


def evenings(scale: Scale, urls: Sequence[str], number: int) -> list[Options]:
    """What one step brings: bots that go to all nodes or, near, some that go to each of them."""
    options = Options(
        urls=tuple(urls),
        games=scale.step_games,
        players=scale.players,
        rounds=ROUNDS_MAX,
        think_ms=scale.think_ms,
        settings=RULES,
        seed=f"scale-{number}",
        timeout_s=1_200,
    )
    if not scale.near:
        return [options]
    return [
        replace(options, urls=(url,), games=games, seed=f"{options.seed}-{place}")
        for place, url in enumerate(urls)
        if (games := (scale.step_games + place) // len(urls))
    ]


def step(
    scale: Scale, nodes: int, games: int, done: Reading, home: list[float], away: list[float]
) -> Step:
    """A window, from what was counted and what the bots saw in it."""
    return Step(
        nodes=nodes,
        games=games,
        near=scale.near,
        window_s=done.at_s,
        acks=len(home) + len(away),
        ack_ms=spread([*home, *away]),
        home_ms=spread(home),
        away_ms=spread(away),
        counts=done.counts,
        cpu_s=done.cpu_s,
        redis_calls={name: n for name, n in done.redis_calls.items() if n},
        redis_us={name: n for name, n in done.redis_us.items() if n},
    )


def best(scale: Scale, steps: Sequence[Step]) -> Step | None:
    """The busiest step that was still answered in time."""
    held = [each for each in steps if each.games and (each.ack_ms.p99 or 1e9) <= scale.within_ms]
    return max(held, key=lambda each: each.acks_per_s, default=None)


def table(curve: Curve) -> str:
    """Everything, for people."""
    lines = [*_hundred(curve.hundred)]
    for title, head, row in (("how fast", SPEED, _speed), ("what it costs", COST, _cost)):
        if curve.steps:
            lines += ["", f"{title}:", head, *(row(each) for each in curve.steps)]
    lines += ["", *_bests(curve), "", *_idle(curve), *NOTES]
    lines += [f"TROUBLE: {each}" for each in curve.troubles]
    return "\n".join(lines)


SPEED: Final = (
    f"{'nodes':>6s} {'games':>6s} {'acks/s':>7s} {'p50 ms':>7s} {'p99 ms':>8s} {'near p50':>9s}"
    f" {'far p50':>8s} {'far':>5s} {'cores':>6s}"
)
COST: Final = (
    f"{'nodes':>6s} {'games':>6s} {'commits/s':>9s} {'rooms/commit':>12s} {'reads/room':>10s}"
    f" {'transact/cmd':>12s} {'letters/cmd':>11s} {'messages/cmd':>12s} {'redis/cmd':>9s}"
    f" {'CPU ms/cmd: nodes':>18s} {'postgres':>8s} {'valkey':>6s} {'bots':>5s}"
)
NOTES: Final = (
    "Nothing is pinned: nodes, databases and bots share all cores, so that what grows with nodes",
    "is the cost of a command; far: the share of commands for a room on another node. CPU ms per",
    "command are CPU seconds per 1,000 commands; reads/room: journal reads for each room in a",
    "commit. What a NOTIFY costs: python -m bench.notify",
)


def _number(value: float | None, width: int, digits: int = 1) -> str:
    return " " * (width - 1) + "-" if value is None else f"{value:{width},.{digits}f}"


def _speed(each: Step) -> str:
    far = each.away_ms.n / each.acks if each.acks else None
    cores = sum(each.cpu_s.values()) / each.window_s
    return (
        f"{_named(each)} {each.games:6d} {each.acks_per_s:7,.0f} {_number(each.ack_ms.p50, 7)}"
        f" {_number(each.ack_ms.p99, 8)} {_number(each.home_ms.p50, 9)}"
        f" {_number(each.away_ms.p50, 8)} {_number(far, 5, 2)} {cores:6.2f}"
    )


def _cost(each: Step) -> str:
    counts = each.counts

    def share(name: str, of: float, width: int) -> str:
        # A node that does not tell of its letters leaves a gap, no nought.
        known = of and name in counts
        return _number(counts[name] / of if known else None, width, 2)

    commits, rooms = counts.get("commits", 0.0), counts.get("rooms_committed", 0.0)
    cpu = [each.cpu_s.get(kind, 0.0) * 1000 / each.acks if each.acks else None for kind in KINDS]
    return (
        f"{_named(each)} {each.games:6d} {commits / each.window_s:9,.1f}"
        f" {share('rooms_committed', commits, 12)} {share('reads', rooms, 10)}"
        f" {share('transactions', each.acks, 12)} {share('letters', each.acks, 11)}"
        f" {share('messages', each.acks, 12)} {share('redis', each.acks, 9)}"
        f" {_number(cpu[0], 18, 2)} {_number(cpu[1], 8, 2)} {_number(cpu[2], 6, 2)}"
        f" {_number(cpu[3], 5, 2)}"
    )


def _named(each: Step) -> str:
    return f"{each.nodes:d}{' near' if each.near else '':5s}"


def _bests(curve: Curve) -> list[str]:
    within = curve.scale.within_ms
    lines = []
    for nodes, near in dict.fromkeys((each.nodes, each.near) for each in curve.steps):
        found = best(curve.scale, [e for e in curve.steps if (e.nodes, e.near) == (nodes, near)])
        name = f"{nodes} node{'s' if nodes > 1 else ''}{', players near' if near else ''}"
        most = f"{found.acks_per_s:,.0f} commands/s with {found.games} games" if found else "none"
        lines.append(f"{name}: {most}, p99 within {within:g} ms")
    return lines


def _idle(curve: Curve) -> list[str]:
    lines = []
    for each in curve.steps:
        if not each.games:
            beats, us = (of.get("eval", 0.0) for of in (each.redis_calls, each.redis_us))
            cpu = ", ".join(
                f"{kind} {each.cpu_s.get(kind, 0.0) / each.window_s * 100:.1f} %"
                for kind in KINDS[:3]
            )
            lines.append(
                f"{each.nodes} idle: {each.counts.get('redis', 0.0) / each.window_s:.1f} Redis"
                f" commands/s, most of them inside {beats / each.window_s:.1f} beats/s of"
                f" {us / beats if beats else 0.0:.0f} us; of a core: {cpu}"
            )
    return lines


def _hundred(found: Hundred | None) -> list[str]:
    if found is None:
        return []
    extra = found.extra_ms
    verdict = "holds" if extra is not None and extra < EXTRA_MS_MAX else "MISSED"
    near, far = found.home_ms, found.away_ms
    games = (
        f"{found.completed} of {found.games} games over two nodes in {found.duration_s:.0f} s:"
        f" {found.acked:,d} acked, {found.lost} lost, {found.doubled} doubled,"
        f" {found.holes} holes, {found.errors} errors, rows missing {found.rows_missing}"
    )
    waits = (
        f"near p50 {near.p50} ms (n {near.n:,d}), far p50 {far.p50} ms (n {far.n:,d}):"
        f" {_number(extra, 1, 2)} ms more  {verdict} (bar {EXTRA_MS_MAX:g} ms)"
    )
    return [games, f"bots {found.bots_by_node}, rooms {found.rooms_by_node}", waits]
