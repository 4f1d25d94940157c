"""The twins of what agents feel about people and of what is said to them."""

from collections.abc import Sequence

from msgspec.structs import replace

from agents.exchange import Exchange, Overheard
from agents.memories import Memory, endings, fingerprint, settled
from agents.relationships import Change, Stir, Tie, stirred
from game.ids import Actor
from persistence.fakes.store import OnStore, Store
from persistence.ports.talks import Scene

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
        found.append((tie, real))
    return found


def remember(held: dict[str, Memory], batch: Sequence[Memory]) -> None:
    """Put a batch among the held memories: facts end, what says the same becomes one."""
    ends = endings(batch)
    for each in list(held.values()):
        if each.subject in ends and each.until is None:
            held[each.id] = replace(each, until=ends[each.subject])
    marks = {mark: each for each in held.values() if (mark := fingerprint(each))}
    held.update((each.id, each) for each in settled(marks, batch))


class TwinBonds(OnStore):
    """The Bonds port."""

    async def toward(self, user: Actor) -> dict[str, Tie]:
        self.store.check()
        found = sorted(self.store.agents.person_ties.items())
        return {agent: ties[user] for agent, ties in found if user in ties}

    async def of(self, agent: str) -> dict[Actor, Tie]:
        self.store.check()
        found = sorted(self.store.agents.person_ties.get(agent, {}).items())
        return {Actor(user): tie for user, tie in found}

    async def causes(self, agent: str, user: Actor, limit: int) -> list[Change]:
        self.store.check()
        return _causes(self.store, agent, user)[: max(0, min(limit, CHANGES_MAX))]

    async def stir(self, agent: str, stirs: Sequence[Stir]) -> None:
        self.store.check()
        if agent in self.store.agents.agents:
            stir(self.store, agent, stirs)


class TwinTalks(OnStore):
    """The Talks port."""

    async def scene(self, agent: str, user: Actor, since_ms: int, limit: int) -> Scene:
        self.store.check()
        now = self.store.agents.agents.get(agent)
        if now is None:
            return Scene()
        lines = self.store.agents.talks.get((agent, user), [])
        changes = [each for each in _causes(self.store, agent, user) if each.at_ms >= since_ms]
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
            remember(self.store.memories[agent], [memory])
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

    async def common(self, agent: str, words: Sequence[str], limit: int) -> list[Memory]:
        self.store.check()
        held = self.store.memories.get(agent, {}).values()
        found = [each for each in held if not each.players and each.game is None]
        found.sort(
            key=lambda each: (
                sum(word in each.words for word in words), each.importance, each.at, each.id
            ),
            reverse=True,
        )  # fmt: skip
        return found[:limit]


def _causes(store: Store, agent: str, user: Actor) -> list[Change]:
    found = [
        (change.at_ms, id, change)
        for id, change in store.agents.changes.items()
        if (change.of, change.toward) == (agent, user)
    ]
    found.sort(key=lambda each: each[:2], reverse=True)
    return [change for _, _, change in found]
