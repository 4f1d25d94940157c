"""The database as servers meet it in bad weather: writes that fail, that nobody hears of, that
land after their writer died or while it stands still; a database that is away, for all or for one.

Knows no server.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from msgspec import Struct

from game.commands import Prompt
from game.events import Entry, RoomMoved
from game.ids import GameId
from game.outcomes import Outcome
from game.state import OVER, GameState
from persistence.fakes import Store, TwinHonours, TwinJournal, Weather, run
from persistence.ports import Counted, OwnershipLost, StorageUnavailable, StoredPrompt
from tests.simulation.heap import Heap, Life, pause
from tests.simulation.truth import Truth, Wrong, tag

LOCATIONS = ("a lift", "a library", "the last bus", "a lighthouse", "the dentist", "a submarine")


class Near:
    """One node's way to what all share: as it is, unless this way is `cut`."""

    def __init__(self, shared: Any) -> None:
        vars(self).update(shared=shared, cut=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(vars(self)["shared"], name)

    def __setattr__(self, name: str, value: object) -> None:
        if name == "cut":
            vars(self)[name] = value
        else:
            setattr(vars(self)["shared"], name, value)

    @property
    def away(self) -> bool:
        """Whether this node can't reach it."""
        return bool(vars(self)["cut"] or vars(self)["shared"].away)


class NearStore(Near, Store):
    """One node's way to the database."""


class Written(Struct, frozen=True):
    """One append on its way; `node` is the run of its author."""

    game: GameId
    after: int
    entries: Sequence[Entry]
    state: GameState
    node: str


class Storage:
    """One database for all nodes, and the truth that watches it."""

    def __init__(self, heap: Heap, draw: Random, truth: Truth) -> None:
        self.heap, self.draw, self.truth = heap, draw, truth
        self.store = Store()
        self.store.hold_hints = True
        self.store.forecast = self.forecast
        self.store.prompts = tuple(
            StoredPrompt("house", "en", Prompt(f"Overheard in {where}: ___", "office", "easy"))
            for where in LOCATIONS
        )
        self.twin = TwinJournal(self.store)
        self.fails = self.doubts = 0.0
        # How long a commit's answer takes, beside what is drawn.
        self.lag_ms = 0
        self.calm = False
        # Who writes the game, by its journal; since when it can't; who could play it, since when.
        self.owner = ""
        self._lost_since: int | None = None
        self._breaks = 0
        self._able: dict[str, int] = {}
        self.on_hint: Callable[[], None] = lambda: None
        # Whether a node beside this one has the game open to be played.
        self.goes_on_beside: Callable[[str], bool] = lambda _node: False
        # Told of every trouble, as soon as it is one.
        self.on_trouble: Callable[[], None] = lambda: None

    def forecast(self, _game: GameId, _seq: int) -> Weather:
        if self.calm:
            return "fair"
        drawn = self.draw.random()
        if drawn < self.fails:
            return "before"
        return "after" if drawn < self.fails + self.doubts else "fair"

    def land(self, written: Written, *, late: bool) -> None:
        """Write, or raise what the twin raises; `late`: its author is dead."""
        before = len(self.store.entries.get(written.game, ()))
        if self.heap.story is not None:
            what = ", ".join(f"{tag(each.event)} by {each.cause}" for each in written.entries)
            by = f"{written.node}, who is dead," if late else written.node
            self.heap.tell(by, "writes after", written.after, what)
        try:
            run(self.twin.append(written.game, written.after, written.entries, written.state))
        except (OwnershipLost, StorageUnavailable) as error:
            self.heap.tell("  but", error)
            raise
        finally:
            if len(self.store.entries.get(written.game, ())) > before:
                self._landed(written, late=late)

    def _landed(self, written: Written, *, late: bool) -> None:
        moved = [each.event.to for each in written.entries if isinstance(each.event, RoomMoved)]
        if moved or written.after == 0 or written.state.phase in OVER:
            # Nobody takes a game over that is over; who says a last word does not matter.
            self.owner = written.node
        if self.owner != written.node or moved not in ([], [written.node]):
            raise Wrong(f"{written.node} writes {written.after + 1}, but it is {self.owner}'s game")
        if not late:
            self._found_again(written.node)
        self.truth.landed(list(written.entries), written.state, late=late)
        self.on_hint()

    def land_late(self, written: Written) -> None:
        """A write whose author died reaches the database after all."""
        if not self.store.away:
            try:
                self.land(written, late=True)
            except (OwnershipLost, StorageUnavailable):
                return
            except Wrong:
                raise
            except AssertionError:
                # It would leave a hole: whatever it stands on did not land.
                return

    # ------------------------------------------------------------ who can play the game

    def unable(self, node: str, since_ms: int) -> None:
        """This node can keep nothing from here on; lost time, if the game is its own."""
        if self._lost_since is not None:
            self._breaks += 1
        elif node == self.owner and not self.goes_on_beside(node):
            self._lost_since, self._breaks = since_ms, 1

    def able(self, node: str) -> None:
        """This node has read the game, and will play it if nobody else has taken it."""
        self._able[node] = self.heap.now
        if node == self.owner:
            self._found_again(node)

    def _found_again(self, node: str) -> None:
        if self._lost_since is not None:
            until_ms = self._able.get(node, self._lost_since)
            self.truth.stolen(self._lost_since, until_ms, self._breaks)
            self._lost_since = None

    def forgive(self, node: str, since_ms: int) -> None:
        """It could after all, though late: what was said to it meanwhile is done now."""
        if node == self.owner and self._lost_since == since_ms:
            self._lost_since = None


class SlowHonours(TwinHonours):
    """The Honours port of one node: slow, and in bad weather unavailable before or after."""

    def __init__(self, storage: Storage, store: Store, life: Life) -> None:
        super().__init__(store)
        self.storage, self.life = storage, life

    async def count(self, outcome: Outcome) -> Counted:
        storage, draw = self.storage, self.storage.draw
        await pause(self.life, draw.choice((0, 3, 40, 700)))
        weather = storage.forecast(outcome.game, 0)
        if weather == "before":
            raise StorageUnavailable("not counted")
        counted = await super().count(outcome)
        await pause(self.life, draw.choice((0, 3, 1_900)))
        if weather == "after":
            raise StorageUnavailable("counted, but nobody knows")
        return counted


class Flight:
    """An append between its author and the database: it lands once, whoever sees to that."""

    def __init__(self, storage: Storage, written: Written) -> None:
        self.storage, self.written = storage, written
        self.is_over = False
        self._error: Exception | None = None

    def land(self) -> None:
        """Write it now, if nobody has, and keep what came of it for its author."""
        if self.is_over:
            return
        self.is_over = True
        try:
            self.storage.land(self.written, late=False)
        except (OwnershipLost, StorageUnavailable) as error:
            self._error = error

    def outcome(self) -> None:
        """What its author hears."""
        self.land()
        if self._error is not None:
            raise self._error


class SlowJournal:
    """The Journal port of one node; every call takes a few milliseconds."""

    def __init__(self, storage: Storage, store: Store, life: Life, node: str) -> None:
        self.storage, self.store, self.life, self.node = storage, store, life, node
        # Whether this node plays the game, rather than showing it.
        self.plays: Callable[[], bool] = lambda: False
        self.in_flight: dict[int, Flight] = {}
        self._n = 0

    async def ready(self) -> None:
        pass

    async def append(
        self, game: GameId, after: int, entries: Sequence[Entry], state: GameState
    ) -> None:
        storage, draw, began_ms = self.storage, self.storage.draw, self.life.now_ms()
        self._n += 1
        number, flight = self._n, Flight(storage, Written(game, after, entries, state, self.node))
        self.in_flight[number] = flight
        await pause(self.life, draw.randint(0, 3))
        del self.in_flight[number]
        try:
            self.store.check()
            flight.outcome()
        except StorageUnavailable:
            storage.on_trouble()
            storage.unable(self.node, began_ms)
            # Sometimes the silence itself takes its time.
            await pause(self.life, draw.choice((0, 0, 5, 1_500)))
            raise
        await pause(self.life, storage.lag_ms + draw.randint(0, 2))

    async def read(self, game: GameId, after: int, limit: int = 10_000) -> list[Entry]:
        await pause(self.life, self.storage.draw.randint(0, 3))
        self.store.check()
        found = await self.storage.twin.read(game, after, limit)
        if self.plays():
            self.storage.able(self.node)
        return list(found)

    async def founded_by(self, cause: str) -> GameId | None:
        await pause(self.life, self.storage.draw.randint(0, 3))
        self.store.check()
        return await self.storage.twin.founded_by(cause)
