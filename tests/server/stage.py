"""Nodes made of twins: everything that `bootstrap` puts together, on one store and one clock."""

import asyncio
import functools
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from agents.banter import Banter
from agents.persona import Persona
from agents.ports import Judge
from agents.quips import Repertoire
from agents.retrieval import Weights
from game.commands import CastMember, Prompt
from game.events import Entry
from game.ids import GameId
from game.state import GameState
from persistence import fakes
from persistence.ports import StoredPrompt
from server import content, wire
from server.accounts.doorkeeper import Doorkeeper
from server.accounts.keys import Keys
from server.accounts.profiles import Profiles
from server.accounts.reception import House, Reception
from server.archive_task import Archive
from server.board import Board
from server.cluster.cluster_task import BEAT_EVERY_S, Cluster
from server.cluster.membership import Membership
from server.cluster.owners import Owners
from server.dealer import Dealer
from server.desk import Desk
from server.directory import Directory
from server.favourites import Favourites
from server.founding import Founding
from server.honours_task import Scribe
from server.judge.judge_task import Bench
from server.judge.why import Whys
from server.keeper_task import Keeper
from server.minds.cast_task import Casting
from server.minds.hot_task import HotAgents
from server.minds.meaning_task import Meaning
from server.minds.memoirs import Kept, Memoirs
from server.minds.memory_task import Remembrance
from server.minds.mind_task import Minds
from server.minds.mindscope import Mindscope
from server.minds.parlour import Parlour, Shelf
from server.minds.recall_task import Hearts, Recalling
from server.minds.recollections import Recollections
from server.minds.table_task import TableTalk
from server.moderation import Moderation
from server.offices import Offices
from server.recorder import Recorder
from server.room_task import Follower, RoomTask
from server.seating import Seating
from server.slowdown import Slowdown
from server.suggestions import Suggestions
from server.valley.life import Plan
from server.valley.valley_task import ValleyTask
from server.valley.village_task import valley
from server.visitor import Visitor
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.plain_passwords import PlainPasswords
from tests.server.visiting import FakeCrowd, FakeVisitor, Said

ROOT = Path(__file__).parents[2]
PROMPTS = tuple(Prompt(f"prompt {n}", f"category{n % 2}", "easy") for n in range(6))


@cache
def personas() -> tuple[Persona, ...]:
    """The characters that ship."""
    return content.personas(ROOT / "agents" / "characters")


@cache
def quips() -> Repertoire:
    """The quips that ship."""
    return content.quips(ROOT / "agents" / "quips")


@cache
def banter() -> Banter:
    """The lines that ship."""
    return content.banter(ROOT / "agents" / "talk")


BEAT_MS = int(BEAT_EVERY_S * 1_000)


class Gate:
    """Holds appends or readings back until it is opened."""

    def __init__(self) -> None:
        self.is_shut = False
        self.waiting = 0

    async def passed(self) -> None:
        """Return once the gate is open."""
        self.waiting += 1
        await until(lambda: not self.is_shut, "the gate opens")
        self.waiting -= 1


class GatedJournal(fakes.TwinJournal):
    """The twin, whose appends and readings take as long as the test likes."""

    def __init__(self, store: fakes.Store) -> None:
        super().__init__(store)
        self.appends, self.reads = Gate(), Gate()
        self.batches: list[list[int]] = []

    async def append(
        self, game: GameId, after: int, entries: Sequence[Entry], state: GameState
    ) -> None:
        await self.appends.passed()
        await super().append(game, after, entries, state)
        self.batches.append([entry.seq for entry in entries])

    async def read(self, game: GameId, after: int, limit: int = 10_000) -> list[Entry]:
        await self.reads.passed()
        return await super().read(game, after, limit)


class Databases:
    """What outlives a node: the store, the memory, and the time."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = fakes.Store()
        self.runs = 0
        self.memory = fakes.Memory(self.clock.now_ms)
        stored = [StoredPrompt("house", "en", prompt) for prompt in PROMPTS]
        fakes.run(fakes.TwinPrompts(self.store).load(stored))
        fakes.run(fakes.TwinAgents(self.store).load(personas()))

    def entries(self, game: str) -> list[Entry]:
        """The journal of a game."""
        return self.store.entries.get(GameId(game), [])

    def kinds(self, game: str) -> list[str]:
        """The names of a game's events."""
        return [type(entry.event).__name__ for entry in self.entries(game)]


