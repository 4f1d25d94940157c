"""What the console works with: ports, and the living node as far as operators may reach it.

Types only; the node's side of them is `server/console_task.py`.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from msgspec import Struct

from game.commands import Command
from game.events import RoundJudged
from game.ids import Actor, GameId
from game.state import GameState
from persistence.ports import (
    Audit,
    Bans,
    Calibrations,
    Deed,
    Keys,
    Login,
    Member,
    People,
    Prompts,
    Reports,
    Sessions,
    Signals,
)
from server.accounts.ban_list import BanList
from server.cluster.orders import Order
from server.favourites import Favourites
from server.judge.record import Record
from server.outcomes import Said
from server.visitor import Crowd, Visitor
from server.wire import ErrorReply, Hello, HelloReply, Topic


class Table(Protocol):
    """A game that is open on this node."""

    @property
    def game(self) -> GameId:
        """Which game this is."""
        ...

    @property
    def state(self) -> GameState:
        """The game as this node knows it."""
        ...


class Rooms(Protocol):
    """The games of this node, and a way to act on them as the server itself."""

    def tables(self) -> Sequence[Table]:
        """Every game open here, served or only shown."""

    async def find(self, word: str) -> Table | None:
        """By id or code, opened if need be."""

    def served_by(self, table: Table) -> str | None:
        """The node that plays it; None: this one."""

    def watching(self, table: Table) -> int:
        """How many connections of this node watch it."""

    async def ask(self, table: Table, command: Command) -> Said | None:
        """Have this carried out as SYSTEM; None if nothing is known in time: it may yet be."""

    async def ask_all(self, command: Command) -> int:
        """The same in every game served here; how many carried it out in time."""


class Door(Protocol):
    """Where people sign in."""

    async def hello(
        self, command: Hello, address: str | None
    ) -> tuple[Login, HelloReply] | ErrorReply:
        """Sign someone in, or say why not."""


class Whys(Protocol):
    """What scores came from."""

    async def judged_in(self, game: GameId, number: int) -> RoundJudged | None:
        """The judge's word on a revealed round."""


class Log(Protocol):
    """The node's log."""

    def level(self) -> str:
        """The least that is logged now."""

    def set_level(self, level: str) -> None:
        """From now on, until the node ends."""


class Clock(Protocol):
    """What time it is."""

    def now_ms(self) -> int:
        """Unix milliseconds."""


class Node(Struct, frozen=True, kw_only=True):
    """The node itself; `facts` are asked for whenever its status is."""

    name: str
    version: str
    started_ms: int
    config: dict[str, Any]
    facts: Callable[[], Awaitable[dict[str, Any]]]
    drain: Callable[[], None]


class Cluster(Protocol):
    """The nodes over the same databases, as far as one can reach another."""

    async def members(self) -> Sequence[Member]:
        """Every node that lives, as far as is known: this one first."""

    async def drain(self, name: str) -> bool:
        """Have a node hand its games over and end, this or another; False where none has it."""

    async def rebalance(self) -> int:
        """Even the games out at every node; how many go from here."""

    def everyone(self, order: Order) -> None:
        """Have this carried out at all other nodes; one that can't be reached misses it."""


class Means(Struct, frozen=True, kw_only=True):
    """All of it."""

    clock: Clock
    node: Node
    log: Log
    door: Door
    # Hanging up reaches the other nodes too.
    crowd: Crowd
    cluster: Cluster
    rooms: Rooms
    people: People
    sessions: Sessions
    keys: Keys
    audit: Audit
    bans: Bans
    ban_list: BanList
    prompts: Prompts
    reports: Reports
    signals: Signals
    favourites: Favourites
    calibrations: Calibrations
    whys: Whys
    judged: Record

    # Whoever watches, by topic; the console's own.
    watchers: dict[Visitor, tuple[Topic, ...]]


class Ask(Struct, frozen=True):
    """One line that is being carried out: for whom, from where, with what."""

    means: Means
    login: Login
    address: str | None
    now_ms: int
    given: dict[str, Any]

    @property
    def user(self) -> Actor:
        """Who asks."""
        return self.login.person.id

    def deed(self, action: str) -> Deed:
        """What the record says of it; a key is named itself, not its owner."""
        kind = "user" if self.login.scopes is None else "key"
        who = self.user if kind == "user" else self.login.session
        return Deed(f"{kind} {who}", self.address, action, self.now_ms)
