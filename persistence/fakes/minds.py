"""The twin of how far agents have thought."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from agents.memories import Memory
from agents.metacognition import Evaluation
from agents.planning import Plan
from agents.strategy import Strategy
from persistence.fakes.memories import written
from persistence.fakes.store import OnStore
from persistence.ports.minds import Review, Thoughts


class TwinMinds(OnStore):
    """The Minds port."""

    async def thoughts(self, agent: str) -> Thoughts:
        self.store.check()
        stands = self.store.agents.thoughts.get(agent, Thoughts())
        gathered = sum(each.importance for each in self._seen(agent, stands.reflected_until))
        return replace(stands, gathered=float(gathered))

    async def strategies(self) -> dict[str, Strategy]:
        self.store.check()
        found = {agent: each.strategy for agent, each in self.store.agents.thoughts.items()}
        return {agent: each for agent, each in found.items() if each != Strategy()}

    async def since(self, agent: str, at_ms: int, limit: int) -> list[Memory]:
        self.store.check()
        found = sorted(self._seen(agent, at_ms), key=lambda each: (each.at, each.id))
        return [replace(each, embedding=None, model=None) for each in found[-limit:]]

    async def reflect(
        self, agent: str, after: int, until: int, found: Sequence[Memory], plans: Sequence[Plan]
    ) -> bool:
        self.store.check()
        stands = self.store.agents.thoughts.get(agent, Thoughts())
        if agent not in self.store.agents.agents or stands.reflected_until != after:
            return False
        written(self.store, agent, found)
        await self.plan(plans)
        self.store.agents.thoughts[agent] = replace(stands, reflected_until=until)
        return True

    async def evaluate(
        self, agent: str, after: int, until: int, found: Evaluation | None, memory: Memory | None
    ) -> bool:
        self.store.check()
        rows = self.store.agents
        stands = rows.thoughts.get(agent, Thoughts())
        if agent not in rows.agents or stands.evaluated_until != after:
            return False
        if memory is not None:
            written(self.store, agent, [memory])
        if memory is not None and found is not None:
            rows.reviews.setdefault(agent, []).append(_review(memory, found))
        strategy = found.strategy if found is not None else stands.strategy
        rows.thoughts[agent] = replace(stands, evaluated_until=until, strategy=strategy)
        return True

    async def reviews(self, agent: str, limit: int) -> list[Review]:
        self.store.check()
        found = sorted(
            self.store.agents.reviews.get(agent, []), key=lambda each: (each.at, each.id)
        )
        return found[::-1][: max(0, min(limit, 100))]

    async def plans(self, agent: str) -> list[Plan]:
        self.store.check()
        found = [each for each in self.store.agents.plans.values() if each.agent == agent]
        return sorted(found, key=lambda each: (each.created, each.id), reverse=True)[:50]

    async def plan(self, plans: Sequence[Plan]) -> None:
        self.store.check()
        held, gone = self.store.agents.plans, self._gone()
        for each in plans:
            before = held.get(each.id)
            is_newer = before is None or before.updated <= each.updated
            if each.user not in gone and is_newer:
                held[each.id] = each

    def _seen(self, agent: str, at_ms: int) -> list[Memory]:
        held = self.store.memories.get(agent, {}).values()
        return [each for each in held if each.kind == "observation" and each.at > at_ms]

    def _gone(self) -> set[str | None]:
        return {user for user, row in self.store.users.items() if row.status == "deleted"}


def _review(memory: Memory, found: Evaluation) -> Review:
    return Review(
        id=memory.id,
        at=memory.at,
        performance=msgspec.to_builtins(found.showing),
        adjustments={
            each.setting: {"from": each.before, "to": each.after, "why": each.why}
            for each in found.adjustments
        },
        goals={"added": list(found.goals)},
        notes=found.notes,
    )
