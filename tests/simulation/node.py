"""One run of a server: the real node, desk, directory, rooms, minds and judges, put together on
twins and the heap.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from random import Random
from types import ModuleType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from agents.persona import Persona
from agents.ports import Hearing, Judge, Sitting
from agents.quips import Repertoire
from game.commands import Verdict
from game.events import Entry
from game.ids import GameId, ResponseId
from persistence.fakes import (
    LAPSE_MS,
    TwinAccounts,
    TwinFeed,
    TwinGames,
    TwinKeys,
    TwinPrompts,
    TwinSessions,
)
from persistence.fakes import TwinSnapshots as Snapshots
from persistence.ports import StorageUnavailable
from server import (
    background_task,
    connection_task,
    content,
    directory,
    errands_task,
    fanout,
    founding,
    honours_task,
    keeper_task,
    node_task,
    outlet_task,
    room_task,
    shadow,
    supervision_task,
)
from server.accounts import reception
from server.accounts.doorkeeper import Doorkeeper
from server.accounts.reception import House, Reception
from server.cluster import cluster_task, mail_task, moves_task
from server.cluster.cluster_task import Cluster
from server.cluster.membership import Membership
from server.cluster.owners import Owners
from server.dealer import Dealer
from server.desk import Desk
from server.directory import Directory
from server.founding import Founding
from server.honours_task import Scribe
from server.judge import judge_task
from server.judge.judge_task import Bench
from server.keeper_task import Keeper
from server.limits import Limits
from server.minds.mind_task import Minds
from server.offices import Offices
from server.recorder import Recorder
from server.room_task import RoomTask
from server.seating import Seating
from server.site import Assets, Site
from server.slowdown import Slowdown
from server.suggestions import Suggestions
from server.terms import Terms
from tests.server.plain_passwords import PlainPasswords
from tests.server.visiting import FakeCrowd
from tests.simulation.heap import Heap, Life, pause
from tests.simulation.hot import Hot, NearMemory, SlowInboxes, SlowLeases, SlowMembers
from tests.simulation.storage import NearStore, SlowHonours, SlowJournal, Storage
from tests.simulation.truth import Wrong

if TYPE_CHECKING:
    from tests.simulation.line import Line

ROOT = Path(__file__).parents[2]
SHELLS: list[ModuleType] = [
    background_task, cluster_task, connection_task, directory, errands_task, fanout, founding,
    honours_task, judge_task, keeper_task, mail_task, moves_task, node_task, outlet_task,
    reception, room_task, shadow, supervision_task,
]  # fmt: skip


@cache
def words() -> tuple[tuple[Persona, ...], Repertoire]:
    """Characters and quips, read once."""
    characters = content.personas(ROOT / "agents" / "characters")
    return characters, content.quips(ROOT / "agents" / "quips")


class NoValley:
    """In the simulation nobody walks there, but all who go are said goodbye to."""

    def depart(self, _visitor: object) -> None:
        """They were not there."""


class Critic:
    """A judge: quick, late, confused or broken, as drawn."""

    name = "critic"

    def __init__(self, life: Life, draw: Random) -> None:
        self.life, self.draw = life, draw

    async def judge(self, hearing: Hearing) -> Sitting:
        draw = self.draw
        await pause(self.life, draw.choice((1, 300, 1_000, 20_000)))
        match draw.randrange(6):
            case 0:
                raise ValueError("the critic has a headache")
            case 1:
                said = {ResponseId("nonsense"): Verdict(99.0, float("nan"), -1.0)}
            case _:
                said = {each: Verdict(draw.randint(0, 10), 5.5, 12.0 * draw.random())
                        for each in hearing.responses}  # fmt: skip
        return Sitting(judge=self.name, verdicts=said)


class Watcher:
    """Compares every room with the truth whenever it has committed; a Follower."""

    def __init__(self, storage: Storage, node: str) -> None:
        self.storage, self.node = storage, node

    def opened(self, room: RoomTask) -> None:
        self.storage.able(self.node)
        self._compare(room)

    def committed(self, room: RoomTask, entries: Sequence[Entry]) -> None:
        self._compare(room)

    def closed(self, game: GameId) -> None:
        self.storage.unable(self.node, self.storage.heap.now)

    def _compare(self, room: RoomTask) -> None:
        truth = self.storage.truth
        # One that lost its room may lag behind; one that runs ahead made something up.
        if room.room.seq == len(truth.entries) and room.state != truth.state:
            raise Wrong(f"the room at {room.room.seq} is not what its journal says")
        if room.room.seq > len(truth.entries):
            raise Wrong(f"the room is at {room.room.seq}, the journal at {len(truth.entries)}")


class Nature(Struct, frozen=True):
    """What one run of a server is given: its number, its program, how soon others lapse to it."""

    run: int
    version: str = "1"
    lapse_ms: int = LAPSE_MS
    pace: float = 1.0
    judging: bool = True


class Node:
    """A server from its start to its death: the real one, but for what it stands on."""

    def __init__(
        self, name: str, heap: Heap, storage: Storage, hot: Hot, draw: Random, nature: Nature
    ) -> None:
        self.name, self.heap, self.storage = name, heap, storage
        self.life = life = Life(heap, name)
        self.run = f"{name}#{nature.run}"
        self.lines: list[Line] = []
        self.store, self.memory = NearStore(storage.store), NearMemory(hot.memory)
        self.journal = SlowJournal(storage, self.store, life, self.run)
        self.journal.plays = lambda: self.is_serving
        self.feed = TwinFeed(self.store)
        self._frozen_ms = 0
        # Since when it drains.
        self.leaving_ms: int | None = None
        # Told when it ends by itself: because it was asked to, or could not even start.
        self.on_end: Callable[[Node], None] = lambda _node: None
        members = SlowMembers(hot, self.memory, life, nature.lapse_ms)
        membership = Membership(members, name, str(nature.run), nature.version)
        owners = Owners(SlowLeases(hot, self.memory, life), membership)
        games, snapshots = TwinGames(self.store), Snapshots(self.memory)
        self.directory = Directory(
            life, self.journal, games, snapshots, owners, lambda: Recorder(None)
        )
        inboxes = SlowInboxes(hot, self.memory, life)
        self.cluster = Cluster(self.directory, games, snapshots, inboxes, life)
        self._put_together(games, snapshots, draw, nature)
        membership.load = lambda: (len(self.directory.rooms), len(self.lines))
        life.enter(lambda: life.spawn(self._start()))

    def _put_together(
        self, games: TwinGames, snapshots: Snapshots, draw: Random, nature: Nature
    ) -> None:
        life, store = self.life, self.store
        characters, repertoire = words()
        personas = {each.slug: each for each in characters}
        judges: dict[str, Judge] = {"critic": Critic(life, draw)} if nature.judging else {}
        bench, keeper = Bench(judges, life), Keeper(snapshots, life)
        minds = Minds(personas, repertoire, life, nature.pace)
        scribe = Scribe(SlowHonours(self.storage, store, life), self.journal, life)
        watcher = Watcher(self.storage, self.run)
        self.directory.followers = (bench, minds, keeper, scribe, watcher)
        prompts, accounts = TwinPrompts(store), TwinAccounts(store)
        cast = content.cast(characters)
        found = Founding(self.directory, self.journal, prompts, bench, lambda: cast, life)
        reception = Reception(
            accounts,
            TwinSessions(store),
            TwinKeys(store),
            Doorkeeper(accounts, PlainPasswords(), Slowdown(), life),
            FakeCrowd(),
            lambda visitor: desk.depart(visitor),  # noqa: PLW0108 - there is no desk yet
            life,
            House(nature.version, self.name),
        )
        absent: Any = None  # nobody in the simulation asks them
        nobody_there: Any = NoValley()
        offices = Offices(
            reception=reception,
            keys=absent,
            profiles=absent,
            board=absent,
            dealer=Dealer(prompts),
            suggestions=Suggestions(prompts, life),
            moderation=absent,
            favourites=absent,
            whys=absent,
            memoirs=absent,
            valley=nobody_there,
            mindscope=absent,
            parlour=absent,
        )
        seating = Seating(self.directory, life)
        self.cluster.ties.changed = seating.await_host
        desk = Desk(self.directory, found, seating, games, self.journal, offices)
        self.hall = node_task.Node(
            life,
            desk,
            Site(Assets(ROOT / "clients" / "nothing")),
            self.directory,
            self.feed,
            keeper,
            self.cluster,
            self._answers,
            chores=[("snapshots", keeper.run)],
            terms=Terms(Limits(rate_factor=1_000.0)),  # people here are quick
        )

    async def _answers(self) -> bool:
        return not self.store.away

    @property
    def is_serving(self) -> bool:
        """Whether the game lives here, and can be written."""
        return self.life.alive and bool(self.directory.rooms)

    @property
    def is_leaving(self) -> bool:
        """Whether it drains."""
        return self.leaving_ms is not None

    @property
    def is_ready(self) -> bool:
        """Whether people are sent here."""
        return self.life.alive and not self.life.is_frozen and self.hall.unready() is None

    async def _start(self) -> None:
        while self.store.away:
            await pause(self.life, 100)
        try:
            await self.hall.start()
        except StorageUnavailable:
            # Whoever started it starts it again.
            self.heap.after(0, lambda: self.on_end(self))

    def hint(self, hints: list[tuple[GameId, int]]) -> None:
        """Hints arrive."""
        for game, seq in hints:
            self.life.enter(partial(self.directory.hint, game, seq))

    def catch_up(self) -> None:
        """Hints may have been lost."""
        self.life.enter(lambda: self.life.spawn(self.directory.catch_up()))

    # ------------------------------------------------------------ how it ends, or nearly does

    def freeze(self) -> None:
        """SIGSTOP: what it has sent may land yet, of itself nothing moves."""
        self._frozen_ms = self.heap.now
        self.storage.unable(self.run, self.heap.now)
        for flight in self.journal.in_flight.values():
            if self.storage.draw.random() < 0.5:
                self.heap.after(self.storage.draw.choice((0, 3)), flight.land)
        self.life.freeze()

    def thaw(self) -> None:
        """SIGCONT."""
        if self.life.is_frozen:
            self.storage.forgive(self.run, self._frozen_ms)
            self.life.thaw()

    def drain(self) -> None:
        """SIGTERM: hand over, say goodbye, end."""
        self.leaving_ms = self.heap.now
        self.life.enter(lambda: self.life.spawn(self._drain()))

    async def _drain(self) -> None:
        await self.hall.drain()
        self.heap.after(0, lambda: self.on_end(self))

    def crash(self) -> None:
        """kill -9: every line breaks, writes on their way may land yet."""
        storage = self.storage
        if not self.life.alive:
            return
        storage.unable(self.run, self.heap.now)
        self.life.kill()
        self.memory.inboxes.pop(self.run, None)
        if self.feed in storage.store.feeds:
            storage.store.feeds.remove(self.feed)
        for flight in self.journal.in_flight.values():
            if not flight.is_over and storage.draw.random() < 0.5:
                delay_ms = storage.draw.choice((0, 5, 200, 2_000))
                self.heap.after(delay_ms, partial(storage.land_late, flight.written))
        for line in list(self.lines):
            line.cut()
