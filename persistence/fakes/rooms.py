"""Twins of the journal, the list of games and the feed."""

from collections.abc import Callable, Sequence

from msgspec import structs

from game.events import Entry, RoundStarted
from game.ids import Actor, GameId
from game.look import shown
from game.snapshot import GameListed
from game.state import OVER, GameState
from persistence.fakes.store import OnHint, OnReconnect, OnStore, Store
from persistence.ports import OwnershipLost, StorageUnavailable

PAGE_MAX = 100


class TwinJournal(OnStore):
    """The Journal port."""

    async def ready(self) -> None:
        pass

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
        for entry in entries:
            if isinstance(entry.event, RoundStarted):
                text, language = entry.event.prompt.text, state.settings.language
                for person in state.people:
                    store.prompt_views[person, language, text] = entry.at_ms
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

    async def hosted(self, host: Actor) -> int:
        return sum(each.host == host and each.phase not in OVER for each in self._newest())

    async def find(self, code: str) -> GameId | None:
        found = sorted(self._newest(), key=lambda each: each.phase in OVER)
        return next((each.game for each in found if each.code == code), None)

    async def page(
        self, status: str | None, mode: str | None, cursor: str | None, limit: int
    ) -> tuple[list[GameListed], str | None]:
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
        return [self._listed(each) for each in part], part[-1].game if more else None

    def _listed(self, state: GameState) -> GameListed:
        host = self.store.users.get(state.host)
        name = host.display_name if host is not None else None
        return GameListed(**structs.asdict(shown(state)), host_name=name)

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
    """The Feed port; `hear` is a hint that arrives, `catch_up` a connection that is back.

    Whoever sets `deaf` makes it miss all hints until then.
    """

    deaf = False
    _on_hint: OnHint
    _on_reconnect: OnReconnect

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.on_memory: Callable[[str, str], None] = lambda _agent, _kind: None
        self.on_cast: Callable[[], None] = lambda: None

    async def start(self, on_hint: OnHint, on_reconnect: OnReconnect) -> None:
        self.store.check()
        self._on_hint, self._on_reconnect = on_hint, on_reconnect
        self.store.feeds.append(self)

    def hear(self, game: GameId, seq: int) -> None:
        """A hint arrives."""
        if not self.deaf:
            self._on_hint(game, seq)

    async def catch_up(self) -> None:
        """The connection is another, which hears."""
        self.deaf = False
        self.on_cast()
        await self._on_reconnect()

    async def listeners(self) -> int:
        self.store.check()
        return len(self.store.feeds)

    async def stop(self) -> None:
        self.store.feeds = [each for each in self.store.feeds if each is not self]
