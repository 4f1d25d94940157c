"""In-process twins of every port, for the simulation and the tests of whatever stands on ports.

Their coroutines never suspend, so they can be driven without an event loop. Must not know one.
What each method promises is said at its port.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Literal, TypeVar, cast

from game.commands import Prompt
from game.events import Entry
from game.ids import Actor, GameId, mint
from game.look import shown
from game.snapshot import GameShown
from game.state import OVER, GameState
from persistence.ports import Kept, Login, OwnershipLost, Person, StorageUnavailable, StoredPrompt

# What a write meets: nothing, a failure before it, or one after it, when it is written but its
# caller cannot know.
Weather = Literal["fair", "before", "after"]
OnHint = Callable[[GameId, int], None]
OnReconnect = Callable[[], Awaitable[None]]
LEASE_TTL_MS = 5_000
PAGE_MAX = 100

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
        self.logins: dict[bytes, Login] = {}
        self.prompts: tuple[StoredPrompt, ...] = ()
        self.feeds: list[TwinFeed] = []
        self.hints: list[tuple[GameId, int]] = []
        self.hold_hints = False
        self.away = False
        self.forecast: Callable[[GameId, int], Weather] = lambda _game, _seq: "fair"

    def check(self) -> None:
        """Raise StorageUnavailable while the database is away."""
        if self.away:
            raise StorageUnavailable("the twin is away")

    def hint(self, game: GameId, seq: int) -> None:
        """Tell every feed, now or when the test says so."""
        self.hints.append((game, seq))
        if not self.hold_hints:
            self.deliver()

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


class TwinJournal(OnStore):
    """The Journal port."""

    async def append(
        self, game: GameId, after: int, entries: Sequence[Entry], state: GameState
    ) -> None:
        assert entries
        assert [each.seq for each in entries] == list(range(after + 1, after + 1 + len(entries)))
        assert state.seq == entries[-1].seq
        store = self.store
        store.check()
        weather = store.forecast(game, after + 1)
        if weather == "before":
            raise StorageUnavailable(f"{game}: not written")
        self._fence(game, after, entries, state)
        store.entries.setdefault(game, []).extend(entries)
        store.states[game] = state
        if after == 0:
            store.founded[entries[0].cause] = game
        store.hint(game, entries[-1].seq)
        if weather == "after":
            raise StorageUnavailable(f"{game}: written, but nobody knows")

    def _fence(self, game: GameId, after: int, entries: Sequence[Entry], state: GameState) -> None:
        store = self.store
        written = len(store.entries.get(game, ()))
        assert after <= written, "an append may not leave a hole"
        if after < written:
            raise OwnershipLost(f"{game}: number {after + 1} is taken")
        if after == 0 and entries[0].cause in store.founded:
            raise OwnershipLost(f"{game}: this command has founded a game")
        live = [each.code for each in store.states.values() if each.phase not in OVER]
        if after == 0 and state.code in live:
            raise OwnershipLost(f"{game}: the code {state.code} is taken")

    async def read(self, game: GameId, after: int, limit: int = 10_000) -> list[Entry]:
        self.store.check()
        return self.store.entries.get(game, [])[after : after + limit]

    async def founded_by(self, cause: str) -> GameId | None:
        self.store.check()
        return self.store.founded.get(cause)


class TwinGames(OnStore):
    """The Games port."""

    async def live(self) -> list[GameId]:
        return [each.game for each in reversed(self._newest()) if each.phase not in OVER]

    async def find(self, code: str) -> GameId | None:
        found = sorted(self._newest(), key=lambda each: each.phase in OVER)
        return next((each.game for each in found if each.code == code), None)

    async def page(
        self, status: str | None, mode: str | None, cursor: str | None, limit: int
    ) -> tuple[list[GameShown], str | None]:
        games = [
            each
            for each in self._newest()
            if each.visibility == "public"
            and status in (None, each.status)
            and mode in (None, each.mode)
        ]
        if cursor is not None:
            last = self.store.states.get(GameId(cursor))
            games = [each for each in games if last and _age(each) < _age(last)]
        part = games[: max(0, min(limit, PAGE_MAX))]
        more = bool(part) and len(games) > len(part)
        return [shown(each) for each in part], part[-1].game if more else None

    async def unsealed(self) -> list[GameId]:
        over = [each.game for each in reversed(self._newest()) if each.phase in OVER]
        return [game for game in over if game not in self.store.digests]

    async def digest(self, game: GameId) -> str | None:
        self.store.check()
        return self.store.digests.get(game)

    async def seal(self, game: GameId, digest: str) -> None:
        self.store.check()
        self.store.digests[game] = digest

    def _newest(self) -> list[GameState]:
        self.store.check()
        return sorted(self.store.states.values(), key=_age, reverse=True)


def _age(state: GameState) -> tuple[int, str]:
    return state.created_ms, state.game


class TwinFeed(OnStore):
    """The Feed port; `hear` is a hint that arrives, `catch_up` a connection that is back."""

    hear: OnHint
    catch_up: OnReconnect

    async def start(self, on_hint: OnHint, on_reconnect: OnReconnect) -> None:
        self.store.check()
        self.hear, self.catch_up = on_hint, on_reconnect
        self.store.feeds.append(self)

    async def stop(self) -> None:
        self.store.feeds = [each for each in self.store.feeds if each is not self]


class TwinAccounts(OnStore):
    """The Accounts port."""

    async def welcome_guest(
        self, name: str, token_hash: bytes, now_ms: int, ttl_ms: int, ip: str | None, agent: str
    ) -> Login:
        self.store.check()
        user = Actor(mint(now_ms, "user", token_hash.hex()))
        session = mint(now_ms, "session", token_hash.hex())
        person = Person(user, name, "user", True)
        return self.store.logins.setdefault(token_hash, Login(person, session, now_ms + ttl_ms))

    async def by_token(self, token_hash: bytes, now_ms: int) -> Login | None:
        self.store.check()
        login = self.store.logins.get(token_hash)
        return login if login is not None and login.expires_at > now_ms else None


class TwinPrompts(OnStore):
    """The Prompts port."""

    async def load(self, prompts: Sequence[StoredPrompt]) -> int:
        self.store.check()
        kept = {(each.pack, each.language, each.prompt.text): each for each in prompts}
        self.store.prompts = tuple(kept.values())
        return len(kept)

    async def drawn_from(self, pack: str, language: str) -> tuple[Prompt, ...]:
        self.store.check()
        mine = (pack, language)
        found = [each.prompt for each in self.store.prompts if (each.pack, each.language) == mine]
        return tuple(sorted(found, key=lambda prompt: prompt.text.encode()))


class Memory:
    """What the twins of one Redis share. `away` loses every question, `flush` all that it held."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self.now_ms = now_ms
        self.away = False
        self.flush()

    def flush(self) -> None:
        """Forget everything."""
        self.kept: dict[GameId, Kept] = {}
        self.pulses: dict[str, int] = {}
        self.leases: dict[GameId, tuple[str, int]] = {}

    def reach(self) -> "Memory":
        """Itself; while it is away an empty one, so that what is written there is lost."""
        return Memory(self.now_ms) if self.away else self


