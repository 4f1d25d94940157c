"""The twin of what agents remember."""

from collections.abc import Sequence

from msgspec.structs import replace

from agents.forgetting import compact
from agents.memories import Kind, Memory, Whom, endings, fingerprint, is_about, settled
from agents.relationships import Stir
from agents.retrieval import CANDIDATES_MAX, Cue, candidates
from game.ids import AGENT_PREFIX, Actor, GameId
from game.state import OVER
from persistence.fakes.bonds import stir
from persistence.fakes.store import OnStore, Store
from persistence.ports.memories import RECALLED_MAX, Changes, Cursor, Saved


class TwinMemories(OnStore):
    """The Memories port."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._versions: dict[str, tuple[Memory, int]] = {}
        self._last = 0

    async def cursors(self, game: GameId) -> dict[str, int]:
        self.store.check()
        found = self.store.cursors.items()
        return {agent: seq for (agent, each), (seq, _) in found if each == game}

    async def save(
        self, agent: str, cursor: Cursor, batch: Sequence[Memory], stirs: Sequence[Stir] = ()
    ) -> Saved:
        self.store.check()
        weather = self.store.memory_weather()
        stands_at, _ = self.store.cursors.get((agent, cursor.game), (0, False))
        if stands_at != cursor.after:
            return Saved(is_written=False, written=self.store.written[agent])
        self.store.lose(weather, "before")
        written(self.store, agent, batch)
        stir(self.store, agent, stirs)
        self.store.cursors[agent, cursor.game] = (cursor.seq, cursor.is_done)
        self.store.lose(weather, "after")
        return Saved(is_written=True, written=self.store.written[agent])

    async def behind(self, limit: int) -> list[GameId]:
        self.store.check()
        states = sorted(self.store.states.values(), key=lambda each: (each.created_ms, each.game))
        found = []
        for state in states:
            slugs = [seat.user.removeprefix(AGENT_PREFIX) for seat in state.seats.values()]
            known = [slug for slug in slugs if slug in self.store.memories]
            done = [self.store.cursors.get((slug, state.game), (0, False))[1] for slug in known]
            if state.phase in OVER and not all(done):
                found.append(state.game)
        return found[:limit]

    async def recall(
        self, agent: str, asked: Cue, about: Whom | None = None, limit: int = CANDIDATES_MAX
    ) -> list[Memory]:
        self.store.check()
        return list(candidates(self._about(agent, about), asked, limit))

    async def recall_each(self, agent: str, whom: Whom, limit: int) -> dict[str, list[Memory]]:
        self.store.check()
        return {each: list(candidates(self._about(agent, (each,)), Cue(), limit)) for each in whom}

    async def of_kind(
        self, agent: str, kind: Kind, about: Actor | None, limit: int
    ) -> list[Memory]:
        self.store.check()
        held = self.store.memories.get(agent, {}).values()
        found = [
            each
            for each in held
            if each.kind == kind and (about is None or not each.players or about in each.players)
        ]
        return sorted(found, key=lambda each: (each.at, each.id), reverse=True)[:limit]

    async def count(self, agent: str, about: Whom | None = None) -> int:
        self.store.check()
        return len(self._about(agent, about))

    async def touch(self, agent: str, ids: Sequence[str], now_ms: int) -> None:
        self.store.check()
        held = self.store.memories[agent]
        for id in dict.fromkeys(ids):
            if id in held:
                last = max(held[id].accessed, now_ms)
                held[id] = replace(held[id], accessed=last, accesses=held[id].accesses + 1)

    async def recalled(self, agent: str, since_ms: int, limit: int = RECALLED_MAX) -> list[str]:
        self.store.check()
        held = [each for each in self._about(agent, None) if each.accesses]
        held = [each for each in held if each.accessed >= since_ms]
        held.sort(key=lambda each: (each.accessed, each.id), reverse=True)
        return [each.content for each in held[:limit]]

    async def unmeant(self, after: str | None, limit: int) -> list[Memory]:
        self.store.check()
        held = [each for one in self.store.memories.values() for each in one.values()]
        late = [each for each in held if each.embedding is None and each.id > (after or "")]
        return sorted(late, key=lambda each: each.id)[:limit]

    async def mean(self, batch: Sequence[Memory]) -> None:
        self.store.check()
        for each in batch:
            held = self.store.memories[each.agent]
            if each.id in held and held[each.id].embedding is None:
                held[each.id] = replace(held[each.id], embedding=each.embedding, model=each.model)

    async def index(self, model: str, width: int) -> None:
        self.store.check()

    async def changes(self, agent: str, since: int, limit: int) -> Changes:
        self.store.check()
        held = self._about(agent, None)
        for each in held:
            # A memory that was written is another one.
            if self._versions.get(each.id, (None, 0))[0] is not each:
                self._last += 1
                self._versions[each.id] = each, self._last
        fresh = sorted((self._versions[each.id][1], each.id) for each in held)
        fresh = [each for each in fresh if each[0] > since][:limit]
        found = [self._versions[id][0] for _, id in fresh]
        return Changes(found, fresh[-1][0] if fresh else since, len(held))

    async def compact(self, agent: str, now_ms: int, bound: int) -> int:
        self.store.check()
        held = self.store.memories[agent]
        found = compact(list(held.values()), now_ms, bound)
        for id in found.forgotten:
            del held[id]
        held.update((each.id, each) for each in found.summaries)
        return len(held)

    def _about(self, agent: str, about: Whom | None) -> list[Memory]:
        held = self.store.memories.get(agent, {}).values()
        return [each for each in held if is_about(each, about)]


def written(store: Store, agent: str, batch: Sequence[Memory]) -> None:
    """The batch, merged with what says the same; facts on its subjects end; new ones are told."""
    held = store.memories[agent]
    gone = [user for user, row in store.users.items() if row.status == "deleted"]
    batch = [each for each in batch if not any(user in gone for user in each.players)]
    ends = endings(batch)
    for each in list(held.values()):
        if each.subject in ends and each.until is None:
            held[each.id] = replace(each, until=ends[each.subject])
    marks = {mark: each for each in held.values() if (mark := fingerprint(each))}
    fresh = settled(marks, batch)
    kinds = dict.fromkeys(each.kind for each in fresh if each.id not in held)
    held.update((each.id, each) for each in fresh)
    store.written[agent] += len(fresh)
    for kind in kinds:
        store.announce(agent, kind)
