"""Case (i): how many commands the rules decide and fold per second of one core, without any I/O.

Whole games for twelve, and in turn with it: through a room, told to everyone who watches, and
folded again from their journal. CPU time, median of the rounds.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter_ns, process_time
from typing import Final

from msgspec import Struct

from bench.record import Figure, Options, Record, alone, at_least, machine, now
from bench.scripted import PEOPLE, Script, Step
from game.commands import JoinGame
from game.decide import decide
from game.events import Entry
from game.evolve import evolve
from game.ids import Actor
from game.refusals import Rejected
from game.rules import Profanity
from game.state import GameState
from server.fanout import Audience
from server.room import Room, post
from server.wire import CODECS, JSON, MSGPACK, Close, Codec

DECIDED_MIN: Final = 60_000
TOLD_MIN: Final = 25_000
# As the server sets it once it is up.
COLLECT_AFTER: Final = (50_000, 20, 1_000)

Games = Sequence[Script]


class Ear:
    """A connection that only counts what it is sent."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.heard = 0

    def must(self, frames: bytes) -> None:
        """Take it."""
        self.heard += len(frames)

    def newest(self, key: str, frames: bytes) -> None:
        """Take it."""

    def best_effort(self, frames: bytes) -> None:
        """Take it."""

    def hang_up(self, code: Close, reason: str) -> None:
        """Nothing more is sent."""


class Journal(Struct, frozen=True):
    """What a game came to."""

    entries: list[Entry]
    state: GameState


def decided(games: Games) -> None:
    """The rules alone."""
    for game in games:
        played(game.steps)


def played(steps: Sequence[Step]) -> GameState | None:
    """Decide and fold a game."""
    state: GameState | None = None
    for step in steps:
        answer = decide(state, step.actor, step.command, step.at_ms)
        if not isinstance(answer, Rejected):
            state = answer.state
    return state


def roomed(games: Games) -> None:
    """As a room does it, a batch for each command, with the outcomes kept for retries."""
    for game in games:
        room = Room(game.game)
        for step in game.steps:
            room.post(post(step.actor, step.command))
            room.commit(room.propose(step.at_ms))


def told(games: Games, codecs: Sequence[str]) -> None:
    """The rules, then everyone who watches: each seat as it may see it, and a spectator."""
    for game in games:
        audience = Audience(game.game)
        used = [CODECS[name] for name in codecs]
        audience.attach(Ear(used[-1]), Actor("who only watches"), seated=False)
        ears: dict[Actor, Ear] = {}
        state: GameState | None = None
        for step in game.steps:
            answer = decide(state, step.actor, step.command, step.at_ms)
            if isinstance(answer, Rejected):
                continue
            first = state.seq + 1 if state is not None else 1
            state = answer.state
            if isinstance(step.command, JoinGame) and step.actor in state.players:
                ear = ears.setdefault(step.actor, Ear(used[len(ears) % len(used)]))
                audience.attach(ear, step.actor, seated=True)
            entries = [
                Entry(seq, step.at_ms, step.actor, event)
                for seq, event in enumerate(answer.events, start=first)
            ]
            audience.publish(entries, state)
        assert all(ear.heard for ear in ears.values())


def journals(games: Games) -> list[Journal]:
    """Every game's events and its end."""
    found = []
    for game in games:
        state: GameState | None = None
        entries: list[Entry] = []
        for step in game.steps:
            answer = decide(state, step.actor, step.command, step.at_ms)
            if not isinstance(answer, Rejected):
                numbered = enumerate(answer.events, start=len(entries) + 1)
                entries += [Entry(seq, step.at_ms, "", event) for seq, event in numbered]
                state = answer.state
        assert state is not None
        found.append(Journal(entries, state))
    return found


def folded(kept: Sequence[Journal]) -> None:
    """Each journal alone, as when a room is opened anew."""
    for each in kept:
        state: GameState | None = None
        for entry in each.entries:
            state = evolve(state, entry.event)
        assert state == each.state


