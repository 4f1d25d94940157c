"""Redis as servers meet it in bad weather: away for all or for one, forgetful, silent about what
it did, with letters that are lost, doubled, late and out of order; and clocks that disagree.

Knows no server.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random

from game.ids import GameId
from persistence.fakes import Memory, TwinInboxes, TwinLeases, TwinMembers
from persistence.ports import Beat, Member
from tests.simulation.heap import Heap, Life, pause
from tests.simulation.storage import Near

# What a letter that is late takes (ms), and may overtake others by.
LATE_MS = (5, 50, 700, 3_000)


class Hot:
    """One Redis for all nodes, and its weather."""

    def __init__(self, heap: Heap, draw: Random) -> None:
        self.heap, self.draw = heap, draw
        self.memory = Memory(lambda: heap.now)
        # Shares of letters that meet with this, and of questions whose answer is lost.
        self.loses = self.doubles = self.delays = self.mutes = 0.0
        self.calm = False
        self.on_trouble: Callable[[], None] = lambda: None

    def happens(self, share: float) -> bool:
        """Draw whether something befalls a letter or a question."""
        if self.calm or not share or self.draw.random() >= share:
            return False
        self.on_trouble()
        return True

    async def hop(self, life: Life) -> None:
        """The way there; most often as good as nothing."""
        if self.draw.random() < 0.2:
            await pause(life, self.draw.choice((1, 2, 5)))


class NearMemory(Near, Memory):
    """One node's way to Redis."""

    def reach(self) -> Memory:
        return Memory(self.now_ms) if self.away else self


class SlowMembers(TwinMembers):
    """The Members port of one node, which may think others lapsed earlier or later than most."""

    def __init__(self, hot: Hot, near: Memory, life: Life, lapse_ms: int) -> None:
        super().__init__(near, lapse_ms=lapse_ms)
        self.hot, self.life = hot, life

    async def beat(self, me: Member, *, rejoin: bool = False) -> Beat | None:
        await self.hot.hop(self.life)
        told = await super().beat(me, rejoin=rejoin)
        return None if self.hot.happens(self.hot.mutes) else told

    async def living(self) -> tuple[Member, ...] | None:
        await self.hot.hop(self.life)
        return await super().living()

    async def bury(self, node: str) -> bool:
        await self.hot.hop(self.life)
        return await super().bury(node) and not self.hot.happens(self.hot.mutes)


class SlowLeases(TwinLeases):
    """The Leases port of one node."""

    def __init__(self, hot: Hot, near: Memory, life: Life) -> None:
        super().__init__(near)
        self.hot, self.life = hot, life

    async def holders(self, games: Sequence[GameId]) -> dict[GameId, str] | None:
        await self.hot.hop(self.life)
        return await super().holders(games)

    async def claim(
        self, games: Mapping[GameId, str | None], node: str
    ) -> dict[GameId, str] | None:
        await self.hot.hop(self.life)
        told = await super().claim(games, node)
        return None if self.hot.happens(self.hot.mutes) else told


class SlowInboxes(TwinInboxes):
    """The Inboxes port of one node: what is sent to it arrives in order, or as the weather is."""

    def __init__(self, hot: Hot, near: NearMemory, life: Life) -> None:
        super().__init__(near)
        self.hot, self.life = hot, life
        self._last_ms = 0

    async def open(self, node: str, hear: Callable[[bytes], None]) -> None:
        await super().open(node, lambda letter: self._come(hear, letter))

    async def send(self, letters: Sequence[tuple[str | None, bytes]]) -> list[int] | None:
        await self.hot.hop(self.life)
        told = await super().send(letters)
        if self.hot.happens(self.hot.mutes):
            return None
        return told

    def _come(self, hear: Callable[[bytes], None], letter: bytes) -> None:
        hot = self.hot

        def arrive() -> None:
            # What Redis sends to a node that it can't reach is gone.
            if not self.memory.away:
                self.life.enter(lambda: hear(letter))

        if hot.happens(hot.loses):
            return
        if hot.happens(hot.delays):
            hot.heap.after(hot.draw.choice(LATE_MS), arrive)
        else:
            self._last_ms = max(self._last_ms, hot.heap.now + hot.draw.choice((0, 0, 1, 3)))
            hot.heap.at(self._last_ms, arrive)
        if hot.happens(hot.doubles):
            hot.heap.after(hot.draw.choice((0, *LATE_MS)), arrive)
