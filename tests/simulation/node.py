"""One run of a server: the real desk, directory, rooms, minds and judges on twins and the heap,
and the lines that connect it with people, byte by byte.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import msgspec
from websockets.frames import Opcode

from agents.persona import Persona
from agents.ports import Judge
from agents.quips import Repertoire
from game.commands import Prompt, Verdict
from game.events import Entry
from game.ids import Actor, GameId, ResponseId
from persistence.fakes import (
    TwinAccounts,
    TwinFeed,
    TwinGames,
    TwinKeys,
    TwinLeases,
    TwinPrompts,
    TwinSessions,
)
from persistence.fakes import TwinSnapshots as Snapshots
from persistence.ports import StorageUnavailable
from server import (
    connection_task,
    content,
    directory,
    errands_task,
    founding,
    honours_task,
    judge_task,
    keeper_task,
    outlet_task,
    reception,
    room_task,
    shadow,
)
from server.connection_task import Connection
from server.dealer import Dealer
from server.desk import Desk
from server.directory import Directory
from server.doorkeeper import Doorkeeper
from server.founding import Founding
from server.hall import Guest
from server.honours_task import Scribe
from server.http import Pages
from server.judge_task import Bench
from server.keeper_task import Keeper
from server.limits import Limits
from server.mind_task import Minds
from server.offices import Offices
from server.reception import House, Reception
from server.recorder import Recorder
from server.room_task import RoomTask
from server.seating import Seating
from server.slowdown import Slowdown
from server.terms import Terms
from tests.server.plain_passwords import PlainPasswords
from tests.server.visiting import FakeCrowd
from tests.simulation.heap import Heap, Life, pause
from tests.simulation.storage import SlowHonours, SlowJournal, Storage
from tests.simulation.truth import Wrong

ROOT = Path(__file__).parents[2]
SHELLS: list[ModuleType] = [
    connection_task, directory, errands_task, founding, honours_task, judge_task,
    keeper_task, outlet_task, reception, room_task, shadow,
]  # fmt: skip
RENEW_MS = 1_500
SWEEP_MS = 15_000
UPGRADE = (
    "GET /ws HTTP/1.1\r\nHost: game\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: %s\r\n\r\n"
)


@cache
def words() -> tuple[tuple[Persona, ...], Repertoire]:
    """Characters and quips, read once."""
    characters = content.personas(ROOT / "agents" / "characters")
    return characters, content.quips(ROOT / "agents" / "quips")


class Critic:
    """A judge: quick, late, confused or broken, as drawn."""

    name = "critic"

    def __init__(self, life: Life, draw: Random) -> None:
        self.life, self.draw = life, draw

    async def judge(
        self, prompt: Prompt, responses: Mapping[ResponseId, str]
    ) -> dict[ResponseId, Verdict]:
        draw = self.draw
        await pause(self.life, draw.choice((1, 300, 1_000, 20_000)))
        match draw.randrange(6):
            case 0:
                raise ValueError("the critic has a headache")
            case 1:
                return {ResponseId("nonsense"): Verdict(99.0, float("nan"), -1.0)}
            case _:
                return {each: Verdict(draw.randint(0, 10), 5.5, 12.0 * draw.random())
                        for each in responses}  # fmt: skip


class Watcher:
    """Compares every room with the truth as soon as it has committed; a Follower."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def opened(self, room: RoomTask) -> None:
        self._compare(room)

    def committed(self, room: RoomTask, entries: Sequence[Entry]) -> None:
        self._compare(room)

    def closed(self, game: GameId) -> None:
        """Nothing to compare any more."""

    def _compare(self, room: RoomTask) -> None:
        truth = self.storage.truth
        # One that lost its room may lag behind; one that runs ahead made something up.
        if room.room.seq == len(truth.entries) and room.state != truth.state:
            raise Wrong(f"the room at {room.room.seq} is not what its journal says")
        if room.room.seq > len(truth.entries):
            raise Wrong(f"the room is at {room.room.seq}, the journal at {len(truth.entries)}")


