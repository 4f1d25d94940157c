"""How long a room is silent when its node is killed; `make takeover` prints the figures.

Two nodes. Rooms are founded at the first, with a player at each node; the first is killed, and
the time counts from then until something said later is acknowledged in each room: to who was
connected to the survivor, and to both.
"""

import asyncio
import sys
import time
from typing import Final

import asyncpg
import msgspec

from clients.bots.measures import percentile
from tests.faults.alone import alone
from tests.faults.ground import Ground
from tests.faults.nodes import Node
from tests.faults.table import Table, spread, tables, until
from tests.faults.town import Town, built

ROOMS: Final = 6
SILENT_S_MAX: Final = 20.0
BAR_S: Final = 3.0
MOVED: Final = """
    select game_id::text, count(*) as times from game_events
    where body->>'t' = 'room.moved' and game_id = any($1::uuid[]) group by game_id"""


class Takeovers(msgspec.Struct, frozen=True):
    """Seconds of silence per room and kill, and what was not as it must be."""

    far_s: list[float]
    all_s: list[float]
    wrongs: list[str]

    @property
    def p99_s(self) -> float:
        """Of both players of all rooms."""
        return percentile(sorted(self.all_s), 0.99) or 0.0

    @property
    def holds(self) -> bool:
        """Whether nothing was wrong, and no room was silent for too long."""
        return not self.wrongs and self.p99_s <= BAR_S

    def __str__(self) -> str:
        return "\n".join(
            [
                f"{len(self.all_s)} rooms taken over",
                f"to those at the survivor: {spread(self.far_s)}",
                f"to all players:           {spread(self.all_s)}",
                *self.wrongs,
            ]
        )


def measure(ground: Ground, kills: int) -> Takeovers:
    """Kill the owner so many times."""
    found = Takeovers([], [], [])
    with built(ground, 2, on_disk=True) as (town, _):
        asyncio.run(_measure(town, kills, found))
        for node in town.nodes:
            found.wrongs.extend(node.wrongs)
    return found


async def _measure(town: Town, kills: int, found: Takeovers) -> None:
    owner, survivor = town.nodes
    for _ in range(kills):
        async with tables(ROOMS, [owner.url, survivor.url]) as rooms:
            await _kill(owner, rooms, found)
            found.wrongs.extend(await _unmoved(town.databases.database_url, rooms))
            owner.start()
            await until(lambda: owner.is_open, 20, "the killed node is open again")
            await asyncio.gather(*(room.end() for room in rooms))
            for room in rooms:
                found.wrongs.extend(await room.wrongs(town.databases.database_url))


async def _kill(owner: Node, rooms: list[Table], found: Takeovers) -> None:
    """Kill it in the middle of talk, and wait until everyone is heard again."""
    talkers = [each for room in rooms for each in (room.near, room.far)]
    await until(lambda: all(len(each.acked) > 3 for each in talkers), 10, "all rooms talk")
    killed_s = time.monotonic()
    owner.kill()

    def all_heard() -> bool:
        return all(each.waited_s(killed_s) is not None for each in talkers)

    await until(all_heard, SILENT_S_MAX, "all rooms talk again")
    for room in rooms:
        far_s, near_s = room.far.waited_s(killed_s), room.near.waited_s(killed_s)
        assert far_s is not None
        assert near_s is not None
        found.far_s.append(far_s)
        found.all_s.append(max(far_s, near_s))


async def _unmoved(url: str, rooms: list[Table]) -> list[str]:
    """Rooms that were not moved just once: they were elsewhere, or moved to and fro."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(MOVED, [room.game for room in rooms])
    finally:
        await connection.close()
    times = {str(row["game_id"]): int(row["times"]) for row in rows}
    return [
        f"room {room.game} was moved {times.get(room.game, 0)} times by one kill"
        for room in rooms
        if times.get(room.game) != 1
    ]


if __name__ == "__main__":
    sys.exit(alone(measure, "tests.faults.takeover", "kills", 50))