class TwinNode:
    """One node without its sockets; `ask` is a visitor's command, and what came of it."""

    def __init__(
        self,
        databases: Databases,
        name: str = "one",
        *,
        judges: Mapping[str, Judge] | None = None,
        budget_s: float = 60.0,
        crashes: Path | None = None,
        cast: Sequence[CastMember] | None = None,
        memories_max: int = 10_000,
        plan: Plan | None = None,
    ) -> None:
        self.databases, self.clock = databases, databases.clock
        store, memory = databases.store, databases.memory
        self.journal = GatedJournal(store)
        self.games, self.accounts = fakes.TwinGames(store), fakes.TwinAccounts(store)
        self.sessions, self.keys = fakes.TwinSessions(store), fakes.TwinKeys(store)
        self.cast = {each.slug: each for each in personas()}
        self.crowd, self.passwords = FakeCrowd(), PlainPasswords()
        self.prompts, self.feed = fakes.TwinPrompts(store), fakes.TwinFeed(store)
        self.snapshots, self.leases = fakes.TwinSnapshots(memory), fakes.TwinLeases(memory)
        self.membership, self.directory, self.cluster = self._among_others(name, crashes)
        self.mailing: asyncio.Task[None] | None = None
        self.bench = Bench(judges or {}, self.clock, budget_s)
        self.keeper = Keeper(self.snapshots, self.clock)
        self.archive = Archive(self.games, self.journal)
        self.honours, self.boards = fakes.TwinHonours(store), fakes.TwinBoards(store)
        self.scribe = Scribe(self.honours, self.journal, self.clock)
        self._wake_minds(memories_max, plan or Plan())
        self.directory.followers = self._followers()
        self.founding = Founding(
            self.directory,
            self.journal,
            self.prompts,
            self.bench,
            lambda: content.cast(self.cast.values()) if cast is None else tuple(cast),
            self.clock,
        )
        self.suggestions = Suggestions(self.prompts, self.clock)
        self.reception = self._reception(name)
        self.desk = Desk(
            self.directory,
            self.founding,
            Seating(self.directory, self.clock),
            self.games,
            self.journal,
            self._offices(),
        )
        self.cluster.ties.changed = self.desk.seating.await_host

    def _wake_minds(self, memories_max: int, plan: Plan) -> None:
        """The machine players, and who looks into them."""
        store = self.databases.store
        self.memories, self.agents = fakes.TwinMemories(store), fakes.TwinAgents(store)
        self.meaning = Meaning()
        now, hot = self.clock.now_ms, HotAgents(self.memories, self.clock.now_ms)
        self.recollections = Recollections(self.memories, hot, self.meaning, Weights(), now)
        hearts = Hearts(fakes.TwinBonds(store), self.agents)
        self.recalling = Recalling(self.recollections, hearts, self.clock)
        self.valley = self._valley(plan)
        self.parlour = self._parlour()
        self.talking = TableTalk(self.cast, banter(), self.shelf, self.clock)
        self.talking.answered = self.parlour.answered
        playing = dict(self.cast)
        self.casting = Casting(self.cast, playing, self.agents)
        self.casting.inhabit, self.feed.on_cast = self.valley.inhabit, self.casting.heard
        self.minds = Minds(playing, quips(), self.clock, 0.1, (), self.recalling, self.talking)
        self.mindscope = Mindscope(self.cast, self.memories, (), self.clock.now_ms)
        self.mindscope.watch(self.minds)
        parts = (self.memories, self.journal, self.clock, self.cast, memories_max)
        self.remembrance = Remembrance(*parts, self.meaning)

    def _among_others(
        self, name: str, crashes: Path | None
    ) -> tuple[Membership, Directory, Cluster]:
        """Its games, and what it has of other nodes."""
        memory = self.databases.memory
        self.databases.runs += 1
        membership = Membership(fakes.TwinMembers(memory), name, f"{self.databases.runs}", "1.2.3")
        owners = Owners(self.leases, membership)
        recorder = functools.partial(Recorder, crashes)
        directory = Directory(
            self.clock, self.journal, self.games, self.snapshots, owners, recorder
        )
        inboxes = fakes.TwinInboxes(memory)
        return (
            membership,
            directory,
            Cluster(directory, self.games, self.snapshots, inboxes, self.clock),
        )

    def _reception(self, name: str) -> Reception:
        """Who signs people in at a node of this name."""
        return Reception(
            self.accounts,
            self.sessions,
            self.keys,
            Doorkeeper(self.accounts, self.passwords, Slowdown(), self.clock),
            self.crowd,
            self._depart,
            self.clock,
            House("1.2.3", name),
        )

    def _valley(self, plan: Plan) -> ValleyTask:
        """It lives once somebody lets it beat."""
        stores = (fakes.TwinValley(self.databases.store), self.agents, self.memories)
        return ValleyTask(
            valley(), personas(), stores, self.meaning, self.cluster, self.clock, plan
        )

    def _followers(self) -> Sequence[Follower]:
        """Whoever reacts to what was committed."""
        return (
            *(self.bench, self.minds, self.keeper, self.archive),
            *(self.scribe, self.remembrance),
        )

    def _offices(self) -> Offices:
        """All of them."""
        store = self.databases.store
        return Offices(
            reception=self.reception,
            keys=Keys(self.keys, self.sessions, self.crowd, self.clock),
            profiles=Profiles(
                fakes.TwinPeople(store),
                self.honours,
                fakes.TwinRecords(store),
                self.directory,
                self.crowd,
                self.clock,
            ),
            board=Board(self.boards, self.clock.now_ms),
            dealer=Dealer(self.prompts),
            suggestions=self.suggestions,
            moderation=Moderation(fakes.TwinReports(store), self.clock),
            whys=Whys(self.journal),
            valley=self.valley.office,
            favourites=Favourites(fakes.TwinBallots(store), asyncio.to_thread),
            memoirs=Memoirs(
                self.cast,
                self.memories,
                self.recollections,
                self.valley.present,
                Kept(fakes.TwinBonds(store), self.shelf.talks, fakes.TwinMinds(store)),
            ),
            parlour=self.parlour,
            mindscope=self.mindscope,
        )

    def _parlour(self) -> Parlour:
        """Where people talk to machine players."""
        return Parlour(
            self.cast,
            banter(),
            self.shelf,
            self.recollections,
            self.clock.now_ms,
            self.meaning.embedded,
            self.valley.mirror.figures,
        )

    @functools.cached_property
    def shelf(self) -> Shelf:
        """Where talks are kept."""
        return Shelf(fakes.TwinTalks(self.databases.store), self.agents)

    def _depart(self, visitor: Visitor) -> None:
        self.desk.depart(visitor)

    async def join(self) -> None:
        """Be one of the nodes, with its post."""
        if self.mailing is None:
            await self.cluster.join(self.feed.listeners)
            self.mailing = asyncio.create_task(self.cluster.mail.run())

    async def start(self) -> None:
        """As a node does: listen to hints, join the others, then reopen what is live."""
        await self.feed.start(self.directory.hint, self.directory.catch_up)
        await self.join()
        await self.cluster.open()

    async def stop(self) -> None:
        """Let every room go."""
        await self.cluster.close()
        if self.mailing is not None:
            self.mailing.cancel()
        await self.cluster.leave()
        await self.feed.stop()
        await settle()

    async def send(self, visitor: FakeVisitor, op: str, **fields: Any) -> str:
        """Say this as a client would; gives the command's id."""
        await self.join()
        command_id = fields.pop("id", None) or visitor.new_id()
        command = parsed(op, id=command_id, **fields)
        if not self.desk.at_once(visitor, command):
            await self.desk.serve(visitor, command)
        return str(command_id)

    async def ask(self, visitor: FakeVisitor, op: str, **fields: Any) -> Said:
        """Say this and wait for the newest answer."""
        before = len(visitor.answers(fields.get("id", "")))
        command_id = await self.send(visitor, op, **fields)
        await until(lambda: len(visitor.answers(command_id)) > before, f"an answer to {op}")
        return visitor.answers(command_id)[-1]

    async def create(self, host: FakeVisitor, **fields: Any) -> str:
        """Found a game without a judge; gives its id."""
        settings = {"judge": "off", "reveal_seconds": 5, **fields.pop("settings", {})}
        said = await self.ask(host, "game.create", settings=settings, **fields)
        assert said["ok"], said
        return str(said["game"]["id"])

    async def table(self, *people: FakeVisitor, **fields: Any) -> str:
        """A lobby where these people sit, the first of them its host."""
        game = await self.create(people[0], **fields)
        for person in people:
            assert (await self.ask(person, "game.join", game=game))["ok"]
        return game

    async def playing(self, *people: FakeVisitor, **fields: Any) -> str:
        """A game of these people, in round 1."""
        game = await self.table(*people, **fields)
        assert (await self.ask(people[0], "game.start", game=game))["ok"]
        return game

    def room(self, game: str) -> RoomTask:
        """The game, served here."""
        place = self.directory.here(GameId(game))
        assert isinstance(place, RoomTask), place
        return place

    def state(self, game: str) -> GameState:
        """The game as this node sees it."""
        place = self.directory.here(GameId(game))
        assert place is not None
        return place.state


def parsed(op: str, **fields: Any) -> wire.FromClient:
    """A command as the codec reads it."""
    codec = wire.CODECS[wire.JSON]
    return codec.decode(codec.encode({"op": op, **fields}), binary=False)


async def outlive(clock: FakeClock, *living: TwinNode) -> None:
    """Let the lease of every other node lapse, while these beat."""
    for _ in range(fakes.LAPSE_MS // BEAT_MS + 2):
        clock.jump(BEAT_MS)
        for node in living:
            await node.cluster.moves.beat()