class Node:
    """A server from its start to its death; a Hall."""

    def __init__(
        self, name: str, heap: Heap, storage: Storage, draw: Random, *, pace: float, judging: bool
    ) -> None:
        self.name, self.heap, self.storage = name, heap, storage
        self.life = life = Life(heap, name)
        self.journal = SlowJournal(storage, life)
        self.is_open = False
        self.terms = Terms(Limits(rate_factor=1_000.0))  # people here are quick
        self.lines: list[Line] = []
        store, memory = storage.store, storage.memory
        games, snapshots = TwinGames(store), Snapshots(memory)
        self.directory = Directory(
            name,
            life,
            self.journal,
            games,
            snapshots,
            TwinLeases(memory),
            lambda: Recorder(None),
        )
        characters, repertoire = words()
        personas = {each.slug: each for each in characters}
        judges: dict[str, Judge] = {"critic": Critic(life, draw)} if judging else {}
        bench = Bench(judges, life)
        self.keeper = Keeper(snapshots)
        minds = Minds(personas, repertoire, life, pace)
        scribe = Scribe(SlowHonours(storage, life), self.journal, life)
        self.directory.followers = (bench, minds, self.keeper, scribe, Watcher(storage))
        cast = content.cast(characters)
        prompts = TwinPrompts(store)
        found = Founding(self.directory, self.journal, prompts, bench, cast, life)
        seating = Seating(self.directory, life)
        self.clock = life
        self.pages = Pages(ROOT / "clients" / "nothing")
        accounts = TwinAccounts(store)
        reception = Reception(
            accounts,
            TwinSessions(store),
            TwinKeys(store),
            Doorkeeper(accounts, PlainPasswords(), Slowdown(), life),
            FakeCrowd(),
            lambda visitor: self.desk.depart(visitor),  # noqa: PLW0108 - there is no desk yet
            life,
            House("1", name),
        )
        absent: Any = None  # nobody in the simulation asks them
        offices = Offices(
            reception=reception,
            keys=absent,
            profiles=absent,
            board=absent,
            dealer=Dealer(prompts),
            suggestions=absent,
            moderation=absent,
        )
        self.desk = Desk(self.directory, found, seating, games, self.journal, offices)
        self.feed = TwinFeed(store)
        life.enter(lambda: life.spawn(self._start()))

    @property
    def is_serving(self) -> bool:
        """Whether the game lives here, and can be written."""
        return self.life.alive and bool(self.directory.rooms)

    def unready(self) -> str | None:
        return None

    def entered(self, connection: Guest) -> None:
        """Nothing to count."""

    def left(self, connection: Guest) -> None:
        """Nothing to count."""

    async def _start(self) -> None:
        while self.storage.store.away:
            await pause(self.life, 100)
        await self.feed.start(self.directory.hint, self.directory.catch_up)
        while True:
            try:
                await self.directory.start()
                break
            except StorageUnavailable:
                await pause(self.life, 100)
        self.life.spawn(self._keep())
        self.life.spawn(self._sweep())
        while True:
            await self.directory.renew()
            await pause(self.life, RENEW_MS)

    async def _sweep(self) -> None:
        while True:
            await pause(self.life, SWEEP_MS)
            await self.directory.sweep()

    async def _keep(self) -> None:
        await self.keeper.run()

    def hint(self, hints: list[tuple[GameId, int]]) -> None:
        """Hints arrive."""
        for game, seq in hints:
            self.life.enter(partial(self.directory.hint, game, seq))

    def catch_up(self) -> None:
        """Hints may have been lost."""
        self.life.enter(lambda: self.life.spawn(self.directory.catch_up()))

    def crash(self, *, was_alone: bool) -> None:
        """kill -9: every line breaks, writes on their way may land yet.

        `was_alone`: no other node serves the game, so that from now on nobody does.
        """
        storage = self.storage
        if was_alone and self.is_serving:
            storage.died(self.life)
        self.life.kill()
        if self.feed in storage.store.feeds:
            storage.store.feeds.remove(self.feed)
        for written in self.journal.in_flight.values():
            if storage.draw.random() < 0.5:
                delay_ms = storage.draw.choice((0, 5, 200, 2_000))
                self.heap.after(delay_ms, partial(storage.land_late, written))
        for line in list(self.lines):
            line.cut()


