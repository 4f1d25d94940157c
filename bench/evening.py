"""All tables of a bench in a process of their own, and what they saw in a window of time.

`python -m bench.evening` reads orders as JSON lines and answers each with one: see Order.
"""

import asyncio
import gc
import os
from random import Random
from time import perf_counter, process_time
from typing import Final, Self

import msgspec
import uvloop
from msgspec import Struct

from bench.child import Child
from bench.player import Player
from bench.table import Counts, Habits, Table
from clients.bots.orders import answer, orders

ANSWER_S: Final = 120.0
# Connections from one address; each is below what a node allows one.
OF_ADDRESS: Final = 500
PROBE_S: Final = 0.01
LOOK_S: Final = 0.05
DRAIN_LOOKS: Final = 60
# Names of acked commands that are handed over to be looked up.
NAMES_MAX: Final = 200_000


class Grow(Struct, frozen=True, tag="grow"):
    """So many more tables, over so many seconds; answered once all of them play."""

    tables: int
    over_s: float
    port: int
    habits: Habits
    within_s: float = 60.0


class Look(Struct, frozen=True, tag="look"):
    """What was seen between these moments of `perf_counter`, which all processes share."""

    began_s: float
    ended_s: float


class End(Struct, frozen=True, tag="end"):
    """Ask nothing new, wait for what is still to be answered, and hand the names over."""


Order = Grow | Look | End


class Seen(Struct, frozen=True, kw_only=True):
    """Times in ms. Everything but the times is of all since the start."""

    playing: int = 0
    acks_ms: tuple[float, ...] = ()
    votings_ms: tuple[float, ...] = ()
    # How late this program itself was, asked every 10 ms.
    late_ms: tuple[float, ...] = ()
    frames: int = 0
    pieces: int = 0
    bytes: int = 0
    commands: int = 0
    cpu_s: float = 0.0
    games: int = 0
    rounds: int = 0
    by_machine: int = 0
    unanswered: int = 0
    refusals: dict[str, int] = {}
    wrongs: dict[str, int] = {}
    names: str = ""


class Evening:
    """The tables, and a look at the clock now and then."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.counts = Counts()
        self._late: list[tuple[float, float]] = []
        self._random = Random(5)
        self._tasks: list[asyncio.Task[None]] = []

    async def grow(self, order: Grow) -> None:
        """Sit so many more tables down, evenly over the time; gives up waiting in the end."""
        began_s, first = perf_counter(), len(self.tables)
        async with asyncio.TaskGroup() as group:
            for number in range(order.tables):
                pause_s = began_s + order.over_s * number / order.tables - perf_counter()
                await asyncio.sleep(max(0.0, pause_s))
                table = Table(first + number, order.habits, self.counts, self._random)
                self.tables.append(table)
                group.create_task(self._seat(table, order.port))
        while perf_counter() < began_s + order.over_s + order.within_s:
            if all(table.playing for table in self.tables):
                break
            await asyncio.sleep(LOOK_S)

    async def _seat(self, table: Table, port: int) -> None:
        for player in table.players:
            await self._connect(player, port)

    async def _connect(self, player: Player, port: int) -> None:
        high, low = divmod(player.number // OF_ADDRESS + 2, 250)
        try:
            await asyncio.get_running_loop().create_connection(
                lambda: player, "127.0.0.1", port, local_addr=(f"127.0.{high}.{low + 1}", 0)
            )
        except OSError as error:
            self.counts.wrong(f"could not connect: {error.strerror}")

    def probe(self, due_s: float = 0.0) -> None:
        """Note how late the loop comes round to what is due."""
        now_s = perf_counter()
        if due_s:
            self._late.append((now_s, (now_s - due_s) * 1000))
        asyncio.get_running_loop().call_later(PROBE_S, self.probe, now_s + PROBE_S)

    def look(self, began_s: float = 0.0, ended_s: float = 0.0, names: str = "") -> Seen:
        """What was seen in a window, and what was counted by now."""

        def within(at: "list[float]", took: "list[float]") -> tuple[float, ...]:
            pairs = zip(at, took, strict=True)
            return tuple(round(t * 1000, 3) for a, t in pairs if began_s <= a <= ended_s)

        counts = self.counts
        late = [each for each in self._late if began_s <= each[0] <= ended_s]
        return Seen(
            playing=sum(table.playing for table in self.tables),
            acks_ms=within(counts.ack_at.tolist(), counts.ack_took.tolist()),
            votings_ms=within(counts.vote_at.tolist(), counts.vote_took.tolist()),
            late_ms=tuple(round(took, 3) for _, took in late),
            frames=counts.frames,
            pieces=counts.pieces,
            bytes=counts.bytes,
            commands=len(counts.ack_at),
            cpu_s=process_time(),
            games=counts.games,
            rounds=counts.rounds,
            by_machine=counts.by_machine,
            unanswered=self._unanswered,
            refusals=counts.refusals,
            wrongs=counts.wrongs,
            names=names,
        )

    @property
    def _unanswered(self) -> int:
        return sum(len(player.flying) for table in self.tables for player in table.players)

    async def end(self) -> Seen:
        """Stop, wait for the last answers, leave."""
        for table in self.tables:
            table.stopped = True
        for _ in range(DRAIN_LOOKS):
            if not self._unanswered:
                break
            await asyncio.sleep(LOOK_S)
        names = b" ".join(self.counts.names[-NAMES_MAX:]).decode()
        seen = self.look(names=names)
        for table in self.tables:
            for player in table.players:
                player.leave()
        return seen


class Guests:
    """The other end of it, for whoever gives the orders."""

    def __init__(self, child: Child) -> None:
        self._child, self.pid = child, child.pid

    @classmethod
    async def invite(cls) -> Self:
        """Start the process; nobody sits anywhere yet."""
        return cls(await Child.start("bench.evening"))

    async def ask(self, order: Order) -> Seen:
        """Give an order and wait for its answer; raises TimeoutError."""
        return await self._child.ask(order, Seen, ANSWER_S)

    async def leave(self) -> None:
        """They go at once."""
        await self._child.end()


async def main() -> None:
    """Do as told until nobody says anything any more."""
    # What lives here lives to the end: a collector that looks through all of it only delays.
    gc.disable()
    evening = Evening()
    evening.probe()
    async for line in orders():
        order = msgspec.json.decode(line, type=Order)
        if isinstance(order, Grow):
            await evening.grow(order)
            seen = evening.look()
        elif isinstance(order, Look):
            seen = evening.look(order.began_s, order.ended_s)
        else:
            seen = await evening.end()
        await answer(seen)
    os._exit(0)


if __name__ == "__main__":
    uvloop.run(main())
