"""The twin of what agents feel about people; and how any change of a tie is kept, once."""

from collections.abc import Sequence

from agents.relationships import Change, Stir, Tie, stirred
from game.ids import Actor
from persistence.fakes.store import OnStore, Store

CHANGES_MAX = 500


def stir(store: Store, agent: str, stirs: Sequence[Stir]) -> list[tuple[Tie, Change] | None]:
    """Let changes come about, each once; None where it was left out."""
    rows, found = store.agents, list[tuple[Tie, Change] | None]()
    for each in stirs:
        toward = each.change.toward
        row = store.users.get(Actor(toward))
        is_gone = row is not None and row.status == "deleted"
        is_there = not is_gone if each.is_person else toward in rows.agents
        if each.id in rows.changes or not is_there:
            found.append(None)
            continue
        ties = (rows.person_ties if each.is_person else rows.ties).setdefault(agent, {})
        tie, real = stirred(ties.get(toward), each.change)
        ties[toward] = tie
        if real.affection or real.trust:
            rows.changes[each.id] = real
            if not each.is_person:
                store.valley.unlived[each.id] = real
        found.append((tie, real))
    return found


class TwinBonds(OnStore):
    """The Bonds port."""

    async def toward(self, user: Actor) -> dict[str, Tie]:
        self.store.check()
        found = sorted(self.store.agents.person_ties.items())
        return {agent: ties[user] for agent, ties in found if user in ties}

    async def of(self, agent: str, users: Sequence[Actor] | None = None) -> dict[Actor, Tie]:
        self.store.check()
        found = sorted(self.store.agents.person_ties.get(agent, {}).items())
        return {Actor(user): tie for user, tie in found if users is None or user in users}

    async def causes(self, agent: str, user: Actor, limit: int) -> list[Change]:
        self.store.check()
        return causes_of(self.store, agent, user)[: max(0, min(limit, CHANGES_MAX))]

    async def stir(self, agent: str, stirs: Sequence[Stir]) -> None:
        self.store.check()
        if agent in self.store.agents.agents:
            stir(self.store, agent, stirs)


def causes_of(store: Store, agent: str, user: Actor) -> list[Change]:
    found = [
        (change.at_ms, id, change)
        for id, change in store.agents.changes.items()
        if (change.of, change.toward) == (agent, user)
    ]
    found.sort(key=lambda each: each[:2], reverse=True)
    return [change for _, _, change in found]
