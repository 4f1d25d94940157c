"""The twin of the log of signals, and of what was learnt."""

from collections.abc import Sequence

from agents.neurons.learning import Learnt
from agents.neurons.signals import Sent
from persistence.fakes.store import OnStore


class TwinNerves(OnStore):
    """The Nerves port."""

    async def add(self, batch: Sequence[Sent]) -> None:
        self.store.check()
        for each in batch:
            self.store.nerves.setdefault(each.id, each)

    async def last(self, agent: str, limit: int) -> list[Sent]:
        self.store.check()
        found = [each for each in self.store.nerves.values() if each.agent == agent]
        return sorted(found, key=lambda each: (each.signal.at, each.id), reverse=True)[:limit]

    async def cut(self, before_ms: int) -> int:
        self.store.check()
        old = [each.id for each in self.store.nerves.values() if each.signal.at < before_ms]
        for id in old:
            del self.store.nerves[id]
        return len(old)

    async def keep(self, batch: Sequence[Learnt]) -> None:
        self.store.check()
        for each in batch:
            before = self.store.learnt.get(each.agent)
            is_there = each.agent in self.store.memories
            if is_there and (before is None or before.at <= each.at):
                self.store.learnt[each.agent] = each

    async def learnt(self) -> list[Learnt]:
        self.store.check()
        return [self.store.learnt[agent] for agent in sorted(self.store.learnt)]
