"""One evening from one seed: who comes, to which nodes, played on the heap to its end."""

from asyncio import CancelledError
from random import Random

from msgspec import Struct, UnsetType

from game.events import RoomMoved
from game.ids import GameId
from game.outcomes import outcome
from game.rules import Settings
from game.state import OVER, GameState, Phase
from persistence.fakes import LAPSE_MS
from persistence.ports import OwnershipLost, StorageUnavailable
from server.wire import JSON, MSGPACK, CreateGame
from tests.simulation.heap import START_MS, Heap
from tests.simulation.hot import Hot
from tests.simulation.luck import CALM_MS, Luck
from tests.simulation.node import SHELLS, Nature, Node
from tests.simulation.patience import Patience
from tests.simulation.person import Manners, Person
from tests.simulation.stage import stage
from tests.simulation.storage import Storage
from tests.simulation.truth import Truth, Wrong

STEPS_MAX = 90_000
QUIET_MS_MAX = 120_000
AFTERWARDS_MS = 8_000
# So many steps are made between two looks at whether it is over.
LOOK_STEPS = 8
# What may end a room's task or an opening, and is dealt with by whoever waits for it.
EXPECTED = (OwnershipLost, StorageUnavailable, CancelledError)
# When a node takes others for dead: some too early, some too late.
LAPSES_MS = (*[LAPSE_MS] * 6, 900, 1_100, 4_000, 8_000)


class Told(Struct, frozen=True):
    """What became of an evening."""

    seed: int
    digest: str
    steps: int
    events: int
    acked: int
    played_ms: int
    phase: str
    crashes: int
    nodes: int
    moves: int
    refusals: dict[str, int]


