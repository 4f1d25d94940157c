"""A node that is killed and starts again: how soon all its games can be played on.

`python -m bench.reopen` measures it twice: with nobody there but one caller for each ten rooms,
and with all people of all rooms coming back at the same time.
"""

import asyncio
import sys
from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import Final

import uvloop
from msgspec import Struct

from bench.gauges import cpu_of
from bench.lean import SEATS, Company, Guest, Refused
from bench.record import Figure, Options, Record, alone, at_most, machine, now
from bench.storm import BACK_S, place, restarted
from bench.town import OPEN, Town, built, halves

PLAYABLE_S_MAX: Final = 3.0
ROOMS: Final = 1_500
SMOKE_ROOMS: Final = 20
# As many as one person may host.
ROOMS_EACH: Final = 10
TURNS: Final = 3


class Reopened(Struct, frozen=True, kw_only=True):
    """One restart; seconds since the start of the program."""

    open_s: float
    playable_s: float
    # Until everybody had resumed all games; as the last one, where only callers come.
    resumed_s: float
    cpu_s: float


async def call(guest: Guest, games: Sequence[str]) -> float:
    """Say something in each of these games; when the last was committed; raises Refused."""
    await asyncio.gather(*(guest.ask("chat.send", game=game, text="Here!") for game in games))
    return perf_counter()


async def reopened(
    town: Town, company: Company, core: list[int] | None, *, everyone: bool
) -> Reopened:
    """One restart; raises Refused if a room took no command."""
    began_s = await restarted(town, core)
    open_s = perf_counter()
    hosts: dict[Guest, list[str]] = {}
    for game, host in company.rooms.items():
        hosts.setdefault(host, []).append(game)

    async def play(guest: Guest) -> float:
        if everyone:
            await guest.come_back()
        else:
            await guest.arrive()
        return await call(guest, hosts[guest]) if guest in hosts else began_s

    coming = company.guests if everyone else list(hosts)
    async with asyncio.timeout(BACK_S):
        playable_s = max(await asyncio.gather(*map(play, coming)))
    if company.wrong_ends:
        raise Refused(f"lines were closed: {company.wrong_ends}")
    return Reopened(
        open_s=open_s - began_s,
        playable_s=playable_s - began_s,
        resumed_s=max(each.back_s for each in coming) - began_s if everyone else 0.0,
        cpu_s=cpu_of(town.pids["nodes"]),
    )


async def measure(rooms: int, turns: int) -> tuple[list[Reopened], list[Reopened], list[str]]:
    """So many restarts without and with everybody, in turn; what the log should not hold."""
    cores = halves()
    core = cores and cores[0]
    alone_, together = [], []
    async with built(1, OPEN) as town:
        place(town)
        company = Company(town.urls[0])
        tables = rooms // ROOMS_EACH
        await company.invite(tables * SEATS)
        for _ in range(ROOMS_EACH):
            seats = range(0, tables * SEATS, SEATS)
            await company.seat([company.guests[first : first + SEATS] for first in seats])
        for _ in range(turns):
            alone_.append(await reopened(town, company, core, everyone=False))
            company.hang_up()
            together.append(await reopened(town, company, core, everyone=True))
        company.hang_up()
        return alone_, together, town.wrongs


def run(options: Options) -> Record:
    """All of it."""
    rooms = SMOKE_ROOMS if options.smoke else ROOMS
    few, all_, wrongs = uvloop.run(measure(rooms, 1 if options.smoke else TURNS))
    people = rooms // ROOMS_EACH * SEATS
    playable_s = median(each.playable_s for each in few)
    return Record(
        case="reopen",
        at=now(),
        machine=machine(),
        settings={"rooms": rooms, "people": people, "games each": ROOMS_EACH, "turns": len(few)},
        figures=[
            Figure("open after the start", median(each.open_s for each in few), "s"),
            Figure("all rooms have committed a command", playable_s, "s after the start"),
            Figure(
                f"the same while {people:,d} people come back",
                median(each.playable_s for each in all_),
                "s after the start",
            ),
            Figure(
                f"these have resumed {people * ROOMS_EACH:,d} seats",
                median(each.resumed_s for each in all_),
                "s after the start",
            ),
            Figure("the node's work", median(each.cpu_s for each in few), "CPU s"),
            Figure("the same with everybody", median(each.cpu_s for each in all_), "CPU s"),
        ],
        bars=[at_most(f"{rooms:,d} live rooms are playable", PLAYABLE_S_MAX, playable_s, "s")],
        notes=["Medians of all turns; rates times 100, for each plays ten games at once.", *wrongs],
    )


if __name__ == "__main__":
    sys.exit(alone(run))
