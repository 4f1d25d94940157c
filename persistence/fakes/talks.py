"""The twin of what is said to agents and among them."""

from collections.abc import Sequence

from msgspec.structs import replace

from agents.exchange import Exchange, Overheard
from agents.memories import Memory
from agents.relationships import Stir, Tie
from game.ids import Actor, GameId
from persistence.fakes.bonds import causes_of, stir
from persistence.fakes.memories import written
from persistence.fakes.store import OnStore
from persistence.ports.talks import Scene


class TwinTalks(OnStore):
    """The Talks port."""

    async def scene(self, agent: str, user: Actor, since_ms: int, limit: int) -> Scene:
        self.store.check()
        now = self.store.agents.agents.get(agent)
        if now is None:
            return Scene()
        lines = self.store.agents.talks.get((agent, user), [])
        changes = [each for each in causes_of(self.store, agent, user) if each.at_ms >= since_ms]
        return Scene(
            tie=self.store.agents.person_ties.get(agent, {}).get(user),
            changes=tuple(changes[:100]),
            lines=tuple(sorted(lines, key=lambda each: (each.at, each.id))[-limit:]),
            mood=now.mood,
            energy=now.energy,
            activity=now.activity,
            place=now.location,
        )

    async def keep(
        self,
        agent: str,
        user: Actor,
        exchange: Exchange,
        stirred_up: Stir | None,
        memory: Memory | None,
        since_ms: int,
    ) -> Exchange | None:
        self.store.check()
        rows, row = self.store.agents, self.store.users.get(user)
        if agent not in rows.agents or (row is not None and row.status == "deleted"):
            return None
        lines = rows.talks.setdefault((agent, user), [])
        for same in lines:
            if same.cause == exchange.cause and same.at >= since_ms:
                return same
        moved = stir(self.store, agent, [stirred_up] if stirred_up is not None else [])
        if moved and moved[0] is not None:
            tie, change = moved[0]
        else:
            tie, change = rows.person_ties.get(agent, {}).get(user, Tie()), None
        kept = replace(exchange, tie=tie, change=change)
        lines.append(kept)
        if memory is not None:
            written(self.store, agent, [memory])
        return kept

    async def overheard(self, lines: Sequence[Overheard]) -> None:
        self.store.check()
        for each in lines:
            self.store.agents.overheard.setdefault((each.id, each.at), each)

    async def heard(self, agent: str, other: str, limit: int) -> list[Overheard]:
        self.store.check()
        pair = sorted((agent, other))
        said = self.store.agents.overheard.values()
        found = [each for each in said if sorted((each.speaker, each.hearer)) == pair]
        return sorted(found, key=lambda each: (each.at, each.id))[-limit:] if limit > 0 else []

    async def public(self, games: Sequence[GameId]) -> list[GameId]:
        self.store.check()
        states = self.store.states
        return [each for each in games if each in states and states[each].visibility == "public"]