class Line:
    """One TCP connection: what is sent arrives in order, or not at all once it is cut."""

    def __init__(
        self,
        node: Node,
        codec: str,
        draw: Random,
        on_frame: Callable[[dict[str, Any]], None],
        on_close: Callable[["Line"], None],
    ) -> None:
        self.node, self.heap, self.draw = node, node.heap, draw
        self.actor = Actor("")
        self.is_up = True
        self._binary = codec.endswith("msgpack")
        self._on_frame, self._on_close = on_frame, on_close
        self._decode = msgspec.msgpack.decode if self._binary else msgspec.json.decode
        self._up_ms = self._down_ms = self.heap.now
        self._is_shaken = False
        self._server_knows = False
        # The causes of commands under way, by their ids, for the truth to match replies with.
        self.causes: dict[str, str] = {}
        self.founding: dict[str, None] = {}
        node.lines.append(self)
        node.life.enter(self._open)
        self._deliver((UPGRADE % codec).encode(), "")

    def _open(self) -> None:
        self._connection = Connection(self.node)
        self._connection.connection_made(self)  # type: ignore[arg-type]

    # ------------------------------------------------------------ to the server

    def send(self, payload: bytes, cause: str) -> None:
        """A frame, masked as the protocol wants it (with zeros)."""
        opcode = Opcode.BINARY if self._binary else Opcode.TEXT
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
        self._deliver(bytes([0x80 | opcode]) + length + b"\0\0\0\0" + payload, cause)

    def _deliver(self, data: bytes, cause: str) -> None:
        self._up_ms = max(self._up_ms, self.heap.now + self.draw.choice((1, 2, 5, 40)))
        self.heap.at(self._up_ms, lambda: self._arrive(data, cause))

    def _arrive(self, data: bytes, cause: str) -> None:
        if not self.is_up or self._server_knows or not self.node.life.alive:
            return
        self.heap.tell(self.node.name, "hears", self.actor, data)
        if cause:
            self.node.storage.truth.heard(cause)
        self.node.life.enter(lambda: self._connection.data_received(data))

    # ------------------------------------------------------------ from the server: a transport

    def write(self, data: bytes) -> None:
        if not self.node.life.alive or self._server_knows:
            return
        if not self._is_shaken:
            self._is_shaken = True
            head, _, data = data.partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 101"):
                raise Wrong(f"no upgrade: {head!r}")
        heard: list[dict[str, Any] | None] = []
        for opcode, payload in _frames(data):
            if opcode in (Opcode.TEXT, Opcode.BINARY):
                self.heap.tell(self.node.name, "tells", self.actor, payload)
                said = self._decode(payload)
                if "token" in said:
                    self.actor = said["user"]["id"]
                cause = self.causes.get(said.get("re") or "", "")
                # Two creations at once can't know of each other until one is written.
                is_served = self.node.is_serving and cause not in self.founding
                self.node.storage.truth.told(self.actor, said, payload, cause, is_served=is_served)
                heard.append(said)
            elif opcode == Opcode.CLOSE:
                heard.append(None)
        self._down_ms = max(self._down_ms, self.heap.now + self.draw.choice((1, 2, 5, 40)))
        if self.is_up:
            self.heap.at(self._down_ms, partial(self._hear, heard))

    def _hear(self, heard: list[dict[str, Any] | None]) -> None:
        for said in heard:
            if said is None:
                self.cut()
            elif self.is_up:
                self._on_frame(said)

    def is_closing(self) -> bool:
        return self._server_knows

    def close(self) -> None:
        self.cut(detected_ms=0)

    abort = close

    def pause_reading(self) -> None:
        """The kernel's buffers hold what comes."""

    def resume_reading(self) -> None:
        """Nothing was held back."""

    def get_extra_info(self, name: str) -> tuple[str, int]:
        return ("127.0.0.1", 1)

    # ------------------------------------------------------------ the end

    def cut(self, detected_ms: int = 0) -> None:
        """Nothing passes any more; the server notices after a while, the person after a moment."""
        if self.is_up:
            self.is_up = False
            self.heap.after(self.draw.choice((5, 50, 900)), lambda: self._on_close(self))
        if not self._server_knows and self.node.life.alive:
            self.heap.after(detected_ms, self._lost)

    def _lost(self) -> None:
        if not self._server_knows and self.node.life.alive:
            self._server_knows = True
            self.node.lines.remove(self)
            self.node.life.enter(lambda: self._connection.connection_lost(None))


def _frames(data: bytes) -> list[tuple[int, bytes]]:
    """The frames in what a server wrote: unmasked and whole."""
    found, at = [], 0
    while at < len(data):
        size, start = data[at + 1], at + 2
        if size >= 126:
            width = 2 if size == 126 else 8
            size, start = int.from_bytes(data[start : start + width], "big"), start + width
        found.append((data[at] & 15, data[start : start + size]))
        at = start + size
    return found
