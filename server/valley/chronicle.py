"""What happened in the valley since it was last written, and what of it is to be kept. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from agents.memories import Memory
from agents.relationships import Tie
from agents.world.body import World
from agents.world.happenings import Felt, Happening
from agents.world.map import Map
from agents.world.recollection import Scene, recollected
from game.ids import mint
from persistence.ports import Checkpoint, Life, Moved

# What its column holds.
NOTE_LENGTH_MAX: Final = 200


class Ticked(Struct, frozen=True):
    """One tick that has not been written yet: the world after it, and when it was, in Unix ms."""

    world: World
    happened: tuple[Happening, ...]
    at_ms: int
    # What was felt elsewhere and taken in by it.
    lived: tuple[str, ...] = ()


class Chronicle:
    """Gathers ticks and makes checkpoints of them; at most so many ticks wait, see `is_full`."""

    def __init__(
        self, map: Map, names: Mapping[str, str], world: World, origin: str, pace: int, most: int
    ) -> None:
        self._map, self._origin, self._pace = map, origin, pace
        self._most = most
        # Of the agents; to be replaced where others come, never changed.
        self.names = names
        # As it is written.
        self.written = world
        self._ticks: list[Ticked] = []
        # Those that a checkpoint under way, or of unknown outcome, is made of.
        self._sent = 0
        # Who walked there since then, by id: whoever has gone may still be remembered.
        self.people: dict[str, str] = {}

    @property
    def is_full(self) -> bool:
        """Whether the valley must stand still until something is written."""
        return len(self._ticks) >= self._most

    def add(self, ticked: Ticked) -> None:
        """One tick more."""
        self._ticks.append(ticked)

    def checkpoint(self) -> tuple[Checkpoint, Sequence[Ticked]] | None:
        """What to write now, and the ticks of it; None where nothing has passed.

        Until it is `settled` it stays the same one, since it may have been written unseen.
        """
        if not self._sent:
            self._sent = len(self._ticks)
        ticks = self._ticks[: self._sent]
        if not ticks:
            return None
        last, before = ticks[-1], self.written
        found = Checkpoint(
            after=before.tick,
            tick=last.world.tick,
            now_ms=last.world.now_ms,
            at_ms=last.at_ms,
            lives=self._lives(before, last.world),
            touched=self._touched(before, last),
            moves=[move for each in ticks for move in self._moves(each)],
            lived=[id for each in ticks for id in each.lived],
            memories=self._memories(ticks),
        )
        return found, ticks

    def settled(self) -> None:
        """The last checkpoint is written."""
        self.written = self._ticks[self._sent - 1].world
        del self._ticks[: self._sent]
        self._sent = 0
        there = self.written.bodies
        self.people = {id: name for id, name in self.people.items() if id in there or self._ticks}

    def _lives(self, before: World, after: World) -> dict[str, Life]:
        """Of agents, those who changed; what did not is the same object still."""
        return {
            id: Life(after.bodies[id], tuple(after.ties[id].items()))
            for id in self.names
            if id in after.bodies
            and (
                after.bodies[id] is not before.bodies.get(id)
                or after.ties[id] is not before.ties.get(id)
            )
        }

    def _touched(self, before: World, last: Ticked) -> list[tuple[str, str, Tie]]:
        found = []
        for of in self.names:
            ties, known = last.world.ties.get(of, {}), before.ties.get(of, {})
            if ties is known:
                continue
            for toward, tie in ties.items():
                if toward in self.names and tie is not known.get(toward):
                    found.append((of, toward, self._dated(tie, last)))
        return found

    def _dated(self, tie: Tie, ticked: Ticked) -> Tie:
        """The tie with its time as people reckon."""
        passed_ms = (ticked.world.now_ms - tie.last_ms) // self._pace
        return replace(tie, last_ms=ticked.at_ms - passed_ms)

    def _moves(self, ticked: Ticked) -> list[Moved]:
        """Each change of a tie between agents, under the id that it always has."""
        found = []
        for number, each in enumerate(ticked.happened):
            if not isinstance(each, Felt):
                continue
            note = each.change.note[:NOTE_LENGTH_MAX]
            change = replace(each.change, at_ms=ticked.at_ms, note=note)
            if change.of in self.names and change.toward in self.names:
                # The id's time is its own, so that it hangs on the tick alone.
                id = mint(ticked.world.now_ms, "felt", self._origin, ticked.world.tick, number)
                tie = ticked.world.ties[change.of].get(change.toward, Tie())
                found.append(Moved(id, change, self._dated(tie, ticked)))
        return found

    def _memories(self, ticks: Sequence[Ticked]) -> dict[str, Sequence[Memory]]:
        found: dict[str, list[Memory]] = {}
        for each in ticks:
            scene = Scene(
                map=self._map,
                world=each.world,
                names=self.names,
                people=self.people,
                origin=self._origin,
                at_ms=each.at_ms,
            )
            for agent, memories in recollected(scene, each.happened).items():
                found.setdefault(agent, []).extend(memories)
        return dict(found)
