"""Twins of what nodes know of one another; `Memory` is the Redis that they share."""

from collections.abc import Callable, Mapping, Sequence

from game.ids import GameId
from persistence.fakes.hot import Memory
from persistence.ports import Beat, Member

LAPSE_MS = 1_800


class TwinMembers:
    """The Members port."""

    def __init__(self, memory: Memory, *, lapse_ms: int = LAPSE_MS) -> None:
        self.memory, self.lapse_ms = memory, lapse_ms

    async def beat(self, me: Member, *, rejoin: bool = False) -> Beat | None:
        memory = self.memory
        if memory.away:
            return None
        if rejoin:
            memory.buried.pop(me.node, None)
        elif me.node in memory.buried:
            return Beat(True, False, memory.change)
        before, _ = memory.members.get(me.node, (None, 0))
        latest_ms = max((beaten for _, beaten in memory.members.values()), default=0)
        if before is not None and memory.now_ms() - latest_ms > self.lapse_ms / 2:
            memory.grace_until_ms = memory.now_ms() + self.lapse_ms
        if before is None or before.is_open != me.is_open:
            memory.change += 1
        memory.members[me.node] = (me, memory.now_ms())
        lapsed = tuple(sorted(each for each in memory.members if not self._lives(each)))
        return Beat(False, before is None, memory.change, lapsed)

    async def living(self) -> tuple[Member, ...] | None:
        if self.memory.away:
            return None
        found = [each for node, (each, _) in self.memory.members.items() if self._lives(node)]
        return tuple(sorted(found, key=lambda each: (each.name, each.node)))

    async def bury(self, node: str) -> bool:
        memory = self.memory
        if memory.away or self._lives(node) or memory.now_ms() < memory.grace_until_ms:
            return False
        if memory.members.pop(node, None) is not None:
            memory.change += 1
        memory.buried[node] = None
        return True

    async def leave(self, node: str) -> None:
        if not self.memory.away and self.memory.members.pop(node, None) is not None:
            self.memory.change += 1

    def _lives(self, node: str) -> bool:
        if node not in self.memory.members:
            return False
        now_ms, (_, beaten_ms) = self.memory.now_ms(), self.memory.members[node]
        return now_ms - beaten_ms < self.lapse_ms or now_ms < self.memory.grace_until_ms


class TwinLeases:
    """The Leases port."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    async def holders(self, games: Sequence[GameId]) -> dict[GameId, str] | None:
        if self.memory.away:
            return None
        return {game: self.memory.leases[game] for game in games if game in self.memory.leases}

    async def claim(
        self, games: Mapping[GameId, str | None], node: str
    ) -> dict[GameId, str] | None:
        if self.memory.away:
            return None
        leases = self.memory.leases
        for game, expected in games.items():
            if leases.get(game) in (None, node, expected):
                leases[game] = node
        return {game: leases[game] for game in games}

    async def release(self, games: Sequence[GameId], node: str) -> None:
        if not self.memory.away:
            for game in games:
                if self.memory.leases.get(game) == node:
                    del self.memory.leases[game]


class TwinInboxes:
    """The Inboxes port; letters arrive at once, or where `memory.post` takes them."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.node = ""

    async def open(self, node: str, hear: Callable[[bytes], None]) -> None:
        self.node = node
        self.memory.inboxes[node] = hear

    async def send(self, letters: Sequence[tuple[str | None, bytes]]) -> list[int] | None:
        memory = self.memory
        if memory.away:
            return None
        heard = []
        for to, letter in letters:
            hears = [memory.inboxes.get(to)] if to is not None else [*memory.inboxes.values()]
            present = [hear for hear in hears if hear is not None]
            for hear in present:
                memory.post(hear, letter)
            heard.append(len(present))
        return heard

    async def close(self) -> None:
        self.memory.inboxes.pop(self.node, None)
