"""Twins of what lies in Redis."""

from collections.abc import Callable, Sequence

from game.ids import Actor, GameId
from game.periods import BoardKey
from persistence.ports import Kept, Member


class Memory:
    """What the twins of one Redis share. `away` loses every question, `flush` all that it held."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self.now_ms = now_ms
        self.away = False
        # Connections, and what is under way on them, outlive a flush.
        self.inboxes: dict[str, Callable[[bytes], None]] = {}
        self.post: Callable[[Callable[[bytes], None], bytes], None] = _deliver
        self.flush()

    def flush(self) -> None:
        """Forget everything."""
        self.kept: dict[GameId, Kept] = {}
        self.pulses: dict[str, int] = {}
        self.leases: dict[GameId, str] = {}
        # Each run with the time of its last beat; how often they have changed; the dead.
        self.members: dict[str, tuple[Member, int]] = {}
        self.change = 0
        self.buried: dict[str, None] = {}
        self.grace_until_ms = 0
        # Scores, and the one down to which they are all there; -1: the whole board.
        self.boards: dict[BoardKey, tuple[dict[Actor, int], int]] = {}
        self.filling: dict[BoardKey, None] = {}

    def reach(self) -> "Memory":
        """Itself; while it is away an empty one, so that what is written there is lost."""
        return Memory(self.now_ms) if self.away else self


def _deliver(hear: Callable[[bytes], None], letter: bytes) -> None:
    hear(letter)


class TwinSnapshots:
    """The Snapshots port."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    async def save(self, *kept: Kept) -> None:
        self.memory.reach().kept.update((each.state.game, each) for each in kept)

    async def load(self, games: Sequence[GameId]) -> dict[GameId, Kept]:
        held = self.memory.reach().kept
        return {game: held[game] for game in games if game in held}

    async def forget(self, game: GameId) -> None:
        self.memory.reach().kept.pop(game, None)

    async def pulse(self, node: str, now_ms: int) -> None:
        self.memory.reach().pulses[node] = now_ms

    async def last_pulse(self, node: str) -> int | None:
        return self.memory.reach().pulses.get(node)
