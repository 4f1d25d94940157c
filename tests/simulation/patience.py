"""How long anybody may have to wait: for replies, for the game to go on, for an old line to end.

Looks at people and their lines now and then. Counts only from when nothing was amiss any more.
"""

from collections.abc import Sequence

from tests.simulation.heap import Heap
from tests.simulation.luck import Luck
from tests.simulation.person import SEAT_TAKEN, Person
from tests.simulation.truth import Truth, Wrong

LOOK_MS = 1_000
# A question to another node waits 2 s for its answer, and reads on before it is told.
ANSWER_MS = 2_500
# A lease that lapses (1.8 s, and a beat of 0.4 s), or a game that nobody holds (5 s); another try
# (1 s); a line that is lost and found again (3 s). Whatever was under way passes meanwhile.
STUCK_MS = 9_000
# Whoever watches from another node is told of again every 5 s.
RESEATED_MS = 6_000
# A connection for hints is found to be deaf, and another one reads on.
STALE_MS = 6_000

# Rooms have 4 s for their last turn, people 2 s to go, chores 2 s to end; all that may wait for
# Redis and the database comes to this.
DRAIN_MS = 30_000


class Patience:
    """Looks after people."""

    def __init__(self, heap: Heap, luck: Luck, truth: Truth, people: Sequence[Person]) -> None:
        self._heap, self._luck, self._truth, self._people = heap, luck, truth, people
        self._seq = 0
        heap.after(LOOK_MS, self.look)

    def look(self) -> None:
        """Raise Wrong if somebody waits too long."""
        if self._luck.is_amiss:
            self._luck.trouble()
        for node in self._luck.evening.nodes.values():
            since_ms = node.leaving_ms if node.life.alive else None
            if since_ms is not None and self._heap.now - since_ms > DRAIN_MS:
                raise Wrong(f"{node.run} drains, and never ends")
        for person in self._people:
            self._look_after(person)
        self._seq = len(self._truth.entries)
        self._heap.after(LOOK_MS, self.look)

    def _waits(self, since_ms: int) -> int:
        """For how long somebody has waited in which nothing was amiss."""
        return self._heap.now - max(since_ms, self._luck.trouble_ms)

    def _look_after(self, person: Person) -> None:
        line, now = person.line, self._heap.now
        if person.is_gone or person.game is None:
            person.current_ms = person.lined_ms = now
            return
        if line is not None and line.is_up:
            for key, asked_ms in line.asked.items():
                if self._waits(asked_ms) > ANSWER_MS:
                    raise Wrong(f"{person.name} asked {key} at {line.node.run}, and hears nothing")
        for key, since_ms in person.since.items():
            if self._waits(max(since_ms, person.lined_ms)) > STUCK_MS:
                raise Wrong(f"{person.name} can't get through with {person.pending.get(key)}")
        is_current = person.stream.is_live and person.stream.held >= self._seq
        if not person.has_joined or is_current:
            person.current_ms = now
        if self._waits(max(person.current_ms, person.lined_ms)) > STALE_MS:
            raise Wrong(
                f"{person.name} holds {person.stream.held} of {self._seq}, and sees no more"
            )
        self._look_at_seat(person)

    def _look_at_seat(self, person: Person) -> None:
        older, since_ms = person.older, person.reseated_ms
        if older is None or since_ms is None or not person.picture.is_seated:
            return
        # Whoever gave their seat up and took it again by another line left the older without one.
        is_heard = older.is_up and person.game is not None and older.watches(person.game)
        if is_heard and self._waits(max(since_ms, person.lined_ms)) > RESEATED_MS:
            raise Wrong(f"{person.name} sits at {older.node.run} and again elsewhere")

    def hung_up(self, person: Person, code: int) -> None:
        """A line in use was ended by the server."""
        if code == SEAT_TAKEN and self._waits(0) > RESEATED_MS:
            raise Wrong(f"{person.name} was hung up on where they came last")
