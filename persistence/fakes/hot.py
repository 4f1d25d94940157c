"""Twins of what lies in Redis."""

from collections.abc import Callable, Sequence

from game.ids import Actor, GameId
from game.periods import BoardKey
from persistence.ports import Kept

LEASE_TTL_MS = 5_000


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
        # Scores, and the one down to which they are all there; -1: the whole board.
        self.boards: dict[BoardKey, tuple[dict[Actor, int], int]] = {}
        self.filling: dict[BoardKey, None] = {}

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
