"""One tick while it is made: copies of what changes, and what has happened so far."""

from collections.abc import Iterable

from msgspec.structs import replace

from agents.draw import unit
from agents.neurons.signals import Signal
from agents.relationships import Change, Tie, moved
from agents.world.body import Body, Setting, World
from agents.world.happenings import Felt, Happening

# As many as a person can know.
TIES_MAX = 150


class Turn:
    """Mutable, but seen by nobody outside the tick; the world it came from stays as it was."""

    def __init__(self, setting: Setting, world: World, now_ms: int) -> None:
        self.setting = setting
        self.seed = world.seed
        self.now_ms = now_ms
        self.tick = world.tick + 1
        self.bodies = dict(world.bodies)
        self.happened: list[Happening] = []
        # What layers tell each other, for those who look into minds; None: nobody does.
        self.heard: list[tuple[str, Signal]] | None = None
        self._ties = world.ties
        self._copied: dict[str, dict[str, Tie]] = {}
        self._standing: dict[str, list[str]] | None = None

    def done(self) -> World:
        """The world after it."""
        ties = {**self._ties, **self._copied} if self._copied else self._ties
        return World(
            seed=self.seed, tick=self.tick, now_ms=self.now_ms, bodies=self.bodies, ties=ties
        )

    def below(self, end: int, *parts: object) -> int:
        """A number from 0 to `end` - 1, drawn for this tick."""
        return int(unit(self.seed, self.now_ms, *parts) * end)

    def change(self, id: str, **changes: object) -> Body:
        """Change a body."""
        body = self.bodies[id] = replace(self.bodies[id], **changes)
        return body

    def let_in(self, agents: Iterable[Body]) -> None:
        """Agents who come, in line by id as if they had always lived here; then the persons."""
        for each in agents:
            self.bodies[each.id] = each
            self._copied[each.id] = {}
        line = sorted(
            self.bodies.values(), key=lambda b: (b.is_steered, "" if b.is_steered else b.id)
        )
        self.bodies = {each.id: each for each in line}

    def standing(self, place: str) -> list[str]:
        """Who is at a place, not walking, once all have walked."""
        if self._standing is None:
            self._standing = {}
            for body in self.bodies.values():
                if not body.route:
                    self._standing.setdefault(body.place, []).append(body.id)
        return self._standing.get(place, [])

    def ties_of(self, id: str) -> dict[str, Tie]:
        """What one feels about the others; not to be changed."""
        return self._copied.get(id) or self._ties.get(id) or {}

    def tie(self, of: str, toward: str) -> Tie | None:
        """What one feels about another; None if they have nothing to do with each other."""
        return self.ties_of(of).get(toward)

    def keep(self, of: str, toward: str, tie: Tie) -> None:
        """Replace a tie; one too many pushes out the one that matters least."""
        ties = self._copied.get(of)
        if ties is None:
            ties = self._copied[of] = dict(self._ties.get(of, {}))
        if toward not in ties and len(ties) >= TIES_MAX:
            least = min(ties, key=lambda each: (abs(ties[each].affection), ties[each].last_ms))
            del ties[least]
        ties[toward] = tie

    def feel(self, changes: Iterable[Change]) -> None:
        """Let changes come about; persons' feelings are their own."""
        for change in changes:
            body = self.bodies.get(change.of)
            if body is not None and body.is_steered:
                continue
            tie = self.tie(change.of, change.toward) or Tie(last_ms=self.now_ms)
            after, real = moved(tie, change, is_contact=change.cause != "gossip")
            self.keep(change.of, change.toward, after)
            self.happened.append(Felt(real))
