"""The twin of one database: what all twins share, its weather, and a way to run them."""

from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from agents.calibration import Calibration, Learned
from agents.memories import Memory
from agents.neurons.learning import Learnt
from agents.neurons.signals import Sent
from game.events import Entry
from game.ids import Actor, GameId
from game.state import GameState
from persistence.fakes.rows import AgentRows, KeyRow, TokenRow, UserRow, ValleyRows
from persistence.ledger import Ledger
from persistence.ports import (
    Audited,
    Ban,
    Opinion,
    Proposal,
    Raised,
    Report,
    StorageUnavailable,
    StoredPrompt,
    VersionLine,
)

if TYPE_CHECKING:
    from persistence.fakes.rooms import TwinFeed

# What a write meets: nothing, a failure before it, or one after it, when it is written but its
# caller cannot know.
Weather = Literal["fair", "before", "after"]
OnHint = Callable[[GameId, int], None]
OnReconnect = Callable[[], Awaitable[None]]

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never suspends; asserts that it does not."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return cast(T, stop.value)
    coroutine.close()
    raise AssertionError("a twin suspended")


class Store:
    """What the twins of one database share: make one, and any number of nodes on it.

    `forecast` is asked before every append (game, first number) and may be replaced at any time;
    `away` makes everything unavailable. Hints go to the feeds at once, or wait in `hints` for
    `deliver` while `hold_hints` is set.
    """

    def __init__(self) -> None:
        self.entries: dict[GameId, list[Entry]] = {}
        self.states: dict[GameId, GameState] = {}
        self.founded: dict[str, GameId] = {}
        self.digests: dict[GameId, str] = {}
        self.ledger = Ledger()
        self.users: dict[Actor, UserRow] = {}
        self.tokens: dict[bytes, TokenRow] = {}
        self.keys: dict[str, KeyRow] = {}
        self.prompts: tuple[StoredPrompt, ...] = ()
        self.proposals: dict[str, Proposal] = {}
        self.reviews: dict[str, str] = {}
        # By person, language and text: what they thought of it, and when they met it last.
        self.opinions: dict[tuple[Actor, str, str], Opinion] = {}
        self.prompt_views: dict[tuple[Actor, str, str], int] = {}
        self.audit: list[Audited] = []
        self.bans: dict[str, Ban] = {}
        self.reports: dict[str, Report] = {}
        self.signals: dict[tuple[str, tuple[Actor, ...]], Raised] = {}
        self.lessons: list[Learned] = []
        self.versions: list[tuple[Calibration, VersionLine]] = []
        # By agent; and by agent and game, up to which event, and whether that is all.
        self.memories: dict[str, dict[str, Memory]] = {}
        self.written = Counter[str]()  # of these, ever
        self.cursors: dict[tuple[str, GameId], tuple[int, bool]] = {}
        self.nerves: dict[str, Sent] = {}
        self.learnt: dict[str, Learnt] = {}
        self.memory_weather: Callable[[], Weather] = lambda: "fair"
        self.agents = AgentRows({}, {}, {}, {}, {}, {}, {}, {}, {}, {})
        self.valley = ValleyRows({})
        self.valley_weather: Callable[[], Weather] = lambda: "fair"
        self.feeds: list[TwinFeed] = []
        self.hints: list[tuple[GameId, int]] = []
        self.hold_hints = False
        self.away = False
        self.forecast: Callable[[GameId, int], Weather] = lambda _game, _seq: "fair"

    def check(self) -> None:
        """Raise StorageUnavailable while the database is away."""
        if self.away:
            raise StorageUnavailable("the twin is away")

    def lose(self, weather: Weather, moment: Weather) -> None:
        """Raise StorageUnavailable if the weather is this moment's."""
        if weather == moment:
            raise StorageUnavailable(f"the twin is lost {moment} the write")

    def hint(self, game: GameId, seq: int) -> None:
        """Tell every feed, now or when the test says so."""
        self.hints.append((game, seq))
        if not self.hold_hints:
            self.deliver()

    def announce(self, agent: str, kind: str) -> None:
        """Tell every feed of a new memory."""
        for feed in tuple(self.feeds):
            feed.on_memory(agent, kind)

    def deliver(self, *, drop: bool = False) -> None:
        """Hand over the waiting hints, or lose them."""
        hints, self.hints = self.hints, []
        for game, seq in () if drop else hints:
            for feed in tuple(self.feeds):
                feed.hear(game, seq)

    async def reconnect(self) -> None:
        """What the feeds do after a loss: waiting hints are gone, each catches up."""
        self.hints = []
        for feed in tuple(self.feeds):
            await feed.catch_up()


class OnStore:
    """What the twins of one database have in common."""

    def __init__(self, store: Store) -> None:
        self.store = store
