"""The storm after a restart: a node is killed amid its games, and all come back at once.

`python -m bench.storm` measures how long it takes until the last of them has resumed.
"""

import asyncio
import os
import sys
from statistics import median
from time import perf_counter
from typing import Final

import uvloop
from msgspec import Struct

from bench.gauges import cpu_of
from bench.lean import SEATS, Company, Refused
from bench.record import Figure, Options, Record, alone, at_most, machine, now
from bench.town import Town, built, halves, pin
from clients.bots.measures import spread

BACK_S_MAX: Final = 2.0
CLIENTS: Final = 5_000
SMOKE_CLIENTS: Final = 40
STORMS: Final = 3
# All limits as they come: nobody here is quicker than people's programs may be.
AS_DELIVERED: Final = {"GENIUS_LOG_LEVEL": "warning", "GENIUS_RATE_FACTOR": "1"}
BACK_S: Final = 60.0


class Storm(Struct, frozen=True, kw_only=True):
    """One restart. Seconds: from start to open, from open and from start to the last resume."""

    open_s: float
    back_s: float
    back_from_start_s: float
    # Of each client, from its first step to its last resume.
    took_ms: tuple[float, ...]
    # What the node has worked from its start on.
    cpu_s: float


def place(town: Town) -> None:
    """Nodes on the first core, their databases and this program on the others, if there are any."""
    cores = halves()
    if cores is not None:
        pids = town.pids
        pin([*pids["postgres"], *pids["valkey"], os.getpid()], cores[1])
        # Last, since they are children of this program.
        pin(pids["nodes"], cores[0])


async def restarted(town: Town, core: list[int] | None) -> float:
    """Kill the node and start it again, on this core from its first moment on; when that was."""
    (node,) = town.nodes

    def start() -> None:
        # What a thread starts inherits its cores.
        if core is not None:
            os.sched_setaffinity(0, core)
        node.start()

    await asyncio.to_thread(node.kill)
    began_s = perf_counter()
    # A thread of its own, which ends with it.
    await asyncio.get_running_loop().run_in_executor(None, start)
    return began_s


async def storm(town: Town, company: Company, core: list[int] | None) -> Storm:
    """One restart; raises Refused if anybody was turned away."""
    began_s = await restarted(town, core)
    open_s = perf_counter()
    async with asyncio.timeout(BACK_S):
        await asyncio.gather(*(guest.come_back() for guest in company.guests))
    back_s = max(guest.back_s for guest in company.guests)
    if company.wrong_ends:
        raise Refused(f"lines were closed: {company.wrong_ends}")
    return Storm(
        open_s=open_s - began_s,
        back_s=back_s - open_s,
        back_from_start_s=back_s - began_s,
        took_ms=tuple((each.back_s - each.began_s) * 1000 for each in company.guests),
        cpu_s=cpu_of(town.pids["nodes"]),
    )


async def measure(clients: int, storms: int) -> tuple[list[Storm], list[str]]:
    """So many restarts of a node with so many clients; what its log should not hold."""
    cores = halves()
    async with built(1, AS_DELIVERED) as town:
        place(town)
        company = Company(town.urls[0])
        await company.invite(clients)
        seats = range(0, clients, SEATS)
        await company.seat([company.guests[first : first + SEATS] for first in seats])
        found = [await storm(town, company, cores and cores[0]) for _ in range(storms)]
        company.hang_up()
        return found, town.wrongs


def run(options: Options) -> Record:
    """All of it."""
    clients = SMOKE_CLIENTS if options.smoke else CLIENTS
    found, wrongs = uvloop.run(measure(clients, 1 if options.smoke else STORMS))
    middle = sorted(found, key=lambda each: each.back_s)[len(found) // 2]
    took = spread(middle.took_ms)
    return Record(
        case="storm",
        at=now(),
        machine=machine(),
        settings={"clients": clients, "rooms": clients // SEATS, "storms": len(found)},
        figures=[
            Figure("the node is open after its start", middle.open_s, "s"),
            Figure("all have resumed after that", middle.back_s, "s"),
            Figure("all have resumed after the start", middle.back_from_start_s, "s"),
            Figure("worst of all storms, after open", max(each.back_s for each in found), "s"),
            Figure("one client, p50", took.p50 or 0.0, "ms"),
            Figure("one client, p99", took.p99 or 0.0, "ms"),
            Figure("the node's work since its start", median(e.cpu_s for e in found), "CPU s"),
            Figure("clients resumed a second", clients / middle.back_s, "/s"),
        ],
        bars=[at_most(f"{clients:,d} clients have resumed", BACK_S_MAX, middle.back_s, "s")],
        notes=["The storm in the middle of all; limits as delivered.", *wrongs],
    )


if __name__ == "__main__":
    sys.exit(alone(run))
