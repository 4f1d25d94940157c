"""What a node's memory is for: an idle connection, and a live room of eight besides.

`python -m bench.memory` lets 10,000 guests in who say hello and nothing more, and then sits some of
them down at games, which stay in the middle of a round.
"""

import asyncio
import sys
from typing import Final

import psutil
import uvloop
from msgspec import Struct

from bench.lean import ROUNDS, SEATS, Company
from bench.record import Figure, Options, Record, alone, at_most, machine, now
from bench.storm import AS_DELIVERED, place
from bench.town import built

KIB: Final = 1024
IDLE_KIB_MAX: Final = 8.0
ROOM_KIB_MAX: Final = 48.0
IDLE: Final = 10_000
LIVE: Final = 500
# What is made once, for the first of its kind or for so much at once, is made for these; and no
# more rooms than these begin at one time.
FIRST: Final = 100
# After the last answer, until what was made for it is gone.
SETTLE_S: Final = 2.0


class Found(Struct, frozen=True, kw_only=True):
    """In KiB; resident, and the share of it that is the node's alone."""

    empty: float
    first: float
    idle: float
    idle_own: float
    room: float
    room_own: float
    wrongs: list[str]


async def weigh(pid: int) -> tuple[float, float]:
    """A program's resident memory and its own share of it, in KiB, once it is calm."""
    await asyncio.sleep(SETTLE_S)
    found = psutil.Process(pid).memory_full_info()
    return found.rss / KIB, found.uss / KIB


async def measure(first: int, idle: int, live: int) -> Found:
    """A first few rooms, so many who are idle, and then so many rooms with people of these."""
    async with built(1, AS_DELIVERED) as town:
        place(town)
        (pid,) = town.pids["nodes"]
        company = Company(town.urls[0])
        await company.invite(first * SEATS)
        invited = await weigh(pid)
        await _seat(company, 0, first)
        empty = await weigh(pid)
        await company.invite(idle)
        full = await weigh(pid)
        for begun in range(0, live, first):
            await _seat(company, (first + begun) * SEATS, min(first, live - begun))
        played = await weigh(pid)
        company.hang_up()
        return Found(
            empty=empty[0],
            first=(empty[0] - invited[0]) / first,
            idle=(full[0] - empty[0]) / idle,
            idle_own=(full[1] - empty[1]) / idle,
            room=(played[0] - full[0]) / live,
            room_own=(played[1] - full[1]) / live,
            wrongs=town.wrongs,
        )


async def _seat(company: Company, first: int, rooms: int) -> None:
    seats = range(first, first + rooms * SEATS, SEATS)
    await company.seat([company.guests[each : each + SEATS] for each in seats])


def run(options: Options) -> Record:
    """All of it."""
    first, idle, live = (3, 80, 5) if options.smoke else (FIRST, IDLE, LIVE)
    found = uvloop.run(measure(first, idle, live))
    return Record(
        case="memory",
        at=now(),
        machine=machine(),
        settings={
            "first rooms": first,
            "idle": idle,
            "rooms": live,
            "seats": SEATS,
            "rounds": ROUNDS,
            "in round": 3,
        },
        figures=[
            Figure("the node with the first rooms", found.empty / KIB, "MiB"),
            Figure("a room of the first, with what is made once", found.first, "KiB"),
            Figure("an idle connection, resident", found.idle, "KiB"),
            Figure("the same, of the node's own", found.idle_own, "KiB"),
            Figure("a live room of 8 besides, resident", found.room, "KiB"),
            Figure("the same, of the node's own", found.room_own, "KiB"),
        ],
        bars=[
            at_most("idle connection", IDLE_KIB_MAX, found.idle, "KiB"),
            at_most("live room of 8", ROOM_KIB_MAX, found.room, "KiB"),
        ],
        notes=["Rooms in the third of five rounds, half of it answered.", *found.wrongs],
    )


if __name__ == "__main__":
    sys.exit(alone(run))
