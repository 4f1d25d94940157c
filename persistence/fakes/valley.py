"""The twin of the valley's tables."""

from collections.abc import Sequence

from msgspec.structs import replace

from agents.relationships import Tie
from agents.world.body import POINT
from agents.world.happenings import Brought
from game.ids import Actor
from persistence.fakes.agents import TwinAgents
from persistence.fakes.memories import written
from persistence.fakes.store import OnStore
from persistence.ports.errors import OwnershipLost
from persistence.ports.valley import Checkpoint, Life, StoredCharacter, StoredValley


class TwinValley(OnStore):
    """The Valley port."""

    async def begin(self, run: str, seed: str, at_ms: int) -> StoredValley:
        self.store.check()
        rows = self.store.valley
        if rows.stands is None:
            rows.stands = StoredValley(seed=seed, tick=0, now_ms=0, born_ms=at_ms, lives={})
        rows.run, rows.unlived = run, {}
        ties = {of: dict(felt) for of, felt in self.store.agents.ties.items()}
        return replace(rows.stands, lives=dict(rows.stands.lives), ties=ties)

    async def keep(self, run: str, found: Checkpoint) -> dict[str, int]:
        self.store.check()
        rows, there = self.store.valley, self.store.agents.agents
        if rows.stands is None or rows.run != run:
            raise OwnershipLost("another node runs the valley")
        if rows.stands.tick == found.tick:
            return {}
        if rows.stands.tick != found.after:
            raise OwnershipLost("the valley is at another tick")
        weather = self.store.valley_weather()
        self.store.lose(weather, "before")
        lives = {agent: each for agent, each in found.lives.items() if agent in there}
        rows.stands = replace(
            rows.stands,
            tick=found.tick,
            now_ms=found.now_ms,
            lives={**rows.stands.lives, **lives},
        )
        for agent, life in lives.items():
            there[agent] = replace(
                there[agent],
                location=life.body.place,
                activity=life.body.activity,
                energy=life.body.energy // POINT,
                mood=int(life.body.mood / POINT),
            )
        await TwinAgents(self.store).move(
            [each for each in found.moves if {each.change.of, each.change.toward} <= there.keys()]
        )
        for id in found.lived:
            rows.unlived.pop(id, None)
        for of, toward, tie in found.touched:
            if {of, toward} <= there.keys():
                self.store.agents.ties.setdefault(of, {})[toward] = self._with_unlived(
                    of, toward, tie
                )
        held = {}
        for agent in sorted(found.memories.keys() & there.keys()):
            written(self.store, agent, found.memories[agent])
            held[agent] = len(self.store.memories[agent])
        self.store.lose(weather, "after")
        return held

    def _with_unlived(self, of: str, toward: str, tie: Tie) -> Tie:
        late = [
            each
            for each in self.store.valley.unlived.values()
            if (each.of, each.toward) == (of, toward)
        ]
        affection = tie.affection + sum(each.affection for each in late)
        trust = tie.trust + sum(each.trust for each in late)
        return replace(tie, affection=max(-100, min(100, affection)), trust=max(0, min(100, trust)))

    async def welcome(self, run: str, agents: Sequence[str]) -> list[tuple[str, str, Tie]]:
        self.store.check()
        rows = self.store.valley
        if rows.run != run:
            raise OwnershipLost("another node runs the valley")
        for id, each in list(rows.unlived.items()):
            if each.of in agents or each.toward in agents:
                del rows.unlived[id]
        return [
            (of, toward, tie)
            for of, felt in sorted(self.store.agents.ties.items())
            for toward, tie in sorted(felt.items())
            if of in agents or toward in agents
        ]

    async def unlived(self, limit: int) -> list[Brought]:
        self.store.check()
        found = sorted(self.store.valley.unlived.items(), key=lambda pair: (pair[1].at_ms, pair[0]))
        return [Brought(change, id) for id, change in found[:limit]]

    async def life(self, agent: str) -> Life | None:
        self.store.check()
        stands = self.store.valley.stands
        return stands.lives.get(agent) if stands is not None else None

    async def character(self, user: Actor) -> StoredCharacter | None:
        self.store.check()
        return self.store.valley.characters.get(user)

    async def settle(self, characters: Sequence[StoredCharacter]) -> None:
        self.store.check()
        for each in characters:
            row = self.store.users.get(each.user)
            if row is not None and row.status != "deleted":
                self.store.valley.characters[each.user] = each
