"""The twin of the machine players' tables."""

from collections.abc import Sequence
from typing import Final

from agents.persona import Persona
from agents.relationships import Change, Tie
from agents.routine import WEEK, Entry, day_of
from persistence.enrolment import apart, check_names
from persistence.fakes.store import OnStore
from persistence.ports.agents import Loaded, Moved, Reason, StoredAgent

CHANGES_MAX: Final = 500


class TwinAgents(OnStore):
    """The Agents port."""

    async def load(self, personas: Sequence[Persona]) -> Loaded:
        self.store.check()
        rows = self.store.agents
        names = {id: each.name for id, each in rows.agents.items()}
        check_names({**names, **{each.slug: each.name for each in personas}})
        added = changed = 0
        for each in personas:
            before = rows.personas.get(each.slug)
            added += before is None
            changed += before is not None and before != each
            now = rows.agents.get(each.slug)
            rows.personas[each.slug] = each
            rows.agents[each.slug] = StoredAgent(
                id=each.slug,
                name=each.name,
                primary_goal=each.primary_goal,
                location=now.location if now is not None else each.home,
            )
            self.store.memories.setdefault(each.slug, {})
        for each in personas:
            for bond in each.relationships:
                if bond.to in rows.agents:
                    tie = Tie(bond.type, bond.affection, bond.trust)
                    rows.ties.setdefault(each.slug, {}).setdefault(bond.to, tie)
        for feed in self.store.feeds:
            feed.on_cast()
        return Loaded(added, changed, len(personas) - added - changed)

    async def enroll(self, personas: Sequence[Persona]) -> list[str]:
        self.store.check()
        found, said = apart(personas, {id: each.name for id, each in self._rows.items()})
        if found:
            await self.load(found)
            await self.load(await self.cast())
        return said

    async def cast(self) -> tuple[Persona, ...]:
        self.store.check()
        return tuple(each for _, each in sorted(self.store.agents.personas.items()))

    @property
    def _rows(self) -> dict[str, StoredAgent]:
        return self.store.agents.agents

    async def all(self) -> list[StoredAgent]:
        self.store.check()
        return [each for _, each in sorted(self.store.agents.agents.items())]

    async def week(self, agent: str) -> tuple[tuple[Entry, ...], ...]:
        self.store.check()
        persona = self.store.agents.personas.get(agent)
        return tuple(day_of(persona.schedule, kind) if persona is not None else () for kind in WEEK)

    async def ties(self) -> dict[str, dict[str, Tie]]:
        self.store.check()
        found = sorted(self.store.agents.ties.items())
        return {of: dict(sorted(ties.items())) for of, ties in found}

    async def feels(self, agent: str) -> dict[str, Reason]:
        self.store.check()
        found = {}
        for other, tie in sorted(self.store.agents.ties.get(agent, {}).items()):
            changes = await self.changes(agent, other, 1)
            found[other] = Reason(tie, changes[0] if changes else None)
        return found

    async def move(self, moves: Sequence[Moved]) -> None:
        self.store.check()
        rows = self.store.agents
        for each in moves:
            if each.id not in rows.changes:
                rows.changes[each.id] = each.change
                rows.ties.setdefault(each.change.of, {})[each.change.toward] = each.tie

    async def changes(self, agent: str, other: str, limit: int) -> list[Change]:
        self.store.check()
        found = [
            (change.at_ms, id, change)
            for id, change in self.store.agents.changes.items()
            if (change.of, change.toward) == (agent, other)
        ]
        found.sort(key=lambda each: each[:2], reverse=True)
        return [change for _, _, change in found[: max(0, min(limit, CHANGES_MAX))]]