class TwinSnapshots:
    """The Snapshots port."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    async def save(self, kept: Kept) -> None:
        self.memory.reach().kept[kept.state.game] = kept

    async def load(self, games: Sequence[GameId]) -> dict[GameId, Kept]:
        held = self.memory.reach().kept
        return {game: held[game] for game in games if game in held}

    async def forget(self, game: GameId) -> None:
        self.memory.reach().kept.pop(game, None)

    async def pulse(self, node: str, now_ms: int) -> None:
        self.memory.reach().pulses[node] = now_ms

    async def last_pulse(self, node: str) -> int | None:
        return self.memory.reach().pulses.get(node)


class TwinLeases:
    """The Leases port."""

    def __init__(self, memory: Memory, *, ttl_ms: int = LEASE_TTL_MS) -> None:
        self.memory = memory
        self.ttl_ms = ttl_ms

    async def acquire(self, games: Sequence[GameId], node: str) -> dict[GameId, str]:
        memory, holders = self.memory.reach(), dict.fromkeys(games, node)
        now_ms = memory.now_ms()
        for game in games:
            holder, until_ms = memory.leases.get(game, (node, 0))
            if holder == node or until_ms <= now_ms:
                memory.leases[game] = (node, now_ms + self.ttl_ms)
            else:
                holders[game] = holder
        return holders

    async def renew(self, games: Sequence[GameId], node: str) -> None:
        await self.acquire(games, node)

    async def release(self, games: Sequence[GameId], node: str) -> None:
        leases = self.memory.reach().leases
        for game in games:
            if leases.get(game, ("", 0))[0] == node:
                del leases[game]
