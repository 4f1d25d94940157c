"""Many rooms are judged at once: what that does to everybody's acks, and how long it takes.

`python -m bench.judging` plays the same rounds without and with the offline judge, in turn, on one
node: the last answers of all rooms come within two seconds, while people chat and vote.
"""

import sys
from collections.abc import Sequence
from typing import Final

import psutil
import uvloop
from msgspec import Struct

from bench.party import MODES, Party, Size
from bench.record import Figure, Options, Ratio, Record, alone, at_least, at_most, machine, now
from bench.town import OPEN, Town, built
from clients.bots.measures import spread

MIB: Final = 2**20
CHILD_MIB_MAX: Final = 300.0
# Of the default budget, and what it takes to go on after it.
BUDGET_MS: Final = 2_250.0
# Acks are told apart from what the machine does otherwise by this much, or this many times.
ACK_TIMES_MAX: Final = 1.25
ACK_MORE_MS_MAX: Final = 5.0

SMALL: Final = Size(rooms=3, rounds=2, seats=3, writing_s=0.5, chat_s=0.5)


class Measured(Struct, frozen=True, kw_only=True):
    """One way of playing; milliseconds."""

    acks_ms: list[float]
    waits_ms: list[float]
    answers: int
    scored: int


class Found(Struct, frozen=True, kw_only=True):
    """Both ways, and what the judge's process took."""

    size: Size
    ways: dict[str, Measured]
    child_mib: float
    refused: int = 0
    wrongs: Sequence[str]


async def measure(size: Size) -> Found:
    """Play both ways in turn, round by round."""
    async with built(1, {**OPEN, "GENIUS_JUDGE": "auto"}) as town:
        party = Party(town, size)
        await party.arrive()
        for mode in MODES:
            await party.begin(mode)
        for number in range(1, size.rounds + 1):
            for mode in MODES:
                await party.round(mode, number)
        return Found(
            size=size,
            ways={mode: _measured(party, mode) for mode in MODES},
            child_mib=_child_mib(town),
            refused=len(party.refused),
            wrongs=town.wrongs,
        )


def _measured(party: Party, mode: str) -> Measured:
    tables = [table for table in party.tables.values() if table.mode == mode]
    return Measured(
        acks_ms=party.acks_ms[mode],
        waits_ms=[wait for table in tables for wait in table.waits_ms],
        answers=sum(table.answers for table in tables),
        scored=sum(table.scored for table in tables),
    )


def _child_mib(town: Town) -> float:
    """What the judge's process holds."""
    (node,) = town.pids["nodes"]
    found = [
        each.memory_info().rss / MIB
        for each in psutil.Process(node).children(recursive=True)
        if "server.judge.program" in each.cmdline()
    ]
    return max(found, default=0.0)


def record(found: Found) -> Record:
    """The bars: acks as without a judge, every answer scored, within the budget and the memory."""
    size = found.size
    off, auto = (found.ways[mode] for mode in MODES)
    acks = {mode: spread(found.ways[mode].acks_ms) for mode in MODES}
    waits = {mode: spread(found.ways[mode].waits_ms) for mode in MODES}
    figures = [
        Figure("commands", len(off.acks_ms) + len(auto.acks_ms)),
        Figure("refused", found.refused),
    ]
    for mode, name in (("off", "no judge"), ("auto", "judged")):
        for share in ("p50", "p99"):
            figures.append(Figure(f"{name}: ack {share}", getattr(acks[mode], share) or 0.0, "ms"))
            wait = getattr(waits[mode], share) or 0.0
            figures.append(Figure(f"{name}: last answer to ballot {share}", wait, "ms"))
    plain, judged = acks["off"].p99 or 0.0, acks["auto"].p99 or 0.0
    most = max(plain * ACK_TIMES_MAX, plain + ACK_MORE_MS_MAX)
    return Record(
        case="judging",
        at=now(),
        machine=machine(),
        settings={"rooms": size.rooms, "seats": size.seats, "rounds": size.rounds},
        figures=figures,
        ratios=[Ratio("ack p99, judged", judged / plain if plain else 0.0, "no judge")],
        bars=[
            at_most("ack p99 while all are judged", most, judged, "ms"),
            at_least("answers scored", 0.99, auto.scored / auto.answers if auto.answers else 0.0),
            at_most("last answer to ballot p99", BUDGET_MS, waits["auto"].p99 or BUDGET_MS, "ms"),
            at_most("memory of the judge's process", CHILD_MIB_MAX, found.child_mib, "MiB"),
        ],
        notes=["The last answers of all rooms come within two seconds.", *found.wrongs],
    )


def run(options: Options) -> Record:
    """As `python -m bench` asks for it; see bench/record.py."""
    return record(uvloop.run(measure(SMALL if options.smoke else Size())))


if __name__ == "__main__":
    sys.exit(alone(run))