def by_kind(games: Games) -> dict[str, tuple[int, float]]:
    """How often each kind is asked, and the microseconds of one; the clock's own are in it."""
    counts: dict[str, int] = {}
    spent: dict[str, int] = {}
    for game in games:
        state: GameState | None = None
        for step in game.steps:
            kind = type(step.command).__name__
            before = perf_counter_ns()
            answer = decide(state, step.actor, step.command, step.at_ms)
            took = perf_counter_ns() - before
            counts[kind] = counts.get(kind, 0) + 1
            spent[kind] = spent.get(kind, 0) + took
            if not isinstance(answer, Rejected):
                state = answer.state
    return {kind: (counts[kind], spent[kind] / counts[kind] / 1000) for kind in counts}


def in_turn(tasks: Mapping[str, Callable[[], None]], rounds: int) -> dict[str, float]:
    """CPU seconds of each, the median of so many turns through all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            gc.collect()
            before = process_time()
            task()
            seconds[name].append(process_time() - before)
    return {name: median(each) for name, each in seconds.items()}


@contextmanager
def as_served() -> Iterator[None]:
    """On the first core alone, with the garbage collected as in a server that is up."""
    cores, thresholds = os.sched_getaffinity(0), gc.get_threshold()
    os.sched_setaffinity(0, [min(cores)])
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        os.sched_setaffinity(0, cores)


def measure(games: int, turns: int) -> Record:
    """Play them all, so many turns of each way."""
    plain, masked = scripts(games, "off"), scripts(games, "mask")
    kept = journals(plain)
    with as_served():
        tasks = {
            "decided and folded": lambda: decided(plain),
            "and told, both codecs": lambda: told(plain, (JSON, MSGPACK)),
            "and told, JSON alone": lambda: told(plain, (JSON,)),
            "through a room": lambda: roomed(plain),
            "where swearing is masked": lambda: decided(masked),
            "events folded from a journal": lambda: folded(kept),
        }
        seconds = in_turn(tasks, turns)
        kinds = [by_kind(plain) for _ in range(turns)]
    commands = sum(len(each.steps) for each in plain)
    counts = dict.fromkeys(tasks, commands)
    counts["where swearing is masked"] = sum(len(each.steps) for each in masked)
    counts["events folded from a journal"] = sum(len(each.entries) for each in kept)
    rates = {name: counts[name] / took for name, took in seconds.items()}
    return Record(
        case="rules",
        at=now(),
        machine=machine(),
        settings={
            "games": games,
            "turns": turns,
            "players": PEOPLE + 1,
            "commands": commands,
            "refused": sum(each.refused for each in plain),
        },
        figures=[
            *(Figure(name, rate, "per s") for name, rate in list(rates.items())[2:]),
            *kind_figures(kinds, commands),
        ],
        bars=[
            at_least("decided and folded", DECIDED_MIN, rates["decided and folded"], "per s"),
            at_least("and told, both codecs", TOLD_MIN, rates["and told, both codecs"], "per s"),
        ],
    )


def kind_figures(turns: Sequence[Mapping[str, tuple[int, float]]], commands: int) -> list[Figure]:
    """The breakdown, the commonest first, each with its share of all commands."""
    counts = {kind: count for kind, (count, _) in turns[0].items()}
    return [
        Figure(
            f"{kind} ({counts[kind] / commands:.1%})", median(turn[kind][1] for turn in turns), "us"
        )
        for kind in sorted(counts, key=lambda kind: -counts[kind])
    ]


def scripts(games: int, profanity: Profanity) -> list[Script]:
    """So many games, each another."""
    return [Script(number, profanity) for number in range(1, games + 1)]


def run(options: Options) -> Record:
    """The case; a smoke run plays one game."""
    return measure(1, 1) if options.smoke else measure(20, 5)


if __name__ == "__main__":
    sys.exit(alone(run))
