"""The twins as a server meets them in bad weather: writes that fail, that nobody hears of, that
land after their writer died; a database that is away; a Redis that forgets.

Knows no server.
"""

from collections.abc import Callable, Sequence
from random import Random

from msgspec import Struct

from game.commands import Prompt
from game.events import Entry
from game.ids import GameId
from game.outcomes import Outcome
from game.state import GameState
from persistence.fakes import Memory, Store, TwinHonours, TwinJournal, Weather, run
from persistence.ports import Counted, OwnershipLost, StorageUnavailable, StoredPrompt
from tests.simulation.heap import Heap, Life, pause
from tests.simulation.truth import Truth, tag

LOCATIONS = ("a lift", "a library", "the last bus", "a lighthouse", "the dentist", "a submarine")


class Written(Struct, frozen=True):
    """One append on its way."""

    game: GameId
    after: int
    entries: Sequence[Entry]
    state: GameState


class Storage:
    """One database and one Redis, for all nodes, and the truth that watches them."""

    def __init__(self, heap: Heap, draw: Random, truth: Truth) -> None:
        self.heap, self.draw, self.truth = heap, draw, truth
        self.store, self.memory = Store(), Memory(lambda: heap.now)
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
        # Since when a node can't keep anything; None: nobody serves.
        self._stalled: dict[Life | None, int] = {}
        self._served_on = ""
        self._wrote: tuple[int, Life | None] = (0, None)
        self.on_hint: Callable[[], None] = lambda: None
        # Whether a node beside this one serves the game now.
        self.goes_on_beside: Callable[[Life], bool] = lambda _life: False

    def forecast(self, _game: GameId, _seq: int) -> Weather:
        if self.calm:
            return "fair"
        drawn = self.draw.random()
        if drawn < self.fails:
            return "before"
        return "after" if drawn < self.fails + self.doubts else "fair"

    def land(self, written: Written, by: Life | None) -> None:
        """Write, or raise what the twin raises; `by` nobody if its author is dead."""
        before = len(self.store.entries.get(written.game, ()))
        if self.heap.story is not None:
            what = ", ".join(f"{tag(each.event)} by {each.cause}" for each in written.entries)
            self.heap.tell("writes after", written.after, what, "" if by else "(author is dead)")
        try:
            run(self.twin.append(written.game, written.after, written.entries, written.state))
        except (OwnershipLost, StorageUnavailable) as error:
            self.heap.tell("  but", error)
            raise
        finally:
            if len(self.store.entries.get(written.game, ())) > before:
                self._wrote = (self.heap.now, by)
                self.truth.landed(list(written.entries), written.state, late=by is None)
                self.on_hint()

    def land_late(self, written: Written) -> None:
        """A write whose author died reaches the database after all."""
        if not self.store.away:
            try:
                self.land(written, None)
            except (OwnershipLost, StorageUnavailable, AssertionError) as error:
                if type(error) not in (OwnershipLost, StorageUnavailable, AssertionError):
                    raise

    def stalls(self, life: Life | None, began_ms: int) -> None:
        """Nothing can be kept from here on."""
        self._stalled.setdefault(life, began_ms)

    def died(self, life: Life) -> None:
        """Who served is dead, and may have been unable to keep anything for a while."""
        if None not in self._stalled:
            self._served_on = life.name
        self.stalls(None, self._stalled.pop(life, self.heap.now))

    def serves(self, life: Life) -> None:
        """This node has read the room and can write it."""
        wrote_ms, writer = self._wrote
        for who in (life, None):
            began_ms = self._stalled.pop(who, None)
            # While somebody else could write, the game went on there; and what one node lost,
            # another does not know.
            is_known = who is not None or life.name == self._served_on
            if began_ms is None or not is_known:
                continue
            if self.goes_on_beside(life):
                continue
            if writer in (life, None) or wrote_ms < began_ms:
                self.truth.stolen(began_ms, self.heap.now)


class SlowHonours(TwinHonours):
    """The Honours port of one node: slow, and in bad weather unavailable before or after."""

    def __init__(self, storage: Storage, life: Life) -> None:
        super().__init__(storage.store)
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


class SlowJournal:
    """The Journal port of one node; every call takes a few milliseconds."""

    def __init__(self, storage: Storage, life: Life) -> None:
        self.storage, self.life = storage, life
        self.in_flight: dict[int, Written] = {}
        self._n = 0

    async def append(
        self, game: GameId, after: int, entries: Sequence[Entry], state: GameState
    ) -> None:
        storage, draw, began_ms = self.storage, self.storage.draw, self.life.now_ms()
        self._n += 1
        number, written = self._n, Written(game, after, entries, state)
        self.in_flight[number] = written
        await pause(self.life, draw.randint(0, 3))
        del self.in_flight[number]
        try:
            storage.land(written, self.life)
        except StorageUnavailable:
            if after > 0:
                storage.stalls(self.life, began_ms)
            # Sometimes the silence itself takes its time.
            await pause(self.life, draw.choice((0, 0, 5, 1_500)))
            raise
        await pause(self.life, storage.lag_ms + draw.randint(0, 2))

    async def read(self, game: GameId, after: int, limit: int = 10_000) -> list[Entry]:
        await pause(self.life, self.storage.draw.randint(0, 3))
        found = await self.storage.twin.read(game, after, limit)
        self.storage.serves(self.life)
        return list(found)

    async def founded_by(self, cause: str) -> GameId | None:
        await pause(self.life, self.storage.draw.randint(0, 3))
        return await self.storage.twin.founded_by(cause)