class Evening:
    """Everything that lives in one simulated evening."""

    lapses_ms = LAPSES_MS

    def __init__(self, seed: int, *, loud: bool = False) -> None:
        self.seed, self.loud = seed, loud
        self.draw = draw = Random(f"evening {seed}")
        self.heap, self.truth = Heap(), Truth()
        self.storage = Storage(self.heap, draw, self.truth)
        self.hot = Hot(self.heap, draw)
        self.pace = draw.choice((0.2, 0.5, 1.0))
        self.judging = draw.random() < 0.5
        self.nodes: dict[str, Node] = {}
        self.runs = 0
        self.is_calm = False
        self.people: list[Person] = []
        self.luck = Luck(self)
        self.storage.on_hint = self.luck.hint
        self.storage.goes_on_beside = lambda run: any(
            node.is_serving and node.run != run and not node.life.is_frozen
            for node in self.nodes.values()
        )
        self.patience = Patience(self.heap, self.luck, self.truth, self.people)

    def play(self) -> Told:
        """Play it; raises Wrong."""
        Wrong.first = None
        with stage(self.heap, self.draw, SHELLS, loud=self.loud):
            try:
                return self._play()
            finally:
                for node in self.nodes.values():
                    node.life.kill()

    def _play(self) -> Told:
        self.open()
        self.invite()
        self.brew()
        self.heap.after(CALM_MS, self._calm)
        over_ms: int | None = None
        heap = self.heap
        while heap.step():
            if Wrong.first is not None or heap.broken or heap.steps > STEPS_MAX:
                self._look_after()
            if heap.steps % LOOK_STEPS or not self._is_over():
                continue
            if over_ms is None:
                over_ms = self.heap.now
                # It may be restarted once or twice yet; but nobody waits for all that may happen.
                self.heap.after(AFTERWARDS_MS, self._calm)
            if not self.is_calm:
                continue
            restless = self._restless()
            if not restless:
                break
            if self.heap.now - over_ms > QUIET_MS_MAX:
                raise Wrong(f"over, but never quiet: {restless}")
        return self._close()

    # ------------------------------------------------------------ the plan

    def open(self) -> None:
        """Start the nodes."""
        for name in "abc"[: self.draw.choice((1, 1, 1, 1, 1, 2, 2, 3))]:
            self.boot(name)

    def boot(self, name: str) -> None:
        """Start a node, again or for the first time."""
        if name in self.nodes and self.nodes[name].life.alive:
            return
        self.runs += 1
        nature = Nature(
            run=self.runs,
            version="2" if self.runs > 3 and self.draw.random() < 0.5 else "1",
            lapse_ms=LAPSE_MS if self.is_calm else self.draw.choice(self.lapses_ms),
            pace=self.pace,
            judging=self.judging,
        )
        self.heap.tell("starts", name, nature)
        node = Node(name, self.heap, self.storage, self.hot, self.draw, nature)
        node.on_end = self.luck.ended
        self.nodes[name] = node

    def brew(self) -> None:
        """The faults of this evening."""
        self.luck.brew()

    def invite(self) -> None:
        """Who comes, and what they play."""
        draw = self.draw
        judge = draw.choice(("off", "auto", "critic" if self.judging else "auto"))
        create = CreateGame(
            name="simulated",
            time_limit_seconds=draw.choice((5, 8, 15)),
            agents=draw.choice((0, 1, 2, 3)),
            max_players=draw.choice((4, 8, 8)),
            settings=Settings(
                voting_seconds=draw.choice((5, 8)),
                reveal_seconds=draw.choice((0, 1, 4)),
                judging_seconds=draw.choice((0, 1, 3)),
                allow_spectators=draw.random() < 0.8,
                judge=judge,
            ),
        )
        rough = draw.choice((0.0, 1.0, 1.0, 3.0))
        for number in range(draw.choice((2, 2, 3, 3, 4, 6))):
            manners = Manners(
                comes_ms=0 if number == 0 else draw.choice((50, 500, 1_500, 12_000)),
                think_ms=draw.choice((300, 2_000, 4_000, 20_000)),
                doubles=0.05 * rough,
                cuts=0.03 * rough,
                naps=draw.choice((0.0, 0.0, 0.1)),
                chats=draw.random(),
                errs=draw.choice((0.0, 0.2)),
                leaves=draw.choice((0.0, 0.0, 0.2)),
                kicks=draw.choice((0.0, 0.0, 0.1)),
                is_spectator=number > 1 and draw.random() < 0.2,
                codec=draw.choice((JSON, MSGPACK)),
            )
            self.seat(manners, create if number == 0 else None)

    def seat(self, manners: Manners, create: CreateGame | None) -> Person:
        """One more person; the first of them founds the game."""
        number = len(self.people)
        own = Random(f"person {self.seed} {number}")
        person = Person(number, self.heap, own, manners, self._find, create)
        person.on_game = self._tell_all
        person.on_hang_up = self.patience.hung_up
        self.people.append(person)
        return person

    def _calm(self) -> None:
        if self.is_calm:
            return
        self.is_calm = True
        for person in self.people:
            person.is_calm = True
        self.luck.calm()

    # ------------------------------------------------------------ what people are told

    def _find(self, person: Person) -> Node | None:
        """The node that a person is sent to: theirs, or one that takes people."""
        alive = [node for node in self.nodes.values() if node.life.alive]
        # Whoever sends people knows who is ready, but not at once who stands still.
        ready = [node for node in alive if node.hall.unready() is None] or alive
        theirs = [node for node in ready if node.name == person.node_name]
        if not ready:
            return None
        found = theirs[0] if theirs else person.draw.choice(ready)
        person.node_name = found.name
        return found

    def _tell_all(self, game: GameId) -> None:
        for person in self.people:
            person.game = game

    # ------------------------------------------------------------ the end

    def _is_over(self) -> bool:
        return self.truth.state is not None and self.truth.state.phase in OVER

    def _look_after(self) -> None:
        """Whatever was found on the way comes out here."""
        if Wrong.first is not None:
            raise Wrong.first
        while self.heap.broken:
            name, error = self.heap.broken.pop()
            if not isinstance(error, EXPECTED):
                raise Wrong(f"a task broke on {name}: {error!r}") from error
        if self.heap.steps > STEPS_MAX:
            raise Wrong(f"never over: {self.truth.state and self.truth.state.phase}")

    def _restless(self) -> list[str]:
        people = [
            f"{person.name} holds {person.stream.held} of {len(self.truth.entries)}, "
            f"waits for {list(person.pending.values())}"
            for person in self.people
            if not person.is_gone
            and (
                person.pending
                or not person.has_joined
                or person.line is None
                or not person.stream.is_live
                or person.stream.held != len(self.truth.entries)
            )
        ]
        return people or self._mistaken()

    def _mistaken(self) -> list[str]:
        """Nodes whose people are shown others as present, or away, who are not."""
        state = self.truth.state
        assert state is not None
        here = sorted(
            person.actor
            for person in self.people
            if not person.is_gone and person.line is not None and state.seat_of(person.actor)
        )
        found = []
        for node in self.nodes.values():
            place = node.directory.here(state.game) if node.life.alive else None
            if place is not None and len(place.audience) and sorted(place.audience.present) != here:
                found.append(f"{node.run} thinks {place.audience.present} are there, not {here}")
        return found

    def _close(self) -> Told:
        truth, state = self.truth, self.truth.state
        assert state is not None
        if list(self.storage.store.entries) != [state.game]:
            raise Wrong(f"one game was asked for, there are {len(self.storage.store.entries)}")
        self._check_honours(state)
        for person in self.people:
            self._compare(person)
        truth.words.update(truth.closed().encode())
        return Told(
            seed=self.seed,
            digest=truth.words.hexdigest(),
            steps=self.heap.steps,
            events=len(truth.entries),
            acked=truth.acked,
            played_ms=self.heap.now - START_MS,
            phase=state.phase.value,
            crashes=self.luck.crashes,
            nodes=len(self.nodes),
            moves=sum(isinstance(each.event, RoomMoved) for each in truth.entries),
            refusals=truth.refusals,
        )

    def _check_honours(self, state: GameState) -> None:
        """What counts is what was played to its end, and the room was told what it brought."""
        ledger, played = self.storage.store.ledger, outcome(state.game, self.truth.entries)
        if (played is not None) != (state.phase is Phase.COMPLETED):
            raise Wrong(f"played to its end: {played is not None}, but {state.phase.value}")
        if state.game in ledger.games and played is None:
            raise Wrong("counted, but not played to its end")
        told = state.honours
        if not isinstance(told, UnsetType) and told.number:
            assert played is not None
            counted = ledger.counted(played)
            if (told.number, told.unlocked) != (counted.number, counted.unlocked):
                raise Wrong(f"{told} was told, and {counted} counted")

    def _compare(self, person: Person) -> None:
        """What a person folded from their frames is what happened."""
        state, seen = self.truth.state, person.picture
        assert state is not None
        if person.is_gone:
            return
        scores = {seat.player: seat.score for seat in state.seats.values()}
        known = (state.phase.value, state.host, scores)
        if (seen.phase, seen.host, seen.scores) != known:
            raise Wrong(f"{person.name} sees {vars(seen)}, but the game is {known}")
